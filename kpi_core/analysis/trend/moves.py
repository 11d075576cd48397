"""What moved: the last finished period of each KPI against its counterpart, and its lines against each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from kpi_core.analysis.change import change
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Verdict
from kpi_core.definitions import Definitions
from kpi_core.model import Cadence, Kpi
from kpi_core.view import View

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
Row = dict[str, Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class Move:
    """Two rows of the measured frame of one KPI, and what to make of the later against the earlier."""

    kpi: Kpi
    now: Row
    then: Row
    verdict: Verdict


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
    """Return one for each KPI that has two finished periods to compare."""
    pairs = [(k, *_pair(found, before, k, view)) for k in kpis]
    return tuple(
        Move(kpi=k, now=now, then=then, verdict=change(k, now, then, least=definitions.smallest(k.key)))
        for k, now, then in pairs
        if now is not None and then is not None
    )


def finished(found: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of finished and mature periods that have a value."""
    return found.filter(pl.col("complete") & pl.col("mature") & pl.col("value").is_not_null())


def _pair(found: pl.DataFrame, before: pl.DataFrame | None, kpi: Kpi, view: View) -> tuple[Row | None, Row | None]:
    """The latest finished and mature period of a KPI, and what it is compared with."""
    rows = finished(found.filter(pl.col("kpi") == kpi.key)).to_dicts()
    if not rows:
        return None, None
    if before is not None:
        there = {r["period"]: r for r in before.filter(pl.col("kpi") == kpi.key).to_dicts() if r["value"] is not None}
        rows = [r for r in rows if r["period"] in there]
        return (rows[-1], there[rows[-1]["period"]]) if rows else (None, None)
    if view.cadence.repeats:  # days of the week differ by themselves, and so do the hours of a day
        now, there = rows[-1], {r["period"]: r for r in rows}
        usual = (now["period"] - timedelta(days=days) for days, _ in view.cadence.repeats)
        return now, next((there[p] for p in usual if p in there), None)
    return (rows[-1], rows[-2]) if len(rows) > 1 else (rows[-1], None)


def ends(found: pl.DataFrame, kpis: Sequence[Kpi], cadence: Cadence) -> tuple[Ends, ...]:
    """Return the ends of each KPI's lines in the latest finished period, where two of them have enough contacts."""
    good = finished(found)
    latest = good["period"].max() if not cadence.whole else None
    told = []
    for kpi in kpis:
        rows = [r for r in good.filter(pl.col("kpi") == kpi.key).to_dicts() if r["period"] == latest]
        rows = sorted((r for r in rows if r["n"] >= FEW), key=lambda r: float(r["value"]))
        if len(rows) > 1:
            low, high = rows[0], rows[-1]
            pairs = len(rows) * (len(rows) - 1) // 2
            told.append(Ends(kpi=kpi, lowest=low, highest=high, verdict=change(kpi, high, low, pairs=pairs)))
    return tuple(told)
