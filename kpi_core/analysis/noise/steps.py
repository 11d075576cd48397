"""Each value of a segment against itself a period before, by what contacts and days tell."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kpi_core.analysis.noise.day_sums import DaySums
from kpi_core.analysis.noise.gaps import Gaps, events, evidence, of_contacts, variance, with_clusters
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Cluster, Evidence
from kpi_core.model import Kind, Kpi
from kpi_core.statistics import Z95, Floats, clusters

LEAST_DAYS = 14  # degrees of freedom that days of a count must leave when their weekdays are taken out
_MANY = 1e6  # degrees of freedom of a variance that is known
Span = tuple[date, date]  # the first day of a period and that of the next one


def against_before(
    kpi: Kpi,
    now: pl.DataFrame,
    then: pl.DataFrame,
    whole: pl.DataFrame,
    days: DaySums | None,
    spans: tuple[Span, Span],
    least: float,
) -> tuple[Evidence, ...]:
    """Return what tells each value from itself a period before.

    `now`, `then` and `whole`, the whole range, hold a row of the measured frame for each value, in one order; `days`
    are its sums over the whole range, whose variation from day to day counts in both periods. Counts are compared as
    if both periods had the same days of the week. Nothing tells a percentile, of which days say nothing.
    """
    if kpi.quantile is not None:
        return (Evidence(difference=None, ranged=False, least=least, against=spans[0][0]),) * now.height
    if kpi.kind is Kind.COUNT:
        found = _counts(now, then, days, spans)
        happened = [True] * now.height
    else:
        found = of_contacts(kpi, now, then)
        found = with_clusters(found, None if days is None else _spread(found, kpi, whole, days, spans))
        happened = events(kpi, now, then)
    counted = [bool(h) and enough(kpi, a, b) for h, a, b in zip(happened, now["n"], then["n"], strict=True)]
    return evidence(found, counted, ranged=kpi.bounded, against=spans[0][0], least=least)


def enough(kpi: Kpi, now: int | None, then: int | None) -> bool:
    """Return whether both values stand on enough; a count that fell to few is a count that fell.

    Two counts are taken together: choosing those of which one is high would choose by chance.
    """
    counted = [n for n in (now, then) if n is not None]
    if kpi.kind is Kind.COUNT:
        return sum(counted) >= 2 * FEW
    return bool(counted) and min(counted) >= FEW


def _spread(found: Gaps, kpi: Kpi, whole: pl.DataFrame, days: DaySums, spans: tuple[Span, Span]) -> clusters.Spread:
    """The contacts' variance of each change, times what days, or weeks, of the whole range have beyond theirs.

    Weeks have something of their own that no day shows: it counts in periods that hold several of them. They are those
    before the later period, since a change that came with it would hide itself.
    """
    own = clusters.spread(clusters.linear(days.top, days.bottom) * kpi.scale, days.bottom > 0, days.weekdays)
    if _hold_weeks(spans):
        before = (days.starts < np.datetime64(spans[1][0]))[:, None]
        top, bottom = days.by_week(days.top * before), days.by_week(days.bottom * before)
        weeks = clusters.spread(clusters.linear(top, bottom) * kpi.scale, bottom > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            part = bottom.sum(axis=0) / days.bottom.sum(axis=0)
        own = clusters.larger(own, replace(weeks, variance=weeks.variance * part))
    with np.errstate(divide="ignore", invalid="ignore"):
        more = np.fmax(own.variance / variance(kpi, whole), 1.0)
        contacts = ((found.high - found.low) / 2 / Z95) ** 2
    return clusters.Spread(variance=more * contacts, third=np.zeros_like(contacts), freedom=own.freedom)


def _counts(now: pl.DataFrame, then: pl.DataFrame, days: DaySums | None, spans: tuple[Span, Span]) -> Gaps:
    """Counts, the earlier ones as they would be on the days of the week of the later period."""
    x1, x0 = (f["value"].cast(pl.Float64).fill_null(0.0).to_numpy() for f in (now, then))
    size = len(x1)
    factor, freedom = np.ones(size), np.full(size, np.nan)
    total = contacts = x1 + x0
    if days is not None:
        before, after = (_within(days, span) for span in spans)
        known = days.whole & ~after
        usual, more, freedom = _usual(days, known if (known.sum() >= LEAST_DAYS + 7) else days.whole)
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = usual[after].sum(axis=0) / usual[before].sum(axis=0)
        factor = np.where(np.isfinite(factor) & (factor > 0), factor, after.sum() / max(int(before.sum()), 1))
        each = usual + more * usual**2
        contacts = x1 + factor**2 * x0
        by_days = each[after].sum(axis=0) + factor**2 * each[before].sum(axis=0)
        total = np.maximum(contacts, by_days * (_of_weeks(days, known, usual, each) if _hold_weeks(spans) else 1.0))
    gap = x1 - factor * x0
    many = np.where(np.isnan(freedom), _MANY, freedom)
    spread = clusters.Spread(variance=total, third=np.zeros(size), freedom=many)
    half = clusters.half_width(spread)
    return Gaps(
        difference=gap,
        low=gap - half,
        high=gap + half,
        chance=clusters.chance(gap, spread),
        cluster=[Cluster.DAY if v > c else Cluster.CONTACT for v, c in zip(total, contacts, strict=True)],
        told=[True] * size,
        freedom=many,
    )


def _usual(days: DaySums, known: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """What each day usually counts by its weekday, how much days vary beyond chance, and the degrees of freedom.

    The variance of a day is usual + more * usual^2 (negative binomial), `more` by moments over the `known` days; NaN
    degrees of freedom where these are too few.
    """
    usual, taken = np.zeros_like(days.top), 0
    for weekday in range(7):
        mine = days.weekdays == weekday
        if (mine & known).any():
            usual[mine] = days.top[mine & known].mean(axis=0)
            taken += 1
    count = int(known.sum())
    left = count - taken
    freedom = np.full(days.top.shape[1], float(left) if left >= LEAST_DAYS else np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = count / max(left, 1) * ((days.top[known] - usual[known]) ** 2).sum(axis=0)
        more = np.maximum((squares - usual[known].sum(axis=0)) / (usual[known] ** 2).sum(axis=0), 0.0)
    return usual, np.where(np.isnan(freedom), 0.0, np.nan_to_num(more)), freedom


def _hold_weeks(spans: tuple[Span, Span]) -> bool:
    """Whether both periods hold several weeks."""
    return min(end - first for first, end in spans) >= timedelta(weeks=3)


def _of_weeks(days: DaySums, known: NDArray[np.bool_], usual: Floats, each: Floats) -> Floats:
    """How many times the variance that their days have the `known` weeks vary; at least 1."""
    mine = known[:, None]
    apart, held = days.by_week((days.top - usual) * mine), days.by_week(each * mine)
    if (held.sum(axis=1) > 0).sum() <= clusters.LEAST:
        return np.ones(apart.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.fmax((apart**2).sum(axis=0) / held.sum(axis=0), 1.0))


def _within(days: DaySums, span: Span) -> NDArray[np.bool_]:
    first, after = (np.datetime64(d) for d in span)
    return np.asarray((days.starts >= first) & (days.starts < after))
