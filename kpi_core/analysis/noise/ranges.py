"""Ranges of values that hold where days and agents vary as one, too."""

import numpy as np
import polars as pl
from polars import col

from kpi_core.analysis.noise.cluster_sums import Varying
from kpi_core.analysis.noise.gaps import variance
from kpi_core.model import Kpi, Method
from kpi_core.statistics import Floats, clusters

_MOST = {Method.WILSON: 1.0, Method.NPS: 100.0}


def widened(kpi: Kpi, rows: pl.DataFrame, sums: Varying) -> pl.DataFrame:
    """Return rows of the measured frame with `low` and `high` never narrower than days and agents have it.

    The ends stay within what is possible. Counts and percentiles keep theirs.
    """
    if sums.days is None or kpi.denominator is None or not kpi.bounded:
        return rows
    own = clusters.spread(
        clusters.linear(sums.days.top, sums.days.bottom) * kpi.scale, sums.days.bottom > 0, sums.days.weekdays
    )
    agents = None
    if sums.agents is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            weights = np.nan_to_num(sums.agents.bottom / rows["denominator"].cast(pl.Float64).to_numpy())
        agents = clusters.shared(sums.agents.top * kpi.scale, sums.agents.bottom, variance(kpi, rows), weights)
    half = np.nan_to_num(clusters.half_width(clusters.together(own, agents, variance(kpi, rows))))
    value, low, high = (rows[c].cast(pl.Float64).to_numpy() for c in ("value", "low", "high"))
    least = 0.0 if kpi.from_zero else -_MOST.get(kpi.method, np.inf)
    ends: dict[str, Floats] = {
        "low": np.fmax(np.fmin(low, value - half), np.fmin(low, least)),
        "high": np.fmin(np.fmax(high, value + half), np.fmax(high, _MOST.get(kpi.method, np.inf))),
    }
    return rows.with_columns(pl.when(col(n).is_not_null()).then(pl.Series(n, v)).alias(n) for n, v in ends.items())
