"""Which KPIs read a column: by name, or by way of columns that are made from it before anything is measured."""

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.model import Fact, Kpi
from kpi_core.prepare import NEEDS as DATED_BY
from kpi_core.prepare import reached, sources


def readers(data: Prepared, column: str) -> tuple[Kpi, ...]:
    """Return the KPIs whose values, in any way of counting, this data reads from the column."""
    if column == "at":
        return tuple(CATALOGUE.values())
    costs = data.spans[Fact.COST].segments if Fact.COST in data.spans else ()
    made = reached(column, sources(data.definitions, data.spans[data.main].now, costs))
    moved = column == DATED_BY.get(data.definitions.date_basis)
    return tuple(k for k in CATALOGUE.values() if made & _read(k) or (moved and _of_contacts(k)))


def _ways(kpi: Kpi) -> list[Kpi]:
    """The KPI in every way of counting, from every fact that it is read from."""
    ways = [kpi, *(kpi.as_variant(name) for name in kpi.variants)]
    return [*ways, *(way.with_sides(sides) for way in ways for sides in way.stand_ins)]


def _read(kpi: Kpi) -> frozenset[str]:
    return frozenset(c for way in _ways(kpi) for c in way.columns)


def _of_contacts(kpi: Kpi) -> bool:
    return any(Fact.CONTACT in way.facts for way in _ways(kpi))
