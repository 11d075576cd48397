"""Whom does the average hide? Percentiles beside the mean.

compute    percentiles, the spread and the places
frames     what charts draw
tables     what tables list
text       whom the average hides, in words
"""

from kpi_core.analysis.tail.compute import Hidden, hidden, sizes, subject

__all__ = ["Hidden", "hidden", "sizes", "subject"]
