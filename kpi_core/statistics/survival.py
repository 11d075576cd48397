"""The median of a time that has not ended for everybody yet: Kaplan and Meier's estimate (JASA 1958).

Its 95 % range inverts the log-log interval of the curve (Brookmeyer and Crowley, Biometrics 1982). Written here in
thirty lines, since the libraries that hold it are heavy for one number (`docs/decisions/open_items.md`).
"""

import numpy as np
from numpy.typing import NDArray

Z95 = 1.959963984540054


def median(times: NDArray[np.float64], ended: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return the median and its range; NaN where the curve, or its bound, does not come down to a half.

    `times` is how long each lasted, up to its end or, where `ended` is false, up to now. One that was seen last at
    the instant of another's end counts as still there at it.
    """
    if not len(times):
        return np.nan, np.nan, np.nan
    at, index = np.unique(times, return_inverse=True)
    ends = np.bincount(index, weights=ended, minlength=len(at))
    there = len(times) - np.concatenate([[0], np.cumsum(np.bincount(index, minlength=len(at)))[:-1]])
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.cumprod(1 - ends / there)
        spread = np.sqrt(np.cumsum(ends / (there * (there - ends))))  # Greenwood
        width = Z95 * spread / np.abs(np.log(left))
        low, high = left ** np.exp(width), left ** np.exp(-width)
    return _first(at, left), _first(at, low), _first(at, high)


def _first(at: NDArray[np.float64], curve: NDArray[np.float64]) -> float:
    """The first time at which a curve is down to a half."""
    down = np.flatnonzero(np.nan_to_num(curve, nan=1.0) <= 0.5 + 1e-12)
    return float(at[down[0]]) if len(down) else np.nan
