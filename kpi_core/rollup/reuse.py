"""Cubes of before are taken over up to the first day that differs, so that appending a month adds up few days.

Nothing is believed about how rows came to be: the prepared rows of before and of now are held beside each other, value
by value. A sum is taken over under the name that it has now, since its last mature arrival has moved; the days on
which that makes a difference count as differing too (`docs/decisions/appending.md`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from polars import col

from kpi_core.data import ROWS, Cube, Prepared, regrouped
from kpi_core.model import Fact
from kpi_core.rollup.plan import planned, shapes, widest

BAND = "time_band"


@dataclass(frozen=True, eq=False)
class Carried:
    """The cubes of before, as far as they are those of now."""

    until: date  # the first day that differs
    cubes: tuple[Cube, ...]
    names: Mapping[str, str]  # column of a sum now -> its column before
    known: frozenset[str]  # the segments that the rows of before had; any other was blank on all of them

    def part(self, segments: Sequence[str], like: pl.DataFrame) -> pl.DataFrame | None:
        """Return what the days before `until` add up to by these segments, typed like the rows of now.

        Where only a cube without the time band has them, the band is left out. None where no cube has them.
        """
        for wanted in (segments, [s for s in segments if s != BAND]):
            for cube in self.cubes:
                if {s for s in wanted if s in self.known} <= set(cube.segments):
                    return self._of(cube, wanted, like)
        return None

    def _of(self, cube: Cube, segments: Sequence[str], like: pl.DataFrame) -> pl.DataFrame:
        days = cube.table.filter(col("day") < self.until)
        keys = [
            (col(s) if s in cube.segments else pl.lit(None)).cast(like.schema[s]).alias(s) for s in segments
        ]  # a segment that nobody had was blank
        renamed = days.select("day", *keys, ROWS, *(col(held).alias(now) for now, held in self.names.items()))
        return renamed if set(segments) == set(cube.segments) else regrouped(renamed, ["day", *segments])


def carried(before: Prepared | None, now: Prepared, release: Callable[[], None] = lambda: None) -> Carried | None:
    """Return what the cubes of before hold of the rows of now, None where that is nothing.

    Both are prepared under the same definitions by the same program. `release` is called when a column has been read.
    """
    if before is None or not {Fact.CONTACT} <= set(before.tables) & set(now.tables) or not before.lattice.cubes:
        return None
    held = {shape: name for name, shape in shapes(before).items()}
    names = {name: held.get(shape, "") for name, shape in shapes(now).items()}
    if not set(names.values()) <= set(before.lattice.cubes[0].table.columns):
        return None
    read = dict.fromkeys(c for expr in planned(now).values() for c in expr.meta.root_names())
    segments = (s for d in (before, now) for s in d.spans[Fact.CONTACT].segments)
    until = _first_apart(
        before.tables[Fact.CONTACT], now.tables[Fact.CONTACT], ("day", "at", *segments, *read), release
    )
    until = min(until, _first_unripe(before, now, until))
    cubes = before.lattice.cubes
    known = frozenset(before.spans[Fact.CONTACT].segments)
    return Carried(until, cubes, names, known) if any(c.table["day"][0] < until for c in cubes) else None


def _first_apart(before: pl.DataFrame, now: pl.DataFrame, columns: Iterable[str], release: Callable[[], None]) -> date:
    """The first day from which rows differ in one of the columns; both tables are in order of days."""
    first = min(before.height, now.height)
    for name in dict.fromkeys(columns):
        apart = _apart(*(t[name].head(first) if name in t.columns else None for t in (before, now)))
        found = apart.arg_max() if apart.any() else None
        first = first if found is None else found
        release()
    days = [t["day"][first] for t in (before, now) if first < t.height]
    last: date = now["day"][-1] if now.height else date.min
    return min(days, default=last + timedelta(days=1))


def _apart(one: pl.Series | None, other: pl.Series | None) -> pl.Series:
    """Where two columns differ; what one of the tables does not have is blank there."""
    if one is not None and other is not None:
        if isinstance(one.dtype, pl.Enum) and isinstance(other.dtype, pl.Enum):
            return _codes(one, one.dtype, other.dtype).ne_missing(other.to_physical().cast(pl.UInt32))
        if one.dtype == other.dtype:
            return one.ne_missing(other)
    held = [values.is_not_null() for values in (one, other) if values is not None]
    return held[0] | held[-1] if held else pl.Series([], dtype=pl.Boolean)


def _codes(labels: pl.Series, own: pl.Enum, other: pl.Enum) -> pl.Series:
    """Labels as their places among the labels of another Enum; all that are not in it share one place of their own."""
    place = {label: i for i, label in enumerate(other.categories)}
    moved = pl.Series([place.get(label, len(place)) for label in own.categories], dtype=pl.UInt32)
    return moved.gather(labels.to_physical().cast(pl.UInt32))


def _first_unripe(before: Prepared, now: Prepared, until: date) -> date:
    """The first day with a contact whose window was over for one of the two and not for the other."""
    ends = [d.spans[Fact.CONTACT].now for d in (before, now)]
    window = widest(now)
    if ends[0] == ends[1] or window is None:
        return until
    unripe = col("at") >= min(ends) - window
    found = now.tables[Fact.CONTACT].lazy().filter(unripe).select(col("day").min()).collect().item()
    return found if isinstance(found, date) else until
