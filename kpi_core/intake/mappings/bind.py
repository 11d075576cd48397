"""Binds a mapping to the headers of an export: every name becomes the export's own spelling, or is refused."""

from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import replace

from kpi_core.errors import BadInput, unknown
from kpi_core.intake.mappings.field import Conditions, Field, Names
from kpi_core.intake.mappings.mapping import Gauge, Mapping
from kpi_core.intake.sources.headers import find


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
            gauge=_gauge(mapping.gauge, headers),
            columns=columns,
            segments=segments,
            latest=latest,
            keep=_rules(_known(mapping.keep, mapping, headers, notes), headers),
            drop=_rules(_known(mapping.drop, mapping, headers, notes), headers),
        ),
        tuple(notes),
    )


def lacks(mapping: Mapping, headers: Table[str, str]) -> tuple[str, ...]:
    """Return the headers that the mapping cannot do without and that are not there."""
    needed = list(mapping.match)
    fields = [] if mapping.optional else [f for _, f in (*mapping.columns, *mapping.segments)]
    fields += [f for n, f in mapping.columns if n == "at" or (mapping.join and n == mapping.join.by)]
    needed += [names for f in fields for names in f.headers()]
    needed += [] if mapping.optional else [(header,) for header, _ in (*mapping.keep, *mapping.drop)]
    return tuple(dict.fromkeys(names[0] for names in needed if find(names, headers) is None))


def aliases(mapping: Mapping) -> tuple[Names, ...]:
    """Return every place of the mapping that gives a header more than one name."""
    fields = [f for _, f in (*mapping.columns, *mapping.segments)]
    places = [names for f in fields for names in f.headers()]
    places += [mapping.gauge.column, mapping.gauge.start, mapping.gauge.end] if mapping.gauge else []
    return tuple(dict.fromkeys(n for n in places if len(n) > 1 or "*" in n[0]))


def used(bound: Mapping) -> tuple[str, ...]:
    """Return every header that a bound mapping reads."""
    fields = [f for _, f in (*bound.columns, *bound.segments)]
    names = [n for f in fields for names in f.headers() for n in names]
    names += [header for header, _ in (*bound.keep, *bound.drop)]
    if bound.gauge:
        names += [n for one in (bound.gauge.column, bound.gauge.start, bound.gauge.end) for n in one]
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
    for name, given in fields:
        field = given if needed is None else _without_absent(name, given, headers, notes)
        lacking = _first_lacking(field, headers)
        while lacking is not None and needed is not None and field.fallback:
            field = field.fallback
            lacking = _first_lacking(field, headers)
        if lacking is not None and needed is not None and name not in needed:
            notes.append(f"The export has no '{lacking[0]}', so {name} is not known.")
            continue
        bound.append((name, _one(field, headers)))
    return tuple(bound)


def _first_lacking(field: Field, headers: Table[str, str]) -> Names | None:
    return next((names for names in field.headers() if find(names, headers) is None), None)


def _gauge(gauge: Gauge | None, headers: Table[str, str]) -> Gauge | None:
    """The gauge in the export's spelling; None where the export lacks a part of it."""
    if gauge is None:
        return None
    column, start, end = (find(names, headers) for names in (gauge.column, gauge.start, gauge.end))
    return Gauge((column,), (start,), (end,)) if column and start and end else None


def _one(field: Field, headers: Table[str, str]) -> Field:
    """One entry in the export's spelling."""

    def spelt(names: Names) -> Names:
        return (_found(names, headers),) if names else ()

    return replace(
        field,
        parts=tuple(spelt(names) for names in field.parts),
        start=spelt(field.start),
        end=spelt(field.end),
        times=_found((field.times,), headers) if field.times else None,
        where=_rules(field.where, headers),
        filled=tuple((word, spelt(names)) for word, names in field.filled),
        less=tuple(spelt(names) for names in field.less),
        fallback=_one(field.fallback, headers) if field.fallback else None,
    )


def _without_absent(name: str, field: Field, headers: Table[str, str], notes: list[str]) -> Field:
    """An entry of a preset without the conditions, the deductions and the fallback that this export cannot serve."""
    where = tuple((h, values) for h, values in field.where if find((h,), headers))
    less = tuple(names for names in field.less if find(names, headers))
    absent = [h for h, _ in field.where if not find((h,), headers)]
    notes += [f"The export has no '{h}', so {name} is taken without regard to it." for h in absent]
    taken = [names[0] for names in field.less if not find(names, headers)]
    notes += [f"The export has no '{h}', so it is not taken off {name}." for h in taken]
    fallback = field.fallback
    if fallback and any(find(names, headers) is None for names in fallback.headers()):
        fallback = None
    return replace(field, where=where, less=less, fallback=fallback)


def _known(rules: Conditions, mapping: Mapping, headers: Table[str, str], notes: list[str]) -> Conditions:
    """Rules of a preset about columns that are there."""
    if not mapping.optional:
        return rules
    notes += [f"The export has no '{h}', so no rows are chosen by it." for h, _ in rules if not find((h,), headers)]
    return tuple((h, values) for h, values in rules if find((h,), headers))


def _rules(rules: Conditions, headers: Table[str, str]) -> Conditions:
    return tuple((_found((header,), headers), values) for header, values in rules)
