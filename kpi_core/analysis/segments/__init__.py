"""Where is it different? One row a segment value, and hour by weekday.

compute    the leaderboard and the week
changes    each group against the whole, and against itself a period before
frames     what charts draw and tables list
text       who is highest and lowest, in words
"""

from kpi_core.analysis.segments.compute import Board, Heat, all_rows, board, choices, focus, heat, narrowed, subject

__all__ = ["Board", "Heat", "all_rows", "board", "choices", "focus", "heat", "narrowed", "subject"]
