"""A value against one of other contacts: the range of their difference, and whether enough was counted.

Two values differ when the interval of their difference leaves out zero; it is put together from the intervals of both
values, so it suits every kind of KPI that has one.
"""

from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl

from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Verdict, judge
from kpi_core.measure import unbounded_low
from kpi_core.model import Kind, Kpi
from kpi_core.statistics import Triple, difference

_PARTS = ("value", "low", "high")
Row = Mapping[str, Any]


def triple(kpi: Kpi, frame: pl.DataFrame, *names: str) -> Triple:
    """Return value, low (not bounded at zero) and high as numbers, NaN where not known."""
    value, low, high = (frame[n].cast(pl.Float64).fill_null(np.nan).to_numpy() for n in names)
    return value, unbounded_low(kpi, value, low, high), high


def enough(kpi: Kpi, now: int | None, then: int | None) -> bool:
    """Return whether both values stand on enough; a count that fell to few is a count that fell.

    Two counts are taken together: choosing those of which one is high would choose by chance.
    """
    counted = [n for n in (now, then) if n is not None]
    if kpi.kind is Kind.COUNT:
        return sum(counted) >= 2 * FEW
    return bool(counted) and min(counted) >= FEW


def change(kpi: Kpi, now: Row, then: Row, *, least: float = 0.0, pairs: int = 1) -> Verdict:
    """Return what to make of a value of the measured frame against another one.

    Of `pairs` that could have been compared these two were chosen for their values, so their intervals, which hold
    for 95 in 100, are widened to miss one difference among all pairs as rarely as one interval does (Bonferroni).
    """
    low, high = _range(kpi, now, then, pairs)
    known = now["value"] is not None and then["value"] is not None
    return judge(
        difference=now["value"] - then["value"] if known else None,
        low=low,
        high=high,
        enough=enough(kpi, now["n"], then["n"]),
        ranged=kpi.bounded,
        least=least,
        against=then.get("earlier", then.get("period")),
    )


def _range(kpi: Kpi, now: Row, then: Row, pairs: int) -> tuple[float | None, float | None]:
    """The interval of the difference, where both values have one."""
    if any(r[c] is None for r in (now, then) for c in _PARTS):
        return None, None
    usual = NormalDist()
    wider = usual.inv_cdf(1 - 0.025 / pairs) / usual.inv_cdf(0.975)
    value, low, high = (np.array([now[c], then[c]], dtype=float) for c in _PARTS)
    low = value - wider * (value - unbounded_low(kpi, value, low, high))
    high = value + wider * (high - value)
    least, most = difference((value[:1], low[:1], high[:1]), (value[1:], low[1:], high[1:]))
    return float(least[0]), float(most[0])
