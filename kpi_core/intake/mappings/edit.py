"""Changing a mapping one column at a time, as the Load page does; every step gives a new mapping."""

from collections.abc import Sequence
from dataclasses import replace

from kpi_core.errors import BadInput
from kpi_core.intake.mappings.field import DurationUnit, Field
from kpi_core.intake.mappings.mapping import Latest, Mapping
from kpi_core.intake.mappings.suggest import suggest
from kpi_core.intake.sources.detect import shown
from kpi_core.model import BY_NAME, Column, ColumnKind, of_fact, reserved

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
    if field is not None and column in BY_NAME and BY_NAME[column].personal and BY_NAME[column].kind is ColumnKind.KEY:
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
    return put(mapping, column, replace(field, unit=DurationUnit(unit) if unit else None, true=yes, false=no))


def between(mapping: Mapping, column: str, start: str, end: str) -> Mapping:
    """Return the mapping with the column read as the time from one header to another."""
    return put(mapping, column, Field(start=(start,), end=(end,)))


def renamed(mapping: Mapping, name: str, text: str) -> Mapping:
    """Return the mapping with the values of a column or further segment renamed: lines of `old = new`."""
    pairs = []
    for line in text.splitlines():
        old, sign, new = line.partition("=")
        if line.strip() and not (sign and old.strip() and new.strip()):
            raise BadInput(f"'{shown(line.strip(), 60)}' renames nothing; write each line as: old name = new name.")
        if line.strip():
            pairs.append((old.strip(), new.strip()))
    if name in dict(mapping.columns):
        return put(mapping, name, replace(dict(mapping.columns)[name], rename=tuple(pairs)))
    held = {n: replace(f, rename=tuple(pairs)) if n == name else f for n, f in mapping.segments}
    return replace(mapping, segments=tuple(held.items()))


def lines(field: Field) -> str:
    """Return a field's renamings as `renamed` reads them."""
    return "\n".join(f"{old} = {new}" for old, new in field.rename)


def with_segments(mapping: Mapping, headers: Sequence[str]) -> Mapping:
    """Return the mapping with a further segment for each of these headers, and for what is no plain header."""
    held = {n: f for n, f in mapping.segments if not plainly(f) or f.parts[0][0] in headers}
    have = {f.parts[0][0] for f in held.values() if plainly(f)}
    for header in headers:
        if header not in have:
            name = f"own {header}" if reserved(header) or header in held else header
            held[name] = Field(parts=((header,),))
    return replace(mapping, segments=tuple(held.items()))


def plainly(field: Field) -> bool:
    """Whether a field is read from one header."""
    return len(field.parts) == 1


def newest(mapping: Mapping, by: str, order: str) -> Mapping:
    """Return the mapping that keeps the newest row of each value of a header; "" keeps all, or goes by file order."""
    return replace(mapping, latest=Latest(by, order or None) if by else None)


def source(field: Field) -> str:
    """Return in words where a column is read from."""
    if field.value is not None:
        return f"always '{field.value}'"
    if field.start:
        return f"{field.start[0]} to {field.end[0]}"
    return " + ".join(names[0] for names in field.parts)
