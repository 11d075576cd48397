"""The newest finished period against how the periods before it vary by themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kpi_core.analysis.noise.gaps import FEW_EVENTS
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Cluster, Evidence
from kpi_core.model import Kind, Kpi, Method
from kpi_core.statistics import Z95, process

USUAL = "usual"
PERIODS = 12  # finished ones, the newest among them, that it takes to tell
Row = Mapping[str, Any]


def against_usual(
    kpi: Kpi, now: Row, earlier: Sequence[Row], then: Row | None, lengths: Sequence[int], looks: int, least: float
) -> Evidence:
    """Return what tells the newest row of the measured frame from the periods before it.

    `earlier` are the finished ones before it, in their order, of like kind (of days the same weekday); `then` the one
    that it is held against, None for all of them together. `lengths` are the days of each of them and of the newest,
    by which counts are made comparable; `looks` how many KPIs are looked at together.
    """
    against = then.get("earlier", then["period"]) if then else USUAL
    if len(earlier) < PERIODS - 1:
        gap = None if then is None else float(now["value"]) - float(then["value"])
        return Evidence(difference=gap, enough=False, early=True, least=least, against=against)
    found = _shares(now, earlier, then) if kpi.method is Method.WILSON else _values(kpi, now, earlier, then, lengths)
    half = found.reach(1)
    gap = float(now["value"]) - found.usual
    return Evidence(
        difference=gap,
        low=gap - half,
        high=gap + half,
        chance=found.chance,
        enough=_enough(kpi, now, earlier, found.usual),
        least=least,
        against=against,
        cluster=Cluster.PERIOD,
        reach=found.reach(looks),
    )


def _shares(now: Row, earlier: Sequence[Row], then: Row | None) -> process.Newest:
    happened, n = (np.array([float(r[c]) for r in earlier]) for c in ("numerator", "denominator"))
    other = None if then is None else (float(then["value"]), float(then["denominator"]))
    return process.of_shares(happened, n, float(now["value"]), float(now["denominator"]), other)


def _values(kpi: Kpi, now: Row, earlier: Sequence[Row], then: Row | None, lengths: Sequence[int]) -> process.Newest:
    values = np.array([float(r["value"]) for r in earlier])
    other = None if then is None else float(then["value"])
    if kpi.kind is Kind.COUNT:
        values = values * lengths[-1] / np.array(lengths[:-1])
        return process.of_values(values, float(now["value"]), float(np.sqrt(values.mean())), other)
    errors = [(float(r["n"]), r["high"] - r["low"]) for r in earlier if r["low"] is not None and r["high"] is not None]
    of_one = float(np.mean([n * (width / 2 / Z95) ** 2 for n, width in errors])) if errors else 0.0
    return process.of_values(values, float(now["value"]), float(np.sqrt(of_one / max(now["n"], 1))), other)


def _enough(kpi: Kpi, now: Row, earlier: Sequence[Row], usual: float) -> bool:
    """Whether enough is counted in the newest period, or usually would be, and enough happens of what is rare."""
    if kpi.kind is Kind.COUNT:
        return bool(now["n"] + usual >= 2 * FEW)
    if now["n"] < FEW:
        return False
    events = now["denominator"] * min(usual, 1 - usual) if kpi.method is Method.WILSON else FEW_EVENTS
    return bool(events >= FEW_EVENTS or _seen(now) >= FEW_EVENTS) and len(earlier) > 0


def _seen(now: Row) -> float:
    """Of the rarer outcome, how many there were."""
    return float(min(now["numerator"], now["denominator"] - now["numerator"]))
