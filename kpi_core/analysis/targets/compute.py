"""Where a target can come from: the own last quarters first, copied benchmarks beside them and labelled so.

Each proposal says what it would have meant: in how many of the weeks of those quarters it was met.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import polars as pl
from polars import col

from kpi_core.analysis.target_level import cut_of, takes_target
from kpi_core.analysis.targets import text as words
from kpi_core.catalogue import NUMBERS, SOURCES
from kpi_core.data import Prepared
from kpi_core.definitions import Definitions, Target, judged, order
from kpi_core.errors import CannotAnswer
from kpi_core.measure import ask, measure
from kpi_core.model import Better, Cadence, Kind, Kpi
from kpi_core.view import View

QUARTERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A target that could be taken: where it comes from, and in how many weeks it was met."""

    label: str
    target: Target
    met: int
    weeks: int

    @property
    def words(self) -> str:
        """What stands beside it."""
        return words.proposal(self.label, self.target, self.met, self.weeks)


def proposals(data: Prepared, kpi: Kpi, view: View) -> tuple[Proposal, ...]:
    """Return what a target of the KPI can be taken from, over the View's filters and all of its days.

    It holds for the queue, vendor or channel that the View is kept to.

    Raises CannotAnswer where there is no complete quarter, where no direction is good, for counts and other units.
    """
    kpi = judged(kpi, data.definitions)
    whole = replace(view.selection, since=None, until=None)
    by_quarter = ask(data, [kpi], whole, (), Cadence.QUARTER).all()
    if kpi.better is Better.CONTEXT:
        raise CannotAnswer(f"{kpi.name} gives context: neither more nor less of it is good, so it takes no target.")
    if not takes_target(kpi):
        raise CannotAnswer(
            f"{kpi.name} counted by '{kpi.variant}' has another unit than its targets; choose another way of counting."
        )
    if kpi.kind is Kind.COUNT:
        raise CannotAnswer(
            f"{kpi.name} is a count, and a count of quarters says nothing of a week; write its target into the "
            "definitions."
        )
    scope = cut_of(view.selection.where)
    if not all(value for _, value in scope):
        raise CannotAnswer("A target holds for a named queue, vendor or channel; keep one that has a name, or all.")
    settled = col("complete") & col("mature") & col("value").is_not_null() & (col("n") > 0)
    quarters = measure(by_quarter).filter(settled).tail(QUARTERS)
    if quarters.is_empty():
        raise CannotAnswer(f"There is no complete quarter of {kpi.name} yet; a target starts from one.")
    first, last = quarters["period"][0], quarters["period"][-1]
    after = data.definitions.calendar.next(last, Cadence.QUARTER)
    weeks = measure(ask(data, [kpi], whole, (), Cadence.WEEK).all()).filter(settled)
    weeks = weeks.filter(col("period").is_between(first, after - timedelta(days=7)))  # those wholly within
    values = quarters["value"].to_list()
    those = replace(whole, since=first, until=min(after - timedelta(days=1), data.last_day))
    level = measure(ask(data, [kpi], those).all())["value"][0]
    best = max(values) if kpi.better is Better.UP else min(values)
    found = [Target(kpi.key, value, scope=scope) for value in (level, best)]
    found += [Target(kpi.key, value, scope=scope, copied=SOURCES[s]) for value, s in NUMBERS.get(kpi.key, ())]
    labels = words.labels(len(values), first, [t.copied for t in found[2:]])
    return tuple(
        Proposal(label=label, target=t, met=int(weeks.select(met(kpi, t).sum()).item()), weeks=weeks.height)
        for label, t in zip(labels, found, strict=True)
    )


def met(kpi: Kpi, target: Target) -> pl.Expr:
    """Return whether a value is on the good side of the target, the target itself included."""
    if kpi.better is Better.UP:
        return col("value") >= target.value
    low = pl.lit(value=True) if target.low is None else col("value") >= target.low
    return low & (col("value") <= target.value)


def taken(definitions: Definitions, target: Target) -> Definitions:
    """Return the definitions with the target, in place of one for the same KPI, place and day."""
    others = [t for t in definitions.targets if order(t) != order(target)]
    return replace(definitions, targets=tuple(sorted([*others, target], key=order)))
