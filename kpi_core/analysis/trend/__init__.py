"""Is it changing? Each KPI over time, with its range and what it is compared with.

compute    the panels
text       what moved, in words
"""

from kpi_core.analysis.trend.compute import MOST_KPIS, Panel, Trend, trend

__all__ = ["MOST_KPIS", "Panel", "Trend", "trend"]
