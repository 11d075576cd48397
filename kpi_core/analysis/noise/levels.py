"""Agents, customers and reviews: each has a level of its own, which its contacts, answers or items have in common.

Their sums are read from the rows, so of many rows they are asked for only where something would be claimed without
them (docs/decisions/levels.md): they make every difference less certain and none more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kpi_core.analysis.noise.gaps import Added
from kpi_core.analysis.verdict import Cluster, Evidence, may_be_named
from kpi_core.data import Prepared
from kpi_core.errors import BadInput
from kpi_core.measure import ask, by_cluster, cuts_by_cluster
from kpi_core.model import Cadence, Fact, Kpi
from kpi_core.statistics import Floats, clusters, levels
from kpi_core.view import Selection

_EVENTS = (Fact.CONTACT, Fact.SURVEY, Fact.QA_ITEM)
_AGENT, _CUSTOMER, _CONTACT = "agent", "customer_key", "contact_id"
_SEVERAL = 1.2  # rows that each customer or review must have on average to matter
_MANY = 100_000  # rows from which reading them takes time, and a part of the customers tells enough
_SURE = 0.2  # how far off the variance may be, relative to itself, where a part of them is read
_SIDES = ("_a", "_b")


@dataclass(frozen=True, eq=False, kw_only=True)
class Levels:
    """One kind of cluster: its sums by the values in the rows of `keys`, and how far the clusters' levels lie apart.

    `between` is the variance between levels, in squares of the KPI's unit; `one_in` so many clusters were read.
    """

    cluster: Cluster
    keys: pl.DataFrame
    rows: levels.Grouped
    between: float
    freedom: float
    one_in: int

    def spread(self, shares: Floats) -> clusters.Spread:
        """Return what they add to differences, of which `shares` says how much of the variance between levels."""
        nothing = np.zeros_like(shares)
        return clusters.Spread(
            variance=self.between * self.one_in * np.maximum(shares, 0.0), third=nothing, freedom=nothing + self.freedom
        )


def worth(found: Iterable[Evidence], n: int) -> bool:
    """Return whether to ask for them: of few rows, which take no time, and where something would be claimed else."""
    return n <= _MANY or any(may_be_named(e) for e in found)


def in_parts(
    data: Prepared, kpi: Kpi, selection: Selection, keys: pl.DataFrame, n: int, cadence: Cadence = Cadence.ALL
) -> tuple[Levels, ...]:
    """Return what the `n` rows of a KPI have in common within the parts of a whole: all of them, in those of `keys`."""
    by = [c for c in keys.columns if c != "period"]
    asked = ask(data, [kpi], selection, by, cadence)
    if asked.refused:
        return ()
    found = []
    for cluster, key, one_in in _kinds(data, asked.kpis[0], by, n):
        try:
            found.append(_levels(kpi, cluster, keys, by_cluster(asked, key, one_in), one_in))
        except BadInput:
            return ()
    return tuple(found)


def in_cuts(data: Prepared, kpi: Kpi, both: tuple[Selection, Selection], n: int) -> tuple[Levels, ...]:
    """Return the same of two cuts: within what is in A, in B and in both, by the segments that make the cuts.

    An agent of one queue has the level of the queue too, so levels are taken within the values that tell cuts apart.
    """
    by = list(dict.fromkeys(s for s, _ in (*both[0].segments, *both[1].segments)))
    found = []
    for cluster, key, one_in in _kinds(data, kpi, by, n):
        rows = cuts_by_cluster(data, kpi, both, by, key, one_in)
        found.append(_levels(kpi, cluster, rows.select(*_SIDES, *by).unique(maintain_order=True), rows, one_in))
    return tuple(found)


def of_both(found: Levels, total: tuple[float, float]) -> Floats:
    """Return the share of the variance between levels that B less A has; `total` are the denominators of A and of B."""
    a, b = (found.keys[s].cast(pl.Float64).to_numpy() / t for s, t in zip(_SIDES, total, strict=True))
    return np.array([levels.weighed(found.rows, b - a)])


def added(found: Sequence[Levels], shares: Callable[[Levels], Floats]) -> tuple[Added, ...]:
    """Return what each kind adds to differences, of whose variance between levels each has `shares`."""
    return tuple(
        Added(cluster=f.cluster, spread=f.spread(shares(f)), within_a_day=f.cluster is Cluster.REVIEW) for f in found
    )


def _kinds(data: Prepared, kpi: Kpi, by: Sequence[str], n: int) -> list[tuple[Cluster, list[str], int]]:
    """What the rows of a KPI may have in common, the columns that name it, and one in how many are read.

    What is itself compared is nothing in common.
    """
    fact = kpi.numerator_fact
    if kpi.quantile is not None or not kpi.bounded or kpi.denominator is None or fact not in _EVENTS:
        return []
    held = set(data.tables[fact].columns)
    found = [(Cluster.AGENT, [_AGENT], 1)] if _AGENT in held and _AGENT not in by else []
    several = []
    if _CUSTOMER in held:
        several.append((Cluster.CUSTOMER, [_CUSTOMER]))
    if fact is Fact.QA_ITEM:  # the items of one review are written at one moment
        several.append((Cluster.REVIEW, [_CONTACT] if _CONTACT in held else [c for c in ("at", _AGENT) if c in held]))
    for cluster, key in several:
        each, unlike = data.repeats(fact, tuple(key))
        if each >= _SEVERAL:
            found.append((cluster, key, max(min(n // _MANY, int(_SURE**2 / unlike)), 1)))
    return found


def _levels(kpi: Kpi, cluster: Cluster, keys: pl.DataFrame, found: pl.DataFrame, one_in: int) -> Levels:
    places = keys.with_columns(_v=pl.int_range(pl.len())) if keys.width else None
    placed = (
        found.with_columns(_v=pl.lit(0)) if places is None else found.join(places, on=keys.columns, nulls_equal=True)
    )

    def side(name: str) -> Floats:
        return placed[name].to_numpy()

    rows = levels.Grouped(
        cluster=_whole(placed["_cluster"]),
        value=_whole(placed["_v"]),
        top=side("numerator"),
        bottom=side("denominator"),
        xx=side("xx"),
        xd=side("xd"),
        dd=side("dd"),
        values=max(keys.height, 1),
    )
    between, freedom = levels.between(rows)
    return Levels(cluster=cluster, keys=keys, rows=rows, between=between * kpi.scale**2, freedom=freedom, one_in=one_in)


def _whole(numbers: pl.Series) -> NDArray[np.int64]:
    return numbers.cast(pl.Int64).to_numpy()
