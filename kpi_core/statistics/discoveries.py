"""Which of many looks found something, and how likely single differences are where there is none.

Every function takes and returns numpy arrays of one length.
"""

import numpy as np
from numpy.typing import NDArray

from kpi_core.statistics.intervals import Z95, Floats

RATE = 0.05  # of what is called a discovery, this share may be chance


def discoveries(chances: Floats, rate: float = RATE) -> NDArray[np.bool_]:
    """Return which p-values are discoveries at a false discovery rate (Benjamini and Hochberg 1995); NaN never is."""
    known = ~np.isnan(chances)
    ordered = np.sort(chances[known])
    kept = ordered <= rate * np.arange(1, len(ordered) + 1) / max(len(ordered), 1)
    line = ordered[kept][-1] if kept.any() else -1.0
    with np.errstate(invalid="ignore"):
        return np.asarray(known & (chances <= line))


def stretched(looks: int, freedom: float | None = None) -> float:
    """Return how many halves of its range at 95 % a difference must be to be a discovery whatever else is found.

    Among so many `looks` a p-value is one where it is 0.05 divided by them (the strictest step of Benjamini and
    Hochberg). `freedom` is that of Student's t, None for the normal distribution.
    """
    from scipy.special import ndtri, stdtrit

    tail = RATE / 2
    if freedom is None:
        return float(ndtri(1 - tail / looks) / ndtri(1 - tail))
    return float(stdtrit(freedom, 1 - tail / looks) / stdtrit(freedom, 1 - tail))


def alike(successes: Floats, n: Floats, other_successes: Floats, other_n: Floats) -> Floats:
    """Return the two-sided p-value of two shares being alike: Fisher's exact test, the smaller tail doubled.

    NaN where a side is empty.
    """
    from scipy.stats import hypergeom

    total, happened = n + other_n, successes + other_successes
    with np.errstate(invalid="ignore"):
        low = hypergeom.cdf(successes, total, happened, n)
        high = hypergeom.sf(successes - 1, total, happened, n)
    return np.asarray(np.where((n > 0) & (other_n > 0), np.minimum(1.0, 2 * np.minimum(low, high)), np.nan))


def by_range(difference: Floats, low: Floats, high: Floats, n: Floats) -> Floats:
    """Return the two-sided p-value of each difference from its range at 95 %: Student's t with n - 1 degrees.

    The end nearest to none tells how wide the range is; `n` is the number of rows of the smaller side.
    """
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(difference > 0, difference - low, high - difference) / Z95
        return np.asarray(2 * stdtr(np.maximum(n - 1, 1), -np.abs(difference) / error))
