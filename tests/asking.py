"""Asking and measuring in one line, for tests that are about what comes out."""

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from kpi_core.data import Prepared
from kpi_core.measure import ask, measure
from kpi_core.model import Cadence, Kpi
from kpi_core.view import Selection

Where = Iterable[tuple[str, Sequence[str]]]


def selected(since: date | None = None, until: date | None = None, where: Where = (), without: Where = ()) -> Selection:
    """Return a selection of these days and cuts."""
    kept, left_out = (tuple((s, tuple(values)) for s, values in cuts) for cuts in (where, without))
    return Selection(since, until, kept, left_out)


def measured(
    data: Prepared,
    kpis: Sequence[Kpi],
    *,
    by: Sequence[str] = (),
    cadence: Cadence = Cadence.ALL,
    since: date | None = None,
    until: date | None = None,
    where: Where = (),
    without: Where = (),
) -> pl.DataFrame:
    """Return the measured frame of KPIs that must all be given; raises CannotAnswer for one that is refused."""
    return measure(ask(data, kpis, selected(since, until, where, without), by, cadence).all())


def why_not(
    data: Prepared,
    kpi: Kpi,
    *,
    by: Sequence[str] = (),
    cadence: Cadence = Cadence.ALL,
    since: date | None = None,
    until: date | None = None,
    where: Where = (),
    without: Where = (),
) -> str | None:
    """Return why a KPI is refused, None where it is not."""
    return ask(data, [kpi], selected(since, until, where, without), by, cadence).why(kpi)
