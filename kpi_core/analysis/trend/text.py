"""What moved by more than chance and what did not, in one sentence, and what stands beside the pictures."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from kpi_core.analysis.makeup import days, otherwise, stretch
from kpi_core.analysis.noise import PERIODS
from kpi_core.analysis.target_level import FEW, MET, Level
from kpi_core.analysis.trend.moves import Ends, Move, finished
from kpi_core.analysis.trend.scope import MOST_LINES, MOST_POINTS, Days
from kpi_core.analysis.verdict import BEYOND, Moved
from kpi_core.analysis.verdict_text import MORE, NO_RANGE, NOT_WORTH, UNSURE, seen, too_few, verb
from kpi_core.definitions import Definitions
from kpi_core.model import (
    BLANK,
    Cadence,
    Calendar,
    Kind,
    Kpi,
    Unit,
    change_text,
    count,
    day,
    label,
    plain,
    several,
    value_text,
)
from kpi_core.view import View

NONE_ANSWERED = "None of the chosen KPIs can be answered; the reasons stand below."
FIVE_WEEKS = "Months have four or five weeks here; a count of five weeks is larger for that alone."
BAND = "The band is what the number of contacts leaves open: the true value lies in it in 95 of 100 periods."
_NAMED = 4
_HIDDEN = 12  # values that a remark names
_LIKE = " of the same weekday"
Row = dict[str, Any]


def whole(found: pl.DataFrame, kpis: Sequence[Kpi]) -> str:
    """Return the answer where one point is the whole range."""
    rows = {r["kpi"]: r for r in found.to_dicts()}
    said = [f"{k.name.lower()} {value_text(rows[k.key]['value'], k.unit)}" for k in kpis if k.key in rows]
    return f"Over the whole range: {several(said)}."


def moved(moves: Sequence[Move], view: View, definitions: Definitions, *, compared: bool) -> str:
    """Return the answer over time; `compared` where the View asks for other periods than all of those before."""
    if not moves:
        return f"There are not yet two finished {view.cadence.plural} to compare."
    newest = max(moves, key=lambda m: m.now["period"])
    latest, calendar = newest.now["period"], definitions.calendar
    against = _compared(newest, view, calendar) if compared else _usual(moves, view)
    unlike = [*(_unlike(newest, view, definitions) if compared else ()), *_by_day(moves, latest, view, calendar)]
    beside = f" ({'; '.join(unlike)})" if unlike else ""
    head = f"{_head(latest, view, calendar)}, against {against}{beside}: "
    return f"{head}{'; '.join(_judged(moves, latest, view, calendar))}."


def _judged(moves: Sequence[Move], latest: date, view: View, calendar: Calendar) -> list[str]:
    """What moved by more than chance, what did not, and of which KPIs that cannot be told."""
    said: dict[str, list[str]] = {s: [] for s in ("went", "small", "still", "early", "few", "counted", "rare")}
    for m in moves:
        name, b = m.kpi.name.lower(), value_text(m.now["value"], m.kpi.unit)
        when = "" if m.now["period"] == latest else f" (in the {label(m.now['period'], view.cadence, calendar)})"
        match m.verdict.kind:
            case Moved.FEW if m.verdict.early:
                said["early"].append(f"{name} {b}{when}")
            case Moved.FEW if too_few(m.kpi, m.now["n"], m.now["numerator"]):
                said["rare"].append(f"{name}: {too_few(m.kpi, m.now['n'], m.now['numerator'])}")
            case Moved.FEW:
                said["few"].append(name)
                said["counted"].append(m.kpi.counted)
            case Moved.NONE:
                said["still"].append(f"{name} {b}{when}")
            case _:
                change = f"{name} {verb(m.verdict)} from {value_text(m.then['value'], m.kpi.unit)} to {b}{when}"
                said["small" if m.verdict.small else "went"].append(change)
    parts = [several(said["went"])] if said["went"] else []
    if said["small"]:
        parts.append(f"{several(said['small'])}, {NOT_WORTH}")
    if said["still"]:
        still = ", ".join(said["still"])
        parts.append(f"not {MORE}: {still}" if parts else f"nothing moved {MORE} ({still})")
    if said["early"]:
        parts.append(
            f"too early to tell for {several(said['early'])}: that takes {PERIODS} finished {view.cadence.plural}"
            f"{_LIKE if view.cadence.repeats else ''}"
        )
    if said["few"]:
        parts.append(f"too few {several(list(dict.fromkeys(said['counted'])))} to tell for {several(said['few'])}")
    parts += [f"{UNSURE} for {rare}" for rare in said["rare"]]
    return parts


def reach(move: Move | None) -> str:
    """Return which values of the newest period would have shown a change, where it showed none; else ""."""
    if move is None or move.verdict.kind is not Moved.NONE:
        return ""
    ends = seen(move.kpi, move.then["value"], move.verdict.reach)
    return f"{ends[0].upper()}{ends[1:]} would have shown" if ends else ""


def _head(latest: date, view: View, calendar: Calendar) -> str:
    if view.cadence.at:
        return view.cadence.at.format(label(latest, view.cadence, calendar))
    return f"In {_named(latest, view, calendar)}"


def _named(start: date, view: View, calendar: Calendar) -> str:
    """A period as a sentence names it."""
    name = label(start, view.cadence, calendar)
    return f"the {name}" if name[0].islower() else name


def _compared(move: Move, view: View, calendar: Calendar) -> str:
    """The period that the View holds the newest against."""
    if view.compare == "year":
        return f"the same {view.cadence.noun} a year earlier"
    return f"its place in the range before, {_named(move.then['earlier'], view, calendar)}"


def _unlike(move: Move, view: View, definitions: Definitions) -> list[str]:
    """How the days of the period that the newest is held against are made up otherwise."""
    then, now = (stretch(definitions.calendar, p, view.cadence) for p in (move.then["earlier"], move.now["period"]))
    said = otherwise(then, now, definitions.holidays)
    return [said] if said else []


def _by_day(moves: Sequence[Move], latest: date, view: View, calendar: Calendar) -> list[str]:
    """In how many days counts are compared, where one that is named is of a period whose length varies."""
    named = any(m.kpi.kind is Kind.COUNT and m.verdict.kind in BEYOND for m in moves)
    if not named or not view.cadence.months:
        return []
    return [f"counts as they would be in {days(calendar, latest, view.cadence)} days"]


def _usual(moves: Sequence[Move], view: View) -> str:
    """All the periods before."""
    many = max(m.then.get("periods", 0) for m in moves)
    if view.cadence.repeats:
        return f"the same time of the {count(many)} weeks before" if view.cadence.minutes else _weekdays(many)
    return f"the {view.cadence.noun} before" if many == 1 else f"the {count(many)} {view.cadence.plural} before"


def _weekdays(many: int) -> str:
    return "the same weekday a week before" if many == 1 else f"the same weekday of the {count(many)} weeks before"


def across(ends: Sequence[Ends], view: View, calendar: Calendar, split: str, among: int) -> str:
    """Return where each KPI is highest and lowest among its lines, and whether chance alone may do that.

    `among` says how many of the lines are drawn where that is not all of them, else 0.
    """
    if not ends:
        return f"No two values of {split} have enough contacts to compare."
    latest = ends[0].lowest["period"] if not view.cadence.whole else None
    head = "Over the whole range" if latest is None else _head(latest, view, calendar)
    drawn = f" among the {among} drawn" if among else ""
    return f"{head}, by {split}{drawn}: {'; '.join(_apart(e, split) for e in ends[:_NAMED])}."


def no_period(view: View) -> str:
    """Return the answer where no period is finished."""
    return f"There is no finished {view.cadence.noun} in this range yet."


def _apart(found: Ends, split: str) -> str:
    kpi, kind = found.kpi, found.verdict.kind
    if kind is Moved.NONE:
        reach = found.verdict.reach
        apart = f" ({change_text(reach, kpi.unit).removeprefix('+')} apart would have shown)" if reach else ""
        return f"{kpi.name.lower()} does not differ {MORE}{apart}"
    if kind is Moved.FEW:
        why = next((w for r in (found.lowest, found.highest) if (w := too_few(kpi, r["n"], r["numerator"]))), "")
        return (
            f"{UNSURE} for {kpi.name.lower()}: {why}"
            if why
            else f"too few {kpi.counted} to tell for {kpi.name.lower()}"
        )
    rows = (found.lowest, found.highest)
    low, high = (f"{value_text(r['value'], kpi.unit)} ({plain(str(r[split] or BLANK.strip('()')))})" for r in rows)
    unsure = f", {NO_RANGE}" if kind is Moved.OPEN else ""
    return f"{kpi.name.lower()} runs from {low} to {high}{unsure}"


def picture(kpi: Kpi, found: pl.DataFrame, view: View, split: str, calendar: Calendar) -> str:
    """Return one sentence for those who do not see the picture."""
    if found.is_empty():
        return f"{kpi.name}: no value in this selection."
    drawn = f"{kpi.name}, {'one point' if view.cadence.whole else f'by {view.cadence.noun}'}"
    drawn += f", one line for each {split}" if split else ""
    rows = finished(found).to_dicts()
    last = {r[split] or "" if split else "": i for i, r in enumerate(rows)}  # of each line
    said = [_end(kpi, rows[i], view, split, calendar) for i in sorted(last.values())]
    return f"{drawn}. {'At the end: ' if split else 'Latest finished: '}{several(said)}." if said else f"{drawn}."


def _end(kpi: Kpi, row: Row, view: View, split: str, calendar: Calendar) -> str:
    shown = value_text(row["value"], kpi.unit)
    if split:
        return f"{plain(str(row[split] or BLANK))} {shown}"
    return f"{shown} in {label(row['period'], view.cadence, calendar)}"


def latest(kpi: Kpi, row: Row | None, cadence: Cadence, calendar: Calendar, move: Move | None) -> str:
    """Return the last finished value with its range and its contacts, and what would have shown a change."""
    if row is None:
        return "No finished period yet"
    value, low, high = (value_text(row[c], kpi.unit) for c in ("value", "low", "high"))
    bounds = "" if row["low"] is None or row["high"] is None else f" ({low} to {high})"
    counted = "" if kpi.unit is Unit.COUNT else f", {row['n']:,} {kpi.counted}"
    name = label(row["period"], cadence, calendar)
    seen = reach(move)
    return f"{name[0].upper()}{name[1:]}: {value}{bounds}{counted}{'. ' + seen if seen else ''}"


def goal(kpi: Kpi, at: Level | None) -> str:
    """Return how a value stands to its target, with what will be done where that is missed."""
    if at is None:
        return ""
    copied = f" (a benchmark copied from {at.target.copied})" if at.target.copied else ""
    action = f". To get there: {at.target.action}" if at.target.action and at.words != MET else ""
    return f"Target {at.text(kpi)}{copied}: {at.words}{action}"


def legend(
    kpis: Sequence[Kpi], found: pl.DataFrame, split: str, cadence: Cadence, *, compared: bool, targets: bool
) -> str:
    """Return what the parts of the pictures mean."""
    said = [BAND] if not split and any(k.bounded for k in kpis) else []
    if not (found["complete"] & found["mature"]).all():
        said.append("Hollow points: the period is not finished, or too early to judge.")
    if ((found["n"] < FEW) & (found["n"] > 0)).any():
        said.append(f"Grey points: fewer than {FEW} {several(list(dict.fromkeys(k.counted for k in kpis)))}.")
    if targets:
        said.append("Dotted line: the target in force; it is met or missed when the whole range is on one side of it.")
    if compared:
        months = any(k.kind is Kind.COUNT for k in kpis) and cadence.months
        said.append(f"Dashed line: what it is compared with{', counts as in as many days' if months else ''}.")
    return " ".join(said)


def hidden(split: str, values: Sequence[str]) -> str:
    """Return which values of the split are not drawn."""
    named = [v or BLANK for v in values[:_HIDDEN]]
    more = f" and {len(values) - len(named):,} more" if len(values) > len(named) else ""
    return (
        f"The {MOST_LINES} largest by volume are drawn; not shown of {split}: {', '.join(named)}{more}. "
        "Keep the ones you want under Keep only."
    )


def capped(days: Days, cadence: Cadence) -> str:
    """Return that a chart does not hold the whole range, and what would."""
    return (
        f"A chart holds {MOST_POINTS:,} points at most, so only the latest {days.drawn:,} of {days.periods:,} "
        f"{cadence.plural} are drawn; choose {cadence.coarser.noun} to see more of the range."
    )


def long_years(years: Sequence[date]) -> str:
    """Return which years have a week more than the others."""
    return (
        f"The year from {several([day(y) for y in years])} has 53 weeks: its last month and quarter too "
        "are a week longer than those that they are compared with."
    )


def weeks_earlier(weeks: int) -> str:
    """Return how far back lies what the range is compared with."""
    return f"It is compared with what lies {weeks:,} weeks earlier: by whole weeks, so that days of the week match."


def nothing_before(view: View) -> str:
    """Return that there is nothing to compare with."""
    what = "a year earlier" if view.compare == "year" else "just before this range"
    return f"There are no finished {view.cadence.plural} {what} in the data, so there is nothing to compare with."


def twice(hours: Sequence[datetime], cadence: Cadence) -> str:
    """Return which hours the clock showed twice."""
    shown = several([f"{t:%H:%M} on {day(t)}" for t in hours])
    return f"The clock showed {shown} twice: both count in the same {cadence.noun}."
