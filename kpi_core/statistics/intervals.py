"""Intervals at 95 % for proportions, counts, means, ratios and net scores, and ranks for percentiles.

Every function takes and returns numpy arrays of one length; where an interval does not exist the result is NaN.
scipy is imported where it is used: it is slow to load.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]
Triple = tuple[Floats, Floats, Floats]

Z95 = 1.959963984540054
_TELLS_SKEW = 10  # rows from which a skewness is taken out
_ALIKE = 1e-14  # of a square: what rounding leaves of a variance of none


def wilson(successes: Floats, n: Floats) -> Pair:
    """Return the Wilson score interval of a proportion (Wilson 1927); NaN where n is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p = successes / n
        z2 = Z95 * Z95
        centre = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = Z95 / (1 + z2 / n) * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    low = np.where(successes == 0, 0.0, centre - half)
    high = np.where(successes == n, 1.0, centre + half)
    known = n > 0
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def difference(first: Triple, second: Triple) -> Pair:
    """Return the interval of the first value minus the second, from the interval of each.

    Each is (value, low, high) of rows that the other does not share. Zou and Donner's method of variance estimates
    recovery (Statistics in Medicine 2008); with Wilson intervals it is Newcombe's hybrid score interval (1998,
    method 10) for the difference of two proportions.
    """
    (v1, l1, u1), (v2, l2, u2) = first, second
    low = v1 - v2 - np.sqrt((v1 - l1) ** 2 + (u2 - v2) ** 2)
    high = v1 - v2 + np.sqrt((u1 - v1) ** 2 + (v2 - l2) ** 2)
    return low, high


def count(x: Floats) -> Pair:
    """Return the interval of a Poisson count: Byar's approximation, exact below 10."""
    from scipy.special import gammaincinv

    with np.errstate(divide="ignore", invalid="ignore"):
        low = x * (1 - 1 / (9 * x) - Z95 / (3 * np.sqrt(x))) ** 3
        more = x + 1
        high = more * (1 - 1 / (9 * more) + Z95 / (3 * np.sqrt(more))) ** 3
    few = x < 10
    exact_low = np.where(x > 0, gammaincinv(np.maximum(x, 1), 0.025), 0.0)
    exact_high = gammaincinv(x + 1, 0.975)
    return np.where(few, exact_low, low), np.where(few, exact_high, high)


def mean(total: Floats, squares: Floats, cubes: Floats, n: Floats) -> Pair:
    """Return the interval of a mean from the sums of the values, their squares and their cubes.

    Student's t with the skewness taken out by the inverse of Hall's transformation (Journal of the Royal Statistical
    Society B 1992), since times are skewed; below 10 rows, which tell no skewness, plain t. NaN below 2 rows and where
    all are alike, which tells nothing of how others vary.
    """
    from scipy.special import stdtrit

    with np.errstate(divide="ignore", invalid="ignore"):
        m = total / n
        variance = np.maximum(squares - n * m * m, 0.0) / (n - 1)
        error = np.sqrt(variance / n)
        third = (cubes - 3 * m * squares + 2 * n * m**3) * n / ((n - 1) * (n - 2))
        skew = np.where(n >= _TELLS_SKEW, third / variance**1.5 / np.sqrt(n), 0.0)
        t = stdtrit(np.maximum(n - 1, 1), 0.975)
        low, high = m - error * _unskewed(t, skew), m - error * _unskewed(-t, skew)
    known = (n >= 2) & (variance > _ALIKE * m * m)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _unskewed(t: Floats, skew: Floats) -> Floats:
    """The inverse of t + skew (t^2 / 3 + 1 / 6) + skew^2 t^3 / 27."""
    return np.where(np.abs(skew) < 1e-6, t, 3 / skew * (np.cbrt(1 + skew * (t - skew / 6)) - 1))


def ratio(x: Floats, d: Floats, xx: Floats, dd: Floats, xd: Floats, n: Floats) -> Pair:
    """Return the interval of a ratio of two random sums by the delta method.

    x and d are the sums, xx, dd and xd the sums of squares and products, n the number of rows; NaN below 2 rows and
    where all have one ratio.
    """
    from scipy.special import stdtrit

    with np.errstate(divide="ignore", invalid="ignore"):
        r = x / d
        residual = np.maximum(xx - 2 * r * xd + r * r * dd, 0.0)  # sum of (x_i - r d_i)^2; its mean is 0
        half = stdtrit(np.maximum(n - 1, 1), 0.975) * np.sqrt(n / (n - 1) * residual) / np.abs(d)
        low, high = r - half, r + half  # infinite minus infinite where d is 0
    known = (n >= 2) & (d != 0) & (half > 0)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def net_score(net: Floats, extremes: Floats, n: Floats) -> Pair:
    """Return the adjusted Wald interval of a net score between -1 and 1; NaN where n is 0.

    net = promoters - detractors, extremes = promoters + detractors. 3 is added to n and 3/4 to each of them
    (Rocks 2016), variance p + d - (p - d)^2.
    """
    m = n + 3
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = net / m
        variance = (extremes + 1.5) / m - centre * centre
        half = Z95 * np.sqrt(variance / m)
    low, high = np.maximum(centre - half, -1.0), np.minimum(centre + half, 1.0)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def quantile_ranks(n: NDArray[np.int64], p: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the 1-based ranks of the order statistics that bound a quantile at 95 %; 0 where there is none.

    The lower rank is the largest l with P(B < l) <= 2.5 %, the upper the smallest u with P(B < u) >= 97.5 %, where
    B is binomial (n, p): exact and free of any assumption on the distribution (Conover, Practical Nonparametric
    Statistics, 3.2).
    """
    from scipy.stats import binom

    low = binom.ppf(0.025, n, p).astype(np.int64)
    low = np.where(binom.cdf(low - 1, n, p) <= 0.025, low, low - 1)
    high = binom.ppf(0.975, n, p).astype(np.int64) + 1
    return np.where(low < 1, 0, low), np.where(high > n, 0, high)
