"""How much a difference varies where not contacts but days, or what else groups them, vary as one.

Contacts of one day share its weather, its staffing and its faults, so they are not independent of each other. A value
is a ratio of two sums, and a difference of such values is, to the first order, a sum over clusters of one number each
(Taylor linearisation; Woodruff 1971). The variance of the difference follows from those numbers, whatever the contacts
within a cluster have in common. Arrays are clusters by differences, unless said otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kpi_core.statistics.intervals import Floats

LEAST = 7  # degrees of freedom below which clusters tell too little
_STRATA = 14  # and those that must be left when the clusters' own pattern (weekdays) is taken out


@dataclass(frozen=True, eq=False, kw_only=True)
class Spread:
    """One entry a difference: variance, third cumulant and degrees of freedom; NaN where clusters are too few."""

    variance: Floats
    third: Floats
    freedom: Floats


def linear(x: Floats, d: Floats) -> Floats:
    """Return what each cluster adds to the deviation of sum(x) / sum(d), from its own sums; adds up to 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        total = d.sum(axis=0)
        return np.asarray((x - x.sum(axis=0) / total * d) / total)


def spread(parts: Floats, there: NDArray[np.bool_], strata: NDArray[np.int64] | None = None) -> Spread:
    """Return the spread of differences from what each cluster adds to them.

    `there` says which clusters tell about a difference (hold contacts of its smaller side). `strata` numbers the
    pattern that repeats by itself (weekdays): its means are taken out where enough clusters are left.
    """
    count = there.sum(axis=0).astype(np.float64)
    plain = _of(parts, count, count - 1)
    if strata is None:
        return plain
    calmed, taken = parts.copy(), np.zeros_like(count)
    for stratum in np.unique(strata):
        mine = strata == stratum
        calmed[mine] -= calmed[mine].mean(axis=0)
        taken += there[mine].any(axis=0)
    calm = _of(calmed, count, count - taken)
    enough = calm.freedom >= _STRATA
    names = ("variance", "third", "freedom")
    return Spread(**{n: np.where(enough, getattr(calm, n), getattr(plain, n)) for n in names})


def _of(parts: Floats, count: Floats, freedom: Floats) -> Spread:
    """The spread of sums of `parts`, from those that are left of `count` clusters."""
    known = freedom >= LEAST
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(known, count / freedom, np.nan)
        return Spread(
            variance=factor * (parts**2).sum(axis=0),
            third=factor * (parts**3).sum(axis=0),
            freedom=np.where(known, freedom, np.nan),
        )


def larger(one: Spread, other: Spread) -> Spread:
    """Return for each difference the spread with the larger variance; one that is not known is none."""
    more = other.variance > np.nan_to_num(one.variance)
    names = ("variance", "third", "freedom")
    return Spread(**{n: np.where(more, getattr(other, n), getattr(one, n)) for n in names})


def together(days: Spread | None, within: Sequence[Spread], beside: Sequence[Spread], contacts: Floats) -> Spread:
    """Return the spread where contacts vary as one in several ways; never less than `contacts`, the variance without.

    `within` is what clusters add of which each lies within a day (reviews): the days hold it already, so the larger of
    both counts. `beside` is what those add that spread over days (agents). What is not known adds nothing.
    """
    nothing = np.full_like(contacts, np.nan)
    first = days or Spread(variance=nothing, third=nothing, freedom=nothing)
    at_once = contacts + sum((np.nan_to_num(s.variance) for s in within), np.zeros_like(contacts))
    freedom = first.freedom
    for more in (*within, *beside):
        freedom = np.fmin(freedom, more.freedom)
    return Spread(
        variance=np.fmax(first.variance, at_once) + sum(np.nan_to_num(s.variance) for s in beside),
        third=np.nan_to_num(first.third),
        freedom=freedom,
    )


def chance(difference: Floats, found: Spread) -> Floats:
    """Return the two-sided p-value of each difference, against none; NaN where the clusters tell nothing.

    Student's t with the clusters' degrees of freedom, and the same with the skewness taken out by Hall's transformation
    (Journal of the Royal Statistical Society B 1992): the larger of both, since times are skewed.
    """
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        t = difference / np.sqrt(found.variance)
        skew = found.third / found.variance**1.5
        straight = t + skew * (t * t / 3 + 1 / 6) + skew * skew * t**3 / 27
        smaller = np.minimum(np.abs(t), np.where(np.sign(straight) == np.sign(t), np.abs(straight), 0.0))
        return np.asarray(2 * stdtr(found.freedom, -smaller))


def half_width(found: Spread) -> Floats:
    """Return half the width of each difference's range at 95 %."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(found.freedom, 0.975) * np.sqrt(found.variance))
