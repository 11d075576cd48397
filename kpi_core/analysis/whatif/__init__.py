"""What if these were left out? Two cuts side by side.

compute     each KPI of both, and the difference
examples    what to try where nothing was chosen yet
frames      what charts draw and tables list
text        what becomes of a KPI in cut B, in words
"""

from kpi_core.analysis.whatif.compute import SideBySide, cuts, says_b, side_by_side
from kpi_core.analysis.whatif.frames import Beside
from kpi_core.analysis.whatif.text import cut_words

__all__ = ["Beside", "SideBySide", "cut_words", "cuts", "says_b", "side_by_side"]
