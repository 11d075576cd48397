"""Is it changing? Each KPI over time, with its range, what it is compared with, and one sentence as the answer.

`trend` measures a View and returns a `Trend`: one `Panel` per KPI with two frames. `points` is what the chart draws
(safe column names, values in the panel's display unit), `table` is the same in words. An unfinished or immature
period is drawn hollow and never enters the sentence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from kpi_core.analysis.points import Judge, Scale, points_frame, scale_of, table_frame
from kpi_core.analysis.target_level import Level, cut_of, level
from kpi_core.analysis.trend import text
from kpi_core.analysis.trend.moves import Ends, Move, ends, finished, moves
from kpi_core.analysis.trend.scope import Compared, Days, compared, days, earlier, lines
from kpi_core.analysis.unfinished import closed_since
from kpi_core.data import Prepared
from kpi_core.definitions import Definitions
from kpi_core.measure import ask, is_outcome, measure
from kpi_core.model import Kind, Kpi, doubled
from kpi_core.view import View, with_beside

MOST_KPIS = 8


@dataclass(frozen=True, eq=False, kw_only=True)
class Panel:
    """One KPI: why it cannot be given, or its frames."""

    kpi: Kpi
    why_not: str | None = None
    because_of: str | None = None  # the chosen KPI that must not stand without this one (docs/rules.md, rule 9)
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


@dataclass(frozen=True, eq=False, kw_only=True)
class Trend:
    """What the page shows. `split` is the segment whose values are the lines, "" for none."""

    view: View
    panels: tuple[Panel, ...]
    sentence: str
    split: str = ""
    remarks: tuple[str, ...] = ()
    legend: str = ""  # what bands, hollow and grey points mean, as far as there are any
    frame: pl.DataFrame | None = None  # what was measured; None where no KPI can be answered
    moves: tuple[Move, ...] = ()  # the newest finished period of each KPI; none between lines and for the whole
    ends: tuple[Ends, ...] = ()  # the lowest and the highest line of each KPI; none without lines


@dataclass(frozen=True, eq=False, kw_only=True)
class _Found:
    """What was measured: the KPIs that can be answered, over the days, and what they are compared with."""

    able: list[Kpi]
    split: str
    lines: tuple[str, ...]
    hidden: list[str]  # values of the split without a line
    days: Days
    frame: pl.DataFrame
    before: pl.DataFrame | None
    moves: tuple[Move, ...]
    ends: tuple[Ends, ...]


def trend(data: Prepared, view: View) -> Trend:
    """Measure the View. Raises BadInput where the selection leaves no contact."""
    wanted = with_beside(view)
    split = view.by[0] if view.by else ""
    drawn, hidden = lines(data, view, split) if split else ((), [])
    span = days(data, view, len(drawn))
    where = view.selection.where
    kept = (*((s, v) for s, v in where if s != split), (split, drawn)) if split else where
    looked_at = replace(view.selection, since=span.since, until=span.until, where=kept)
    asked = ask(data, [k for k, _ in wanted], looked_at, (split,) if split else (), view.cadence)
    held = {k.key: k for k in (*asked.kpis, *asked.refused)}
    chosen = [(held[k.key], because_of) for k, because_of in wanted]
    able = list(asked.kpis)
    if not able:
        refused = tuple(Panel(kpi=k, why_not=asked.refused[k], because_of=because_of) for k, because_of in chosen)
        return Trend(view=view, panels=refused, sentence=text.NONE_ANSWERED)
    frame = measure(asked)
    beside = None if split else compared(view, data.definitions.calendar, span.since, span.until)
    before = earlier(data, view, able, beside.starts) if beside else None
    told = () if split or view.cadence.whole else moves(frame, before, able, view, data.definitions)
    found = _Found(
        able=able,
        split=split,
        lines=drawn,
        hidden=hidden,
        days=span,
        frame=frame,
        before=before,
        moves=told,
        ends=ends(data, frame, able, looked_at, view.cadence, split) if split else (),
    )
    panels = tuple(
        Panel(kpi=k, why_not=asked.refused[k], because_of=because_of)
        if k in asked.refused
        else _panel(k, because_of, found, view, data.definitions)
        for k, because_of in chosen
    )
    return Trend(
        view=view,
        panels=panels,
        sentence=_sentence(found, view, data.definitions),
        split=split,
        remarks=tuple(_remarks(data, view, found, beside)),
        frame=frame,
        moves=found.moves,
        ends=found.ends,
        legend=text.legend(
            able, frame, split, view.cadence, compared=found.before is not None, targets=any(p.aimed for p in panels)
        ),
    )


def _sentence(found: _Found, view: View, definitions: Definitions) -> str:
    """The answer to what was asked: over time, between lines, or of the whole."""
    calendar = definitions.calendar
    if found.split:
        if finished(found.frame).is_empty():
            return text.no_period(view)
        among = len(found.lines) if found.hidden else 0
        return text.across(found.ends, view, calendar, found.split, among)
    if view.cadence.whole:
        return text.whole(found.frame, found.able)
    return text.moved(found.moves, view, definitions, compared=found.before is not None)


def _remarks(data: Prepared, view: View, found: _Found, beside: Compared | None) -> Iterator[str]:
    """What must be known about the pictures; `beside` is None where nothing was to be compared."""
    if found.hidden:
        yield text.hidden(found.split, found.hidden)
    if found.days.cut:
        yield text.capped(found.days, view.cadence)
    if beside and beside.long_years:
        yield text.long_years(beside.long_years)
    if beside and found.before is None:
        yield text.nothing_before(view)
    if beside and found.before is not None and beside.weeks:
        yield text.weeks_earlier(beside.weeks)
    unfinished = closed_since(data, found.frame, view.selection, view.cadence)
    if unfinished:
        yield unfinished
    yield from data.cautions_on(c for k in found.able for c in k.columns)
    if data.definitions.calendar.uneven(view.cadence) and any(k.kind is Kind.COUNT for k in found.able):
        yield text.FIVE_WEEKS
    hours = doubled(found.days.since, found.days.until, data.dataset.timezone) if view.cadence.minutes else []
    if hours:
        yield text.twice(hours, view.cadence)


def _panel(kpi: Kpi, because_of: str | None, found: _Found, view: View, definitions: Definitions) -> Panel:
    """The frames of one KPI, and what stands beside its picture."""
    mine = found.frame.filter(pl.col("kpi") == kpi.key)
    before = None if found.before is None else found.before.filter(pl.col("kpi") == kpi.key)
    split, calendar, cadence = found.split, definitions.calendar, view.cadence
    scale = scale_of(kpi, mine, before)
    judge = _judge(kpi, view, definitions, split, found.days.until)
    each = mine.unique("period") if is_outcome(split) else mine  # an outcome's lines have one base
    done = [] if split else finished(mine).to_dicts()
    return Panel(
        kpi=kpi,
        because_of=because_of,
        scale=scale,
        points=points_frame(kpi, scale, mine, before, cadence, calendar, split, found.lines, judge),
        table=table_frame(kpi, scale, mine, cadence, calendar, split, judge),
        young=int(each["young"].sum()),
        text=text.picture(kpi, mine, view, split, calendar),
        latest=""
        if split
        else text.latest(
            kpi, done[-1] if done else None, cadence, calendar, next((m for m in found.moves if m.kpi == kpi), None)
        ),
        goal=text.goal(kpi, judge(done[-1]) if done else None),
    )


def _judge(kpi: Kpi, view: View, definitions: Definitions, split: str, last: date) -> Judge:
    """Return what says of a row how it stands to the target of its period, or of the last day, and line."""

    def judge(row: Mapping[str, Any]) -> Level | None:
        kept = [(s, v) for s, v in view.selection.where if s != split]
        cut = cut_of(kept + ([(split, (row[split] or "",))] if split else []))
        return level(definitions, kpi, row, row["period"] or last, cut)

    return judge
