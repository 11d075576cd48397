"""Changing a mapping one column at a time, as the Load page does; every step gives a new mapping."""

from collections.abc import Sequence
from dataclasses import replace

from kpi_core.columns import BY_NAME, Column, Kind, of_fact
from kpi_core.intake.durations import Unit
from kpi_core.intake.field import Field
from kpi_core.intake.mapping import Mapping
from kpi_core.intake.suggest import suggest

# What is asked first: few columns that answer most KPIs.
ASKED: tuple[str, ...] = (
    "at", "answered", "abandoned", "wait_s", "channel", "talk_s", "handle_s", "contact_id", "agent", "queue", "reason",
    "customer_key",
)  # fmt: skip


def starter(headers: Sequence[str], name: str, *, header: bool = True) -> Mapping:
    """Return a mapping to begin with: each header that looks like a canonical column, to be checked by people."""
    mapping = Mapping(name=name, columns=(), header=None if header else False)
    for found, column in suggest(headers, ()).items():
        mapping = put(mapping, column, Field(parts=((found,),)))
    return mapping


def mappable(mapping: Mapping) -> tuple[Column, ...]:
    """Return the columns that a mapping of this fact may name."""
    return tuple(c for c in of_fact(mapping.fact) if not c.derived and c.name not in ("at_utc", "outcome"))


def put(mapping: Mapping, column: str, field: Field | None) -> Mapping:
    """Return the mapping with this column read so; None takes it out. A customer's key is always hashed."""
    if field is not None and column in BY_NAME and BY_NAME[column].personal and BY_NAME[column].kind is Kind.KEY:
        field = replace(field, personal=True)
    rest = dict(mapping.columns)
    if field is None:
        rest.pop(column, None)
    else:
        rest[column] = field
    return replace(mapping, columns=tuple(rest.items()))


def read_from(mapping: Mapping, column: str, header: str, clock: str = "") -> Mapping:
    """Return the mapping with the column read from this header; `clock` is a further column with the time of day."""
    parts = ((header,), (clock,)) if clock else ((header,),)
    old = dict(mapping.columns).get(column)
    if old is not None and [p[0] for p in old.parts[:1]] == [header]:
        return put(mapping, column, replace(old, parts=parts))
    return put(mapping, column, Field(parts=parts))


def fixed(mapping: Mapping, column: str, value: str) -> Mapping:
    """Return the mapping with one value for every row of the column."""
    return put(mapping, column, Field(value=value) if value else None)


def fine(
    mapping: Mapping, column: str, *, unit: str | None = None, true: Sequence[str] = (), false: Sequence[str] = ()
) -> Mapping:
    """Return the mapping with the column's unit, or with the values that mean yes and no; nothing means: as guessed."""
    field = dict(mapping.columns)[column]
    yes, no = (tuple(words) or None for words in (true, false))
    return put(mapping, column, replace(field, unit=Unit(unit) if unit else None, true=yes, false=no))


def source(field: Field) -> str:
    """Return in words where a column is read from."""
    if field.value is not None:
        return f"always '{field.value}'"
    if field.start:
        return f"{field.start[0]} to {field.end[0]}"
    return " + ".join(names[0] for names in field.parts)
