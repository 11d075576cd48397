"""Each part of a whole against the rest of it, which shares no contact with it."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from kpi_core.analysis.noise.day_sums import DaySums
from kpi_core.analysis.noise.gaps import events, evidence, of_contacts, with_clusters
from kpi_core.analysis.noise.levels import Levels, added
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Evidence
from kpi_core.measure import without
from kpi_core.model import Kpi
from kpi_core.statistics import Floats, clusters, levels

_REST = "rest"


def against_rest(
    kpi: Kpi, parts: pl.DataFrame, whole: pl.DataFrame, days: DaySums | None, more: Sequence[Levels] = ()
) -> tuple[Evidence, ...]:
    """Return what tells each part, a row of the measured frame, from the rest of the whole's one row.

    Nothing tells a percentile: that of the rest does not follow from sums, nor do days and agents as they vary.
    """
    if kpi.quantile is not None:
        return (Evidence(difference=None, ranged=False, against=_REST),) * parts.height
    rest = without(kpi, whole, parts)
    total = parts["denominator"].cast(pl.Float64).to_numpy()
    found = with_clusters(
        of_contacts(kpi, parts, rest),
        None if days is None else _by_day(days, kpi.scale),
        added(more, lambda m: levels.against_others(m.rows, total)),
    )
    enough = [
        told and happened and min(n, other) >= FEW
        for told, happened, n, other in zip(found.told, events(kpi, parts, rest), parts["n"], rest["n"], strict=True)
    ]
    return evidence(found, enough, ranged=kpi.bounded, against=_REST)


def _by_day(sums: DaySums, scale: float) -> clusters.Spread:
    """The spread of each part minus the rest, day by day: what both have in common on a day takes itself out."""
    others = _others(sums.bottom)
    gap = clusters.linear(sums.top, sums.bottom) - clusters.linear(_others(sums.top), others)
    smaller = np.where(sums.bottom.sum(axis=0) <= others.sum(axis=0), sums.bottom, others)
    return clusters.spread(gap * scale, smaller > 0, sums.weekdays)


def _others(side: Floats) -> Floats:
    """What all others have, for each."""
    return np.asarray(side.sum(axis=1, keepdims=True) - side)
