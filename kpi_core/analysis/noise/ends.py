"""Two lines that were chosen for being the lowest and the highest of many."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from kpi_core.analysis.noise.day_sums import DaySums, of_measured
from kpi_core.analysis.noise.gaps import events, evidence, of_contacts, variance, with_clusters
from kpi_core.analysis.verdict import Evidence
from kpi_core.data import Prepared
from kpi_core.measure import ask, measure
from kpi_core.model import Cadence, Kpi
from kpi_core.statistics import Floats, clusters
from kpi_core.view import Selection


def between(
    data: Prepared, found: Mapping[Kpi, tuple[pl.DataFrame, int]], selection: Selection, split: str
) -> tuple[Evidence, ...]:
    """Return what tells the second row from the first, for each KPI.

    `found` holds its two rows, which are of one period, and of how many pairs they could have been chosen (Bonferroni).
    How days vary is taken from all of the selection, for all KPIs at once.
    """
    told = [k for k in found if k.bounded and k.denominator is not None and k.quantile is None]
    days, whole = (_measured(data, told, selection, split, cadence) for cadence in (Cadence.DAY, Cadence.ALL))
    return tuple(
        _between(kpi, two, pairs, split, days.get(kpi.key), whole.get(kpi.key)) for kpi, (two, pairs) in found.items()
    )


def _measured(
    data: Prepared, kpis: Sequence[Kpi], selection: Selection, split: str, cadence: Cadence
) -> dict[str, pl.DataFrame]:
    """The measured frame of each KPI by the split; none of those that cannot be told so."""
    asked = ask(data, kpis, selection, (split,), cadence)
    if not asked.kpis:
        return {}
    return {str(key): frame for (key,), frame in measure(asked).partition_by("kpi", as_dict=True).items()}


def _between(
    kpi: Kpi, two: pl.DataFrame, pairs: int, split: str, days: pl.DataFrame | None, whole: pl.DataFrame | None
) -> Evidence:
    low, high = two[:1], two[1:]
    found = of_contacts(kpi, high, low)
    if days is not None and whole is not None:
        keys = two.select(split)
        whole = keys.join(whole, on=split, nulls_equal=True, maintain_order="left")
        contacts = variance(kpi, low) + variance(kpi, high)
        found = with_clusters(found, _days(kpi, of_measured(days, keys), whole, contacts))
    chance = np.minimum(found.chance * pairs, 1.0)
    (one,) = evidence(replace(found, chance=chance), events(kpi, high, low), ranged=kpi.bounded, against="lowest")
    return one


def _days(kpi: Kpi, days: DaySums, whole: pl.DataFrame, contacts: Floats) -> clusters.Spread:
    """The contacts' variance of the difference, times what days have beyond it in the line where they vary more."""
    own = clusters.spread(clusters.linear(days.top, days.bottom) * kpi.scale, days.bottom > 0, days.weekdays)
    with np.errstate(divide="ignore", invalid="ignore"):
        more = np.nanmax(np.append(own.variance / variance(kpi, whole), 1.0))
    freedom = np.nanmin(own.freedom) if np.isfinite(own.freedom).any() else np.nan
    return clusters.Spread(variance=contacts * more, third=np.zeros(1), freedom=np.array([freedom]))
