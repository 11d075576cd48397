"""What is more than chance: the evidence that verdicts are made of, for every page and command.

day_sums       a KPI's sums by day, which vary as one
levels         agents, customers and reviews, each with a level of its own
gaps           differences of groups that share no contact, with their ranges
ranges         the values' own ranges
rest           each part against the rest of the whole
cuts           two cuts that may share contacts
cut_ranges     the range of a value in each of them
ends           two lines that were chosen for being the lowest and the highest
newest         the newest period against how the periods before it vary
tails          places whose tail is longer than that of the rest
steps          each value against itself a period before
"""

from kpi_core.analysis.noise.cut_ranges import range_of_cut
from kpi_core.analysis.noise.cuts import of_cuts
from kpi_core.analysis.noise.day_sums import DaySums, by_day
from kpi_core.analysis.noise.ends import between
from kpi_core.analysis.noise.gaps import FEW_EVENTS, keyed
from kpi_core.analysis.noise.levels import Levels, in_cuts, in_parts, worth
from kpi_core.analysis.noise.newest import PERIODS, against_usual
from kpi_core.analysis.noise.ranges import widened
from kpi_core.analysis.noise.rest import against_rest
from kpi_core.analysis.noise.steps import Span, against_before
from kpi_core.analysis.noise.tails import longer

__all__ = [
    "FEW_EVENTS",
    "PERIODS",
    "DaySums",
    "Levels",
    "Span",
    "against_before",
    "against_rest",
    "against_usual",
    "between",
    "by_day",
    "in_cuts",
    "in_parts",
    "keyed",
    "longer",
    "of_cuts",
    "range_of_cut",
    "widened",
    "worth",
]
