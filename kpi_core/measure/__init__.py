"""The only place where sums become KPI values, and what is asked before and beside it.

ask              what this data can answer, and why not the rest; everything that measures takes its answer
measure          KPIs over periods and segments, each value with its n and its range
availability     what this data cannot answer, said before anything is computed
run              one fact's rows on their way to values
ratios           values from sums of rows
quantiles        values at quantiles of rows
periods          which periods are complete, and which old enough to judge
row_source       which rows a KPI is read from
selection        which rows a range of days and a cut keep
sums             what each KPI adds up
values           sums become values with their ranges
valued           values of sums that were put together otherwise: the rest beside a part
two_facts        KPIs whose sides stand on different facts
two_cuts         two selections side by side, and the difference
clustered        sums by agent, customer or review, of which no value is made
histogram        how single values spread
open_contacts    the median without contacts that are still open
contacts         the contacts behind a number
other_bases      other rows and dates on which a figure may have been counted
fit              whether a View fits the data
"""

from kpi_core.measure.ask import Asked, ask
from kpi_core.measure.availability import longest, offered
from kpi_core.measure.clustered import by_cluster, cuts_by_cluster
from kpi_core.measure.contacts import PAGE, contacts
from kpi_core.measure.fit import default_view, fit
from kpi_core.measure.histogram import Distribution, distribution, promises
from kpi_core.measure.measure import measure
from kpi_core.measure.open_contacts import still_open
from kpi_core.measure.other_bases import Base, Rows, bases, other_counts, rows
from kpi_core.measure.periods import latest
from kpi_core.measure.row_source import reads_contacts, sourced, told, ways
from kpi_core.measure.selection import Where, is_outcome
from kpi_core.measure.sums import sums
from kpi_core.measure.two_cuts import compare_cuts
from kpi_core.measure.valued import valued, without
from kpi_core.measure.values import unbounded_low

__all__ = [
    "PAGE",
    "Asked",
    "Base",
    "Distribution",
    "Rows",
    "Where",
    "ask",
    "bases",
    "by_cluster",
    "compare_cuts",
    "contacts",
    "cuts_by_cluster",
    "default_view",
    "distribution",
    "fit",
    "is_outcome",
    "latest",
    "longest",
    "measure",
    "offered",
    "other_counts",
    "promises",
    "reads_contacts",
    "rows",
    "sourced",
    "still_open",
    "sums",
    "told",
    "unbounded_low",
    "valued",
    "ways",
    "without",
]
