"""Measurable rows, as everything that measures takes them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import gcd

import polars as pl
from polars import col

from kpi_core.data.cubes import NO_CUBES, ROWS, Lattice
from kpi_core.data.dataset import Dataset
from kpi_core.definitions import Definitions
from kpi_core.model import SEGMENTS, Fact, Span

_ENOUGH = 50  # contacts, of which none would lie on such minutes alone by chance


def _nothing() -> None:
    pass


def _always() -> bool:
    return True


@dataclass(frozen=True, eq=False, kw_only=True)
class Prepared:
    """Measurable rows: one frame per fact with `day` and the derived columns, segments as Enums."""

    dataset: Dataset
    definitions: Definitions
    tables: Mapping[Fact, pl.DataFrame]
    spans: Mapping[Fact, Span]
    lacking: Mapping[str, str]  # derived column -> what is missing for it
    notes: tuple[str, ...] = ()
    cautions: Mapping[str, str] = field(default_factory=dict)  # column -> what must be known of KPIs that read it
    unread: Mapping[Fact, Mapping[str, str]] = field(default_factory=dict)  # column -> how much was not understood
    lattice: Lattice = NO_CUBES  # sums of the contacts, added up beforehand
    release: Callable[[], None] = _nothing  # gives back the memory that reading rows took; they can be read again
    intact: Callable[[], bool] = _always  # whether the files that they are mapped from are still as they were

    def cubes(self, fact: Fact) -> Lattice:
        """Return what was added up beforehand of this fact's rows, as they are now."""
        return self.lattice if self.lattice.of is self.tables[fact] else NO_CUBES

    def cautions_on(self, columns: Iterable[str]) -> tuple[str, ...]:
        """Return what must be known of a KPI that reads these columns."""
        return tuple(dict.fromkeys(self.cautions[c] for c in ("at", *columns) if c in self.cautions))

    @property
    def main(self) -> Fact:
        """The fact that the data are about: contacts where there are any, else the first one there is."""
        return Fact.CONTACT if Fact.CONTACT in self.tables else next(f for f in Fact if f in self.tables)

    @property
    def first_day(self) -> date:
        """The first day of the main fact."""
        return self.spans[self.main].first

    @property
    def last_day(self) -> date:
        """The last day of the main fact."""
        return self.spans[self.main].last

    @property
    def rows(self) -> int:
        """The number of rows of the main fact."""
        return self.tables[self.main].height

    @property
    def size(self) -> str:
        """How much there is of the main fact, in words."""
        return f"{self.rows:,} {'contacts' if self.main is Fact.CONTACT else f'{self.main} rows'}"

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The segments that some fact can be cut by, those of the main fact first; empty ones are left out."""
        names = (*SEGMENTS, *self.dataset.segments)
        held = [self.spans[self.main].segments, *(s.segments for s in self.spans.values())]
        return tuple(dict.fromkeys(s for known in held for s in names if s in known))

    @cached_property
    def clock_step(self) -> int:
        """The minutes to which the times of the contacts are given: 1440 for dates alone, 0 for finer than a minute."""
        at = self.tables[Fact.CONTACT].select(
            minute=col("at").dt.hour().cast(pl.Int32) * 60 + col("at").dt.minute(),
            exact=(col("at").dt.second() == 0) & (col("at").dt.microsecond() == 0),
        )
        minutes = at["minute"].unique().to_list()
        if not at["exact"].all() or (at.height < _ENOUGH and minutes != [0]):
            return 0
        return gcd(24 * 60, *minutes)

    @cached_property
    def _values(self) -> dict[str, tuple[str, ...]]:
        """Values found so far, by segment."""
        return {}

    def values(self, segment: str) -> tuple[str, ...]:
        """Return a segment's values, the most frequent of the main fact first; "" stands for rows without one."""
        if segment not in self._values:
            found: list[str | None] = []
            for fact in dict.fromkeys((self.main, *self.tables)):
                if segment in self.tables[fact].columns:
                    cube = self.cubes(fact).holding([segment])
                    source, n = (self.tables[fact], pl.len()) if cube is None else (cube, col(ROWS).sum())
                    counts = source.lazy().group_by(segment).agg(n.alias(ROWS)).collect()
                    found += counts.sort(ROWS, segment, descending=[True, False])[segment].cast(pl.String).to_list()
            self._values[segment] = tuple(dict.fromkeys(v or "" for v in found))
        return self._values[segment]

    @cached_property
    def _repeats(self) -> dict[tuple[Fact, tuple[str, ...]], tuple[float, float]]:
        """What `repeats` found so far, by fact and columns."""
        return {}

    def repeats(self, fact: Fact, key: tuple[str, ...]) -> tuple[float, float]:
        """Return how many rows each known value of the columns has on average, and how unlike they are in that.

        The second is the sum of the fourth powers of the numbers of rows over the square of that of their squares: 1
        over the number of values where all have as many. Both are 0 where no value is known.
        """
        if (fact, key) not in self._repeats:
            known = self.tables[fact].lazy().filter(*(col(k).is_not_null() for k in key))
            number = (pl.struct(*key) if len(key) > 1 else col(key[0])).hash()
            rows = known.group_by(number).len("_n").select(col("_n").cast(pl.Float64))
            mean, fourth, second = rows.select(
                col("_n").mean().fill_null(0).alias("a"), (col("_n") ** 4).sum().alias("b"), (col("_n") ** 2).sum()
            ).collect().row(0)  # fmt: skip
            self._repeats[fact, key] = (mean, fourth / second**2 if second else 0.0)
        return self._repeats[fact, key]

    @cached_property
    def nullable(self) -> Mapping[Fact, frozenset[str]]:
        """The columns of each fact that hold at least one null."""
        return {
            f: frozenset(c for c, n in zip(t.columns, t.null_count().row(0), strict=True) if n)
            for f, t in self.tables.items()
        }
