"""Business hours: whether a contact arrived in them, and how much of a stretch of time lies in them.

Hours are local: each location has its own zone, week and holidays where the definitions give them. A local time that
the clock skips in spring moves one hour on, one that comes twice in autumn is the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars import col

from kpi_core.definitions import Definitions, Location, Week

TIME_BANDS = ("business hours", "after hours", "weekend", "holiday")
MADE = {"business_response_s": "human_response_s", "business_resolution_s": "resolution_s"}
_MOST_DAYS = 36_525  # a stretch beyond a hundred years is a fault of the export
_MICRO = 1_000_000
_DAY = 24 * 60  # minutes
_MONDAY = 3 * _DAY  # 1970 began on a Thursday

Instants = NDArray[np.int64]  # microseconds since 1970 in UTC


@dataclass(frozen=True, slots=True)
class Opening:
    """One calendar of business hours: a week, holidays on which it is closed, and its zone."""

    week: Week
    holidays: tuple[date, ...]
    zone: str


def opening(definitions: Definitions, place: Location | None, zone: str) -> Opening:
    """Return a location's calendar; what it does not say is as everywhere. `zone` is that of the data."""
    d = definitions
    if place is None:
        return Opening(d.business_hours, d.holidays, d.timezone or zone)
    return Opening(
        d.business_hours if place.hours is None else place.hours,
        d.holidays if place.holidays is None else place.holidays,
        place.timezone or d.timezone or zone,
    )


def local_clock(definitions: Definitions, have: frozenset[str]) -> pl.Expr:
    """Return each arrival on its location's own clock; without UTC it is taken as given on that clock."""
    if "at_utc" not in have:
        return col("at")
    clock = _shown(definitions.timezone) if definitions.timezone else col("at")
    if "location" in have:
        for place in definitions.locations:
            if place.timezone:
                clock = pl.when(_is(place)).then(_shown(place.timezone)).otherwise(clock)
    return pl.coalesce(clock, col("at"))


def time_band(definitions: Definitions, have: frozenset[str]) -> pl.Expr:
    """Return business hours, after hours, weekend or holiday, by the local arrival time."""
    clock = local_clock(definitions, have)
    band = _band(clock, opening(definitions, None, ""))
    for place in definitions.locations if "location" in have else ():
        band = pl.when(_is(place)).then(_band(clock, opening(definitions, place, ""))).otherwise(band)
    return band


def with_business_time(frame: pl.DataFrame, definitions: Definitions, zone: str | None) -> pl.DataFrame:
    """Return the contacts with the part of their response and resolution that lies in business hours, in seconds."""
    wanted = {name: source for name, source in MADE.items() if source in frame.columns}
    if not wanted or frame.is_empty():
        return frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in wanted)
    places: dict[str, Location] = {p.name.lower(): p for p in definitions.locations}
    label = col("location").str.to_lowercase() if "location" in frame.columns else pl.lit(None, dtype=pl.String)
    parts = []
    needed = ["at", *wanted.values(), *(c for c in ("at_utc",) if c in frame.columns)]
    rows = frame.select(*needed, _place=pl.when(label.is_in(list(places))).then(label)).with_row_index("_row")
    for (name,), part in rows.group_by("_place") if places else [((None,), rows)]:
        where = opening(definitions, places.get(str(name)) if name else None, zone or "UTC")
        start = _instants(part, where.zone)
        made = {n: _seconds(start, part[source], where) for n, source in wanted.items()}
        parts.append(part.select("_row").with_columns(**made))
    found = pl.concat(parts).sort("_row").drop("_row")
    return frame.hstack(found)


def business_seconds(start: Instants, end: Instants, where: Opening) -> NDArray[np.float64]:
    """Return the seconds of each stretch that lie in business hours; 0 where it ends before it starts."""
    if not len(start):
        return np.zeros(0)
    first = datetime.fromtimestamp(int(start.min()) / _MICRO, UTC).date() - timedelta(days=2)
    last = datetime.fromtimestamp(int(end.max()) / _MICRO, UTC).date() + timedelta(days=2)
    opens, closes = _open_stretches(first.year, last.year, where)
    if not len(opens):
        return np.zeros(len(start))
    passed = np.concatenate([[0], np.cumsum(closes - opens)])

    def open_until(t: Instants) -> Instants:
        i = np.searchsorted(opens, t, side="right") - 1
        inside = np.minimum(t - opens[i], closes[i] - opens[i])
        found: Instants = np.where(i < 0, 0, passed[i] + inside)
        return found

    found: NDArray[np.float64] = np.maximum(open_until(end) - open_until(start), 0) / _MICRO
    return found


@lru_cache(maxsize=32)  # one outlier of a century in each stretch of contacts must not cost a century of days each time
def _open_stretches(since: int, until: int, where: Opening) -> tuple[Instants, Instants]:
    """Every stretch of these years in which it is open, in UTC, one after the other."""
    first, last = date(since, 1, 1), date(until, 12, 31)
    zone = ZoneInfo(where.zone)
    closed = set(where.holidays)
    opens, closes = [], []
    before = 0
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if day in closed:
            continue
        for a, b in where.week[day.weekday()]:
            start = max(_utc(day, a, zone), before)
            end = _utc(day + timedelta(days=1), time(), zone) if b == time.max else _utc(day, b, zone)
            if end > start:
                opens.append(start)
                closes.append(end)
                before = end
    return np.array(opens, dtype=np.int64), np.array(closes, dtype=np.int64)


def _utc(day: date, at: time, zone: ZoneInfo) -> int:
    """A local time as microseconds in UTC. With fold 0, Python takes the first of two, and moves a skipped one on."""
    return round(datetime.combine(day, at, zone).timestamp() * _MICRO)


def _instants(rows: pl.DataFrame, zone: str) -> pl.Series:
    """Each arrival in UTC: as the export gives it, else by the clock of the zone."""
    if "at_utc" in rows.columns and not rows["at_utc"].null_count():
        return rows["at_utc"]
    local = col("at").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    later = (col("at") + timedelta(hours=1)).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    utc = pl.coalesce(local, later).dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if "at_utc" in rows.columns:
        utc = pl.coalesce(col("at_utc"), utc)
    return rows.select(utc.alias("t"))["t"]


def _seconds(start: pl.Series, lasts: pl.Series, where: Opening) -> pl.Series:
    """The part of each stretch that lies in business hours; null where the start or the length is not known."""
    rows = pl.DataFrame({"t": start.cast(pl.Datetime("us")), "s": lasts})
    usable = rows.select(col("t").is_not_null() & col("s").is_between(0, _MOST_DAYS * 86_400)).to_series()
    usable = usable.fill_null(value=False)
    t = rows["t"].filter(usable).to_physical().to_numpy()
    s = rows["s"].filter(usable).to_numpy()
    found = np.full(rows.height, np.nan)
    found[usable.to_numpy()] = business_seconds(t, t + np.round(s * _MICRO).astype(np.int64), where)
    return pl.Series(found).fill_nan(None)


def _shown(zone: str) -> pl.Expr:
    """Each arrival on the clock of a zone."""
    return col("at_utc").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)


def _is(place: Location) -> pl.Expr:
    return (col("location").str.to_lowercase() == place.name.lower()).fill_null(value=False)


def _band(clock: pl.Expr, where: Opening) -> pl.Expr:
    minute = (clock.dt.timestamp("us") // (60 * _MICRO) + _MONDAY) % (7 * _DAY)
    band = pl.lit(_bands(where.week)).gather(minute)
    if not where.holidays:
        return band
    return pl.when(clock.dt.date().is_in(_dates(where.holidays))).then(pl.lit(TIME_BANDS[3])).otherwise(band)


@lru_cache(maxsize=32)
def _bands(week: Week) -> pl.Series:
    """The band of each minute of a week without holidays: to look it up is faster than to compare with all hours."""
    found = []
    for i, hours in enumerate(week):
        of_day = [TIME_BANDS[2 if i >= 5 else 1]] * _DAY
        for start, stop in hours:
            last = stop.hour * 60 + stop.minute + (1 if stop == time.max else 0)
            for minute in range(start.hour * 60 + start.minute, last):
                of_day[minute] = TIME_BANDS[0]
        found += of_day
    return pl.Series(found)


def _dates(days: Sequence[date]) -> pl.Series:
    return pl.Series(list(days), dtype=pl.Date).implode()
