"""Formulas over numbers. Nothing here knows what a KPI is.

intervals           ranges at 95 % for shares, counts, means, ratios and net scores; ranks for percentiles
clusters            how much a difference varies where days or agents vary as one
discoveries         which of many looks found something, and how likely a difference is where there is none
process             the newest value of a series against how the series varies by itself
order_statistics    the values of groups in order, found without sorting them all
quantiles           percentiles of rows, each with its range
erlang              how many people a queue needs
survival            the median of a time that has not ended for everybody yet
"""

from kpi_core.statistics import clusters, intervals, process
from kpi_core.statistics.discoveries import alike, by_range, discoveries, stretched
from kpi_core.statistics.erlang import agents_for_each
from kpi_core.statistics.intervals import Z95, Floats, Pair, Triple, difference
from kpi_core.statistics.quantiles import quantile_rows
from kpi_core.statistics.survival import median

__all__ = [
    "Z95",
    "Floats",
    "Pair",
    "Triple",
    "agents_for_each",
    "alike",
    "by_range",
    "clusters",
    "difference",
    "discoveries",
    "intervals",
    "median",
    "process",
    "quantile_rows",
    "stretched",
]
