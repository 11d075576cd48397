"""Can this data be trusted: what became of every row, what is odd, what can be answered.

compute    the findings, worst first
frames     months as a chart draws them, columns as a table lists them
text       what each oddity means and what to do about it, and the sentences
"""

from kpi_core.analysis.health.compute import Health, Odd, health

__all__ = ["Health", "Odd", "health"]
