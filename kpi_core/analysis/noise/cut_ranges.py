"""The range of a KPI in one of two cuts, which holds where days vary as one, too."""

import numpy as np
import polars as pl
from polars import col

from kpi_core.analysis.noise.day_sums import DaySums
from kpi_core.analysis.noise.ranges import widened
from kpi_core.measure import valued
from kpi_core.model import Kpi

_SUMS = ("n", "numerator", "denominator", "xx", "dd", "xd", "xxx")


def range_of_cut(kpi: Kpi, cells: pl.DataFrame, side: str) -> tuple[float | None, float | None]:
    """Return low and high of cut `a` or `b` from the sums by day of what is in A, in B and in both.

    No narrower than the days have it, as on the page of segments; what agents have between them is not in it.
    """
    rows = cells.filter(col(f"_{side}"))
    days = rows.group_by("day").agg(col("numerator", "denominator").sum()).sort("day")
    top, bottom = (days[c].cast(pl.Float64).to_numpy().reshape(-1, 1) for c in ("numerator", "denominator"))
    starts = days["day"].to_numpy()
    sums = DaySums(top=top, bottom=bottom, starts=starts, whole=np.ones(len(starts), bool))
    found = widened(kpi, valued(kpi, rows.select(col(*_SUMS).sum())), sums)
    return found["low"][0], found["high"][0]
