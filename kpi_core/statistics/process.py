"""The newest value of a series against how the series varies by itself: individuals and moving ranges.

XmR for values (Wheeler 1993), Laney's p' for shares (Quality Engineering 2002): the variation is what lies between
neighbouring periods, so it holds whatever the contacts of a period have in common. The limits come from the periods
before the newest one; their number is in the limit.
"""

from dataclasses import dataclass

import numpy as np

from kpi_core.statistics.intervals import Floats

_D2 = 1.128379167  # mean range of two normal values, in standard deviations
_FREEDOM = 0.62  # degrees of freedom that each moving range but the first is worth (Wheeler, Advanced Topics 1995)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The usual value, the standard error of the newest one's difference to it, degrees of freedom and p-value."""

    usual: float
    error: float
    freedom: float
    chance: float

    @property
    def half_width(self) -> float:
        """Half the width of the difference's range at 95 %."""
        from scipy.special import stdtrit

        return float(stdtrit(self.freedom, 0.975)) * self.error


def of_values(
    earlier: Floats, newest: float, least: float = 0.0, against: float | None = None, against_least: float = 0.0
) -> Newest:
    """Return the newest value against those before it, in their order.

    `least` is a standard error that the newest has in any case, that of its contacts. `against` is one value of before
    that it is held against, and `against_least` the error that this has in any case; without it their mean.
    """
    variation = max(_spread(earlier), least)
    other = 1 / len(earlier) if against is None else 1.0
    if against is not None and against_least > variation > 0:  # it stands on fewer contacts
        other = (against_least / variation) ** 2
    return _newest(newest, float(earlier.mean()) if against is None else against, variation, len(earlier), other)


def of_shares(
    happened: Floats, n: Floats, newest: float, newest_n: float, against: tuple[float, float] | None = None
) -> Newest:
    """Return the newest share against those before it, each of `happened` of `n`, in their order.

    `against` is one share of before, and its n, that it is held against; without it all of them together.
    """
    usual = float(happened.sum() / n.sum())
    one = float(np.sqrt(usual * (1 - usual)))
    beyond = max(_spread((happened / n - usual) / (one / np.sqrt(n))), 1.0) if one > 0 else 1.0
    if one == 0:  # none happened before, or all did, which tells no variation: both together do
        share = float((happened.sum() + newest * newest_n) / (n.sum() + newest_n))
        one = float(np.sqrt(max(share * (1 - share), 0.0)))
    base, base_n = (usual, float(n.sum())) if against is None else against
    return _newest(newest, base, beyond * one / float(np.sqrt(newest_n)), len(n), newest_n / base_n)


def _newest(value: float, usual: float, variation: float, count: int, other: float) -> Newest:
    """`other` is the variance of what it is held against, in that of the newest."""
    from scipy.special import stdtr

    freedom, error, gap = _FREEDOM * (count - 1), variation * float(np.sqrt(1 + other)), value - usual
    chance = float(2 * stdtr(freedom, -abs(gap) / error)) if error > 0 else float(gap == 0)
    return Newest(usual=usual, error=error, freedom=freedom, chance=chance)


def _spread(values: Floats) -> float:
    """The standard deviation between neighbours."""
    return float(np.abs(np.diff(values)).mean() / _D2)
