"""What moves first? A leading and a lagging KPI on one time axis, the leading one set forward by a lag.

`pairing` measures a pair; `moves_first` does it for what a View says and returns what the page shows. No correlation
is worked out: two series that both drift look related whatever they are, and to tell needs a test.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from polars import col

from kpi_core.analysis.pairing import text
from kpi_core.analysis.pairing.frames import scatter_frame, series_frame, table_frame
from kpi_core.analysis.points import Scale, scale_of
from kpi_core.analysis.unfinished import closed_since
from kpi_core.catalogue import CATALOGUE, pairs
from kpi_core.data import Prepared
from kpi_core.errors import BadInput
from kpi_core.measure import ask, measure
from kpi_core.model import Cadence, Kpi, on_the_clock
from kpi_core.view import EVERYTHING, View, choice_of, counted

_MOST_LAG = choice_of("lag").high
_SKIPPED = timedelta(days=2)  # more than any clock was ever put forward by


@dataclass(frozen=True, eq=False, kw_only=True)
class Pairing:
    """Both KPIs over time, and their pairs.

    `series` is the measured frame of both; `points` holds `period` (of the lagging KPI), `lead_period`, the values
    `lead, lag` and `lead_n, lag_n`, complete and mature periods only.
    """

    lead: Kpi
    lag: Kpi
    shift: int
    cadence: Cadence
    series: pl.DataFrame
    points: pl.DataFrame


def pairing(data: Prepared, lead: Kpi, lag: Kpi, view: View, *, shift: int = 0) -> Pairing:
    """Return both series, and each period's lagging value beside the leading one `shift` periods before."""
    if not 0 <= shift <= _MOST_LAG:
        raise BadInput(f"A lag lies between 0 and {_MOST_LAG} periods; {shift} does not.")
    cadence = Cadence.WEEK if view.cadence.whole else view.cadence
    asked = ask(data, [lead, lag] if lead.key != lag.key else [lead], view.selection, (), cadence).all()
    lead, lag = asked.kpis[0], asked.kpis[-1]
    series = measure(asked)
    good = series.filter(col("complete") & col("mature") & col("value").is_not_null())
    leads = good.filter(col("kpi") == lead.key)
    moved = list(_forward(data, leads["period"].to_list(), cadence, shift).values())
    first = leads.select(
        pl.Series("period", moved, dtype=cadence.dtype), lead_period="period", lead="value", lead_n="n"
    )
    second = good.filter(col("kpi") == lag.key).select("period", lag="value", lag_n="n")
    points = second.join(first, on="period", how="inner").sort("period")
    return Pairing(lead=lead, lag=lag, shift=shift, cadence=cadence, series=series, points=points)


@dataclass(frozen=True, eq=False, kw_only=True)
class Side:
    """One of the two: its unit, its own series as drawn, and what the picture shows in words."""

    kpi: Kpi
    scale: Scale
    series: pl.DataFrame
    heading: str
    text: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Moves:
    """What the page shows."""

    pairing: Pairing
    lead: Side
    lag: Side
    sentence: str
    scatter: pl.DataFrame
    table: pl.DataFrame
    span: tuple[date, date] | None  # of the shared time axis
    remarks: tuple[str, ...]
    companions: tuple[str, ...]  # KPIs that must be looked at with a speed KPI of this pair (docs/rules.md, rule 9)
    scatter_text: str


def start(data: Prepared) -> tuple[tuple[str, str], ...]:
    """Return the pairs to start from that this data can answer, leading KPI first."""
    return pairs({k.key for k in ask(data, CATALOGUE.values(), EVERYTHING).kpis})


def chosen(data: Prepared, view: View) -> tuple[str, str]:
    """Return the View's pair; what it does not say comes from the first pair that fits."""
    known = (*start(data), *pairs(CATALOGUE))  # those that the data answers first
    lead, lag = view.focus, view.against
    if lead and lag:
        return lead, lag
    fits = [p for p in known if p[0] == lead or p[1] == lag] if lead or lag else list(known)
    first, second = fits[0] if fits else known[0]
    if not fits and lead:  # no pair begins with it: whatever another one follows
        second = next(p[1] for p in known if p[1] != lead)
    if not fits and lag:
        first = next(p[0] for p in known if p[0] != lag)
    return lead or first, lag or second


def moves_first(data: Prepared, view: View) -> Moves:
    """Return the View's pair as the page shows it. Raises CannotAnswer for a KPI that the data cannot give."""
    one, two = chosen(data, view)
    if one == two:
        raise BadInput(f"{CATALOGUE[one].name} is chosen on both sides; choose another KPI on one of them.")
    found = pairing(data, counted(one, view), counted(two, view), view, shift=view.lag)
    cadence, shift, kpis = found.cadence, found.shift, (found.lead, found.lag)
    frames = [found.series.filter(col("kpi") == k.key) for k in kpis]
    scales = (scale_of(found.lead, frames[0]), scale_of(found.lag, frames[1]))
    calendar = data.definitions.calendar
    moved = _forward(data, frames[0]["period"].to_list(), cadence, shift)
    drawn = [
        series_frame(k, scale, frame, cadence, calendar, to)
        for k, scale, frame, to in zip(kpis, scales, frames, (moved if shift else {}, {}), strict=True)
    ]
    days = [d for f in drawn for d in f["x"].to_list()]
    sides = [
        Side(
            kpi=k,
            scale=scale,
            series=frame,
            heading=text.heading(k, scale, later, cadence),
            text=text.picture(k, scale, later, cadence, frame.height),
        )
        for k, scale, later, frame in zip(kpis, scales, (shift, 0), drawn, strict=True)
    ]
    unfinished = closed_since(data, found.series, view.selection, cadence)
    whole = (text.WEEKS_SHOWN,) if view.cadence.whole else ()
    return Moves(
        pairing=found,
        lead=sides[0],
        lag=sides[1],
        sentence=text.sentence(kpis, found.points, shift, cadence),
        scatter=scatter_frame(kpis, scales, found.points, cadence, calendar),
        table=table_frame(kpis, found.points, cadence, calendar),
        span=(min(days), max(days)) if days else None,
        remarks=(
            *whole,
            *([unfinished] if unfinished else []),
            *data.cautions_on(c for k in kpis for c in k.columns),
            text.NOT_TESTED,
        ),
        companions=tuple(dict.fromkeys(b for k in kpis for b in k.companions if b not in {one, two})),
        scatter_text=text.scatter(kpis, found.points, shift, cadence),
    )


def _forward(data: Prepared, starts: list[date], cadence: Cadence, shift: int) -> dict[date, date]:
    """Each period's start, and that of the period so many later.

    Within the day those count that the clock shows: an hour that it skips in spring is none, and one that it shows
    twice in autumn is one, so that the pairs after it stand as far apart as those before.
    """
    calendar = data.definitions.calendar
    if not cadence.minutes or not starts:
        return {start_: calendar.shifted(start_, cadence, shift) for start_ in starts}
    end = calendar.shifted(max(starts), cadence, shift) + _SKIPPED
    shown = on_the_clock(calendar.periods(min(starts), end, cadence), cadence.minutes, data.dataset.timezone)
    return {start_: shown[bisect_left(shown, start_) + shift] if shift else start_ for start_ in starts}
