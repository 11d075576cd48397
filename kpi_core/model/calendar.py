"""Periods: how days and times are gathered, and which periods the data cover to their end.

The start of a period of a day or longer is a date, that of a shorter one a date and time on the data's own clock.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

import polars as pl

from kpi_core.model.cadence import Cadence

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = 7
_MONTHS = 12
_LEAST = 30  # minutes that a clock is put back by
_YEARS = range(1900, 2201)  # for which calendars of weeks are worked out
PATTERNS = {"4-4-5": (4, 4, 5), "4-5-4": (4, 5, 4), "5-4-4": (5, 4, 4)}  # weeks of a quarter's months
MONTHS = "calendar"  # the other kind of months
YEAR_ENDS = ("nearest", "last")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where weeks and fiscal years begin; with `weeks`, months, quarters and years are made of whole weeks.

    A year of weeks ends on the last day of a week: the one `nearest` to the end of the month before `year_start`, or
    the `last` one in that month. Its 53rd week, where it has one, belongs to its last month (as in the 4-5-4 calendar
    of the National Retail Federation).
    """

    week_start: int = 0  # 0 = Monday ... 6 = Sunday
    year_start: int = 1  # 1 = January ... 12 = December
    weeks: str = ""  # one of PATTERNS, or calendar months
    year_ends: str = "nearest"  # one of YEAR_ENDS

    def start_expr(self, day: pl.Expr, cadence: Cadence) -> pl.Expr:
        """Return the first day of the period that each day falls in; null for ALL.

        For periods within the day, `day` is the time of each row, and the start is one too.
        """
        if cadence.minutes:
            return day.dt.truncate(f"{cadence.minutes}m")
        if cadence.whole:
            return pl.lit(None, dtype=pl.Date)
        if cadence.days == 1:
            return day
        if cadence.days:
            if self.week_start == 0:
                return day.dt.truncate("1w")
            back = (day.dt.weekday().cast(pl.Int32) - 1 - self.week_start) % _WEEK
            return day - pl.duration(days=back)
        if self.weeks:
            starts = pl.Series(self._starts(cadence), dtype=pl.Date)
            return pl.lit(starts).gather(pl.lit(starts).search_sorted(day, side="right") - 1)
        every = f"{cadence.months}mo"
        shift = (self.year_start - 1) % cadence.months
        if not shift:
            return day.dt.truncate(every)
        month = day.dt.truncate("1mo").dt.offset_by(f"-{shift}mo")
        return month.dt.truncate(every).dt.offset_by(f"{shift}mo")

    def start(self, day: date, cadence: Cadence) -> date:
        """Return the first day of the period that the day falls in; for one within the day, its first moment."""
        if cadence.minutes:
            at = moment(day)
            return at - timedelta(minutes=(at.hour * 60 + at.minute) % cadence.minutes, seconds=at.second,
                                  microseconds=at.microsecond)  # fmt: skip
        if cadence.whole:
            raise ValueError("the whole has no first day of its own")
        if cadence.days == 1:
            return day
        if cadence.days:
            return day - timedelta(days=(day.weekday() - self.week_start) % _WEEK)
        if self.weeks:
            return self._starts(cadence)[bisect_right(self._starts(cadence), day) - 1]
        index = day.year * _MONTHS + day.month - self.year_start
        return _month(index - index % cadence.months, self.year_start)

    def next(self, start: date, cadence: Cadence) -> date:
        """Return the start of the following period."""
        return self.shifted(start, cadence, 1)

    def shifted(self, start: date, cadence: Cadence, by: int) -> date:
        """Return the start of the period that lies so many periods later, or earlier."""
        if cadence.minutes:
            return moment(start) + timedelta(minutes=cadence.minutes * by)
        if cadence.days:
            return start + timedelta(days=by * cadence.days)
        if cadence.whole:
            raise ValueError("nothing comes before or after the whole")
        if self.weeks:
            return self._starts(cadence)[bisect_right(self._starts(cadence), start) - 1 + by]
        index = start.year * _MONTHS + start.month - self.year_start
        return _month(index + cadence.months * by, self.year_start)

    def year_before(self, start: date, cadence: Cadence) -> date:
        """Return the start of the period a year earlier: 52 weeks, so that weekdays match, or as many months."""
        if not cadence.months:
            return start - timedelta(days=364)
        return self.shifted(start, cadence, -(_MONTHS // cadence.months))

    def uneven(self, cadence: Cadence) -> bool:
        """Whether its periods have four or five weeks, as the months of a year of weeks have."""
        return bool(self.weeks) and cadence.months % 3 != 0

    def long_years(self, first: date, last: date) -> list[date]:
        """Return the first days of the years of 53 weeks that have a day from first to last."""
        if not self.weeks:
            return []
        years = self.periods(first, last, Cadence.YEAR)
        return [y for y in years if (self.next(y, Cadence.YEAR) - y).days > 52 * _WEEK]

    def _starts(self, cadence: Cadence) -> tuple[date, ...]:
        """The first days of all periods of so many months of a year of weeks."""
        return _of_weeks(self, cadence)

    def periods(self, first: date, last: date, cadence: Cadence) -> Iterator[date]:
        """Yield the start of every period that holds a day, or a part of one, from first to last."""
        start = self.start(first, cadence)
        if cadence.minutes:
            last = moment(last) if isinstance(last, datetime) else datetime.combine(last, time.max)
        while start <= last:
            yield start
            start = self.next(start, cadence)

    def covered(self, start: date, cadence: Cadence, first: date, last: date) -> bool:
        """Whether days from first to last cover the whole period; a day with data counts as covered."""
        return first <= start and self.next(start, cadence) - timedelta(days=1) <= last


def moment(day: date) -> datetime:
    """Return a date as its first moment; a time stays as it is."""
    return day if isinstance(day, datetime) else datetime.combine(day, time())


def on_the_clock(starts: Iterable[date], minutes: int, zone: str | None) -> list[date]:
    """Return the starts of those periods of which the zone's clock shows a part.

    The hour that it skips in spring does not exist; two hours of which it skips the first do.
    """
    found = list(starts)
    if zone is None or not found:
        return found
    first = pl.Series(found, dtype=pl.Datetime("us"))
    last = first.dt.offset_by(f"{minutes}m").dt.offset_by("-1us")
    edges = (edge.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null") for edge in (first, last))
    return [start for start, *shown in zip(found, *edges, strict=True) if any(shown)]


def doubled(first: date, last: date, zone: str | None) -> list[datetime]:
    """Return when each stretch begins that the zone's clock shows twice, in autumn, from the first to the last day."""
    if zone is None:
        return []
    end = datetime.combine(last, time.max)
    steps = pl.datetime_range(moment(first), end, f"{_LEAST}m", time_unit="us", eager=True)
    once, either = (steps.dt.replace_time_zone(zone, ambiguous=a, non_existent="null") for a in ("null", "earliest"))
    twice = steps.filter(once.is_null() & either.is_not_null()).to_list()
    return [t for t in twice if t - timedelta(minutes=_LEAST) not in twice]


@cache
def _of_weeks(calendar: Calendar, cadence: Cadence) -> tuple[date, ...]:
    """The first days of the periods of so many months of a calendar of weeks."""
    months = PATTERNS[calendar.weeks] * 4
    steps = [sum(months[:i]) for i in range(0, _MONTHS, cadence.months)]
    return tuple(_year_of_weeks(calendar, year) + timedelta(weeks=w) for year in _YEARS for w in steps)


def _year_of_weeks(calendar: Calendar, year: int) -> date:
    """The first day of the year of weeks that begins about its month's first."""
    first = date(year, calendar.year_start, 1)
    before = first - timedelta(days=(first.weekday() - calendar.week_start) % _WEEK)  # the last week's start until then
    near = calendar.year_ends == "nearest" and (first - before).days > _WEEK // 2
    return before + timedelta(days=_WEEK) if near else before


def _month(index: int, year_start: int) -> date:
    """The first day of a month counted from the fiscal year's start."""
    index += year_start - 1
    return date(index // _MONTHS, index % _MONTHS + 1, 1)


@lru_cache(maxsize=1 << 14)  # every KPI names the same periods, in its points, tooltips and table
def label(start: date | None, cadence: Cadence, calendar: Calendar) -> str:
    """Return the period's name for people: `week of 5 Jan 2026`, `Q1 2026`, `Mon 5 Jan 2026, 14:00`."""
    if start is None or cadence.whole:
        return Cadence.ALL.called
    part, within = divmod(start.month - 1, cadence.months or 1)
    if cadence.months and calendar.weeks:
        weeks = (calendar.next(start, cadence) - start).days // _WEEK
        return f"{cadence.noun} of {weeks} weeks from {start.day} {start:%b %Y}"
    if within:
        return f"{cadence.noun} from {start:%b %Y}"
    return cadence.called.format(start=start, part=part + 1)
