"""Differences between groups that share no contact, and what contacts, days, agents and others tell of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from kpi_core.analysis.verdict import Cluster, Evidence
from kpi_core.measure import unbounded_low
from kpi_core.model import Kpi, Method
from kpi_core.statistics import Z95, Floats, Triple, alike, by_range, clusters, difference

SUMS = ("numerator", "denominator", "n", "xx", "dd", "xd")
FEW_EVENTS = 5  # of what happens more rarely, so many must have been expected or seen on the smaller side


@dataclass(frozen=True, eq=False, kw_only=True)
class Gaps:
    """One entry a difference, in the KPI's unit: its range at 95 %, its p-value, and what varies most as one.

    `told` is false where the clusters behind one difference are too few to tell, while those of others are not.
    `freedom` are the degrees of freedom of the ranges, NaN or None where they are normal.
    """

    difference: Floats
    low: Floats
    high: Floats
    chance: Floats
    cluster: Sequence[Cluster]
    told: Sequence[bool]
    freedom: Floats | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Added:
    """What one kind of cluster beside the days adds to differences; days hold already what lies `within_a_day`."""

    cluster: Cluster
    spread: clusters.Spread
    within_a_day: bool


def variance(kpi: Kpi, rows: pl.DataFrame) -> Floats:
    """Return the variance of each row's value as if its contacts were independent, in the KPI's unit."""
    x, d, n, xx, dd, xd = (rows[c].cast(pl.Float64).fill_null(np.nan).to_numpy() for c in SUMS)
    with np.errstate(divide="ignore", invalid="ignore"):
        if kpi.method is Method.WILSON:
            found = np.minimum(x / d, 1.0) * np.maximum(1 - x / d, 0.0) / d
        elif kpi.method is Method.NPS:
            found = (xx / n - (x / n) ** 2) / n
        else:  # a mean is a ratio whose denominators are all 1
            xd, dd = (xd, dd) if kpi.method is Method.RATIO else (x, d)
            found = np.maximum(xx - 2 * (x / d) * xd + (x / d) ** 2 * dd, 0.0) / d**2 * n / (n - 1)
    return np.asarray(found * kpi.scale**2)


def of_contacts(kpi: Kpi, first: pl.DataFrame, second: pl.DataFrame) -> Gaps:
    """Return the first minus the second, row by row, as if all contacts were independent of each other."""
    one, two = _triple(kpi, first), _triple(kpi, second)
    low, high = difference(one, two)
    gap = one[0] - two[0]
    if kpi.method is Method.WILSON:
        chance = alike(*_happened(first), *_happened(second))
    else:
        chance = by_range(gap, low, high, np.minimum(first["n"].to_numpy(), second["n"].to_numpy()).astype(float))
    size = len(gap)
    return Gaps(difference=gap, low=low, high=high, chance=chance, cluster=[Cluster.CONTACT] * size, told=[True] * size)


def _happened(rows: pl.DataFrame) -> tuple[Floats, Floats]:
    """How many of how many; rows of totals may count more than all, which is all."""
    happened, n = (rows[c].cast(pl.Float64).fill_null(0.0).to_numpy() for c in ("numerator", "denominator"))
    return np.minimum(happened, n), n


def with_clusters(gaps: Gaps, days: clusters.Spread | None, more: Sequence[Added] = ()) -> Gaps:
    """Return the differences with ranges and p-values that hold where days, and agents and others, vary as one, too.

    Never less than the contacts say, and nothing where these say nothing. `days` is the spread of each difference by
    day, `more` what others that vary as one add to it.
    """
    if days is None and not more:
        return gaps
    with np.errstate(invalid="ignore"):
        contacts = ((gaps.high - gaps.low) / 2 / Z95) ** 2
    whole = together(days, more, contacts)
    half = clusters.half_width(whole)
    half = np.where(np.isnan(contacts), np.nan, half)
    known = ~np.isnan(days.freedom) if days else np.ones(len(contacts), dtype=bool)
    return Gaps(
        difference=gaps.difference,
        low=gaps.difference - np.fmax(gaps.difference - gaps.low, half),
        high=gaps.difference + np.fmax(gaps.high - gaps.difference, half),
        chance=np.where(np.isnan(gaps.chance), np.nan, np.fmax(gaps.chance, clusters.chance(gaps.difference, whole))),
        cluster=[_largest(i, contacts, days, more) for i in range(len(contacts))],
        told=[bool(k) for k in known | ~known.any()],
        freedom=whole.freedom,
    )


def together(days: clusters.Spread | None, more: Sequence[Added], contacts: Floats) -> clusters.Spread:
    """Return the spread of all that vary as one."""
    within, beside = ([m.spread for m in more if m.within_a_day is is_within] for is_within in (True, False))
    return clusters.together(days, within, beside, contacts)


def _largest(i: int, contacts: Floats, days: clusters.Spread | None, more: Sequence[Added]) -> Cluster:
    """What adds most to the variance of a difference; where two add as much, as a review a day does, the first."""
    each = {m.cluster: m.spread.variance[i] for m in more}
    each[Cluster.DAY] = days.variance[i] - contacts[i] if days else np.nan
    known = {c: v for c, v in each.items() if v > 0}
    return max(known, key=lambda c: known[c]) if known else Cluster.CONTACT


def _triple(kpi: Kpi, rows: pl.DataFrame) -> Triple:
    """Value, low (not bounded at zero) and high as numbers, NaN where not known."""
    value, low, high = (rows[c].cast(pl.Float64).fill_null(np.nan).to_numpy() for c in ("value", "low", "high"))
    return value, unbounded_low(kpi, value, low, high), high


def events(kpi: Kpi, first: pl.DataFrame, second: pl.DataFrame) -> list[bool]:
    """Return whether enough happened, and enough did not, to tell two shares apart; true of what is no share."""
    if kpi.method is not Method.WILSON:
        return [True] * first.height
    sides = zip(*_happened(first), *_happened(second), strict=True)
    return [_enough((float(x), float(n)), (float(other), float(m))) for x, n, other, m in sides]


def _enough(first: tuple[float, float], second: tuple[float, float]) -> bool:
    """Of the rarer outcome, so many were expected or seen on the side with fewer contacts; each happened of n."""
    (seen, n), (other, m) = sorted((first, second), key=lambda side: side[1])
    if not n:
        return False
    happened, total = seen + other, n + m
    rarer = min((happened, seen), (total - happened, n - seen))
    return max(rarer[0] * n / total, rarer[1]) >= FEW_EVENTS


def evidence(
    found: Gaps, enough: Sequence[bool], *, ranged: bool, against: date | str, least: float = 0.0, tries: int = 1
) -> tuple[Evidence, ...]:
    """Return differences as evidence, one each; `tries` is of how many each was chosen."""

    def number(values: Floats, i: int) -> float | None:
        return float(values[i]) if np.isfinite(values[i]) else None

    return tuple(
        Evidence(
            difference=number(found.difference, i),
            low=number(found.low, i),
            high=number(found.high, i),
            chance=number(found.chance, i),
            enough=enough[i],
            ranged=ranged,
            least=least,
            against=against,
            cluster=found.cluster[i],
            freedom=None if found.freedom is None else number(found.freedom, i),
            tries=tries,
        )
        for i in range(len(enough))
    )


def keyed(frame: pl.DataFrame, keys: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return the rows of a frame in the order of `keys`, null where it has none."""
    return keys.join(
        frame.select(*keys.columns, *names), on=keys.columns, how="left", nulls_equal=True, maintain_order="left"
    )
