"""From sums to values: each KPI's ratio, and its interval by the method that the KPI names."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from kpi_core.measure.sums import ALL_SUMS
from kpi_core.model import Kpi, Method
from kpi_core.statistics import intervals


def with_values(found: pl.DataFrame, kpis: Sequence[Kpi], numbers: Sequence[int]) -> pl.DataFrame:
    """Return the sums with `value`, `low` and `high`; null where there is nothing to divide by.

    `low` ends at zero where the KPI's values do, whatever few contacts allow; a value that shares or ratios rightly
    have above 1 has no end there.
    `found` has the sums of `kpi_core.measure.sums` and `_i`, the number that names the row's KPI in `numbers`.
    """
    index = found["_i"].to_numpy()
    s = {n: found[n].to_numpy() for n in ALL_SUMS}
    value, low, high = (np.full(len(index), np.nan) for _ in range(3))
    for method in dict.fromkeys(k.method for k in kpis):
        mine = np.isin(index, [i for i, k in zip(numbers, kpis, strict=True) if k.method is method])
        of = {n: v[mine] for n, v in s.items()}
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = of["numerator"] if method is Method.COUNT else of["numerator"] / of["denominator"]
        low[mine], high[mine] = _bounds(method, of)
        value[mine] = ratio
    floor = np.isin(index, [i for i, k in zip(numbers, kpis, strict=True) if k.from_zero]) & (value >= 0)
    low = np.where(floor, np.maximum(low, 0.0), low)
    scales = {i: k.scale for i, k in zip(numbers, kpis, strict=True)}
    scale = np.array([scales[i] for i in index]) if len(index) else np.ones(0)
    return found.with_columns(
        pl.Series(name, np.where(np.isfinite(v), v * scale, np.nan), dtype=pl.Float64).fill_nan(None)
        for name, v in (("value", value), ("low", low), ("high", high))
    )


def unbounded_low(kpi: Kpi, value: intervals.Floats, low: intervals.Floats, high: intervals.Floats) -> intervals.Floats:
    """Return `low` as the KPI's method gives it, for differences: they take an interval's width for its variance.

    The interval of a mean or a ratio reaches about as far below its value as above, of skewed times less far; those of
    percentiles are ranks.
    """
    bounded = kpi.from_zero and kpi.quantile is None and kpi.method in {Method.MEAN, Method.RATIO}
    return np.where(low == 0, 2 * value - high, low) if bounded else low


def _bounds(method: Method, of: dict[str, intervals.Floats]) -> intervals.Pair:
    """The interval of each row by its method."""
    if method is Method.WILSON:  # rows of totals may count more answered than offered: all of them, and no more
        low, high = intervals.wilson(np.minimum(of["numerator"], of["denominator"]), of["denominator"])
        with np.errstate(divide="ignore", invalid="ignore"):
            return low, np.maximum(high, of["numerator"] / of["denominator"])  # NaN where there is nothing to divide by
    if method is Method.COUNT:
        return intervals.count(of["numerator"])
    if method is Method.MEAN:
        return intervals.mean(of["numerator"], of["xx"], of["xxx"], of["n"])
    if method is Method.NPS:
        return intervals.net_score(of["numerator"], of["xx"], of["n"])
    if method is Method.RATIO:
        return intervals.ratio(of["numerator"], of["denominator"], of["xx"], of["dd"], of["xd"], of["n"])
    nothing = np.full(len(of["n"]), np.nan)
    return nothing, nothing
