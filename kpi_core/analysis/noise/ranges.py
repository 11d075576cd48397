"""Ranges of values that hold where days, agents and others vary as one, too."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from polars import col

from kpi_core.analysis.noise.day_sums import DaySums
from kpi_core.analysis.noise.gaps import together, variance
from kpi_core.analysis.noise.levels import Levels, added
from kpi_core.model import Kpi, Method
from kpi_core.statistics import Floats, clusters, levels

_MOST = {Method.WILSON: 1.0, Method.NPS: 100.0}


def widened(kpi: Kpi, rows: pl.DataFrame, days: DaySums | None, more: Sequence[Levels] = ()) -> pl.DataFrame:
    """Return rows of the measured frame with `low` and `high` never narrower than days and others have it.

    The ends stay within what is possible. Counts and percentiles keep theirs.
    """
    if days is None or kpi.denominator is None or not kpi.bounded:
        return rows
    own = clusters.spread(clusters.linear(days.top, days.bottom) * kpi.scale, days.bottom > 0, days.weekdays)
    total = rows["denominator"].cast(pl.Float64).to_numpy()
    spread = together(own, added(more, lambda m: levels.of_each(m.rows, total)), variance(kpi, rows))
    half = np.nan_to_num(clusters.half_width(spread))
    value, low, high = (rows[c].cast(pl.Float64).to_numpy() for c in ("value", "low", "high"))
    least = 0.0 if kpi.from_zero else -_MOST.get(kpi.method, np.inf)
    ends: dict[str, Floats] = {
        "low": np.fmax(np.fmin(low, value - half), np.fmin(low, least)),
        "high": np.fmin(np.fmax(high, value + half), np.fmax(high, _MOST.get(kpi.method, np.inf))),
    }
    return rows.with_columns(pl.when(col(n).is_not_null()).then(pl.Series(n, v)).alias(n) for n, v in ends.items())
