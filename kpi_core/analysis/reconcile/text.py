"""Whether figures agree, and what would explain that they do not, in words."""

from collections.abc import Sequence

from kpi_core.analysis.reconcile.printed import Figure
from kpi_core.model import Unit, change_text

UNCOUNTED = "No contact here is counted by it."
UNITS = ((60.0, "theirs is in minutes"), (3600.0, "theirs is in hours"), (0.001, "theirs is in milliseconds"))
QUANTILES: dict[float | None, str] = {None: "", 0.5: "the median", 0.9: "the 90th percentile"}
_NAMED = 3  # explanations that are named


def sentence(agree: int, explained: int, figures: int) -> str:
    """Return the answer: how many figures agree, and how many of the others could be explained."""
    more = f"; {explained} more could be explained" if explained else ""
    return f"{agree} of {figures} figures agree{more}."


def verdict(explained: Sequence[str], *, agrees: bool) -> str:
    """Return what is said of one figure that we have too."""
    if agrees:
        return "agrees"
    if not explained:
        return "differs; nothing that was tried explains it"
    more = len(explained) - _NAMED
    named = "; or ".join(explained[:_NAMED])
    return f"differs; would fit {named}" + (f"; and {more} more ways" if more > 0 else "")


def difference(ours: float | None, theirs: Figure, unit: Unit, *, agrees: bool) -> str:
    """Return theirs less ours; zero where they agree to the digits given, nothing where we have none."""
    if ours is None or agrees:
        return "" if ours is None else "0"
    return change_text(theirs.within(unit)[0] - ours, unit)


def counted_as(name: str) -> str:
    """Return another accepted way of counting by its name."""
    return f"counted as '{name}'"


def joined(*parts: str) -> str:
    """Return what is counted, how and over which rows as one phrase, without the parts that say nothing."""
    return " ".join(p for p in parts if p)
