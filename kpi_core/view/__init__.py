"""A View is everything that a link says.

selection     which rows are looked at
view          the value itself, and how it is written as a link
link          how a link is read, and what of it could not be used
companions    the KPIs of a View, with those that must not be missing beside them
"""

from kpi_core.view.companions import DEFAULT_KPIS, counted, with_beside
from kpi_core.view.link import from_query
from kpi_core.view.selection import EVERYTHING, Cut, Selection
from kpi_core.view.view import LISTED, LONGEST_FIND, SORTS, Query, View

__all__ = [
    "DEFAULT_KPIS",
    "EVERYTHING",
    "LISTED",
    "LONGEST_FIND",
    "SORTS",
    "Cut",
    "Query",
    "Selection",
    "View",
    "counted",
    "from_query",
    "with_beside",
]
