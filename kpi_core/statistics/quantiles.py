"""Percentiles, read from the rows and never from other percentiles.

Linear interpolation between the two nearest values (type 7 of Hyndman and Fan 1996, Excel's PERCENTILE.INC), with
an exact interval from order statistics. One ordering serves all quantiles of a KPI.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from polars import col

from kpi_core.statistics.intervals import quantile_ranks
from kpi_core.statistics.order_statistics import ordered


def quantile_rows(rows: pl.LazyFrame, keys: Sequence[str], value: str, quantiles: Sequence[float]) -> pl.DataFrame:
    """Return `*keys, quantile, n, value, low, high` for each group and quantile.

    `rows` holds the keys and the value of every row that counts, nulls allowed. A bound that does not exist at
    95 % (too few rows) is null.
    """
    known = rows.filter(col(value).is_not_null()).with_columns(col(value).cast(pl.Float64)).collect()
    found = ordered(known, keys, value)
    groups, n, at = found.groups, found.groups["n"].to_numpy(), found.at
    first = np.cumsum(n) - n
    sizes, which = np.unique(n, return_inverse=True)  # many small groups share their ranks
    asked = []
    for q in quantiles:
        below = np.floor((n - 1) * q).astype(np.int64)
        above = np.minimum(below + 1, n - 1)
        low_rank, high_rank = (ranks[which] for ranks in quantile_ranks(sizes, q))
        asked.append((below, above, low_rank - 1, high_rank - 1))
    ranks = first + np.maximum(np.array(asked, dtype=np.int64), 0)
    values = at(ranks.ravel()).reshape(ranks.shape)
    frames = []
    for q, (below, _, low_rank, high_rank), (a, b, low, high) in zip(quantiles, asked, values, strict=True):
        frames.append(
            groups.with_columns(
                quantile=pl.lit(q),
                value=pl.Series(a + ((n - 1) * q - below) * (b - a), dtype=pl.Float64),
                low=pl.Series(np.where(low_rank >= 0, low, np.nan), dtype=pl.Float64).fill_nan(None),
                high=pl.Series(np.where(high_rank >= 0, high, np.nan), dtype=pl.Float64).fill_nan(None),
            )
        )
    return pl.concat(frames)
