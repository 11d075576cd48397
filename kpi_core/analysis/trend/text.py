"""The answer in one sentence: what moved by more than chance, and what did not.

Two values differ when the interval of their difference leaves out zero; it is put together from the intervals of both
values, so it suits every kind of KPI that has one.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl

from kpi_core.analysis.points import NO_RANGE
from kpi_core.analysis.target_level import FEW
from kpi_core.definitions import Definitions
from kpi_core.measure import unbounded_low
from kpi_core.model import BLANK, Calendar, Kind, Kpi, label, plain, several, value_text
from kpi_core.statistics import difference
from kpi_core.view import View

_NAMED = 4
Row = dict[str, Any]


def answer(
    found: pl.DataFrame,
    before: pl.DataFrame | None,
    kpis: Sequence[Kpi],
    view: View,
    definitions: Definitions,
    split: str,
    among: str = "",
) -> str:
    """Return the sentence that stands under the question; `among` says which values of the split it is about."""
    calendar = definitions.calendar
    if split:
        return _split(found, kpis, view, calendar, split, among)
    if view.cadence.whole:
        rows = {r["kpi"]: r for r in found.to_dicts()}
        said = [f"{k.name.lower()} {value_text(rows[k.key]['value'], k.unit)}" for k in kpis if k.key in rows]
        return f"Over the whole range: {several(said)}."
    pairs = [(k, *_pair(found, before, k, view)) for k in kpis]
    judged = [(k, now, then) for k, now, then in pairs if now is not None and then is not None]
    if not judged:
        return f"There are not yet two finished {view.cadence.plural} to compare."
    latest = max(now["period"] for _, now, _ in judged)
    usual = max(then["period"] for _, now, then in judged if now["period"] == latest)
    head = f"{_head(latest, view, calendar)}, against {_against(view, calendar, before, usual, latest)}: "
    return f"{head}{'; '.join(_judged(judged, latest, usual, view, definitions))}."


def _judged(
    judged: Sequence[tuple[Kpi, Row, Row]], latest: Any, usual: Any, view: View, definitions: Definitions
) -> list[str]:
    """What moved beyond chance, what did not, and of which KPIs that cannot be told."""
    said: dict[str, list[str]] = {"moved": [], "small": [], "still": [], "told": [], "few": []}
    calm, few = [], []
    for kpi, now, then in judged:
        name = kpi.name.lower()
        when = "" if now["period"] == latest else f" (in the {_when(now, view, definitions.calendar)})"
        when = when or ("" if then["period"] == usual else f" (against the {_when(then, view, definitions.calendar)})")
        a, b = value_text(then["value"], kpi.unit), value_text(now["value"], kpi.unit)
        kind = _kind(kpi, now, then, definitions.smallest(kpi.key))
        verb = "went" if kind in {"small", "told"} else "rose" if now["value"] > then["value"] else "fell"
        said[kind].append(name if kind in {"still", "few"} else f"{name} {verb} from {a} to {b}{when}")
        calm += [f"{name} {b}{when}"] if kind == "still" else []
        few += [kpi.counted] if kind == "few" else []
    parts = [several(said["moved"])] if said["moved"] else []
    if said["small"]:
        parts.append(f"{several(said['small'])}, more than chance but less than is worth acting on")
    if calm:
        still = f"{several(said['still'])} did not move by more than chance"
        parts.append(still if parts else f"nothing moved by more than chance ({', '.join(calm)})")
    if said["told"]:
        parts.append(f"{several(said['told'])}, {NO_RANGE}")
    if few:
        parts.append(f"too few {several(list(dict.fromkeys(few)))} to tell for {several(said['few'])}")
    return parts


def _kind(kpi: Kpi, now: Row, then: Row, least: float) -> str:
    """Whether a change is more than noise, worth acting on, or cannot be told."""
    enough = max if kpi.kind is Kind.COUNT else min  # a count that fell to few is a count that fell
    if enough(now["n"], then["n"]) < FEW:
        return "few"
    if not kpi.bounded:
        return "told"
    if not differs(now, then, kpi):
        return "still"
    return "small" if abs(now["value"] - then["value"]) < least else "moved"


def differs(now: Row, then: Row, kpi: Kpi, pairs: int = 1) -> bool:
    """Return whether two values of a KPI differ by more than chance, from both their intervals.

    Of `pairs` that could have been compared these two were chosen for their values, so their intervals, which hold
    for 95 in 100, are widened to miss one difference among all pairs as rarely as one interval does (Bonferroni).
    """
    if any(r[c] is None for r in (now, then) for c in ("value", "low", "high")):
        return False
    usual = NormalDist()
    wider = usual.inv_cdf(1 - 0.025 / pairs) / usual.inv_cdf(0.975)
    value, low, high = (np.array([now[c], then[c]], dtype=float) for c in ("value", "low", "high"))
    low = value - wider * (value - unbounded_low(kpi, value, low, high))
    high = value + wider * (high - value)
    least, most = difference((value[:1], low[:1], high[:1]), (value[1:], low[1:], high[1:]))
    return bool(least[0] > 0 or most[0] < 0)


def _pair(found: pl.DataFrame, before: pl.DataFrame | None, kpi: Kpi, view: View) -> tuple[Row | None, Row | None]:
    """The latest finished and mature period of a KPI, and what it is compared with."""
    rows = [
        r for r in found.filter(pl.col("kpi") == kpi.key).to_dicts()
        if r["complete"] and r["mature"] and r["value"] is not None
    ]  # fmt: skip
    if not rows:
        return None, None
    if before is not None:
        there = {r["period"]: r for r in before.filter(pl.col("kpi") == kpi.key).to_dicts() if r["value"] is not None}
        rows = [r for r in rows if r["period"] in there]
        return (rows[-1], there[rows[-1]["period"]]) if rows else (None, None)
    if view.cadence.repeats:
        there, now = {r["period"]: r for r in rows}, rows[-1]
        usual = (now["period"] - timedelta(days=days) for days, _ in view.cadence.repeats)
        return now, next((there[then] for then in usual if then in there), None)
    return (rows[-1], rows[-2]) if len(rows) > 1 else (rows[-1], None)


def _when(row: Row, view: View, calendar: Calendar) -> str:
    return label(row["period"], view.cadence, calendar)


def _head(latest: Any, view: View, calendar: Calendar) -> str:
    name = label(latest, view.cadence, calendar)
    if view.cadence.at:
        return view.cadence.at.format(name)
    return f"In the {name}" if name[0].islower() else f"In {name}"


def _against(view: View, calendar: Calendar, before: pl.DataFrame | None, then: date, now: date) -> str:
    if before is not None:
        return (
            f"the same {view.cadence.noun} a year earlier"
            if view.compare == "year"
            else "its place in the range before"
        )
    if view.cadence.repeats:
        return next(words for days, words in view.cadence.repeats if now - then == timedelta(days=days))
    if calendar.next(then, view.cadence) != now:  # nothing was counted in between
        name = label(then, view.cadence, calendar)
        return f"the {name}" if name[0].islower() else name
    return f"the {view.cadence.noun} before"


def _split(found: pl.DataFrame, kpis: Sequence[Kpi], view: View, calendar: Calendar, split: str, among: str) -> str:
    """Where each KPI is highest and lowest in the latest finished period, and whether chance alone may do that."""
    good = found.filter(pl.col("complete") & pl.col("mature") & pl.col("value").is_not_null())
    if good.is_empty():
        return f"There is no finished {view.cadence.noun} in this range yet."
    latest = good["period"].max() if not view.cadence.whole else None
    said = []
    for kpi in kpis:
        rows = [r for r in good.filter(pl.col("kpi") == kpi.key).to_dicts() if r["period"] == latest]
        rows = sorted((r for r in rows if r["n"] >= FEW), key=lambda r: float(r["value"]))
        if len(rows) < 2:
            continue
        low, high = rows[0], rows[-1]
        if kpi.bounded and not differs(high, low, kpi, len(rows) * (len(rows) - 1) // 2):
            said.append(f"{kpi.name.lower()} does not differ by more than chance")
            continue
        names = [plain(str(r[split] or BLANK.strip("()"))) for r in (low, high)]
        ends = [f"{value_text(r['value'], kpi.unit)} ({n})" for r, n in zip((low, high), names, strict=True)]
        unsure = "" if kpi.bounded else f", {NO_RANGE}"
        said.append(f"{kpi.name.lower()} runs from {ends[0]} to {ends[1]}{unsure}")
    if not said:
        return f"No two values of {split} have enough contacts to compare."
    head = "Over the whole range" if latest is None else _head(latest, view, calendar)
    return f"{head}, by {split}{among}: {'; '.join(said[:_NAMED])}."
