"""The values of groups in order, found without sorting them all.

Each value falls into a bucket of its group, and the buckets are counted in one pass. Where values are whole and not
too far apart (waits in whole seconds) a bucket holds one value, and that is the answer. Else buckets follow the
values' floating-point form, about a percent wide, and only those that hold an asked rank are sorted. Few rows, and
keys without codes, are sorted. All ways give the same value at every rank.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars import col

T = TypeVar("T")
Ranks = NDArray[np.int64]
Floats = NDArray[np.float64]
_MOST = 2  # buckets for each row, where a bucket is one value: more of them are slower than the other way
_FEW = 20_000  # rows that are sorted sooner than counted
_PART = 1 << 17  # rows that are numbered at once
_LABELS = 100  # of a segment; which of more of them are there is looked up
_PARTS = 8  # from so many of them on, several at a time
_AT_ONCE = 2
_COARSE = 32  # buckets of a group; with fewer of them nearly all rows would be sorted


@dataclass(frozen=True, eq=False)
class Ordered:
    """Groups with their sizes; `at` gives the values at ranks counted through all groups in their order.

    One call with all ranks is much faster than several.
    """

    groups: pl.DataFrame  # the keys and `n`, one row a group
    at: Callable[[Ranks], Floats]


def ordered(rows: pl.DataFrame, keys: Sequence[str], value: str) -> Ordered:
    """Return the groups of rows whose value, a float, is known everywhere."""
    return _counted(rows, list(keys), value) or _sorted(rows, list(keys), value)


def _sorted(rows: pl.DataFrame, keys: list[str], value: str) -> Ordered:
    sort = col(value).sort()
    groups = (rows.lazy().group_by(keys).agg(sort) if keys else rows.lazy().select(sort.implode())).collect()
    groups = groups.filter(col(value).list.len() > 0)
    x = groups[value].explode().to_numpy()
    return Ordered(groups.select(*keys, n=col(value).list.len().cast(pl.Int64)), lambda ranks: x[ranks])


def _counted(rows: pl.DataFrame, keys: list[str], value: str) -> Ordered | None:
    """The groups by counting buckets, or None where there are few rows, no codes, or values that are no number."""
    if rows.is_empty() or not all(_has_codes(rows.schema[k]) for k in keys):
        return None
    x = rows[value].to_numpy()
    if not np.isfinite(x.sum()):
        return None
    codes = [_codes(rows[k].to_physical(), rows.schema[k]) for k in keys]
    found = [there for there, _ in codes]
    room = int(np.prod([float(len(there) + 1) for there in found]))
    plan = _whole(x, room) or _close(x, room)
    if plan is None:
        return None
    buckets, width, low = plan
    place = _places(codes, buckets, width)
    del buckets, plan
    counts = np.bincount(place, minlength=room * width)
    n = counts.reshape(room, width).sum(axis=1)
    held = np.flatnonzero(n)
    upto = np.cumsum(counts)

    def one_value(ranks: Ranks) -> Floats:
        return np.searchsorted(upto, ranks, side="right") % width + np.float64(low or 0.0)

    def sorted_there(ranks: Ranks) -> Floats:
        asked = np.searchsorted(upto, ranks, side="right")
        wanted = np.zeros(room * width, dtype=np.bool_)
        wanted[asked] = True
        hit = np.flatnonzero(wanted[place])
        found = pl.DataFrame({"cell": place[hit], "x": x[hit]}).sort("cell", "x")
        first = found["cell"].search_sorted(pl.Series(asked), "left").to_numpy()
        within = ranks - (upto[asked] - counts[asked])
        return found["x"].gather(pl.Series(first + within)).to_numpy()

    groups = _groups(rows.schema, keys, held, found)
    whole = pl.DataFrame([*groups, pl.Series("n", n[held], dtype=pl.Int64)])
    return Ordered(whole, sorted_there if low is None else one_value)


# Each row's bucket, how many of them a group has, and the value of the first one where each stands for one value.
Plan = tuple[NDArray[np.int32] | NDArray[np.int64], int, float | None]
Codes = tuple[pl.Series, Callable[[slice], NDArray[np.int64]]]  # the values of a key, and the numbers of a part's rows


def _whole(x: Floats, room: int) -> Plan | None:
    """A bucket for each value, where the values are whole and there are not many more buckets than rows."""
    low = float(x.min())
    width = x.max() - low + 1
    if not low.is_integer() or room * width > _MOST * len(x):
        return None
    if width > np.iinfo(np.int32).max:
        return None
    buckets = np.empty(len(x), dtype=np.int32)

    def whole(part: slice) -> bool:
        buckets[part] = x[part] - low
        return np.array_equal(buckets[part] + low, x[part])

    return (buckets, int(width), low) if all(_by_parts(len(x), whole)) else None


def _close(x: Floats, room: int) -> Plan | None:
    """Buckets of values that are close to one another; equal ones share one, and greater values have later ones."""
    if len(x) < _FEW:
        return None
    bits = np.empty(len(x), dtype=np.int64)

    def ordering(part: slice) -> tuple[int, int]:
        own = x[part].view(np.int64)
        bits[part] = own ^ ((own >> 63) & np.iinfo(np.int64).max)  # in the order of the values, below zero too
        return int(bits[part].min()), int(bits[part].max())

    ends = _by_parts(len(x), ordering)
    least, most = min(low for low, _ in ends), max(high for _, high in ends)
    shift = next(s for s in range(64) if room * ((most >> s) - (least >> s) + 1) <= max(len(x) // 4, room * 2))
    width = (most >> shift) - (least >> shift) + 1
    if width < _COARSE:
        return None

    def bucket(part: slice) -> None:
        bits[part] = (bits[part] >> shift) - (least >> shift)

    _by_parts(len(x), bucket)
    return bits, width, None


def _codes(values: pl.Series, kind: pl.DataType) -> Codes:
    """Number rows by the place of their code among those that may be there, in order; the last number is for null."""
    if isinstance(kind, pl.Enum) and len(kind.categories) <= _LABELS:
        there = pl.Series(range(len(kind.categories)), dtype=values.dtype)
    else:
        there = values.unique().drop_nulls().sort()
    if there.is_empty():
        return there, lambda part: np.zeros(len(values[part]), dtype=np.int64)
    low, high = int(there[0]), int(there[-1])
    numbers = np.full(high - low + 2, len(there), dtype=np.int64)
    numbers[there.to_numpy().astype(np.int64) - low] = np.arange(len(there))
    at = (values.cast(pl.Int32).fill_null(high + 1) if values.null_count() else values).to_numpy()
    return there, lambda part: numbers[at[part] - low]


def _places(codes: Sequence[Codes], buckets: NDArray[np.int32] | NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """The place of each row's bucket among the buckets of all groups."""
    place = np.empty(len(buckets), dtype=np.int64)

    def fill(part: slice) -> None:
        group: NDArray[np.int64] | int = 0
        for there, numbers in codes:
            group = group * (len(there) + 1) + numbers(part)
        place[part] = group * width + buckets[part]

    _by_parts(len(place), fill)
    return place


def _by_parts(rows: int, do: Callable[[slice], T]) -> list[T]:
    """What `do` gives for each part of the rows; a part is small enough for the processor's cache."""
    parts = [slice(first, first + _PART) for first in range(0, rows, _PART)]
    if len(parts) < _PARTS:
        return [do(part) for part in parts]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(do, parts))


def _has_codes(dtype: pl.DataType) -> bool:
    return isinstance(dtype, pl.Enum | pl.Date)


def _groups(schema: pl.Schema, keys: list[str], held: Ranks, found: list[pl.Series]) -> list[pl.Series]:
    """The keys of the groups, read back from their codes."""
    columns: dict[str, pl.Series] = {}
    for key, there in reversed(list(zip(keys, found, strict=True))):
        size = len(there) + 1
        code = pl.Series(held % size)
        kind, known = schema[key], there.gather(pl.select(pl.when(code < size - 1).then(code)).to_series())
        columns[key] = known.cat.to(kind) if isinstance(kind, pl.Enum) else known.cast(kind)
        held = held // size
    return [columns[key].alias(key) for key in keys]
