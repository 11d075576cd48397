"""Who came back: first contacts, and contacts that were followed by another of the same key.

The rules are those of `docs/decisions/repeats.md`: an inbound contact of the same key within the window, edge
included, on any channel, abandoned ones included; ties in time go by contact id. The first window of the data
cannot tell first contacts, the last one cannot tell repeats, and blank keys tell nothing: those are unknown (null),
never false.

How far the next and the last contact of its key lie from each contact is looked up over all of them at once, from
the keys and times alone (`gaps`); what that means is said row by row (`with_repeats`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl
from polars import col

from kpi_core.data import Rows
from kpi_core.definitions import Definitions

KEYS = {"customer": ("customer_key",), "customer_reason": ("customer_key", "reason"), "issue": ("issue_id",)}
SIDE_BY_SIDE = {"24h": 24.0, "48h": 48.0, "7d": 168.0}  # windows that are always told, whatever the definitions say
MADE = tuple(f"{name}{s}" for s in ("", *(f"_{w}" for w in SIDE_BY_SIDE)) for name in ("no_repeat", "first_contact"))
NEXT, LAST = "_until_next", "_since_last"
_NEVER = 1 << 62  # microseconds
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True, eq=False)
class Gaps:
    """How far the next and the last inbound contact of the same key are, for each contact in its order."""

    table: pl.DataFrame  # NEXT and LAST in microseconds, one row for each contact
    clock: str  # the column that windows are measured on
    start: datetime  # of the data, on that clock
    end: datetime


def gaps(rows: Rows, definitions: Definitions) -> tuple[Gaps | None, dict[str, str], tuple[str, ...]]:
    """Return the gaps of the contacts, or what is missing for them, and notes."""
    keys = KEYS[definitions.repeat_key]
    missing = [k for k in keys if k not in rows.schema]
    if missing:
        return None, {name: " and ".join(missing) for name in MADE}, ()
    clock = "at_utc" if "at_utc" in rows.schema and _whole(rows, "at_utc") else "at"  # DST-true if known
    coders = {k: pl.Categorical(pl.Categories.random()) for k in keys}  # a number for each key, and no two alike
    numbers_last = [pl.Series([], dtype=c) for c in coders.values()]  # Polars forgets them when no series has them
    known = _known(keys)
    parts, height, blank = [], 0, 0
    ends: list[datetime] = []
    for part in rows.read(list(dict.fromkeys([*keys, clock, "offered"]))):
        numbered = part.with_row_index("_row", offset=height)
        parts.append(numbered.filter(known).select("_row", _key=_number(coders), _at=col(clock)))
        height += part.height
        blank += int(part.select((col("offered") & ~known).sum()).item())
        ends += part.select(a=col(clock).min(), b=col(clock).max()).row(0)
    del numbers_last
    table = _gaps(_in_order(pl.concat(parts), rows), height)
    notes = (
        (f"{blank:,} inbound contacts have no {' or '.join(keys)} and are left out of repeats and first contacts.",)
        if blank
        else ()
    )
    return Gaps(table, clock, min(ends), max(ends)), {}, notes


def with_repeats(frame: pl.DataFrame, found: Gaps, definitions: Definitions) -> pl.DataFrame:
    """Return contacts that have their gaps with `no_repeat` and `first_contact` in place of them.

    Both are made for the window of the definitions, and once more for each of `SIDE_BY_SIDE`, with its name behind.
    """
    known, clock = _known(KEYS[definitions.repeat_key]), col(found.clock)
    made: dict[str, pl.Expr] = {}
    hours = {"": definitions.repeat_window_h} | {f"_{name}": h for name, h in SIDE_BY_SIDE.items()}
    for name, h in hours.items():
        window = timedelta(hours=h)
        mature, told = clock < pl.lit(found.end) - window, clock >= pl.lit(found.start) + window
        made[f"no_repeat{name}"] = pl.when(known & mature).then(col(NEXT) > window // _MICRO)
        made[f"first_contact{name}"] = pl.when(known & told).then(col(LAST) > window // _MICRO)
    return frame.with_columns(**made).drop(NEXT, LAST)


def _known(keys: tuple[str, ...]) -> pl.Expr:
    """Whether a contact takes part."""
    return col("offered") & pl.all_horizontal(col(k).is_not_null() for k in keys)


def _whole(rows: Rows, column: str) -> bool:
    return not any(part[column].null_count() for part in rows.read([column]))


def _number(coders: dict[str, pl.Categorical]) -> pl.Expr:
    """The keys as one whole number."""
    first, *more = [col(k).cast(pl.String).cast(c).to_physical().cast(pl.UInt64) for k, c in coders.items()]
    return sum(more, first) if not more else first * (1 << 32) + more[0]


def _in_order(found: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """The contacts by key and time; those of one key at one instant by contact id."""
    if not found["_at"].is_sorted():
        found = found.sort("_at", maintain_order=True)
    found = found.sort("_key", maintain_order=True)
    if "contact_id" not in rows.schema:
        return found
    same = ((col("_key") == col("_key").shift(1)) & (col("_at") == col("_at").shift(1))).fill_null(value=False)
    marked = found.select("_row", _same=same).with_row_index("_place")
    tied = marked.with_columns(_tie=(~col("_same")).cum_sum()).filter(
        col("_same") | col("_same").shift(-1, fill_value=False)
    )
    if tied.is_empty():
        return found
    ids = _contact_ids(rows, tied["_row"].sort())
    tied = tied.join(ids, on="_row", maintain_order="left")
    numbers = found["_row"].to_numpy().copy()
    numbers[tied["_place"].to_numpy()] = tied.sort("_tie", "contact_id", maintain_order=True)["_row"].to_numpy()
    return found.with_columns(_row=pl.Series(numbers))


def _contact_ids(rows: Rows, wanted: pl.Series) -> pl.DataFrame:
    """The ids of these contacts, given by their places in order."""
    found, first = [], 0
    for part in rows.read(["contact_id"]):
        here = wanted.slice(int(wanted.search_sorted(first)), None)
        here = here.head(int(here.search_sorted(first + part.height)))
        found.append(pl.DataFrame({"_row": here, "contact_id": part["contact_id"].gather(here - first)}))
        first += part.height
    return pl.concat(found)


def _gaps(found: pl.DataFrame, height: int) -> pl.DataFrame:
    """The gaps of contacts that stand by key and time, put to the places where the contacts belong."""
    places, key = found["_row"].to_numpy(), found["_key"].to_numpy()
    at = found["_at"].to_physical().to_numpy()
    between = np.where(key[1:] == key[:-1], at[1:] - at[:-1], _NEVER)
    until_next, since_last = (np.full(height, _NEVER, dtype=np.int64) for _ in range(2))
    until_next[places[:-1]] = between
    since_last[places[1:]] = between
    return pl.DataFrame({NEXT: until_next, LAST: since_last})
