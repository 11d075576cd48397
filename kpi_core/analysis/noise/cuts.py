"""Two cuts that may share contacts: B minus A, and what tells it from chance.

What both share cannot differ. Where one cut lies in the other, the difference is that between the smaller one and what
the larger one has beside it; these two share no contact and are held against each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars import col

from kpi_core.analysis.noise.gaps import Gaps, events, evidence, of_contacts, with_clusters
from kpi_core.analysis.noise.levels import Levels, added, of_both
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Cluster, Evidence
from kpi_core.measure import valued
from kpi_core.model import Kind, Kpi
from kpi_core.statistics import Floats, by_range, clusters

_A, _B, _BOTH = (True, False), (False, True), (True, True)
_SUMS = ("n", "numerator", "denominator", "xx", "dd", "xd", "xxx")


def of_cuts(
    kpi: Kpi, row: Mapping[str, Any], cells: pl.DataFrame | None, least: float, more: Sequence[Levels] = ()
) -> Evidence:
    """Return what tells cut B from cut A, from their row and the sums by day of what is in A, in B and in both."""
    if not kpi.bounded or cells is None or row["difference"] is None:
        few = kpi.bounded and row["difference"] is None
        return Evidence(difference=row["difference"], enough=not few, ranged=kpi.bounded, least=least, against="A")
    parts = {key: cells.filter((col("_a") == key[0]) & (col("_b") == key[1])) for key in (_A, _B, _BOTH)}
    sides = _sides(kpi, parts)
    counted = [s["n"][0] for s in sides]
    if kpi.kind is Kind.COUNT:
        found, enough = with_clusters(_range(row), _counted_by_day(parts)), sum(counted) >= 2 * FEW
    else:
        a, b = (float(sum(parts[k]["denominator"].sum() for k in (one, _BOTH))) for one in (_A, _B))
        others = added(more, lambda m: of_both(m, (a, b)))
        found = with_clusters(_with_chance(kpi, _range(row), parts, sides), _by_day(kpi, parts), others)
        enough = found.told[0] and min(counted) >= FEW and events(kpi, *sides)[0]
    (one,) = evidence(found, [bool(enough)], ranged=True, against="A", least=least)
    return one


def _range(row: Mapping[str, Any]) -> Gaps:
    """The difference and its range, as contacts that are independent of each other have it."""
    gap, low, high = (np.array([np.nan if row[c] is None else row[c]], float) for c in ("difference", "low", "high"))
    n = np.array([float(min(row["n_a"], row["n_b"]))])
    return Gaps(
        difference=gap, low=low, high=high, chance=by_range(gap, low, high, n), cluster=[Cluster.CONTACT], told=[True]
    )


def _sides(kpi: Kpi, parts: Mapping[tuple[bool, bool], pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The two groups without a shared contact that make the difference: B's and A's."""
    alone = [parts[k].select(col(*_SUMS).sum()) for k in (_B, _A)]
    shared = parts[_BOTH].select(col(*_SUMS).sum())
    empty = [parts[k].is_empty() for k in (_B, _A)]
    b, a = (shared if gone else side for gone, side in zip(empty, alone, strict=True))
    return valued(kpi, b), valued(kpi, a)


def _with_chance(
    kpi: Kpi, found: Gaps, parts: Mapping[tuple[bool, bool], pl.DataFrame], sides: tuple[pl.DataFrame, pl.DataFrame]
) -> Gaps:
    """The range as it is, with the p-value of the two groups that share nothing, where these make the difference.

    Where each cut has contacts of its own beside shared ones, how many they are makes a difference too: the p-value is
    that of the range, which takes what both share into account.
    """
    if all(not rows.is_empty() for rows in parts.values()):
        return found
    return replace(found, chance=of_contacts(kpi, *sides).chance)


def _by_day(kpi: Kpi, parts: Mapping[tuple[bool, bool], pl.DataFrame]) -> clusters.Spread:
    """The spread of B minus A, day by day: what both share, and what both have in common on a day, takes itself out."""
    days = sorted(set().union(*(p["day"].to_list() for p in parts.values())))
    place = {d: i for i, d in enumerate(days)}
    sums: dict[tuple[bool, bool], tuple[Floats, Floats]] = {}
    for key, rows in parts.items():
        top, bottom = np.zeros((len(days), 1)), np.zeros((len(days), 1))
        at = [place[d] for d in rows["day"].to_list()]
        top[at, 0], bottom[at, 0] = rows["numerator"].to_numpy(), rows["denominator"].to_numpy()
        sums[key] = top, bottom
    (a_top, a_bottom), (b_top, b_bottom) = (tuple(sums[k][i] + sums[_BOTH][i] for i in (0, 1)) for k in (_A, _B))
    gap = (clusters.linear(b_top, b_bottom) - clusters.linear(a_top, a_bottom)) * kpi.scale
    alone = [sums[k][1] for k in (_A, _B) if sums[k][1].any()]
    smaller = min(alone, key=lambda s: float(s.sum())) if alone else a_bottom
    return clusters.spread(gap, smaller > 0, _weekdays(days))


def _counted_by_day(parts: Mapping[tuple[bool, bool], pl.DataFrame]) -> clusters.Spread:
    """The spread of how many more B counts, as days vary: each day against the usual ones of its own cut."""
    days = sorted(set().union(*(parts[k]["day"].to_list() for k in (_A, _B))))
    gap, strata = np.zeros((len(days), 1)), _weekdays(days)
    for i, (key, sign) in enumerate(((_A, -1.0), (_B, 1.0)), 1):
        found = dict(parts[key].select("day", "numerator").iter_rows())
        if not found:
            continue
        first, last = min(found), max(found)  # the cuts may be of other days, whose weekdays count otherwise
        mine = np.array([first <= d <= last for d in days])
        counted = np.array([found.get(d, 0.0) for d in days])
        gap[mine, 0] += sign * (counted - counted[mine].mean())[mine]
        strata += np.where(mine, 7 * i, 0)
    return clusters.spread(gap, np.ones_like(gap, dtype=bool), strata)


def _weekdays(days: Sequence[date]) -> NDArray[np.int64]:
    return np.array([d.weekday() for d in days], dtype=np.int64)
