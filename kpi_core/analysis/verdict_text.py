"""The words of a verdict, in one place.

Sentences that tell of a verdict differ from page to page; what they call it does not.
"""

from collections.abc import Sequence

from kpi_core.analysis.noise import FEW_EVENTS
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Cluster, Moved, Verdict, would_show
from kpi_core.model import Better, Kpi, Method, count, value_text

NO_RANGE = "without a range that would tell it from chance"
MORE = "by more than chance"
NOT_WORTH = "more than chance but less than is worth acting on"
CERTAIN = "more than chance"
SAME = "no more than chance"
UNSURE = "too few to tell"
SMALL = "too small to act on"  # more than chance, less than the definitions call worth acting on
UNRANGED = "without a range"
NO_VALUE = "no value"  # that is possible
TOGETHER = (
    "all that is looked through here is judged together, so that where nothing differs 19 of 20 looks name nothing"
)
COMMON = "agents, customers and reviews with several rows"  # asked for where something would be claimed
BETTER, WORSE, DIFFERENT = "better", "worse", "different"

_VARIES = {  # what adds most to how uncertain a difference is
    Cluster.CONTACT: "as the contacts vary",
    Cluster.DAY: "as the days vary, by their weekdays",
    Cluster.AGENT: "as the days and the agents vary",
    Cluster.CUSTOMER: "as the days and the customers vary, each of whom has several contacts or answers",
    Cluster.REVIEW: "as the reviews vary, each of which has several items",
}
_MARKS = {BETTER: "\u25b2", WORSE: "\u25bc", DIFFERENT: "\u25c6", SAME: "=", SMALL: "\u2248", UNSURE: "?"}
_VERBS = {Moved.UP: "rose", Moved.DOWN: "fell"}
_SIGNALS = {**_VERBS, Moved.NONE: SAME, Moved.FEW: UNSURE, Moved.OPEN: UNRANGED}
_WAYS = {Moved.UP: "higher", Moved.DOWN: "lower"}


def varies(kinds: Sequence[str]) -> str:
    """Return how wide the ranges of differences are, in words: as what decided of most of them varies."""
    return _VARIES[Cluster(max(sorted(set(kinds)), key=kinds.count))] if kinds else _VARIES[Cluster.CONTACT]


def verb(found: Verdict) -> str:
    """Return how a value came to be another: `rose`, `fell`, and `went` where that claims too much."""
    return "went" if found.small else _VERBS.get(found.kind, "went")


def way(kind: Moved) -> str:
    """Return where a value stands that differs beyond chance: `higher`, `lower`."""
    return _WAYS[kind]


def signal(kind: Moved | None, *, small: bool) -> str:
    """Return a change as a table lists it; None where there is nothing to compare."""
    if kind is None:
        return "nothing to compare"
    return SMALL if small else _SIGNALS[kind]


def sided(found: Verdict, better: Better) -> str:
    """Return whether a difference is for the better, by the direction that is good."""
    if found.kind is Moved.FEW:
        return UNSURE
    if found.kind is Moved.NONE or not found.difference:
        return SAME
    if found.small:
        return SMALL
    if found.kind is Moved.OPEN or better not in {Better.UP, Better.DOWN}:
        return DIFFERENT
    return BETTER if (found.kind is Moved.UP) == (better is Better.UP) else WORSE


def headline(words: str) -> str:
    """Return what `sided` says of cut B, with a sign that needs no colour."""
    return f"{_MARKS[words]} {'B is ' if words in {BETTER, WORSE, DIFFERENT} else ''}{words}"


def seen(kpi: Kpi, usual: float | None, reach: float | None) -> str:
    """Return which values would have shown a difference to `usual`: `below 68.1% or above 75.0%`.

    "" where nothing is known, NO_VALUE where none that is possible would have.
    """
    if usual is None or reach is None:
        return ""
    low, high = would_show(kpi, usual, reach)
    ends = [f"below {value_text(low, kpi.unit)}"] if low is not None else []
    ends += [f"above {value_text(high, kpi.unit)}"] if high is not None else []
    return " or ".join(ends) or NO_VALUE


def too_few(kpi: Kpi, n: int | None, happened: float | None) -> str:
    """Return of what a share has too few where it is not its contacts: `only 3 of the 125 contacts count as ...`."""
    if kpi.method is not Method.WILSON or n is None or happened is None or n < FEW:
        return ""
    rarer = round(min(happened, n - happened))
    if rarer >= FEW_EVENTS:
        return ""
    happens = happened <= n - happened
    part = f"{'only' if happens else 'all but'} {count(rarer)}" if rarer > 0 else "none" if happens else "all"
    return f"{part} of the {count(n)} {kpi.counted} count as '{kpi.formula.partition(' / ')[0]}'"
