"""Whom does the average hide? Percentiles beside the mean, and the places where the tail is far from it."""

from dataclasses import dataclass

import polars as pl
from polars import col

from kpi_core.cadence import Cadence
from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import CannotAnswer
from kpi_core.kpi import Kpi
from kpi_core.measure import measure_view
from kpi_core.prepare import Prepared
from kpi_core.refusals import refusal
from kpi_core.view import View

QUANTILES = (0.5, 0.75, 0.9, 0.95)
ENOUGH = 72  # from so many contacts on the interval of a P95 has an upper end
_TAIL = 0.9


@dataclass(frozen=True, eq=False)
class Tail:
    """Measured frames: `trend` by period and `groups` by segment hold the mean (quantile null) and percentiles.

    `places`: one row a segment value and quarter, where the tail is farthest from the whole's first:
    `*by, period, n, mean, tail, low, high, ratio, over, over_low, over_high, beyond, complete`. `ratio` is the P90
    over the P90 of all contacts in the selection. `exceptions`: by segment, contacts beyond the promise; None where
    there is no promise. `whole` holds mean and percentiles of the whole selection.
    """

    kpi: Kpi
    by: str | None
    trend: pl.DataFrame
    groups: pl.DataFrame
    places: pl.DataFrame
    exceptions: pl.DataFrame | None
    whole: pl.DataFrame


def tail(data: Prepared, kpi: Kpi, view: View, *, limit: float | None = None) -> Tail:
    """Return the tail of one KPI; `limit` is the promise in the KPI's unit, without it each contact's own."""
    by = view.by[:1]
    each = [kpi, *(kpi.at(q) for q in QUANTILES)]
    cadence = view.cadence if view.cadence is not Cadence.ALL else Cadence.MONTH
    trend = measure_view(data, each, view, by=(), cadence=cadence)
    whole = measure_view(data, each, view, by=(), cadence=Cadence.ALL)
    groups = measure_view(data, each, view, by=by, cadence=Cadence.ALL) if by else whole
    beyond = _beyond(data, kpi, limit)
    exceptions = measure_view(data, [beyond], view, by=by, cadence=Cadence.ALL) if beyond else None
    places = _places(data, kpi, beyond, by, view, whole)
    return Tail(kpi, by[0] if by else None, trend, groups, places, exceptions, whole)


def sizes(data: Prepared) -> tuple[str, ...]:
    """Return the keys of the KPIs that have a tail and that this data can answer."""
    return tuple(k for k, kpi in CATALOGUE.items() if kpi.has_quantiles and refusal(data, kpi) is None)


def _beyond(data: Prepared, kpi: Kpi, limit: float | None) -> Kpi | None:
    """The share beyond the promise, where there is one."""
    if limit is None and "wait_s" not in kpi.numerator.meta.root_names():
        return None
    found = kpi.beyond(limit)
    return found if refusal(data, found) is None else None


def _places(
    data: Prepared,
    kpi: Kpi,
    beyond: Kpi | None,
    by: tuple[str, ...],
    view: View,
    whole: pl.DataFrame,
) -> pl.DataFrame:
    """Each segment value in each quarter, the longest tail against the whole's first."""
    asked = [kpi, kpi.at(_TAIL)]
    frame = measure_view(data, asked, view, by=by, cadence=Cadence.QUARTER)
    keys = ["period", *by]
    usual = whole.filter(col("quantile") == _TAIL)["value"]
    if usual.is_empty() or not usual[0]:
        raise CannotAnswer(f"{kpi.name} has no tail in this selection: its 90th percentile is zero or not known.")
    means = frame.filter(col("quantile").is_null()).select(*keys, mean="value", complete="complete")
    tails = frame.filter(col("quantile") == _TAIL).select(*keys, "n", "low", "high", tail="value")
    places = tails.join(means, on=keys, how="left", nulls_equal=True).with_columns(ratio=col("tail") / usual[0])
    if beyond:
        over = measure_view(data, [beyond], view, by=by, cadence=Cadence.QUARTER)
        over = over.select(*keys, over="value", over_low="low", over_high="high", beyond="numerator")
        places = places.join(over, on=keys, how="left", nulls_equal=True)
    return places.filter(col("n") >= ENOUGH).sort("ratio", "n", descending=True, nulls_last=True)
