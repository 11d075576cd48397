"""Do the definitions suit the data? What they name that is not there is said, never passed over."""

from collections.abc import Iterator, Mapping

import polars as pl

from kpi_core.data import Dataset
from kpi_core.definitions import Definitions, strange
from kpi_core.errors import nearest
from kpi_core.model import Fact
from kpi_core.prepare.date_basis import undatable

BY_TIME = ("hour", "weekday", "time_band", "shift")


def unsuited(dataset: Dataset, definitions: Definitions) -> str | None:
    """Return one sentence saying why these definitions cannot be used on this data, None where they can."""
    if Fact.CONTACT not in dataset.tables:
        return None  # rules and dates are about contacts
    types: dict[str, pl.DataType] = {**dataset.contacts.schema, **dict.fromkeys(BY_TIME, pl.String())}
    for rule in definitions.rules:
        why = strange(rule, types)
        if why:
            return f"Definitions, {why}"
        types[rule.makes] = pl.Boolean()
    return undatable(definitions.date_basis, frozenset(types))


def unused(labels: Mapping[str, pl.Series], definitions: Definitions) -> tuple[str, ...]:
    """Return one sentence for each value that the definitions name and no contact has.

    `labels` are what the columns of the contacts hold, those that the definitions name at least.
    """
    said, seen = [], set()
    for segment, value in named(definitions):
        if (segment, value.lower()) in seen:
            continue
        seen.add((segment, value.lower()))
        if segment not in labels:
            said.append(f"The definitions name the {segment} '{value}', and this data has no {segment}.")
            continue
        values = labels[segment].to_list()
        if value.lower() not in {v.lower() for v in values}:
            guess = nearest(value, values)
            hint = f"; did you mean '{guess}'?" if guess else "."
            said.append(f"The definitions name the {segment} '{value}', and no contact has it{hint}")
    return tuple(said)


def named(definitions: Definitions) -> Iterator[tuple[str, str]]:
    """Yield every value of a column that something in the definitions hangs on."""
    for wait in definitions.wait_targets:
        yield from wait.scope
    for target in definitions.targets:
        yield from target.scope
    for place in definitions.locations:
        yield "location", place.name
    for rule in definitions.rules:
        for c in rule.conditions:
            yield from ((c.column, v) for v in c.values if isinstance(v, str))
