"""Places whose tail is longer than that of the rest, of all places that are looked at."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from kpi_core.analysis.noise.day_sums import by_day
from kpi_core.analysis.noise.gaps import Added, events, evidence, keyed, of_contacts, variance, with_clusters
from kpi_core.analysis.noise.levels import added, in_parts, worth
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Evidence, Verdict, judge_together
from kpi_core.data import Prepared
from kpi_core.measure import ask, measure, without
from kpi_core.model import Cadence, Kpi
from kpi_core.statistics import Z95, Floats, clusters, levels
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
    every = measure(ask(data, [above], selection, by, cadence))
    parts = keyed(every, places, _NAMES)
    rest = without(above, whole, parts)
    alone = of_contacts(above, parts, rest)
    more, freedom = _days(data, above, selection, places.select(by), whole)
    contacts = ((alone.high - alone.low) / 2 / Z95) ** 2
    spread = clusters.Spread(variance=more * contacts, third=np.zeros_like(contacts), freedom=freedom)

    def told(others: Sequence[Added]) -> tuple[Evidence, ...]:
        found = with_clusters(alone, spread, others)
        enough = [
            known and happened and min(n or 0, other or 0) >= FEW
            for known, happened, n, other in zip(
                found.told, events(above, parts, rest), parts["n"], rest["n"], strict=True
            )
        ]
        return evidence(found, enough, ranged=True, against="rest")

    found = told(())
    if worth(found, int(whole["n"][0])):
        found = told(_levels(data, above, selection, every, places, cadence))
    return judge_together(found)


def _levels(
    data: Prepared, above: Kpi, selection: Selection, every: pl.DataFrame, places: pl.DataFrame, cadence: Cadence
) -> tuple[Added, ...]:
    """What agents and others add, from all places of the whole; of those that are looked at."""
    keys, n = every.select("period", *(c for c in places.columns if c != "period")), int(every["n"].sum())
    total = every["denominator"].cast(pl.Float64).fill_null(0.0).to_numpy()
    rows = {key: i for i, key in enumerate(keys.select(places.columns).rows())}
    at = [rows[key] for key in places.rows()]
    found = in_parts(data, above, selection, keys, n, cadence)
    return added(found, lambda m: levels.against_others(m.rows, total)[at])


def _days(
    data: Prepared, above: Kpi, selection: Selection, of: pl.DataFrame, whole: pl.DataFrame
) -> tuple[Floats, Floats]:
    """How many times the contacts' variance days have in the group of each place, and the degrees of freedom."""
    keys = of.unique(maintain_order=True)
    days = by_day(data, above, selection, keys)
    if days is None:
        return np.ones(of.height), np.full(of.height, np.nan)
    groups = keyed(measure(ask(data, [above], selection, of.columns)), keys, _NAMES) if of.width else whole
    own = clusters.spread(clusters.linear(days.top, days.bottom), days.bottom > 0, days.weekdays)
    with np.errstate(divide="ignore", invalid="ignore"):
        more = np.fmax(own.variance / variance(above, groups), 1.0)
    rows = {key: i for i, key in enumerate(keys.rows())}
    at = [rows[key] for key in of.rows()]
    return more[at], own.freedom[at]
