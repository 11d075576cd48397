"""Whether something moved: the one judgement that sentences, tables and pictures use.

A difference has one direction everywhere: B minus A, later minus earlier, a part minus the whole that holds it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Moved(StrEnum):
    """What can be said of a difference."""

    UP = "up"
    DOWN = "down"
    NONE = "none"  # not by more than chance
    FEW = "few"  # too few to tell
    OPEN = "open"  # the KPI has no range that would tell it from chance


BEYOND = (Moved.UP, Moved.DOWN)  # more than chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A difference with its range, in the KPI's unit, and what to make of it."""

    kind: Moved
    difference: float | None
    low: float | None
    high: float | None
    small: bool = False  # more than chance, and less than the definitions call worth acting on
    against: date | str | None = None  # the period, or the name of the cut, that it was judged against


def judge(
    *,
    difference: float | None,
    low: float | None,
    high: float | None,
    enough: bool = True,
    ranged: bool = True,
    least: float = 0.0,
    against: date | str | None = None,
) -> Verdict:
    """Return what to make of a difference: it is more than chance where its range leaves out zero.

    `enough` says whether enough was counted to judge at all, `ranged` whether the KPI has a range, `least` which
    difference is the smallest worth acting on. An end of the range that is not known leaves nothing out.
    """
    kind = _kind(low, high) if enough and ranged else Moved.OPEN if enough else Moved.FEW
    small = kind in BEYOND and difference is not None and abs(difference) < least
    return Verdict(kind=kind, difference=difference, low=low, high=high, small=small, against=against)


def _kind(low: float | None, high: float | None) -> Moved:
    if low is not None and low > 0:
        return Moved.UP
    return Moved.DOWN if high is not None and high < 0 else Moved.NONE
