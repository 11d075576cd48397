"""Which lines, days and earlier periods a trend is drawn of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import polars as pl

from kpi_core.analysis.makeup import days as days_of
from kpi_core.analysis.makeup import whole_weeks
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure import ask, measure
from kpi_core.model import Calendar, Kind, Kpi, moment
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
    """The periods to compare with: `starts` leads from the start of each to that of the one it stands beside.

    `weeks` says how many whole weeks lie between them where that is more than the range has.
    """

    starts: dict[date, date]
    weeks: int = 0
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
    if view.compare == "year":
        moved = {calendar.year_before(s, view.cadence): s for s in starts}
        return Compared(starts=moved, long_years=tuple(calendar.long_years(min(moved), until)))
    if view.cadence.months:
        return Compared(starts={calendar.shifted(s, view.cadence, -len(starts)): s for s in starts})
    end = calendar.next(starts[-1], view.cadence)
    weeks = whole_weeks(starts[0], end)
    longer = moment(starts[0]) + timedelta(weeks=weeks) != moment(end)
    return Compared(starts={s - timedelta(weeks=weeks): s for s in starts}, weeks=weeks if longer else 0)


def earlier(data: Prepared, view: View, kpis: Sequence[Kpi], starts: dict[date, date]) -> pl.DataFrame | None:
    """Return the finished ones of these periods, their dates moved onto those that they stand beside; else None.

    Added are `earlier`, when they really were, and `like`: the value, of a count as it would be in `like_days`, those
    of the period that it stands beside (null where it has as many).
    """
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
    found = found.with_columns(earlier=pl.col("period"), period=pl.col("period").replace_strict(starts))
    return _in_as_many_days(found, kpis, calendar, view)


def _in_as_many_days(found: pl.DataFrame, kpis: Sequence[Kpi], calendar: Calendar, view: View) -> pl.DataFrame:
    """The rows with their values, those of counts as they would be in as many days as the later periods have."""
    counts = {k.key for k in kpis if k.kind is Kind.COUNT}
    like: list[float | None] = []
    held: list[int | None] = []
    for row in found.select("kpi", "value", "earlier", "period").iter_rows(named=True):
        before, now = (days_of(calendar, row[c], view.cadence) for c in ("earlier", "period"))
        unlike = row["kpi"] in counts and before != now and row["value"] is not None
        like.append(row["value"] * now / before if unlike else row["value"])
        held.append(now if unlike else None)
    return found.with_columns(like=pl.Series(like, dtype=pl.Float64), like_days=pl.Series(held, dtype=pl.Int64))
