"""Formulas over numbers. Nothing here knows what a KPI is.

intervals           ranges at 95 % for shares, counts, means, ratios and net scores; ranks for percentiles
order_statistics    the values of groups in order, found without sorting them all
quantiles           percentiles of rows, each with its range
erlang              how many people a queue needs
survival            the median of a time that has not ended for everybody yet
"""

from kpi_core.statistics import intervals
from kpi_core.statistics.erlang import agents_for_each
from kpi_core.statistics.intervals import Pair, Triple, against_whole, difference
from kpi_core.statistics.quantiles import quantile_rows
from kpi_core.statistics.survival import median

__all__ = ["Pair", "Triple", "against_whole", "agents_for_each", "difference", "intervals", "median", "quantile_rows"]
