"""Values and ranges of sums that were put together otherwise than by a cut: the rest beside a part, days added up."""

import polars as pl
from polars import col

from kpi_core.measure.sums import ALL_SUMS
from kpi_core.measure.values import with_values
from kpi_core.model import Kpi

_SUMS = tuple(c for c in ALL_SUMS if c != "young")


def valued(kpi: Kpi, sums: pl.DataFrame) -> pl.DataFrame:
    """Return rows of sums, as the measured frame holds them, with the KPI's value, low and high of each."""
    whole = sums.with_columns(col(c).cast(pl.Float64) for c in _SUMS).with_columns(_i=pl.lit(0), young=pl.lit(0.0))
    return with_values(whole, [kpi], [0]).drop("_i", "young")


def without(kpi: Kpi, whole: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Return the rest beside each part of the whole's one row, valued."""
    return valued(kpi, parts.select(*((pl.lit(whole[c][0]) - col(c)).alias(c) for c in _SUMS)))
