"""Two lines that were chosen for being the lowest and the highest of many."""

from dataclasses import replace

import numpy as np
import polars as pl

from kpi_core.analysis.noise.day_sums import by_day
from kpi_core.analysis.noise.gaps import events, evidence, of_contacts, variance, with_clusters
from kpi_core.analysis.verdict import Evidence
from kpi_core.data import Prepared
from kpi_core.measure import ask, measure
from kpi_core.model import Kpi
from kpi_core.statistics import Floats, clusters
from kpi_core.view import Selection


def between(data: Prepared, kpi: Kpi, two: pl.DataFrame, selection: Selection, split: str, pairs: int) -> Evidence:
    """Return what tells the second row of `two` from the first, of `pairs` that could have been chosen (Bonferroni).

    The rows are of one period; how days vary is taken from all of the selection.
    """
    low, high = two[:1], two[1:]
    found = of_contacts(kpi, high, low)
    if kpi.bounded and kpi.denominator is not None:
        found = with_clusters(found, _days(data, kpi, two, selection, split, variance(kpi, low) + variance(kpi, high)))
    chance = np.minimum(found.chance * pairs, 1.0)
    enough = events(kpi, high, low)
    (one,) = evidence(replace(found, chance=chance), enough, ranged=kpi.bounded, against="lowest", tries=pairs)
    return one


def _days(
    data: Prepared, kpi: Kpi, two: pl.DataFrame, selection: Selection, split: str, contacts: Floats
) -> clusters.Spread | None:
    """The contacts' variance of the difference, times what days have beyond it in the line where they vary more."""
    keys = two.select(split)
    days = by_day(data, kpi, selection, keys)
    if days is None:
        return None
    whole = keys.join(measure(ask(data, [kpi], selection, (split,))), on=split, nulls_equal=True, maintain_order="left")
    own = clusters.spread(clusters.linear(days.top, days.bottom) * kpi.scale, days.bottom > 0, days.weekdays)
    more = np.nanmax(np.append(own.variance / variance(kpi, whole), 1.0))
    freedom = np.nanmin(own.freedom) if np.isfinite(own.freedom).any() else np.nan
    return clusters.Spread(variance=contacts * more, third=np.zeros(1), freedom=np.array([freedom]))
