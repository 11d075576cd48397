"""What is more than chance: the evidence that verdicts are made of, for every page and command.

cluster_sums   a KPI's sums by what varies as one: days, agents
gaps           differences of groups that share no contact, with their ranges
ranges         the values' own ranges
rest           each part against the rest of the whole
steps          each value against itself a period before
"""

from kpi_core.analysis.noise.cluster_sums import Varying, varying
from kpi_core.analysis.noise.ranges import widened
from kpi_core.analysis.noise.rest import against_rest
from kpi_core.analysis.noise.steps import Span, against_before, keyed

__all__ = ["Span", "Varying", "against_before", "against_rest", "keyed", "varying", "widened"]
