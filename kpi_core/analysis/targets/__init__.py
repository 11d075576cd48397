"""Where a target can come from: the own last quarters first.

compute    proposals, and a target taken over
text       where each comes from and what it would have meant
"""

from kpi_core.analysis.targets.compute import proposals, taken

__all__ = ["proposals", "taken"]
