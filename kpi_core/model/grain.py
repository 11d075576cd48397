"""What each fact knows: how fine its rows are, which segments they hold, which days they cover.

A contact, a survey answer and a reviewed item happen at a moment. Intervals, agent time and cost come as totals of a
quarter of an hour, a day or a month; the grain is read from the rows' own times. Rows coarser than a day stand on
the first day of their unit, and cover it to its last: where a month has a row, the month is covered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from math import gcd

import polars as pl
from polars import col

from kpi_core.model.columns import Fact


class Grain(StrEnum):
    """The time that one row of a fact stands for."""

    MOMENT = "moment"
    MINUTES_15 = "15 minutes"
    MINUTES_30 = "30 minutes"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @classmethod
    def of_minutes(cls, minutes: int) -> "Grain":
        """Return the grain of rows that stand for so many minutes; a moment where there is none."""
        return _MINUTES.get(minutes, cls.MOMENT)

    @property
    def coarse(self) -> bool:
        """Whether a row stands for more than a day."""
        return self in {Grain.WEEK, *_MONTHS}

    @property
    def minutes(self) -> int:
        """The minutes that a row within the day stands for; 0 for a moment and for a day and longer."""
        return next((m for m, grain in _MINUTES.items() if grain is self), 0)

    @property
    def within_day(self) -> bool:
        """Whether a row tells the hour of the day."""
        return self in {Grain.MOMENT, *_MINUTES.values()}


_MINUTES = {15: Grain.MINUTES_15, 30: Grain.MINUTES_30, 60: Grain.HOUR}
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_EVENTS = (Fact.CONTACT, Fact.SURVEY, Fact.QA_ITEM)
_FEWEST_DAYS = 3  # days with one time each: fewer of them may be so by chance
_HOUR = 60  # minutes
_MOMENT = timedelta(microseconds=1)
_FEWEST_WEEKS = 3  # dates a week apart: fewer of them may be days by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From the first to the last row of a fact; `starts` holds the first day of each unit coarser than a day.

    Whether the last day is `over`, and what was `due` on it if not, is told by `kpi_core.model.last_day`.
    """

    start: datetime
    end: datetime
    grain: Grain = Grain.MOMENT
    segments: tuple[str, ...] = ()
    starts: tuple[date, ...] = ()
    open: bool = False  # whether the last unit is not over yet: other facts end within it
    stated: datetime | None = None  # the moment to which the data run, where the mapping says one after the last row
    over: bool = True  # whether the last day is
    due: float = 0.0  # arrivals that usually come on such a day after the time of the last row

    @property
    def first(self) -> date:
        """The first day covered; a day with data counts as covered."""
        return self.starts[0] if self.starts else self.start.date()

    @property
    def last(self) -> date:
        """The last day that the data reach into."""
        if self.starts:
            return self.until(self.starts[-1])
        return (self.end if self.stated is None else self.stated - _MOMENT).date()

    @property
    def last_over(self) -> date:
        """The last day covered to its end."""
        return self.last if self.over else self.last - timedelta(days=1)

    @property
    def now(self) -> datetime:
        """The moment at which the data end: what had not happened then is not in them."""
        return self.stated or self.end

    @property
    def behind(self) -> datetime:
        """The end of what the last row stands for."""
        return self.stated or self.end + timedelta(minutes=self.grain.minutes)

    def until(self, start: date) -> date:
        """Return the last day of the unit that begins on this day."""
        if self.grain is Grain.WEEK:
            return start + timedelta(days=6)
        index = start.year * 12 + start.month - 1 + _MONTHS[self.grain]
        return date(index // 12, index % 12 + 1, 1) - timedelta(days=1)

    def units(self, first: date, last: date) -> Iterator[tuple[date, date]]:
        """Yield first and last day of each unit coarser than a day that has a day from first to last."""
        for start in self.starts:
            end = self.until(start)
            if start <= last and end >= first:
                yield start, end

    def covers(self, first: date, last: date) -> bool:
        """Whether every day from first to last is covered, without a gap between units."""
        if not self.starts:
            return self.first <= first and last <= self.last_over
        over = [(a, b) for a, b in self.units(first, last) if not (self.open and a == self.starts[-1])]
        held = sum((min(b, last) - max(a, first)).days + 1 for a, b in over)
        return held == (last - first).days + 1

    def widened(
        self, since: date | None, until: date | None, edges: tuple[date, date]
    ) -> tuple[date | None, date | None]:
        """Return a range that begins or ends where the data do, carried to the ends of the units it cuts there."""
        for a, b in self.units(since or self.first, until or self.last) if self.starts else ():
            if since and a < since <= edges[0]:
                since = a
            if until and edges[1] <= until < b:
                until = b
        return since, until

    def cut(self, since: date | None, until: date | None) -> date | None:
        """Return the end of a range that lies inside a unit and would cut it in two."""
        for a, b in self.units(since or self.first, until or self.last) if self.starts else ():
            if since and a < since <= b:
                return since
            if until and a <= until < b:
                return until
        return None


def span_of(fact: Fact, rows: pl.DataFrame, segments: Sequence[str], said: Grain | None = None) -> Span:
    """Return what a fact's rows, sorted by `at`, know of these segments; one that is blank throughout is not known.

    `said` is their grain, where the export says it.
    """
    segments = held(rows, segments)
    grain = said or grain_of(fact, rows, segments)
    starts = tuple(rows.select(unit_start(grain)).to_series().unique().sort()) if grain.coarse else ()
    return Span(start=rows["at"][0], end=rows["at"][-1], grain=grain, segments=segments, starts=starts)


def with_open(spans: Mapping[Fact, Span]) -> dict[Fact, Span]:
    """Return the spans, a last month marked as not over where every finer fact of the data ends before it does."""
    ends = [s.last_over for s in spans.values() if not s.grain.coarse]
    return {f: replace(s, open=s.grain.coarse and bool(ends) and max(ends) < s.last) for f, s in spans.items()}


def held(rows: pl.DataFrame, segments: Sequence[str]) -> tuple[str, ...]:
    """Return those of the segments that the rows hold."""
    return tuple(s for s in segments if s in rows.columns and rows[s].null_count() < rows.height)


def unit_start(grain: Grain) -> pl.Expr:
    """Return the day that a row stands on: its own, or the first of its unit."""
    return col("at").dt.date().dt.truncate("1mo") if grain in _MONTHS else col("at").dt.date()


def grain_of(fact: Fact, rows: pl.DataFrame, segments: Sequence[str]) -> Grain:
    """Return how fine a fact's rows are, read from their times: one time a day of each agent or team is a day's row."""
    if fact is Fact.ACCOUNT_MONTH:
        return Grain.MONTH
    if fact is Fact.CONTACT:
        return Grain.MOMENT
    dates_only = bool((rows["at"].dt.time() == time()).all())
    if fact in _EVENTS:
        return Grain.DAY if dates_only else Grain.MOMENT
    if dates_only:
        return _of_dates(fact, rows["at"].dt.date().unique().sort().to_list())
    if fact in {Fact.INTERVAL, Fact.AGENT_TIME}:
        return _of_clock(rows, [] if fact is Fact.INTERVAL else segments)
    return Grain.MOMENT


def _of_clock(rows: pl.DataFrame, apart: Sequence[str]) -> Grain:
    """The grain of totals that bear a time of day: the common step of their clock, for agents of each one's own.

    Where each day holds one time, as days of another zone do, or the times of a day stand more than an hour apart, as
    shifts do, no hour is told.
    """
    day = col("at").dt.date()
    times = rows.select("at", *apart).unique().sort("at")
    least = times.select(col("at").diff().over([*apart, day]).dt.total_minutes().min()).item()
    if least is None and apart:
        return Grain.DAY
    if least is None or least > _HOUR:
        few = rows.select(day.n_unique()).item() < _FEWEST_DAYS
        return Grain.DAY if not few else Grain.HOUR if least is None else Grain.MOMENT
    minutes = rows.select((col("at").dt.hour().cast(pl.Int32) * 60 + col("at").dt.minute()).unique()).to_series()
    exact = bool((rows["at"].dt.second() == 0).all())
    return _MINUTES.get(gcd(_HOUR, *minutes) if exact else 1, Grain.MOMENT)


def _of_dates(fact: Fact, days: Sequence[date]) -> Grain:
    """The grain of rows that bear a date alone: a day, unless all dates are the ends of longer units.

    One date alone tells little; a cost booked on the first of a month is taken as that month's.
    """
    gaps = [(b - a).days for a, b in pairwise(days)]
    alone = len(days) == 1 and fact is not Fact.COST
    if not alone and (all(d.day == 1 for d in days) or all((d + timedelta(days=1)).day == 1 for d in days)):
        months = [d.year * 12 + d.month for d in days]
        step = gcd(*(b - a for a, b in pairwise(months))) if len(days) > 1 else 1
        return Grain.YEAR if step % 12 == 0 else Grain.QUARTER if step % 3 == 0 else Grain.MONTH
    # Weeks that begin anew with the year break their step there.
    within = [g for g, a, b in zip(gaps, days, days[1:], strict=False) if a.year == b.year and a < _late(a.year)]
    weeks = len(days) >= _FEWEST_WEEKS and bool(within) and all(g % 7 == 0 for g in within)
    return Grain.WEEK if weeks else Grain.DAY


def _late(year: int) -> date:
    """The day from which on a week reaches into the next year."""
    return date(year, 12, 25)
