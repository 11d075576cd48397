"""Is it changing? Each KPI over time, with its range and what it is compared with.

compute    the panels
scope      which lines, days and earlier periods it is drawn of
moves      what moved, and which lines differ
text       what moved, in words, and what stands beside the pictures
"""

from kpi_core.analysis.trend.compute import MOST_KPIS, Panel, Trend, trend

__all__ = ["MOST_KPIS", "Panel", "Trend", "trend"]
