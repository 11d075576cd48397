"""What moves first? A leading and a lagging KPI on one time axis, the leading one set forward by a lag.

`pairing` measures a pair; `moves_first` does it for what a View says and returns what the page shows. No correlation
is worked out: two series that both drift look related whatever they are, and to tell needs a test.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl
from polars import col

from kpi_core.analysis.pairing.frames import later, scatter_frame, sentence, series_frame, table_frame
from kpi_core.analysis.points import Scale, scale_of
from kpi_core.catalogue import CATALOGUE, pairs
from kpi_core.data import Prepared
from kpi_core.errors import BadInput
from kpi_core.measure import ask, measure
from kpi_core.model import Cadence, Kpi, several
from kpi_core.view import EVERYTHING, View, choice_of, counted

_MOST_LAG = choice_of("lag").high
NOT_TESTED = (
    "This page shows and does not test: two lines that rise together may do so by chance, by season, or because a "
    "third thing moves both. Look whether turns of the upper line come back in the lower one, more than once."
)


@dataclass(frozen=True, eq=False)
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
    cadence = view.cadence if view.cadence is not Cadence.ALL else Cadence.WEEK
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
    return Pairing(lead, lag, shift, cadence, series, points)


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two: its unit, its own series as drawn, and what the picture shows in words."""

    kpi: Kpi
    scale: Scale
    series: pl.DataFrame
    heading: str
    text: str


@dataclass(frozen=True, eq=False)
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
    beside: tuple[str, ...]  # KPIs that must be looked at with a speed KPI of this pair (kpis.md, rule 9)
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
    headings = [
        k.name if scale.title == "percent" else f"{k.name} ({scale.title})"
        for k, scale in zip(kpis, scales, strict=True)
    ]
    headings[0] += f", drawn {later(shift, cadence)}" if shift else ""
    sides = [
        Side(k, scale, frame, heading, f"{heading}, by {cadence.noun}: {frame.height} points.")
        for k, scale, frame, heading in zip(kpis, scales, drawn, headings, strict=True)
    ]
    remarks = [NOT_TESTED]
    if view.cadence is Cadence.ALL:
        remarks.insert(0, "The whole range is one point, so weeks are shown; choose another cadence in the sidebar.")
    return Moves(
        found,
        sides[0],
        sides[1],
        sentence(kpis, found.points, shift, cadence),
        scatter_frame(kpis, scales, found.points, cadence, calendar),
        table_frame(kpis, found.points, cadence, calendar),
        (min(days), max(days)) if days else None,
        tuple(remarks),
        tuple(dict.fromkeys(b for k in kpis for b in k.beside if b not in {one, two})),
        f"{found.lag.name} {later(shift, cadence)} against {found.lead.name}: {found.points.height} points, "
        f"one for each complete {cadence.noun}; {several([k.name for k in kpis])} on the axes.",
    )


def _forward(data: Prepared, starts: list[date], cadence: Cadence, shift: int) -> dict[date, date]:
    """Each period's start, and that of the period so many later."""
    calendar = data.definitions.calendar
    return {start_: calendar.shifted(start_, cadence, shift) for start_ in starts}
