"""Where a proposed target comes from and what it would have meant, in words."""

from collections.abc import Sequence
from datetime import date

from kpi_core.catalogue import CATALOGUE
from kpi_core.definitions import Target
from kpi_core.model import day, value_text


def labels(quarters: int, first: date, sources: Sequence[str]) -> list[str]:
    """Return what each proposal is: the level and the best of the last quarters, then the copied benchmarks."""
    since = f"the last {quarters} complete quarters, from {day(first)}" if quarters > 1 else "the last quarter"
    return [f"The level of {since}", f"The best of {since}", *(f"Copied benchmark, {s}" for s in sources)]


def proposal(label: str, target: Target, met: int, weeks: int) -> str:
    """Return what stands beside a proposal: its value, and in how many weeks it was met."""
    value = value_text(target.value, CATALOGUE[target.kpi].unit)
    return f"{label}: {value}, met in {met} of {weeks} weeks"
