"""The door: files and mappings in, a Dataset out, with the report of what became of every row."""

from collections.abc import Sequence
from typing import Any

from kpi_core.data import Dataset, Report, combined, from_dict
from kpi_core.errors import BadInput
from kpi_core.intake.mappings.assign import Share, assigned, heads_by, unknown_export
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.mappings.recognise import Recognition, recognise
from kpi_core.intake.profile import profile
from kpi_core.intake.rows.reading import Reading, converted, only_read, opened_again, opened_by, refuse_empty
from kpi_core.intake.rows.stack import stacked, unpacked
from kpi_core.intake.sources.detect import Limits, Source, opened
from kpi_core.intake.sources.guard import guarded
from kpi_core.intake.sources.heads import heads, union
from kpi_core.intake.sources.read import Export, Progress, read, refuse_unreadable

Mappings = Mapping | Sequence[Mapping] | None


def load(
    sources: Sequence[Source] | Source,
    mapping: Mappings = None,
    *,
    name: str | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
    packed: bool = False,
) -> Dataset:
    """Read export files into canonical rows, one table for each fact.

    `sources` are paths, folders, patterns or (name, bytes) pairs. One mapping reads them as one export; of several
    each file takes the one whose headers fit. Without a mapping the files are recognised by their headers, or
    refused with the headers that were found. `progress` is told how far it is. With `packed`, for a dataset that is
    only saved, the labels of large exports stay codes.
    """
    mappings = _listed(mapping)
    with opened(sources, limits) as (folder, parts):
        shares = assigned(heads_by(parts, folder, mappings), mappings)
        for share in shares:
            if share.mapping is None:
                raise unknown_export(share)
        given = [
            opened_by(s.mapping, s.heads, progress, reasons=s.known.reasons if s.known else ())
            for s in shares
            if s.mapping
        ]
        for one in given:
            refuse_unreadable(one.export)
        del one  # it would hold its rows while they are converted
        with guarded("The rows cannot be converted"):
            # The source text of one goes before the next is converted: it is several times what comes of it.
            readings = [converted(given.pop(0)).without_source() for _ in range(len(given))]
    with guarded("The rows cannot be converted"):
        for reading in readings:
            refuse_empty(reading)
        dataset = stacked(readings, name)
        return dataset if packed else unpacked(dataset)


def plan(
    sources: Sequence[Source] | Source, *, sheet: str | None = None, limits: Limits | None = None
) -> tuple[tuple[str, ...], Recognition | None]:
    """Return the headers of an export and the preset that fits, without reading its rows."""
    with opened(sources, limits) as (folder, parts):
        headers = tuple(union(heads(parts, folder, sheet)).values())
    return headers, recognise(headers)


def table(source: Source) -> list[tuple[str, ...]]:
    """Return a small table of any readable kind as rows of text, its header first."""
    with opened(source) as (folder, parts):
        found = heads(parts[:1], folder)
        export = read(found)
    return [found[0].headers, *(tuple(c or "" for c in row[2:]) for row in export.frame.head(1_000).iter_rows())]


def health(
    sources: Sequence[Source] | Source,
    mapping: Mappings = None,
    *,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """Return the report as plain values, with `columns`: what each source column looks like (see `examine`)."""
    return examine(sources, mapping, progress=progress, limits=limits)[1]


def examine(
    sources: Sequence[Source] | Source,
    mapping: Mappings = None,
    *,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> tuple[Dataset | None, dict[str, Any]]:
    """Return the dataset, where there is one, and the report with what each source column looks like.

    Without a mapping a known export is read as `load` would; any other is only read, and every row that came
    through the record guard counts as kept.
    """
    mappings = _listed(mapping)
    with opened(sources, limits) as (folder, parts):
        shares = assigned(heads_by(parts, folder, mappings), mappings)
        exports = [read(share.heads, None, progress) for share in shares]
        for export in exports:
            refuse_unreadable(export)
        with guarded("The rows cannot be examined"):
            pairs = list(zip(shares, exports, strict=True))
            found = [_examined(share, export, given=bool(mappings)) for share, export in pairs]
    with guarded("The rows cannot be examined"):
        readings = [one for one in found if isinstance(one, Reading)]
        whole = len(readings) == len(found) and all(r.frame.height for r in readings)
        dataset = unpacked(stacked(readings)) if whole else None
        reports = [one.report if isinstance(one, Reading) else one for one in found]
        report = from_dict(dict(dataset.report)) if dataset else combined(reports)
        preset = shares[0].known.preset if len(shares) == 1 and shares[0].known else None
        columns = [one for export in exports for one in profile(export)]
        return dataset, report.to_dict() | {"preset": preset, "columns": columns}


def _examined(share: Share, export: Export, *, given: bool) -> Reading | Report:
    """What the given or recognised mapping makes of the rows, else the report of the reading alone."""
    note = "No mapping is given and the export is not a known one: its rows were read and not converted."
    if share.mapping:
        try:
            return converted(opened_again(share.mapping, export, share.known.reasons if share.known else ()))
        except BadInput as problem:
            if given:
                raise
            note = str(problem)
    return only_read(export, note)


def _listed(mapping: Mappings) -> tuple[Mapping, ...]:
    if mapping is None:
        return ()
    return (mapping,) if isinstance(mapping, Mapping) else tuple(mapping)
