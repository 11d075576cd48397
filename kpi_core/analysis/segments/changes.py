"""Each group against the whole that holds it, and against itself a period before."""

from datetime import date

import numpy as np
import polars as pl
from polars import col

from kpi_core.analysis.target_level import FEW
from kpi_core.measure import unbounded_low
from kpi_core.model import Kind, Kpi
from kpi_core.statistics import Triple, against_whole, difference

_PARTS = ("value", "low", "high", "n")


def _numbers(kpi: Kpi, frame: pl.DataFrame, *names: str) -> Triple:
    """Value, low (not bounded at zero) and high as numbers, NaN where not known."""
    value, low, high = (frame[n].cast(pl.Float64).fill_null(np.nan).to_numpy() for n in names)
    return value, unbounded_low(kpi, value, low, high), high


def with_apart(frame: pl.DataFrame, whole: pl.DataFrame, kpi: Kpi, *, compared: bool) -> pl.DataFrame:
    """Add whether each value differs from the whole by more than chance; counts and outcomes are parts of it."""
    if not compared:
        return frame.with_columns(apart=pl.lit(value=False))
    share = frame["share"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    names = ("value", "low", "high")
    low, high = against_whole(_numbers(kpi, frame, *names), _numbers(kpi, whole, *names), share)
    return frame.with_columns(apart=pl.Series((low > 0) | (high < 0), dtype=pl.Boolean) & ~col("few"))


def with_change(
    frame: pl.DataFrame,
    steps: pl.DataFrame | None,
    kpi: Kpi,
    by: list[str],
    periods: tuple[date, date] | None,
    least: float,
) -> pl.DataFrame:
    """Add what changed between the two periods, with the interval of the change; `small` is one below `least`."""
    if periods is None or steps is None:
        names = ("before", "now", "change", "change_low", "change_high")
        empty = [pl.lit(None, dtype=pl.Float64).alias(c) for c in names]
        return frame.with_columns(*empty, signal=pl.lit(value=False), small=pl.lit(value=False))
    both = frame
    for i, period in enumerate(periods):
        side = steps.filter(col("period") == period)
        side = side.select(*by, **{f"{short}{i}": col(name) for name, short in zip(_PARTS, "vabk", strict=True)})
        both = both.join(side, on=by, how="left", nulls_equal=True)
    if kpi.kind is Kind.COUNT:  # a group without a contact in either period counted none
        both = both.with_columns(col("v0", "v1").fill_null(0.0))
    low, high = difference(_numbers(kpi, both, "v1", "a1", "b1"), _numbers(kpi, both, "v0", "a0", "b0"))
    both = both.with_columns(
        before=col("v0"),
        now=col("v1"),
        change=col("v1") - col("v0"),
        change_low=pl.Series(low, dtype=pl.Float64).fill_nan(None),
        change_high=pl.Series(high, dtype=pl.Float64).fill_nan(None),
    )
    beyond = ((col("change_low") > 0) | (col("change_high") < 0)).fill_null(value=False)
    larger = kpi.kind is Kind.COUNT  # a count that fell to few is a count that fell
    counted = pl.max_horizontal("k0", "k1") if larger else pl.min_horizontal("k0", "k1")
    enough = (counted >= FEW).fill_null(value=False)
    worth = (col("change").abs() >= least).fill_null(value=True)
    both = both.with_columns(signal=beyond & enough & worth, small=beyond & enough & ~worth)
    return both.drop([f"{c}{i}" for c in "vabk" for i in (0, 1)])
