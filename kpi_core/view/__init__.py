"""A View is everything that a link says.

selection     which rows are looked at
choices       the table of all that can be chosen: its part of a link, its field, what is offered
choice        one record of that table
read, write   words of a link to values and back
paths         a field of a View by its path
view          the value itself, and how it is written as a link
link          how a link is read, and what of it could not be used
companions    the KPIs of a View, with those that must not be missing beside them
"""

from kpi_core.view.choices import CHOICES, CUTS, choice_of
from kpi_core.view.companions import DEFAULT_KPIS, counted, first_kpis, with_beside
from kpi_core.view.link import from_query
from kpi_core.view.paths import value_of, with_values
from kpi_core.view.selection import EVERYTHING, Cut, Selection
from kpi_core.view.view import Query, View

__all__ = [
    "CHOICES",
    "CUTS",
    "DEFAULT_KPIS",
    "EVERYTHING",
    "Cut",
    "Query",
    "Selection",
    "View",
    "choice_of",
    "counted",
    "first_kpis",
    "from_query",
    "value_of",
    "with_beside",
    "with_values",
]
