"""The door: files and a mapping in, a Dataset out, with the report of what became of every row."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from kpi_core.columns import SEGMENTS, Fact
from kpi_core.dataset import Assumption, Dataset
from kpi_core.defaults import complete
from kpi_core.errors import BadInput
from kpi_core.intake.bind import bind, used
from kpi_core.intake.convert import Converted, convert, cost_rows
from kpi_core.intake.guard import guarded
from kpi_core.intake.health import profile
from kpi_core.intake.mapping import Mapping
from kpi_core.intake.read import MOST_REFUSALS, Export, Head, Progress, describe, heads, read, refuse_unreadable, union
from kpi_core.intake.recognise import Recognition, recognise
from kpi_core.intake.report import Report
from kpi_core.intake.rows import chosen, last_of
from kpi_core.intake.sniff import Limits, Source, opened, shown
from kpi_core.intake.suggest import suggest
from kpi_core.intake.times import settled

VERSION = "1"  # of the way rows are read; part of the fingerprint


def load(
    sources: Sequence[Source] | Source,
    mapping: Mapping | None = None,
    *,
    name: str | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> Dataset:
    """Read export files into canonical rows.

    `sources` are paths, folders, patterns or (name, bytes) pairs, read as one export. Without a mapping the export
    is recognised by its headers, or refused with the headers that were found. `progress` is told sentences.
    """
    with opened(sources, limits) as (folder, parts):
        found = heads(parts, folder, mapping.sheet if mapping else None)
        mapping = mapping or _recognised(found).mapping
        bound, lacking = bind(mapping, union(found))
        export = read(found, used(bound), progress)
    refuse_unreadable(export)
    with guarded("The rows cannot be converted"):
        return _dataset(export, mapping, bound, lacking, name)


def plan(
    sources: Sequence[Source] | Source, *, sheet: str | None = None, limits: Limits | None = None
) -> tuple[tuple[str, ...], Recognition | None]:
    """Return the headers of an export and the preset that fits, without reading its rows."""
    with opened(sources, limits) as (folder, parts):
        headers = tuple(union(heads(parts, folder, sheet)).values())
    return headers, recognise(headers)


def health(
    sources: Sequence[Source] | Source,
    mapping: Mapping | None = None,
    *,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """Return the report as plain values, with `columns`: what each source column looks like.

    Without a mapping a known export is read as `load` would; any other is only read, and every row that came
    through the record guard counts as kept.
    """
    with opened(sources, limits) as (folder, parts):
        found = heads(parts, folder, mapping.sheet if mapping else None)
        headers = union(found)
        export = read(found, None, progress)
    known = None if mapping else recognise(tuple(headers.values()))
    with guarded("The rows cannot be examined"):
        report = _examined(export, mapping, known)
        return report.to_dict() | {"preset": known.preset if known else None, "columns": profile(export)}


def _examined(export: Export, mapping: Mapping | None, known: Recognition | None) -> Report:
    """The report of the given or recognised mapping, else of the reading alone."""
    chosen_mapping = mapping or (known.mapping if known else None)
    note = "No mapping is given and the export is not a known one: its rows were read and not converted."
    if chosen_mapping:
        try:
            bound, lacking = bind(chosen_mapping, union(export.heads))
            return _converted(export, chosen_mapping, bound, lacking)[1]
        except BadInput as problem:
            if mapping:
                raise
            note = str(problem)
    headers = tuple(union(export.heads).values())
    return Report(
        files=_files(export),
        read=sum(export.rows),
        kept=export.frame.height,
        dropped={},
        refused=export.refused,
        refusals=export.refusals,
        unmapped=headers,
        suggestions=suggest(headers, ()),
        notes=(note, *_notes(export)),
    )


def _recognised(found: Sequence[Head]) -> Recognition:
    headers = list(union(found).values())
    known = recognise(headers)
    if known is None:
        listed = ", ".join(f"'{shown(h, 60)}'" for h in headers[:30]) + (
            f" and {len(headers) - 30} more" if len(headers) > 30 else ""
        )
        raise BadInput(
            f"The export '{found[0].part.name}' is not a known one; give --mapping FILE or --preset NAME. "
            f"Its headers are {listed}."
        )
    return known


def _converted(
    export: Export, mapping: Mapping, bound: Mapping, lacking: Sequence[str]
) -> tuple[Converted, Report, str | None]:
    """Choose and convert the rows, and account for all of them."""
    clock = settled(export.frame, bound)
    rows, dropped = chosen(export.frame, bound, clock)
    done = convert(rows, export, bound, clock)
    if mapping.dedupe:
        unique = last_of(done.frame, mapping.dedupe)
        if done.frame.height > unique.height:
            dropped[f"earlier rows of the same {mapping.dedupe}"] = done.frame.height - unique.height
        done = replace(done, frame=unique)
    mapped = set(used(bound))
    unmapped = [h for h in union(export.heads).values() if h not in mapped]
    report = Report(
        files=_files(export),
        read=sum(export.rows),
        kept=done.frame.height,
        dropped=dropped,
        refused=export.refused + done.refused,
        refusals=(*export.refusals, *done.refusals)[:MOST_REFUSALS],
        mapping=mapping.name,
        conversions=done.conversions,
        unmapped=tuple(unmapped),
        suggestions=suggest(unmapped, (n for n, _ in bound.columns)),
        notes=(*lacking, *done.notes, *_repeats(done.frame), *_notes(export)),
    )
    return done, report, clock.zone


def _dataset(export: Export, mapping: Mapping, bound: Mapping, lacking: Sequence[str], name: str | None) -> Dataset:
    done, report, zone = _converted(export, mapping, bound, lacking)
    if done.frame.is_empty():
        raise BadInput(_nothing_left(report))
    frame, assumptions = done.frame, tuple[Assumption, ...]()
    tables: dict[Fact, pl.DataFrame] = {}
    segments = tuple(s for s, _ in bound.segments)
    if mapping.fact is Fact.CONTACT:
        if "cost" in frame.columns:
            tables[Fact.COST] = cost_rows(frame, segments)
            frame = frame.drop("cost")
        frame, assumptions = complete(frame)
        report = replace(report, notes=(*report.notes, *(a.sentence for a in assumptions)))
    tables = {mapping.fact: frame, **tables}
    return Dataset(
        name=name or _stem(export.heads[0].part.name),
        fingerprint=fingerprint([head.how.digest for head in export.heads], mapping),
        tables=tables,
        segments=tuple(s for s in segments if s not in SEGMENTS),
        assumptions=assumptions,
        timezone=zone,
        report=report.to_dict(),
    )


def fingerprint(digests: Sequence[str], mapping: Mapping) -> str:
    """Return 12 hex characters that stand for these contents read by this mapping."""
    whole = "\n".join([VERSION, mapping.content, *sorted(digests)])
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def _files(export: Export) -> tuple[dict[str, Any], ...]:
    return tuple(describe(h) | {"rows": rows} for h, rows in zip(export.heads, export.rows, strict=True))


def _notes(export: Export) -> list[str]:
    notes = []
    if export.blank:
        notes.append(f"{export.blank:,} blank lines were passed over; they are not rows.")
    repeated = dict.fromkeys(n for h in export.heads for n in h.repeated)
    return [*notes, *(f"A header stands more than once; a later one is called '{n}'." for n in repeated)]


def _repeats(frame: pl.DataFrame) -> list[str]:
    if "contact_id" not in frame.columns:
        return []
    counts = frame["contact_id"].drop_nulls().value_counts()
    repeated = counts.filter(pl.col("count") > 1)
    if repeated.is_empty():
        return []
    return [
        (
            f"{repeated.height:,} contact ids stand on several rows ({int(repeated['count'].sum()):,} rows); all are "
            'kept: name [latest] or dedupe = "contact_id" in the mapping to keep one of each.'
        )
    ]


def _nothing_left(report: Report) -> str:
    sentence = f"None of the {report.read:,} rows can be used"
    if report.refusals:
        first = report.refusals[0]
        sentence += f": the first refusal is on line {first.line:,} of '{first.file}' ({first.reason})"
    elif report.dropped:
        sentence += ": " + "; ".join(f"{n:,} were dropped since {reason}" for reason, n in report.dropped.items())
    return sentence + "."


def _stem(name: str) -> str:
    base = name.rsplit("/", 1)[-1]
    for ending in (".gz", ".zip", ".csv", ".txt", ".tsv", ".xlsx", ".parquet"):
        if base.lower().endswith(ending):
            base = base[: -len(ending)]
    return base or name
