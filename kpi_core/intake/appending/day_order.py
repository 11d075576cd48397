"""The order of day and month of a newer export that does not show it: the one that the dataset was read by."""

from dataclasses import replace

from kpi_core.data import Dataset, from_dict
from kpi_core.errors import DayOrder
from kpi_core.intake.load import Mappings
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.model import ColumnKind


def as_before(before: Dataset, mapping: Mappings, error: DayOrder) -> tuple[Mapping, str]:
    """Return the one given mapping with the order that this column had before, and a sentence about it.

    Raises the error again where there is more than one mapping, and where the column was not read before, was read in
    both orders, or holds both now.
    """
    given = (mapping,) if isinstance(mapping, Mapping) else tuple(mapping or ())
    report = from_dict(dict(before.report)) if before.report else None
    known = {
        c.how.startswith("day first")
        for c in (report.conversions if report else ())
        if c.kind == str(ColumnKind.TIME) and error.header in c.source.split(" + ") and " first, " in c.how
    }
    if error.both or len(given) != 1 or len(known) != 1:
        raise error
    first = known.pop()
    said = f"'{error.header}' does not show whether day or month comes first; it was read like before, "
    return replace(given[0], day_first=first), f"{said}{'day' if first else 'month'} first."
