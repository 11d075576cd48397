"""Which sums cubes hold: those of every KPI and variant that the contacts can answer, but distinct counts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared, column
from kpi_core.measure import ask, latest, sums
from kpi_core.model import Fact, Kind, Kpi
from kpi_core.view import EVERYTHING

_ANY_END = datetime(2000, 1, 1)


def planned(data: Prepared) -> dict[str, pl.Expr]:
    """Return every sum that cubes hold, by the name of its column; distinct counts cannot be added up."""
    return {name: expr for _, name, expr, _ in _sums(data)}


def shapes(data: Prepared) -> dict[str, str]:
    """Return each planned sum's shape, by the name of its column.

    That is the sum without what moves with the data: its last mature arrival, and which columns hold nulls. Sums of one
    shape are equal on rows that are mature for both.
    """
    return {name: shape for shape, name, _, _ in _sums(data)}


def widest(data: Prepared) -> timedelta | None:
    """Return the longest window that a contact must have behind it to count in one of the sums."""
    return max((window for *_, window in _sums(data) if window is not None), default=None)


def _sums(data: Prepared) -> Iterator[tuple[str, str, pl.Expr, timedelta | None]]:
    """Shape, column, expression and window of each sum."""
    nullable = data.nullable[Fact.CONTACT]
    for kpi in ask(data, _kpis(), EVERYTHING).kpis:
        if kpi.kind is Kind.DISTINCT or kpi.separate_sides or kpi.facts != (Fact.CONTACT,):
            continue
        window = None if kpi.window is None else data.definitions.window(kpi.window)
        own = sums(kpi, nullable, latest(data, kpi))
        bare = sums(kpi, frozenset(kpi.numerator.meta.root_names()), None if window is None else _ANY_END - window)
        for part, expr in own.items():
            yield column(bare[part].meta.serialize()), column(expr.meta.serialize()), expr, window


def _kpis() -> Iterator[Kpi]:
    """Every KPI in each of its variants."""
    for kpi in CATALOGUE.values():
        yield kpi
        yield from (kpi.as_variant(name) for name in kpi.variants)
