"""A KPI's sums by day, whose contacts vary as one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars import col

from kpi_core.data import Prepared
from kpi_core.errors import BadInput
from kpi_core.measure import ask, measure
from kpi_core.model import Cadence, Kpi
from kpi_core.statistics import Floats
from kpi_core.view import Selection


@dataclass(frozen=True, eq=False, kw_only=True)
class DaySums:
    """Both sides of a KPI: a row for each day, a column for each of the segment values that were asked for.

    `starts` are the days themselves; `whole` says which of them are complete.
    """

    top: Floats
    bottom: Floats
    starts: NDArray[np.datetime64]
    whole: NDArray[np.bool_]

    @property
    def weekdays(self) -> NDArray[np.int64]:
        """The days' place in the week."""
        return np.asarray(self.starts.astype("datetime64[D]").astype(np.int64) % 7)

    def by_week(self, side: Floats) -> Floats:
        """Return sums by day, such as one of both sides, as sums by week."""
        day = self.starts.astype("datetime64[D]").astype(np.int64) + 3  # 1970-01-01 was a Thursday
        weeks, week = np.unique(day // 7, return_inverse=True)
        found = np.zeros((len(weeks), side.shape[1]))
        np.add.at(found, week, side)
        return found


def by_day(data: Prepared, kpi: Kpi, selection: Selection, keys: pl.DataFrame) -> DaySums | None:
    """Return the sums of a KPI by day for the segment values in the rows of `keys`; None where the data tell none."""
    by = tuple(keys.columns)
    asked = ask(data, [kpi], selection, by, Cadence.DAY)
    if asked.refused or kpi.quantile is not None or not kpi.bounded:
        return None
    try:
        found = measure(asked)
    except BadInput:
        return None
    return of_measured(found, keys)


def of_measured(found: pl.DataFrame, keys: pl.DataFrame) -> DaySums:
    """Return the sums of one KPI's measured frame by day, for the segment values in the rows of `keys`."""
    whole = found.group_by("period").agg(col("complete").all()).sort("period")
    top, bottom = _sides(found, keys, whole["period"])
    return DaySums(
        top=top,
        bottom=bottom,
        starts=whole["period"].to_numpy(),
        whole=whole["complete"].to_numpy(),
    )


def _sides(found: pl.DataFrame, keys: pl.DataFrame, days: pl.Series) -> tuple[Floats, Floats]:
    """Both sides of the measured frame as days by values."""
    rows = pl.DataFrame({"period": days, "_c": np.arange(len(days))})
    columns = keys.with_columns(_v=pl.int_range(pl.len())) if keys.width else pl.DataFrame({"_v": [0]})
    placed = found.join(rows, on="period")
    by: Sequence[str] = keys.columns
    placed = placed.join(columns, on=by, nulls_equal=True) if by else placed.with_columns(_v=pl.lit(0))
    c, v = placed["_c"].to_numpy(), placed["_v"].to_numpy()

    def side(name: str) -> Floats:
        found = np.zeros((len(days), max(columns.height, 1)))
        found[c, v] = placed[name].cast(pl.Float64).fill_null(0.0).to_numpy()
        return found

    return side("numerator"), side("denominator")
