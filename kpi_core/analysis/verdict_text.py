"""The words of a verdict, in one place.

Sentences that tell of a verdict differ from page to page; what they call it does not.
"""

from collections.abc import Sequence

from kpi_core.analysis.verdict import Cluster, Moved, Verdict
from kpi_core.model import Better

NO_RANGE = "without a range that would tell it from chance"
MORE = "by more than chance"
NOT_WORTH = "more than chance but less than is worth acting on"
CERTAIN = "beyond chance"
TOGETHER = (
    "all that is looked through here is judged together, so that where nothing differs 19 of 20 looks name nothing"
)
COMMON = "agents, customers and reviews with several rows"  # asked for where something would be claimed
PERHAPS = "could be chance"
SAME = "no more than noise"
SMALL = "too small to act on"  # more than noise, less than the definitions call worth acting on
UNSURE = "too few to tell"
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
    return SMALL if small else _VERBS.get(kind, "no signal")


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
