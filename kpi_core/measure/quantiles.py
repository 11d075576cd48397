"""Values of a KPI at quantiles of its rows."""

import polars as pl
from polars import col

from kpi_core.measure.periods import latest, stamped
from kpi_core.measure.run import Numbered, Run, dated, no_period
from kpi_core.measure.sums import counts
from kpi_core.statistics import quantile_rows


def quantiles(run: Run, kpis: Numbered) -> pl.DataFrame:
    """Return one KPI's values at each of its quantiles."""
    kpi = kpis[0][1]
    row = counts(kpi, run.nullable, latest(run.asked.data, kpi))
    rows = dated(run, run.rows.filter(row)).select(*run.keys, _x=kpi.numerator)  # a period for those that count only
    number = {k.quantile: i for i, k in kpis if k.quantile is not None}
    found = quantile_rows(rows, run.keys, "_x", list(number))
    found = found.with_columns(
        col("n").cast(pl.Int64),
        _i=col("quantile").replace_strict(number, return_dtype=pl.Int32),
        numerator=pl.lit(None, dtype=pl.Float64),
        denominator=pl.lit(None, dtype=pl.Float64),
        young=pl.lit(0, dtype=pl.Int64),
        **no_period(run),
    )
    return stamped(run, found, kpis)
