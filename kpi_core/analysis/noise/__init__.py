"""What is more than chance: the evidence that verdicts are made of, for every page and command.

cluster_sums   a KPI's sums by what varies as one: days, agents
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

from kpi_core.analysis.noise.cluster_sums import Varying, varying
from kpi_core.analysis.noise.cut_ranges import range_of_cut
from kpi_core.analysis.noise.cuts import of_cuts
from kpi_core.analysis.noise.ends import between
from kpi_core.analysis.noise.gaps import FEW_EVENTS, keyed
from kpi_core.analysis.noise.newest import PERIODS, against_usual
from kpi_core.analysis.noise.ranges import widened
from kpi_core.analysis.noise.rest import against_rest
from kpi_core.analysis.noise.steps import Span, against_before
from kpi_core.analysis.noise.tails import longer

__all__ = [
    "FEW_EVENTS",
    "PERIODS",
    "Span",
    "Varying",
    "against_before",
    "against_rest",
    "against_usual",
    "between",
    "keyed",
    "longer",
    "of_cuts",
    "range_of_cut",
    "varying",
    "widened",
]
