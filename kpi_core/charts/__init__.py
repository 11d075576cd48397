"""Functions from a KPI's words and options to a chart specification. They draw; they never measure.

The data travel beside the specification under safe column names, so that one is built once and kept.

trend       a KPI over time, or several lines of one
segments    a dot with its range for each value of a segment
heat        weekday by hour
tail        percentiles by segment, and how single contacts spread around the promise
pairing     two series below each other, and the scatter of their pairs
whatif      one KPI of two cuts
coverage    contacts by month
theme       how all of them look, light and dark
"""

from kpi_core.charts.coverage import coverage
from kpi_core.charts.heat import heat
from kpi_core.charts.pairing import scatter, series
from kpi_core.charts.segments import segments
from kpi_core.charts.tail import bars, ranges
from kpi_core.charts.theme import LIGHT
from kpi_core.charts.trend import MANY, Layers, trend
from kpi_core.charts.whatif import whatif

__all__ = [
    "LIGHT",
    "MANY",
    "Layers",
    "bars",
    "coverage",
    "heat",
    "ranges",
    "scatter",
    "segments",
    "series",
    "trend",
    "whatif",
]
