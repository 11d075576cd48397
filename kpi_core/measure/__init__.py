"""The only place where sums become KPI values, and what is asked before and beside it.

measure          KPIs over periods and segments, each value with its n and its range
availability     what this data cannot answer, said before anything is computed
row_source       which rows a KPI is read from
selection        which rows a range of days and a cut keep
sums             what each KPI adds up
values           sums become values with their ranges
two_facts        KPIs whose sides stand on different facts
two_cuts         two selections side by side, and the difference
histogram        how single values spread
open_contacts    the median without contacts that are still open
contacts         the contacts behind a number
other_bases      other rows and dates on which a figure may have been counted
fit              whether a View fits the data
"""

from kpi_core.measure.availability import is_outcome, longest, offered, refusal, refusal_of
from kpi_core.measure.contacts import PAGE, contacts
from kpi_core.measure.fit import default_view, fit
from kpi_core.measure.histogram import Distribution, distribution, promises
from kpi_core.measure.measure import measure, measure_view
from kpi_core.measure.open_contacts import still_open
from kpi_core.measure.other_bases import Base, Rows, bases, other_counts, rows
from kpi_core.measure.row_source import reads_contacts, sourced, told, ways
from kpi_core.measure.selection import Where
from kpi_core.measure.sums import sums
from kpi_core.measure.two_cuts import Cut, difference

__all__ = [
    "PAGE",
    "Base",
    "Cut",
    "Distribution",
    "Rows",
    "Where",
    "bases",
    "contacts",
    "default_view",
    "difference",
    "distribution",
    "fit",
    "is_outcome",
    "longest",
    "measure",
    "measure_view",
    "offered",
    "other_counts",
    "promises",
    "reads_contacts",
    "refusal",
    "refusal_of",
    "rows",
    "sourced",
    "still_open",
    "sums",
    "told",
    "ways",
]
