"""Small draws that the facts of a contact share. An unknown flag is -1, an unknown number is not a number."""

from typing import Any

import numpy as np
import numpy.typing as npt

from sample_data.days import Bools

Flags = npt.NDArray[np.int8]
Numbers = npt.NDArray[np.float64]

UNKNOWN = -1


def chance(odds: npt.NDArray[Any]) -> Numbers:
    """Turn log-odds into chances."""
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)


def flag(yes: npt.NDArray[Any], known: Bools) -> Flags:
    """Return 1 and 0 where known, -1 elsewhere."""
    return np.where(known, yes, UNKNOWN).astype(np.int8)


def number(value: npt.NDArray[Any], known: Bools) -> Numbers:
    """Return the numbers where known, not-a-number elsewhere."""
    return np.where(known, value, np.nan).astype(np.float64)
