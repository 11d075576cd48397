"""Is it changing? Each KPI over time, with its range, what it is compared with, and one sentence as the answer.

`trend` measures a View and returns a `Trend`: one `Panel` per KPI with two frames. `points` is what the chart draws
(safe column names, values in the panel's display unit), `table` is the same in words. An unfinished or immature
period is drawn hollow and never enters the sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from kpi_core.analysis.points import Judge, Scale, points_frame, scale_of, table_frame
from kpi_core.analysis.target_level import FEW, MET, Level, cut_of, level
from kpi_core.analysis.trend.text import answer
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.definitions import Definitions
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure import Asked, ask, is_outcome, measure
from kpi_core.model import BLANK, NOTHING, Cadence, Calendar, Kind, Kpi, Unit, day, doubled, moment, several
from kpi_core.view import View, with_beside

MOST_POINTS = 1_000
MOST_LINES = 8
MOST_KPIS = 8

_COARSER = {
    Cadence.QUARTER_HOUR: Cadence.HOUR,
    Cadence.HALF_HOUR: Cadence.HOUR,
    Cadence.HOUR: Cadence.DAY,
    Cadence.DAY: Cadence.WEEK,
    Cadence.WEEK: Cadence.MONTH,
    Cadence.MONTH: Cadence.QUARTER,
    Cadence.QUARTER: Cadence.YEAR,
    Cadence.YEAR: Cadence.ALL,
}


@dataclass(frozen=True, eq=False)
class Panel:
    """One KPI: why it cannot be given, or its frames."""

    kpi: Kpi
    why_not: str | None = None
    because_of: str | None = None  # the chosen KPI that must not stand without this one (kpis.md, rule 9)
    scale: Scale | None = None
    points: pl.DataFrame | None = None
    table: pl.DataFrame | None = None
    young: int = 0
    text: str = ""  # what the picture shows, for those who do not see it
    latest: str = ""  # the last finished value, its range and its contacts
    goal: str = ""  # how it stands to its target, and what will be done where that is missed

    @property
    def compared(self) -> bool:
        """Whether the picture has values to compare with."""
        return self.points is not None and self.points["b"].null_count() < self.points.height

    @property
    def aimed(self) -> bool:
        """Whether the picture has a target."""
        return self.points is not None and self.points["goal"].null_count() < self.points.height


@dataclass(frozen=True, eq=False)
class Trend:
    """What the page shows. `split` is the segment whose values are the lines, "" for none."""

    view: View
    panels: tuple[Panel, ...]
    sentence: str
    split: str = ""
    remarks: tuple[str, ...] = ()
    legend: str = ""  # what bands, hollow and grey points mean, as far as there are any


def trend(data: Prepared, view: View) -> Trend:
    """Measure the View. Raises BadInput where the selection leaves no contact."""
    wanted = with_beside(view)
    where = view.selection.where
    split = view.by[0] if view.by else ""
    remarks: list[str] = []
    lines: tuple[str, ...] = ()
    among = ""
    if split:
        lines, hidden = _lines(data, view, split)
        where = (*((s, v) for s, v in where if s != split), (split, lines))
        if hidden:
            among = f" among the {MOST_LINES} drawn"
            remarks.append(_hidden(split, hidden))
    since, until = _range(data, view, max(len(lines), 1), remarks)
    drawn = replace(view.selection, since=since, until=until, where=where)
    asked = ask(data, [k for k, _ in wanted], drawn, (split,) if split else (), view.cadence)
    held = {k.key: k for k in (*asked.kpis, *asked.refused)}
    chosen = [(held[k.key], because_of) for k, because_of in wanted]
    able = list(asked.kpis)
    if not able:
        return Trend(view, _refused(chosen, asked), "None of the chosen KPIs can be answered; the reasons stand below.")
    found = measure(asked)
    before = _before(data, view, able, since, until, remarks) if not split else None
    panels = []
    for kpi, because_of in chosen:
        if kpi in asked.refused:
            panels.append(Panel(kpi, asked.refused[kpi], because_of))
            continue
        mine = found.filter(pl.col("kpi") == kpi.key)
        earlier = None if before is None else before.filter(pl.col("kpi") == kpi.key)
        panels.append(_panel(kpi, because_of, mine, earlier, view, data.definitions, split, lines, until))
    targets = any(p.points is not None and p.points["goal"].is_not_null().any() for p in panels)
    sentence = answer(found, before, able, view, data.definitions, split, among)
    remarks += data.cautions_on(c for k in able for c in k.columns)
    if data.definitions.year_weeks and view.cadence is Cadence.MONTH and any(k.kind is Kind.COUNT for k in able):
        remarks.append("Months have four or five weeks here; a count of five weeks is larger for that alone.")
    if view.cadence.minutes and (twice := doubled(since, until, data.dataset.timezone)):
        remarks.append(
            f"The clock showed {several([f'{t:%H:%M} on {day(t)}' for t in twice])} twice: two hours in one."
        )
    return Trend(
        view, tuple(panels), sentence, split, tuple(remarks), _legend(able, found, before, split, targets=targets)
    )


def _refused(chosen: list[tuple[Kpi, str | None]], asked: Asked) -> tuple[Panel, ...]:
    return tuple(Panel(k, asked.refused[k], because_of) for k, because_of in chosen)


def _lines(data: Prepared, view: View, split: str) -> tuple[tuple[str, ...], list[str]]:
    """The values that get a line, the largest by volume first, and those that do not."""
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


def _hidden(split: str, hidden: list[str]) -> str:
    named = [v or BLANK for v in hidden[:12]]
    more = f" and {len(hidden) - len(named):,} more" if len(hidden) > len(named) else ""
    return (
        f"The {MOST_LINES} largest by volume are drawn; not shown of {split}: {', '.join(named)}{more}. "
        "Keep the ones you want under Keep only."
    )


def _range(data: Prepared, view: View, lines: int, remarks: list[str]) -> tuple[date, date]:
    """The days to measure: those asked for, within the data, and no more points than a chart holds."""
    first, last = data.first_day, data.last_day
    since, until = max(view.selection.since or first, first), min(view.selection.until or last, last)
    if since > until or view.cadence is Cadence.ALL:
        return since, until
    calendar = data.definitions.calendar
    starts = list(calendar.periods(since, until, view.cadence))
    most = MOST_POINTS // lines
    if len(starts) > most:
        remarks.append(
            f"A chart holds {MOST_POINTS:,} points at most, so only the latest {most:,} of {len(starts):,} "
            f"{view.cadence.noun}s are drawn; choose {_COARSER[view.cadence]} to see more of the range."
        )
        since = starts[-most]
        if isinstance(since, datetime):  # whole days
            since = min((since + timedelta(days=1, microseconds=-1)).date(), until)
    return since, until


def _before(
    data: Prepared, view: View, kpis: list[Kpi], since: date, until: date, remarks: list[str]
) -> pl.DataFrame | None:
    """The finished periods to compare with, their dates moved onto the periods that they stand beside."""
    if view.compare == "none" or view.cadence is Cadence.ALL:
        return None
    calendar = data.definitions.calendar
    starts = list(calendar.periods(since, until, view.cadence))
    moved = {_back(calendar, s, view, len(starts)): s for s in starts}
    if view.compare == "year" and (long := calendar.long_years(min(moved), until)):
        remarks.append(f"The year from {several([day(y) for y in long])} has 53 weeks: its last month and quarter too "
                       "are a week longer than those that they are compared with.")  # fmt: skip
    first, end = min(moved), calendar.next(max(moved), view.cadence) - timedelta(days=1)
    if view.cadence.minutes:
        first, end = moment(first).date(), moment(max(moved)).date()
    asked = ask(data, kpis, replace(view.selection, since=first, until=end), (), view.cadence)
    try:
        found = measure(asked.all())
    except BadInput:
        found = None
    if found is not None:
        found = found.filter(pl.col("complete") & pl.col("mature") & pl.col("period").is_in(list(moved)))
    if found is None or found.is_empty():
        what = "a year earlier" if view.compare == "year" else "just before this range"
        remarks.append(
            f"There are no finished {view.cadence.noun}s {what} in the data, so there is nothing to compare with."
        )
        return None
    return found.with_columns(earlier=pl.col("period"), period=pl.col("period").replace_strict(moved))


def _back(calendar: Calendar, start: date, view: View, periods: int) -> date:
    """The start of the period that stands for this one: as many periods earlier, or a year."""
    if view.compare == "year":
        return calendar.year_before(start, view.cadence)
    return calendar.shifted(start, view.cadence, -periods)


def _panel(
    kpi: Kpi,
    because_of: str | None,
    found: pl.DataFrame,
    before: pl.DataFrame | None,
    view: View,
    definitions: Definitions,
    split: str,
    lines: tuple[str, ...],
    last: date,
) -> Panel:
    scale = scale_of(kpi, found, before)
    judge = _judge(kpi, view, definitions, split, last)
    calendar = definitions.calendar
    points = points_frame(kpi, scale, found, before, view.cadence, calendar, split, lines, judge)
    text = _text(kpi, points, view, split)
    each = found.unique("period") if is_outcome(split) else found  # an outcome's lines have one base
    young = int(each["young"].sum())
    table = table_frame(kpi, scale, found, view.cadence, calendar, split, judge)
    if split:
        return Panel(kpi, None, because_of, scale, points, table, young, text)
    goal = _goal(kpi, found, judge)
    return Panel(kpi, None, because_of, scale, points, table, young, text, _latest(kpi, points), goal)


def _judge(kpi: Kpi, view: View, definitions: Definitions, split: str, last: date) -> Judge:
    """Return what says of a row how it stands to the target of its period, or of the last day, and line."""

    def judge(row: Mapping[str, Any]) -> Level | None:
        cut = cut_of(
            [(s, v) for s, v in view.selection.where if s != split] + ([(split, (row[split] or "",))] if split else [])
        )
        return level(definitions, kpi, row, row["period"] or last, cut)

    return judge


def _goal(kpi: Kpi, found: pl.DataFrame, judge: Judge) -> str:
    """How the last finished period stands to its target, with what will be done where that is missed."""
    rows = found.filter(pl.col("complete") & pl.col("mature") & pl.col("value").is_not_null()).sort("period").to_dicts()
    at = judge(rows[-1]) if rows else None
    if at is None:
        return ""
    copied = f" (a benchmark copied from {at.target.copied})" if at.target.copied else ""
    action = f". To get there: {at.target.action}" if at.target.action and at.words != MET else ""
    return f"Target {at.text(kpi)}{copied}: {at.words}{action}"


def _legend(kpis: list[Kpi], found: pl.DataFrame, before: pl.DataFrame | None, split: str, *, targets: bool) -> str:
    """What the parts of the pictures mean."""
    said = ["The band holds the true value in 95 of 100 cases."] if not split and any(k.bounded for k in kpis) else []
    if not (found["complete"] & found["mature"]).all():
        said.append("Hollow points: the period is not finished, or too early to judge.")
    if ((found["n"] < FEW) & (found["n"] > 0)).any():
        said.append(f"Grey points: fewer than {FEW} {several(list(dict.fromkeys(k.counted for k in kpis)))}.")
    if targets:
        said.append("Dotted line: the target in force; it is met or missed when the whole range is on one side of it.")
    if before is not None:
        said.append("Dashed line: what it is compared with.")
    return " ".join(said)


def _latest(kpi: Kpi, points: pl.DataFrame) -> str:
    """The last finished value in words."""
    row = next((r for r in reversed(points.to_dicts()) if not r["hollow"] and r["y"] is not None), None)
    if row is None:
        return "No finished period yet"
    bounds = "" if row["t_range"] == NOTHING else f" ({row['t_range']})"
    counted = "" if kpi.unit is Unit.COUNT else f", {row['t_n']} {kpi.counted}"
    return f"{row['period'][0].upper()}{row['period'][1:]}: {row['t_value']}{bounds}{counted}"


def _text(kpi: Kpi, points: pl.DataFrame, view: View, split: str) -> str:
    """One sentence for those who do not see the picture."""
    if points.is_empty():
        return f"{kpi.name}: no value in this selection."
    drawn = f"{kpi.name}, {'one point' if view.cadence is Cadence.ALL else f'by {view.cadence.noun}'}"
    drawn += f", one line for each {split}" if split else ""
    last = points.filter(~pl.col("hollow"))
    ends = last.filter(pl.col("end").is_not_null()) if not last.is_empty() else last
    said = [f"{r['s']} {r['t_value']}" if split else f"{r['t_value']} in {r['period']}" for r in ends.to_dicts()]
    return f"{drawn}. {'At the end: ' if split else 'Latest finished: '}{several(said)}." if said else f"{drawn}."
