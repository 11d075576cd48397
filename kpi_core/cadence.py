"""Periods: how days are gathered, and which periods the data cover to their last day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import polars as pl

_WEEK = 7
_MONTHS = 12


class Cadence(StrEnum):
    """How often a number is read: weekly for control, monthly for pattern, quarterly for governance."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where weeks and fiscal years begin."""

    week_start: int = 0  # 0 = Monday ... 6 = Sunday
    year_start: int = 1  # 1 = January ... 12 = December

    def start_expr(self, day: pl.Expr, cadence: Cadence) -> pl.Expr:
        """Return the first day of the period that each day falls in; null for ALL."""
        if cadence is Cadence.ALL:
            return pl.lit(None, dtype=pl.Date)
        if cadence is Cadence.DAY:
            return day
        if cadence is Cadence.WEEK:
            if self.week_start == 0:
                return day.dt.truncate("1w")
            back = (day.dt.weekday().cast(pl.Int32) - 1 - self.week_start) % _WEEK
            return day - pl.duration(days=back)
        if cadence is Cadence.MONTH:
            return day.dt.truncate("1mo")
        every = "1q" if cadence is Cadence.QUARTER else "1y"
        if self.year_start == 1:
            return day.dt.truncate(every)
        shift = self.year_start - 1
        month = day.dt.truncate("1mo").dt.offset_by(f"-{shift}mo")
        return month.dt.truncate(every).dt.offset_by(f"{shift}mo")

    def start(self, day: date, cadence: Cadence) -> date:
        """Return the first day of the period that the day falls in."""
        if cadence is Cadence.ALL:
            raise ValueError("the whole has no first day of its own")
        if cadence is Cadence.DAY:
            return day
        if cadence is Cadence.WEEK:
            return day - timedelta(days=(day.weekday() - self.week_start) % _WEEK)
        months = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.YEAR: _MONTHS}[cadence]
        index = day.year * _MONTHS + day.month - self.year_start
        return _month(index - index % months, self.year_start)

    def next(self, start: date, cadence: Cadence) -> date:
        """Return the first day of the following period."""
        if cadence is Cadence.DAY:
            return start + timedelta(days=1)
        if cadence is Cadence.WEEK:
            return start + timedelta(days=_WEEK)
        months = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.YEAR: _MONTHS}[cadence]
        index = start.year * _MONTHS + start.month - self.year_start
        return _month(index + months, self.year_start)

    def periods(self, first: date, last: date, cadence: Cadence) -> Iterator[date]:
        """Yield the first day of every period that holds a day from first to last."""
        start = self.start(first, cadence)
        while start <= last:
            yield start
            start = self.next(start, cadence)

    def covered(self, start: date, cadence: Cadence, first: date, last: date) -> bool:
        """Whether days from first to last cover the whole period; a day with data counts as covered."""
        return first <= start and self.next(start, cadence) - timedelta(days=1) <= last


def _month(index: int, year_start: int) -> date:
    """The first day of a month counted from the fiscal year's start."""
    index += year_start - 1
    return date(index // _MONTHS, index % _MONTHS + 1, 1)


def label(start: date | None, cadence: Cadence) -> str:
    """Return the period's name for people: `2026-W02`, `Jan 2026`, `Q1 2026`."""
    if start is None or cadence is Cadence.ALL:
        return "all"
    if cadence is Cadence.DAY:
        return f"{start:%a} {start.day} {start:%b %Y}"
    if cadence is Cadence.WEEK:
        return f"week of {start.day} {start:%b %Y}"
    if cadence is Cadence.MONTH:
        return f"{start:%b %Y}"
    if cadence is Cadence.QUARTER:
        return f"Q{(start.month - 1) // 3 + 1} {start.year}" if start.month % 3 == 1 else f"quarter from {start:%b %Y}"
    return f"{start.year}" if start.month == 1 else f"year from {start:%b %Y}"
