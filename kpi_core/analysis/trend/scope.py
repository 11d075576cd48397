"""Which lines, days and earlier periods a trend is drawn of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import polars as pl

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure import ask, measure
from kpi_core.model import Calendar, Kpi, moment
from kpi_core.view import View

MOST_POINTS = 1_000
MOST_LINES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days to measure; `drawn` of `periods` where a chart does not hold them all."""

    since: date
    until: date
    drawn: int = 0
    periods: int = 0

    @property
    def cut(self) -> bool:
        """Whether there are more periods than a chart holds."""
        return self.drawn < self.periods


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The periods to compare with: `starts` leads from the start of each to that of the one it stands beside."""

    starts: dict[date, date]
    long_years: tuple[date, ...] = ()  # of 53 weeks, among those of both


def lines(data: Prepared, view: View, split: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the values that get a line, the largest by volume first, and those that do not."""
    kept = dict(view.selection.where).get(split)
    out = dict(view.selection.without).get(split, ())
    values = [v for v in data.values(split) if (kept is None or v in kept) and v not in out]
    if len(values) <= MOST_LINES:
        return tuple(values), []
    try:
        volume = measure(ask(data, [CATALOGUE["contact_volume"]], view.selection, (split,)))
        ranked = volume.sort("value", descending=True, maintain_order=True)[split].cast(pl.String).fill_null("")
        order = [*ranked.to_list(), *values]
        values = [v for v in dict.fromkeys(order) if v in set(values)]
    except CannotAnswer:
        pass  # counted over all of the data instead
    return tuple(values[:MOST_LINES]), values[MOST_LINES:]


def days(data: Prepared, view: View, among: int) -> Days:
    """Return the days asked for, within the data, and no more points than a chart of so many lines holds."""
    first, last = data.first_day, data.last_day
    since, until = max(view.selection.since or first, first), min(view.selection.until or last, last)
    if since > until or view.cadence.whole:
        return Days(since=since, until=until)
    starts = list(data.definitions.calendar.periods(since, until, view.cadence))
    most = MOST_POINTS // max(among, 1)
    if len(starts) <= most:
        return Days(since=since, until=until, drawn=len(starts), periods=len(starts))
    since = starts[-most]
    if isinstance(since, datetime):  # whole days
        since = min((since + timedelta(days=1, microseconds=-1)).date(), until)
    return Days(since=since, until=until, drawn=most, periods=len(starts))


def compared(view: View, calendar: Calendar, since: date, until: date) -> Compared | None:
    """Return which earlier periods the drawn ones are compared with, where the View asks for any."""
    if view.compare == "none" or view.cadence.whole:
        return None
    starts = list(calendar.periods(since, until, view.cadence))
    moved = {_back(calendar, s, view, len(starts)): s for s in starts}
    long_years = calendar.long_years(min(moved), until) if view.compare == "year" else ()
    return Compared(starts=moved, long_years=tuple(long_years))


def _back(calendar: Calendar, start: date, view: View, periods: int) -> date:
    """The start of the period that stands for this one: as many periods earlier, or a year."""
    if view.compare == "year":
        return calendar.year_before(start, view.cadence)
    return calendar.shifted(start, view.cadence, -periods)


def earlier(data: Prepared, view: View, kpis: Sequence[Kpi], starts: dict[date, date]) -> pl.DataFrame | None:
    """Return the finished ones of these periods, their dates moved onto those that they stand beside; else None."""
    calendar = data.definitions.calendar
    first, end = min(starts), calendar.next(max(starts), view.cadence) - timedelta(days=1)
    if view.cadence.minutes:
        first, end = moment(first).date(), moment(max(starts)).date()
    asked = ask(data, list(kpis), replace(view.selection, since=first, until=end), (), view.cadence)
    try:
        found = measure(asked.all())
    except BadInput:
        return None
    found = found.filter(pl.col("complete") & pl.col("mature") & pl.col("period").is_in(list(starts)))
    if found.is_empty():
        return None
    return found.with_columns(earlier=pl.col("period"), period=pl.col("period").replace_strict(starts))
