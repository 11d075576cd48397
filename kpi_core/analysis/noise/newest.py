"""The newest finished period against how the periods before it vary by themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from kpi_core.analysis.noise.gaps import FEW_EVENTS, SUMS, variance
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Cluster, Evidence
from kpi_core.measure import unbounded_low
from kpi_core.model import Kind, Kpi, Method
from kpi_core.statistics import Floats, process

USUAL = "usual"
PERIODS = 12  # finished ones, the newest among them, that it takes to tell
Row = Mapping[str, Any]


def against_usual(
    kpi: Kpi, now: Row, earlier: Sequence[Row], then: Row | None, lengths: Sequence[int], least: float
) -> Evidence:
    """Return what tells the newest row of the measured frame from the periods before it.

    `earlier` are the finished ones before it, in their order, of like kind (of days the same weekday); `then` the one
    that it is held against, None for all of them together. `lengths` are the days of each of them, of the newest and
    of `then`, by which counts are made comparable.
    """
    days = lengths[len(earlier)] / np.array(lengths, float) if kpi.kind is Kind.COUNT else np.ones(len(lengths))
    held = None if then is None else float(then["value"]) * float(days[-1])
    against = then.get("earlier", then["period"]) if then else USUAL
    if len(earlier) < PERIODS - 1:
        gap = None if held is None else float(now["value"]) - held
        return Evidence(difference=gap, enough=False, early=True, least=least, against=against)
    found = _shares(now, earlier, then) if kpi.method is Method.WILSON else _values(kpi, now, earlier, then, held, days)
    half = found.half_width
    gap = float(now["value"]) - found.usual
    return Evidence(
        difference=gap,
        low=gap - half,
        high=gap + half,
        chance=found.chance,
        enough=_enough(kpi, now, earlier, then, found.usual),
        least=least,
        against=against,
        cluster=Cluster.PERIOD,
        freedom=found.freedom,
    )


def _shares(now: Row, earlier: Sequence[Row], then: Row | None) -> process.Newest:
    n = np.array([float(r["denominator"]) for r in earlier])
    happened = np.minimum([float(r["numerator"]) for r in earlier], n)  # rows of totals may count more than all
    other = None if then is None else (float(then["value"]), float(then["denominator"]))
    return process.of_shares(happened, n, float(now["value"]), float(now["denominator"]), other)


def _values(
    kpi: Kpi, now: Row, earlier: Sequence[Row], then: Row | None, held: float | None, days: Floats
) -> process.Newest:
    values = np.array([float(r["value"]) for r in earlier]) * days[: len(earlier)]
    if kpi.kind is Kind.COUNT:
        least = float(np.sqrt(values.mean() or now["value"]))
        return process.of_values(values, float(now["value"]), least, held)
    told = [r for r in earlier if _ranged(r)] or [r for r in (now,) if _ranged(r)]  # values all alike have no range
    sums = pl.DataFrame([{c: r[c] for c in SUMS} for r in told], schema=dict.fromkeys(SUMS, pl.Float64))
    of_one = sums["n"].to_numpy() * variance(kpi, sums)  # not from their ranges, which skewed values have wider
    least, least_held = (
        float(np.sqrt((np.nanmean(of_one) if told else 0.0) / max(r["n"], 1))) for r in (now, then or now)
    )
    return process.of_values(values, float(now["value"]), least, held, least_held)


def _ranged(row: Row) -> bool:
    return row["low"] is not None and row["high"] is not None


def _width(kpi: Kpi, row: Row) -> float:
    """How wide the range is where none of it is cut off at zero."""
    value, low, high = (np.array([float(row[c])]) for c in ("value", "low", "high"))
    return float(high[0] - unbounded_low(kpi, value, low, high)[0])


def _enough(kpi: Kpi, now: Row, earlier: Sequence[Row], then: Row | None, usual: float) -> bool:
    """Whether enough is counted in the newest period, or usually would be, and enough happens of what is rare.

    A period that it is held against needs as many.
    """
    if kpi.kind is Kind.COUNT:
        return bool(now["n"] + usual >= 2 * FEW)
    if min(now["n"], FEW if then is None else then["n"]) < FEW:
        return False
    events = now["denominator"] * min(usual, 1 - usual) if kpi.method is Method.WILSON else FEW_EVENTS
    return bool(events >= FEW_EVENTS or _seen(now) >= FEW_EVENTS) and len(earlier) > 0


def _seen(now: Row) -> float:
    """Of the rarer outcome, how many there were."""
    return float(min(now["numerator"], now["denominator"] - now["numerator"]))
