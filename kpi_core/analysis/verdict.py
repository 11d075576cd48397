"""Whether something moved: the one judgement that sentences, tables and pictures use.

A difference has one direction everywhere: B minus A, later minus earlier, a part minus the rest.

What a page or a command looks through is judged together: of what it names as more than chance, one in twenty may be
chance (the false discovery rate, Benjamini and Hochberg 1995), however much it looked through.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from kpi_core.model import Kpi, Unit
from kpi_core.statistics import RATE, discoveries, stretched


class Moved(StrEnum):
    """What can be said of a difference."""

    UP = "up"
    DOWN = "down"
    NONE = "none"  # not by more than chance
    FEW = "few"  # too few to tell
    OPEN = "open"  # the KPI has no range that would tell it from chance


class Cluster(StrEnum):
    """What varies as one: the largest variance decides."""

    CONTACT = "contact"
    DAY = "day"
    AGENT = "agent"
    CUSTOMER = "customer"
    REVIEW = "review"
    PERIOD = "period"


BEYOND = (Moved.UP, Moved.DOWN)  # more than chance
_MOST = {Unit.PERCENT: 1.0, Unit.NPS: 100.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A difference with its range, in the KPI's unit, and what to make of it."""

    kind: Moved
    difference: float | None
    low: float | None
    high: float | None
    small: bool = False  # more than chance, and less than the definitions call worth acting on
    against: date | str | None = None  # the period, or the name of the cut, that it was judged against
    cluster: Cluster = Cluster.CONTACT
    early: bool = False  # too few because there are too few periods yet
    reach: float | None = None  # the smallest difference that would have shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was found of a difference before it is judged, in the KPI's unit.

    `chance` is the probability of so large a difference where there is none; None where nothing tells. `enough` says
    whether enough was counted to judge at all, `ranged` whether the KPI has a range, `least` which difference is the
    smallest worth acting on. `freedom` are the range's degrees of freedom (None where it is normal), `tries` of how
    many differences this one was chosen.
    """

    difference: float | None
    low: float | None = None
    high: float | None = None
    chance: float | None = None
    enough: bool = True
    ranged: bool = True
    least: float = 0.0
    against: date | str | None = None
    cluster: Cluster = Cluster.CONTACT
    early: bool = False
    freedom: float | None = None
    tries: int = 1


def may_be_named(found: Evidence) -> bool:
    """Return whether it can be more than chance, however many are judged together."""
    return found.enough and found.chance is not None and found.chance <= RATE


def judge_together(found: Iterable[Evidence]) -> tuple[Verdict, ...]:
    """Return what to make of all differences that a page or a command looks through, in their order."""
    looks = tuple(found)
    told = np.array([e.chance if e.enough and e.ranged and e.chance is not None else np.nan for e in looks], float)
    many = int((~np.isnan(told)).sum())
    return tuple(_judged(e, many, named=bool(d)) for e, d in zip(looks, discoveries(told), strict=True))


def would_show(kpi: Kpi, usual: float | None, reach: float | None) -> tuple[float | None, float | None]:
    """Return below and above which values a difference to `usual` would have shown; None where none is possible."""
    if usual is None or reach is None:
        return None, None
    most = _MOST.get(kpi.unit, np.inf)
    low, high = usual - reach, usual + reach
    return (low if low > (0.0 if kpi.from_zero else -most) else None), (high if high < most else None)


def _reach(found: Evidence, looks: int) -> float | None:
    """The smallest difference that would have shown among all that was looked at."""
    if found.difference is None or found.low is None or found.high is None:
        return None
    half = max(found.difference - found.low, found.high - found.difference)
    return half * stretched(looks * found.tries, found.freedom)


def _judged(found: Evidence, looks: int, *, named: bool) -> Verdict:
    kind = Moved.NONE
    if not found.enough or (found.ranged and (found.chance is None or found.difference is None)):
        kind = Moved.FEW
    elif not found.ranged:
        kind = Moved.OPEN
    elif named and found.difference:
        kind = Moved.UP if found.difference > 0 else Moved.DOWN
    return Verdict(
        kind=kind,
        difference=found.difference,
        low=found.low,
        high=found.high,
        small=kind in BEYOND and abs(found.difference or 0.0) < found.least,
        against=found.against,
        cluster=found.cluster,
        early=found.early,
        reach=_reach(found, looks) if kind in {*BEYOND, Moved.NONE} else None,
    )
