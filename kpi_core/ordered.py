"""The values of groups in order, without sorting where they can be counted.

Whole numbers that are not too many (waits in whole seconds) are counted exactly, group by group and value by value,
in one pass; any other values are sorted. Both give the same value at every rank.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars import col

Ranks = NDArray[np.int64]
_MOST = 2  # counters for each row: more of them are slower than a sort


@dataclass(frozen=True, eq=False)
class Ordered:
    """Groups with their sizes; `at` gives the value at a rank counted through all groups in their order."""

    groups: pl.DataFrame  # the keys and `n`, one row a group
    at: Callable[[Ranks], NDArray[np.float64]]


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
    """The groups by counting, or None where values are not whole, too far apart, or keys have no codes."""
    if rows.is_empty() or not all(_has_codes(rows.schema[k]) for k in keys):
        return None
    low, high, whole = rows.select(
        low=col(value).min(),
        high=col(value).max(),
        whole=((col(value) == col(value).floor()) & col(value).is_finite()).all(),
    ).row(0)
    if not whole:
        return None
    width = int(high - low) + 1
    if width > _MOST * rows.height:
        return None
    codes, found, sizes = pl.lit(0, dtype=pl.Int64), [], []
    for key in keys:  # the values that are there, numbered; the last code of each key stands for null
        there = rows.select(col(key).to_physical().unique()).to_series().drop_nulls().sort().cast(pl.Int64)
        found.append(there)
        sizes.append(len(there) + 1)
        codes = codes * sizes[-1] + _code(key, there).fill_null(sizes[-1] - 1)
    room = int(np.prod([float(s) for s in sizes]))
    if room * width > _MOST * rows.height:
        return None
    place = rows.select(codes * width + (col(value) - low).cast(pl.Int64)).to_series()
    counts = np.bincount(place.to_numpy(), minlength=room * width)
    n = counts.reshape(room, width).sum(axis=1)
    held = np.flatnonzero(n)
    upto = np.cumsum(counts)

    def at(ranks: Ranks) -> NDArray[np.float64]:
        place = np.searchsorted(upto, ranks, side="right") % width
        return place.astype(np.float64) + float(low)

    groups = _groups(rows, keys, held, found)
    return Ordered(pl.DataFrame([*groups, pl.Series("n", n[held], dtype=pl.Int64)]), at)


def _code(key: str, there: pl.Series) -> pl.Expr:
    """The number of each row's value among the values that are there, looked up."""
    if there.is_empty():
        return pl.lit(None, dtype=pl.Int64)
    values = there.to_numpy()
    numbers = np.zeros(int(values[-1] - values[0]) + 1, dtype=np.int64)
    numbers[values - values[0]] = np.arange(len(values))
    return pl.lit(pl.Series(numbers)).gather(col(key).to_physical().cast(pl.Int64) - int(values[0]))


def _has_codes(dtype: pl.DataType) -> bool:
    return isinstance(dtype, pl.Enum | pl.Date)


def _groups(rows: pl.DataFrame, keys: list[str], held: Ranks, found: list[pl.Series]) -> list[pl.Series]:
    """The keys of the groups, read back from their codes."""
    columns: dict[str, pl.Series] = {}
    for key, there in reversed(list(zip(keys, found, strict=True))):
        size = len(there) + 1
        code = pl.Series(held % size)
        kind, known = rows.schema[key], there.gather(pl.select(pl.when(code < size - 1).then(code)).to_series())
        if isinstance(kind, pl.Enum):
            columns[key] = known.cast(rows[key].to_physical().dtype).cat.to(kind)
        else:
            columns[key] = known.cast(pl.Int32).cast(kind)
        held = held // size
    return [columns[key].alias(key) for key in keys]
