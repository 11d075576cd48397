"""What moves first? A leading and a lagging KPI on one time axis.

compute    both series, set apart by a lag
frames     what charts draw and tables list, and the words
"""

from kpi_core.analysis.pairing.compute import Moves, chosen, moves_first, start
from kpi_core.analysis.pairing.frames import later

__all__ = ["Moves", "chosen", "later", "moves_first", "start"]
