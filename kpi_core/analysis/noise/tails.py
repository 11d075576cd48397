"""Places whose tail is longer than that of the rest, of all places that are looked at."""

import numpy as np
import polars as pl

from kpi_core.analysis.noise.cluster_sums import varying
from kpi_core.analysis.noise.gaps import events, evidence, keyed, of_contacts, variance, with_clusters
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Verdict, judge_together
from kpi_core.data import Prepared
from kpi_core.measure import ask, measure, without
from kpi_core.model import Cadence, Kpi
from kpi_core.statistics import Z95, Floats, clusters
from kpi_core.view import Selection

_NAMES = ("value", "low", "high", "n", "numerator", "denominator", "xx", "dd", "xd", "xxx")


def longer(
    data: Prepared, kpi: Kpi, limit: float, places: pl.DataFrame, selection: Selection, cadence: Cadence
) -> tuple[Verdict, ...]:
    """Return whether more contacts of each place lie above `limit`, the whole's percentile, than of the rest.

    `places` has a row for each: its period and its segment value. All are judged together, as days vary.
    """
    above, by = kpi.beyond(limit), [c for c in places.columns if c != "period"]
    whole = measure(ask(data, [above], selection))
    parts = keyed(measure(ask(data, [above], selection, by, cadence)), places, _NAMES)
    rest = without(above, whole, parts)
    found = of_contacts(above, parts, rest)
    more, freedom = _days(data, above, selection, places.select(by), whole)
    contacts = ((found.high - found.low) / 2 / Z95) ** 2
    spread = clusters.Spread(variance=more * contacts, third=np.zeros_like(contacts), freedom=freedom)
    found = with_clusters(found, spread)
    enough = [
        told and happened and min(n or 0, other or 0) >= FEW
        for told, happened, n, other in zip(found.told, events(above, parts, rest), parts["n"], rest["n"], strict=True)
    ]
    return judge_together(evidence(found, enough, ranged=True, against="rest"))


def _days(
    data: Prepared, above: Kpi, selection: Selection, of: pl.DataFrame, whole: pl.DataFrame
) -> tuple[Floats, Floats]:
    """How many times the contacts' variance days have in the group of each place, and the degrees of freedom."""
    keys = of.unique(maintain_order=True)
    days = varying(data, above, selection, keys).days
    if days is None:
        return np.ones(of.height), np.full(of.height, np.nan)
    groups = keyed(measure(ask(data, [above], selection, of.columns)), keys, _NAMES) if of.width else whole
    own = clusters.spread(clusters.linear(days.top, days.bottom), days.bottom > 0, days.weekdays)
    with np.errstate(divide="ignore", invalid="ignore"):
        more = np.fmax(own.variance / variance(above, groups), 1.0)
    rows = {key: i for i, key in enumerate(keys.rows())}
    at = [rows[key] for key in of.rows()]
    return more[at], own.freedom[at]
