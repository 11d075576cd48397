"""Rows become measurable: what looks across rows or depends on definitions becomes a column, once.

How that is done stands in `kpi_core.prepare.steps`; here is what comes of it.
"""

from dataclasses import replace

import polars as pl

from kpi_core.data import Dataset, InMemory, Prepared
from kpi_core.definitions import DEFAULT, Definitions
from kpi_core.model import SEGMENTS, Fact, held, with_open
from kpi_core.prepare.cost_allocation import uneven_cost
from kpi_core.prepare.derived import left_out
from kpi_core.prepare.steps import Preparation, begin
from kpi_core.prepare.wait_targets import unpromised


def prepare(dataset: Dataset, definitions: Definitions = DEFAULT) -> Prepared:
    """Return the dataset's rows with everything that the KPIs need, under these definitions.

    Raises CannotAnswer where there is no row with a time at all, BadInput where the definitions name a column that
    is not there.
    """
    beside: dict[Fact, pl.DataFrame] = {f: t for f, t in dataset.tables.items() if f is not Fact.CONTACT}
    given = dataset.tables.get(Fact.CONTACT)
    contacts = None if given is None or given.is_empty() else InMemory(given.sort("at", maintain_order=True))
    found = begin(dataset, contacts, beside, definitions)
    return finished(dataset, found, next(found.stretches(), None))


def finished(dataset: Dataset, found: Preparation, contacts: pl.DataFrame | None) -> Prepared:
    """Return what was begun with all of its measurable contacts, where there are any."""
    tables, spans, lacking = dict(found.beside), dict(found.spans), dict(found.lacking)
    notes, cautions = found.unused, dict(found.cautions)
    if contacts is not None:
        missing = left_out(contacts, found.definitions) | found.refused
        contacts = contacts.drop(c for c in missing if c in contacts.columns)
        names = (*SEGMENTS, *dataset.segments)
        spans[Fact.CONTACT] = replace(spans[Fact.CONTACT], segments=held(contacts, names))
        tables[Fact.CONTACT] = contacts
        lacking |= missing
        if "answered_in_target" in contacts.columns and (why := unpromised(contacts)):
            cautions["answered_in_target"] = why
    order = [f for f in dataset.tables if f in tables]
    tables, spans = {f: tables[f] for f in order}, {f: spans[f] for f in order}
    if late := uneven_cost(tables, spans):
        cautions |= dict.fromkeys(("cost", "cost_share"), late)
    notes = (*notes, *found.notes, *found.spelled, *dict.fromkeys(cautions.values()))
    return Prepared(
        dataset=dataset,
        definitions=found.definitions,
        tables=tables,
        spans=with_open(spans),
        lacking=lacking,
        notes=notes,
        cautions=cautions,
        unread=found.unread,
    )
