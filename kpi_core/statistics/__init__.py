"""Formulas over numbers. Nothing here knows what a KPI is.

intervals           ranges at 95 % for shares, counts, means, ratios and net scores; ranks for percentiles
clusters            how much a difference varies where the contacts of a day vary as one
levels              what agents, customers or reviews have of their own, and what that adds
discoveries         which of many looks found something, and how likely a difference is where there is none
process             the newest value of a series against how the series varies by itself
order_statistics    the values of groups in order, found without sorting them all
quantiles           percentiles of rows, each with its range
erlang              how many people a queue needs
survival            the median of a time that has not ended for everybody yet
"""

from kpi_core.statistics import clusters, intervals, levels, process
from kpi_core.statistics.discoveries import RATE, alike, by_range, discoveries, stretched
from kpi_core.statistics.erlang import agents_for_each
from kpi_core.statistics.intervals import Z95, Floats, Pair, Triple, difference
from kpi_core.statistics.quantiles import quantile_rows
from kpi_core.statistics.survival import median

__all__ = [
    "RATE",
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
    "levels",
    "median",
    "process",
    "quantile_rows",
    "stretched",
]
