"""What moved: the last finished period of each KPI against its counterpart, and its lines against each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from polars import col

from kpi_core.analysis.makeup import days
from kpi_core.analysis.noise import against_usual, between
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Verdict, judge_together
from kpi_core.data import Prepared
from kpi_core.definitions import Definitions
from kpi_core.model import Cadence, Kpi
from kpi_core.view import Selection, View

Row = dict[str, Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class Move:
    """The newest finished row of one KPI, what it is held against, and what to make of it."""

    kpi: Kpi
    now: Row
    then: Row
    verdict: Verdict


@dataclass(frozen=True, eq=False, kw_only=True)
class _Pair:
    """Rows of one KPI: the newest finished period, those of like kind before it, and the one that the View asks for."""

    kpi: Kpi
    now: Row
    earlier: list[Row]
    then: Row | None


@dataclass(frozen=True, eq=False, kw_only=True)
class Ends:
    """The lowest and the highest line of a KPI in one period, and what to make of the highest against the lowest."""

    kpi: Kpi
    lowest: Row
    highest: Row
    verdict: Verdict


def moves(
    found: pl.DataFrame, before: pl.DataFrame | None, kpis: Sequence[Kpi], view: View, definitions: Definitions
) -> tuple[Move, ...]:
    """Return one for each KPI that has a finished period and one before it, judged together.

    `then` is the period that the newest is held against: the one that the View compares it with, else what is usual,
    all finished ones before it together, whose `periods` says how many they are and `value` their mean. Of counts
    `value` is as it would be in as many days as the newest has.
    """
    pairs = [p for p in (_pair(found, before, k, view) for k in kpis) if p is not None]
    told = [
        against_usual(
            p.kpi,
            p.now,
            p.earlier,
            p.then,
            [days(definitions.calendar, start, view.cadence) for start in _starts(p)],
            definitions.smallest(p.kpi.key),
        )
        for p in pairs
    ]
    return tuple(
        Move(kpi=p.kpi, now=p.now, then=_then(p, v), verdict=v)
        for p, v in zip(pairs, judge_together(told), strict=True)
    )


def _then(pair: _Pair, verdict: Verdict) -> Row:
    """What the newest is held against, a count as it would be in as many days; without it all before, as one row."""
    value = None if verdict.difference is None else pair.now["value"] - verdict.difference
    if pair.then is not None:
        return pair.then | {"value": value}
    return {"period": pair.earlier[-1]["period"], "value": value, "periods": len(pair.earlier)}


def _starts(pair: _Pair) -> tuple[date, ...]:
    """The first days of all periods of a pair: those of like kind before, the newest, and what it is held against."""
    then = () if pair.then is None else (pair.then.get("earlier", pair.then["period"]),)
    return *(r["period"] for r in pair.earlier), pair.now["period"], *then


def finished(found: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of finished and mature periods that have a value."""
    return found.filter(col("complete") & col("mature") & col("value").is_not_null())


def _pair(found: pl.DataFrame, before: pl.DataFrame | None, kpi: Kpi, view: View) -> _Pair | None:
    """The newest finished period of a KPI, those of like kind before it, and the one it is to be compared with."""
    rows = finished(found.filter(col("kpi") == kpi.key)).to_dicts()
    if not rows:
        return None
    if before is not None:
        there = {r["period"]: r for r in before.filter(col("kpi") == kpi.key).to_dicts() if r["value"] is not None}
        rows = rows[: max((i + 1 for i, r in enumerate(rows) if r["period"] in there), default=0)]
        if not rows:
            return None
    now = rows[-1]
    earlier = [r for r in rows[:-1] if _alike(r["period"], now["period"], view.cadence)]
    then = None if before is None else there[now["period"]]
    return _Pair(kpi=kpi, now=now, earlier=earlier, then=then) if then or earlier else None


def _alike(one: date, other: date, cadence: Cadence) -> bool:
    """Whether two periods are of like kind: days of the week differ by themselves, and so do the hours of a day."""
    step = next((timedelta(days=days) for days, _ in cadence.repeats), None)
    return step is None or (other - one) % step == timedelta(0)


def ends(
    data: Prepared, found: pl.DataFrame, kpis: Sequence[Kpi], selection: Selection, cadence: Cadence, split: str
) -> tuple[Ends, ...]:
    """Return the ends of each KPI's lines in the latest finished period, where two of them have enough contacts."""
    good = finished(found)
    latest = good["period"].max() if not cadence.whole else None
    two: dict[Kpi, tuple[pl.DataFrame, int]] = {}
    for kpi in kpis:
        rows = good.filter((col("kpi") == kpi.key) & col("period").eq_missing(latest) & (col("n") >= FEW))
        rows = rows.sort("value", maintain_order=True)
        if rows.height > 1:
            two[kpi] = rows[[0, -1]], rows.height * (rows.height - 1) // 2
    if not two:
        return ()
    verdicts = judge_together(between(data, two, selection, split))
    told = []
    for (kpi, (rows, _)), verdict in zip(two.items(), verdicts, strict=True):
        lowest, highest = rows.to_dicts()
        told.append(Ends(kpi=kpi, lowest=lowest, highest=highest, verdict=verdict))
    return tuple(told)
