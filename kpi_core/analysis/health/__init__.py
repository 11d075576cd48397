"""Can this data be trusted: what became of every row, what is odd, what can be answered.

compute    the findings, worst first
text       what each oddity means and what to do about it
"""

from kpi_core.analysis.health.compute import Health, Odd, health

__all__ = ["Health", "Odd", "health"]
