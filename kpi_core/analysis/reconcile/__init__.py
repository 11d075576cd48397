"""Does it reconcile with the totals that the platform prints?

compute    their figures beside ours, and what would explain the difference
frames     the lines of the table
text       whether they agree, in words
printed    figures in any writing as values
"""

from kpi_core.analysis.reconcile.compute import Reconciled, reconcile
from kpi_core.analysis.reconcile.printed import figures, pasted

__all__ = ["Reconciled", "figures", "pasted", "reconcile"]
