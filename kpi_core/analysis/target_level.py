"""A value against the target in force for it: met, missed, or not certain, by its whole range.

A target is met when the whole range lies on its good side, missed when the whole range lies on the bad side. A value
without a range is taken as it is. Periods that are not finished or too young are not judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kpi_core.catalogue import CATALOGUE
from kpi_core.definitions import SCOPES, Definitions, Scope, Target, judged
from kpi_core.measure import Where
from kpi_core.model import Better, Kind, Kpi, value_text

FEW = 30  # below this a value is too uncertain to be judged
MET, MISSED, UNSURE, TOO_FEW, NOT_YET = "met", "missed", "not certain", "too few", "not judged yet"


@dataclass(frozen=True, slots=True)
class Level:
    """The target in force, and how a value stands to it in words."""

    target: Target
    words: str

    def text(self, kpi: Kpi) -> str:
        """Return the target in its unit: `80.0%`, `15 s to 40 s`."""
        ends = [v for v in (self.target.low, self.target.value) if v is not None]
        return " to ".join(value_text(v, kpi.unit) for v in ends)


def cut_of(where: Where) -> Scope:
    """Return the parts of a cut that a target may be set for: segments that are kept to one value."""
    return tuple((s, values[0]) for s, values in where if s in SCOPES and len(values) == 1)


def level(definitions: Definitions, kpi: Kpi, row: Mapping[str, Any], day: date, cut: Scope) -> Level | None:
    """Return how a row of the measured frame stands to the target in force on a day in a cut; None without one.

    None too where no direction is good, or where the way of counting has another unit than the target.
    """
    target = definitions.target(kpi.key, day.date() if isinstance(day, datetime) else day, cut)
    if target is None or kpi.quantile is not None or not takes_target(kpi):
        return None
    return Level(target, _words(judged(kpi, definitions), target, row))


def takes_target(kpi: Kpi) -> bool:
    """Return whether a target, which is in the unit of the catalogue, can be held against the KPI as it is counted."""
    return kpi.better is not Better.CONTEXT and kpi.unit is CATALOGUE[kpi.key].unit


def _words(kpi: Kpi, target: Target, row: Mapping[str, Any]) -> str:
    """Met or missed, or why that cannot be said."""
    if not (row.get("complete", True) and row.get("mature", True)):
        return NOT_YET
    if row["value"] is None or (row["n"] < FEW and kpi.kind is not Kind.COUNT):
        return TOO_FEW
    low, high = (row[c] if row[c] is not None else row["value"] for c in ("low", "high"))
    if kpi.better is Better.UP:
        return MET if low >= target.value else MISSED if high < target.value else UNSURE
    floor = float("-inf") if target.low is None else target.low
    if low >= floor and high <= target.value:
        return MET
    return MISSED if high < floor or low > target.value else UNSURE
