"""The times of one call: which order and zone each date column has over all files, and spans between two columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from polars import col

from kpi_core.intake.mappings.field import Field, Names
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.values import dates, durations
from kpi_core.intake.values.dates import Order, Times, header_zone
from kpi_core.model import BY_NAME, ColumnKind

_DAY = 86_400.0
_TIMED = r"\d:\d|\dT\d|\d[hH]\d|\d\s*[AaPp]\.?\s?[Mm]|^(\d{1,7}|\d{9,})([.,]\d+)?$"  # or counted, in days or seconds
_INSTANTS = {"au": pl.Datetime("us"), "bu": pl.Datetime("us")}


@dataclass(frozen=True, slots=True)
class Clock:
    """What was settled about dates: day first or not for each header that holds numeric dates, and the zone."""

    day_first: dict[str, bool]
    shown: dict[str, str]
    zone: str | None = None
    given: bool = False  # the mapping names the zone
    own: str | None = None  # the zone of times that do not say theirs, where it is another one

    def of(self, parts: Sequence[Names]) -> bool:
        """Whether the day comes first in the column made of these parts."""
        return any(self.day_first.get(names[0], False) for names in parts)

    def order_of(self, parts: Sequence[Names]) -> str:
        """How the order was settled, for people."""
        return ", ".join(self.shown[names[0]] for names in parts if names[0] in self.shown)

    def said(self, times: Times) -> str:
        """A sentence about zones, where there is something to say."""
        if times.moved:
            return f"{times.moved:,} local times that the clock skipped in spring were moved one hour on."
        if times.offsets and not self.zone:
            return "Times carry an offset and no timezone is given: they are kept as UTC wall-clock times."
        return ""


def settled(frame: pl.DataFrame, mapping: Mapping) -> Clock:
    """Decide order and zone over all rows of all files, or raise BadInput that names `day_first`."""
    found: dict[str, Order] = {}
    for header in _date_headers(mapping):
        order = dates.order(frame[header])
        if order.open or order.day_first or order.month_first:
            found[header] = order
    words = {o.settled for o in found.values() if o.settled is not None}
    others = words.pop() if len(words) == 1 else None
    day_first, shown = {}, {}
    for header, order in found.items():
        day_first[header] = dates.settle(header, order, given=mapping.day_first, others=others)
        how = (
            "given" if mapping.day_first is not None else "seen" if order.settled is not None else "as in other columns"
        )
        if mapping.day_first is None and order.settled is None and not order.open:
            how = "either way the same"
        shown[header] = f"{'day' if day_first[header] else 'month'} first, {how}"
    zones = [z for h in _at_headers(mapping) if (z := _zone(h))]
    zone = mapping.timezone or (zones[0] if zones else None)
    return Clock(day_first, shown, zone, mapping.timezone is not None, mapping.times)


def read_times(text: pl.Series, parts: Sequence[Names], clock: Clock) -> Times:
    """Read a column of times made of these parts."""
    own = next((z for names in parts if (z := _zone(names[0]))), clock.own)
    return dates.parse(text, day_first=clock.of(parts), zone=clock.zone, own=own)


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds between two columns; an end before its start is missing and counted."""

    seconds: pl.Series
    backwards: int
    how: str
    failed: pl.Series
    early: pl.Series  # where the end lies before its start
    days_only: int = 0  # spans of whole days, since one of their ends has no time of day and the other may have one


def difference(start: pl.Series, end: pl.Series, clock: Clock, *, wrap: bool) -> Span:
    """Return the seconds from start to end. Pure clock times pass midnight only with `wrap`."""
    given = start.is_not_null() & end.is_not_null()
    first, second = durations.time_of_day(start), durations.time_of_day(end)
    pure = int(first.is_not_null().sum()) * 2 > int(start.is_not_null().sum())
    if pure:
        seconds = second - first
        if wrap:
            seconds = pl.select(pl.when(seconds < 0).then(seconds + _DAY).otherwise(seconds)).to_series()
    else:
        a, b = (read_times(s, ((s.name,),), clock) for s in (start, end))
        frame = pl.DataFrame({"a": a.local, "b": b.local, "au": a.utc, "bu": b.utc}, schema_overrides=_INSTANTS)
        whole = pl.Series("d", bare_dates(start) ^ bare_dates(end))
        # Two instants, or two times of the same clock; of one that says its offset and one that does not, nothing.
        gap = pl.coalesce(
            col("bu") - col("au"), pl.when(col("au").is_null() & col("bu").is_null()).then(col("b") - col("a"))
        )
        days = (col("b").dt.date() - col("a").dt.date()).dt.total_days() * _DAY
        span = pl.when(whole).then(days).otherwise(gap.dt.total_microseconds() / 1_000_000)
        seconds = frame.select(span.alias("s"))["s"]
    backwards = seconds < 0
    kept = pl.DataFrame({"s": seconds}).select(pl.when(col("s") >= 0).then(col("s")).alias("s"))["s"]
    how = ("clock times" + (", past midnight" if wrap else "")) if pure else clock.order_of(((start.name,),))
    days_only = 0 if pure else int((whole & kept.is_not_null()).sum())
    return Span(kept, int(backwards.sum()), how, given & kept.is_null(), backwards, days_only)


def bare_dates(texts: pl.Series) -> pl.Series:
    """Return which cells are a date without a time of day; missing ones are not."""
    maybe = ~texts.str.contains(":", literal=True)  # looked up fast: nearly every time has one
    if not maybe.any():
        return maybe.fill_null(value=False)
    return maybe & texts.str.contains(r"\d") & ~texts.str.contains(_TIMED)


def _zone(header: str) -> str | None:
    zone = header_zone(header)
    if zone is None:
        return None
    try:
        pl.select(pl.datetime(2000, 1, 1).dt.replace_time_zone(zone))
    except pl.exceptions.PolarsError:
        return None
    return zone


def _at_headers(mapping: Mapping) -> list[str]:
    at = dict(mapping.columns).get("at")
    return [names[0] for names in at.parts] if at else []


def _date_headers(mapping: Mapping) -> list[str]:
    """Every header that a bound mapping reads times from."""
    headers: list[str] = []
    for name, field in mapping.columns:
        if name in {"from", "to"} or (name in BY_NAME and BY_NAME[name].kind is ColumnKind.TIME):
            headers += [names[0] for names in field.parts]
        headers += _span(field)
    for _, field in mapping.segments:
        headers += _span(field)
    if mapping.gauge:
        headers += [mapping.gauge.start[0], mapping.gauge.end[0]]
    if mapping.latest and mapping.latest.order:  # where it holds dates, their order decides which row is the newest
        headers.append(mapping.latest.order)
    return list(dict.fromkeys(headers))


def _span(field: Field) -> list[str]:
    own = [field.start[0], field.end[0]] if field.start else []
    return own + (_span(field.fallback) if field.fallback else [])
