"""Each part of a whole against the rest of it, which shares no contact with it."""

import numpy as np
import polars as pl

from kpi_core.analysis.noise.cluster_sums import ClusterSums, Varying
from kpi_core.analysis.noise.gaps import events, evidence, of_contacts, variance, with_clusters
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Evidence
from kpi_core.measure import without
from kpi_core.model import Kpi
from kpi_core.statistics import Floats, clusters

_REST = "rest"


def against_rest(kpi: Kpi, parts: pl.DataFrame, whole: pl.DataFrame, sums: Varying) -> tuple[Evidence, ...]:
    """Return what tells each part, a row of the measured frame, from the rest of the whole's one row.

    Nothing tells a percentile: that of the rest does not follow from sums, nor do days and agents as they vary.
    """
    if kpi.quantile is not None:
        return (Evidence(difference=None, ranged=False, against=_REST),) * parts.height
    rest = without(kpi, whole, parts)
    days = None if sums.days is None else _by_day(sums.days, kpi.scale)
    agents = None if sums.agents is None else _by_agent(kpi, sums.agents, parts, rest)
    found = with_clusters(of_contacts(kpi, parts, rest), days, agents)
    enough = [
        told and happened and min(n, other) >= FEW
        for told, happened, n, other in zip(found.told, events(kpi, parts, rest), parts["n"], rest["n"], strict=True)
    ]
    return evidence(found, enough, ranged=kpi.bounded, against=_REST)


def _by_day(sums: ClusterSums, scale: float) -> clusters.Spread:
    """The spread of each part minus the rest, day by day: what both have in common on a day takes itself out."""
    others = _others(sums.bottom)
    gap = clusters.linear(sums.top, sums.bottom) - clusters.linear(_others(sums.top), others)
    smaller = np.where(sums.bottom.sum(axis=0) <= others.sum(axis=0), sums.bottom, others)
    return clusters.spread(gap * scale, smaller > 0, sums.weekdays)


def _by_agent(kpi: Kpi, sums: ClusterSums, parts: pl.DataFrame, rest: pl.DataFrame) -> clusters.Spread:
    """What agents add to it: the more of a part is the work of few who do little of the rest, the more."""
    whole, others = (f["denominator"].cast(pl.Float64).to_numpy() for f in (parts, rest))
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.nan_to_num(sums.bottom / whole) - np.nan_to_num(_others(sums.bottom) / others)
    return clusters.shared(sums.top * kpi.scale, sums.bottom, variance(kpi, parts), weights)


def _others(side: Floats) -> Floats:
    """What all others have, for each."""
    return np.asarray(side.sum(axis=1, keepdims=True) - side)
