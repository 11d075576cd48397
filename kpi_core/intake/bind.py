"""Binds a mapping to the headers of an export: every name becomes the export's own spelling, or is refused."""

from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import replace

from kpi_core.errors import BadInput, unknown
from kpi_core.intake.field import Conditions, Field, Names
from kpi_core.intake.headers import find
from kpi_core.intake.mapping import Mapping


def bind(mapping: Mapping, headers: Table[str, str]) -> tuple[Mapping, tuple[str, ...]]:
    """Return the mapping in the export's spelling, and sentences about optional columns that are not there.

    `headers` maps normal forms to spellings (`read.union`).
    """
    for names in mapping.match:
        _found(names, headers)
    notes: list[str] = []
    needed = ("at", mapping.join.by) if mapping.join else ("at",)
    columns = _fields(mapping.columns, headers, notes, needed if mapping.optional else None)
    segments = _fields(mapping.segments, headers, notes, needed if mapping.optional else None)
    latest = mapping.latest
    if latest:
        order = _found((latest.order,), headers) if latest.order else None
        latest = replace(latest, by=_found((latest.by,), headers), order=order)
    return (
        replace(
            mapping,
            columns=columns,
            segments=segments,
            latest=latest,
            keep=_rules(mapping.keep, headers),
            drop=_rules(mapping.drop, headers),
        ),
        tuple(notes),
    )


def lacks(mapping: Mapping, headers: Table[str, str]) -> tuple[str, ...]:
    """Return the headers that the mapping cannot do without and that are not there."""
    needed = list(mapping.match)
    fields = [] if mapping.optional else [f for _, f in (*mapping.columns, *mapping.segments)]
    fields += [f for n, f in mapping.columns if n == "at" or (mapping.join and n == mapping.join.by)]
    needed += [names for f in fields for names in f.headers()]
    needed += [(header,) for header, _ in (*mapping.keep, *mapping.drop)]
    return tuple(dict.fromkeys(names[0] for names in needed if find(names, headers) is None))


def used(bound: Mapping) -> tuple[str, ...]:
    """Return every header that a bound mapping reads."""
    fields = [f for _, f in (*bound.columns, *bound.segments)]
    names = [n for f in fields for names in f.headers() for n in names]
    names += [header for header, _ in (*bound.keep, *bound.drop)]
    if bound.latest:
        names += [n for n in (bound.latest.by, bound.latest.order) if n]
    return tuple(dict.fromkeys(names))


def _found(names: Names, headers: Table[str, str]) -> str:
    spelling = find(names, headers)
    if spelling is None:
        raise BadInput(unknown("column in the export named", names[0], headers.values()))
    return spelling


def _fields(
    fields: Iterable[tuple[str, Field]], headers: Table[str, str], notes: list[str], needed: Names | None
) -> tuple[tuple[str, Field], ...]:
    bound = []
    for name, field in fields:
        lacking = next((names for names in field.headers() if find(names, headers) is None), None)
        if lacking is not None and needed is not None and name not in needed:
            notes.append(f"The export has no '{lacking[0]}', so {name} is not known.")
            continue
        parts = tuple((_found(names, headers),) for names in field.parts)
        start = (_found(field.start, headers),) if field.start else ()
        end = (_found(field.end, headers),) if field.end else ()
        times = _found((field.times,), headers) if field.times else None
        where = _rules(field.where, headers)
        bound.append((name, replace(field, parts=parts, start=start, end=end, times=times, where=where)))
    return tuple(bound)


def _rules(rules: Conditions, headers: Table[str, str]) -> Conditions:
    return tuple((_found((header,), headers), values) for header, values in rules)
