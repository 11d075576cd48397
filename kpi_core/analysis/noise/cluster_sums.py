"""A KPI's sums by what varies as one: the days, and the agents where each contact has one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars import col

from kpi_core.analysis.verdict import Cluster
from kpi_core.data import Prepared
from kpi_core.errors import BadInput
from kpi_core.measure import ask, measure
from kpi_core.model import Cadence, Fact, Kpi
from kpi_core.statistics import Floats
from kpi_core.view import Selection

_AGENT = "agent"


@dataclass(frozen=True, eq=False, kw_only=True)
class ClusterSums:
    """Both sides of a KPI: a row for each cluster, a column for each of the segment values that were asked for.

    `starts` are the days themselves, none for other clusters; `whole` says which days are complete.
    """

    cluster: Cluster
    top: Floats
    bottom: Floats
    starts: NDArray[np.datetime64] | None = None
    whole: NDArray[np.bool_] | None = None

    @property
    def weekdays(self) -> NDArray[np.int64] | None:
        """The days' place in the week; None for other clusters."""
        return None if self.starts is None else self.starts.astype("datetime64[D]").astype(np.int64) % 7


@dataclass(frozen=True, eq=False, kw_only=True)
class Varying:
    """The sums of one KPI by all that varies as one; None where the data do not tell."""

    days: ClusterSums | None
    agents: ClusterSums | None


def varying(data: Prepared, kpi: Kpi, selection: Selection, keys: pl.DataFrame) -> Varying:
    """Return the sums of a KPI for the segment values in the rows of `keys`, by day and by agent."""
    return Varying(days=_by_day(data, kpi, selection, keys), agents=_by_agent(data, kpi, selection, keys))


def _by_day(data: Prepared, kpi: Kpi, selection: Selection, keys: pl.DataFrame) -> ClusterSums | None:
    """The sums by day; None where the data tell no days."""
    by = tuple(keys.columns)
    asked = ask(data, [kpi], selection, by, Cadence.DAY)
    if asked.refused or kpi.quantile is not None or not kpi.bounded:
        return None
    try:
        found = measure(asked)
    except BadInput:
        return None
    whole = found.group_by("period").agg(col("complete").all()).sort("period")
    top, bottom = _sides(found.rename({"period": "_cluster"}), keys, whole["period"])
    return ClusterSums(
        cluster=Cluster.DAY,
        top=top,
        bottom=bottom,
        starts=whole["period"].to_numpy(),
        whole=whole["complete"].to_numpy(),
    )


def _by_agent(data: Prepared, kpi: Kpi, selection: Selection, keys: pl.DataFrame) -> ClusterSums | None:
    """The sums by agent; None where contacts have none, or where agents are what is compared."""
    by = tuple(keys.columns)
    if _AGENT not in data.segments or _AGENT in by or kpi.quantile is not None or not kpi.bounded:
        return None
    asked = ask(data, [kpi], selection, by)
    if asked.refused or kpi.denominator is None or kpi.numerator_fact is not Fact.CONTACT:
        return None
    asked = replace(asked, by=(*by, _AGENT))  # no value by agent is shown, so those without one may be left out
    try:
        found = measure(asked).filter(col(_AGENT).is_not_null())
    except BadInput:
        return None
    top, bottom = _sides(found.rename({_AGENT: "_cluster"}), keys, found[_AGENT].unique().sort())
    return ClusterSums(cluster=Cluster.AGENT, top=top, bottom=bottom)


def _sides(found: pl.DataFrame, keys: pl.DataFrame, clusters: pl.Series) -> tuple[Floats, Floats]:
    """Both sides of the measured frame as clusters by values."""
    rows = pl.DataFrame({"_cluster": clusters, "_c": np.arange(len(clusters))})
    columns = keys.with_columns(_v=pl.int_range(pl.len())) if keys.width else pl.DataFrame({"_v": [0]})
    placed = found.join(rows, on="_cluster")
    by: Sequence[str] = keys.columns
    placed = placed.join(columns, on=by, nulls_equal=True) if by else placed.with_columns(_v=pl.lit(0))
    c, v = placed["_c"].to_numpy(), placed["_v"].to_numpy()

    def side(name: str) -> Floats:
        found = np.zeros((len(clusters), max(columns.height, 1)))
        found[c, v] = placed[name].cast(pl.Float64).fill_null(0.0).to_numpy()
        return found

    return side("numerator"), side("denominator")
