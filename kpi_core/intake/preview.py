"""A first look at an export: its headers and first rows, what it may be, and what a mapping makes of those rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from kpi_core.errors import BadInput, DayOrder
from kpi_core.intake.mappings.assign import assigned, has_header, heads_by
from kpi_core.intake.mappings.bind import bind
from kpi_core.intake.mappings.field import Field
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.mappings.recognise import Recognition, recognise
from kpi_core.intake.rows.convert import convert
from kpi_core.intake.rows.filters import chosen
from kpi_core.intake.sources.detect import Limits, Source, opened, shown
from kpi_core.intake.sources.guard import guarded
from kpi_core.intake.sources.heads import Head, heads, union
from kpi_core.intake.sources.read import FILE, Export, read
from kpi_core.intake.sources.records import LINE
from kpi_core.intake.values.pseudonyms import HIDDEN
from kpi_core.intake.values.times import settled
from kpi_core.model import BY_NAME, ColumnKind

ROWS = 300  # of each file
_FEWEST = 20  # rows of each file, however many columns it has
_CELLS, _MOST_CELLS = 1_000_000, 4_000_000  # that are looked at in all: meant, and however few the rows
_EXAMPLES = 3
_VALUES = 40
_SAME = 0.7  # share of the headers of two files from which on they are one export
_DATA_LIKE = re.compile(r"^[\d\s.,:/+-]+$")


@dataclass(frozen=True, eq=False)
class Look:
    """The first rows of an export. `headless`: its first line looks like data and not like headers.

    `mapping` is the one that was given for these files or that recognises them.
    """

    export: Export
    headers: tuple[str, ...]
    known: Recognition | None
    headless: bool
    mapping: Mapping | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files that are looked at."""
        return tuple(h.part.name for h in self.export.heads)

    def values(self, header: str) -> tuple[str, ...]:
        """Return the texts that stand in a column's first rows, the most frequent first."""
        counts = self.export.frame[header].str.strip_chars().value_counts(sort=True)
        return tuple(v for v in counts[header].head(_VALUES).to_list() if v is not None)


@dataclass(frozen=True, slots=True)
class Side:
    """One canonical column of the first rows: what stands in the file, and what it is read as."""

    column: str
    source: str
    raw: tuple[str, ...]
    read: tuple[str, ...]
    how: str
    trouble: str


def look(
    sources: Sequence[Source] | Source, *, sheet: str | None = None, header: bool = True, limits: Limits | None = None
) -> Look:
    """Look at the headers and the first rows of files that are one export."""
    with opened(sources, limits) as (folder, parts):
        return _look(heads(parts, folder, sheet, header=header), None, header=header)


def looks(
    sources: Sequence[Source] | Source, mappings: Sequence[Mapping] = (), *, limits: Limits | None = None
) -> tuple[Look, ...]:
    """Look at files of any layouts: one look for the files of each mapping, given or known, and of each unknown layout.

    Raises BadInput for a file that fits two of the mappings given, or none and no known layout either.
    """
    with opened(sources, limits) as (folder, parts):
        header = has_header(mappings)
        shares = assigned(heads_by(parts, folder, mappings), mappings)
        groups = [(h, s.mapping) for s in shares for h in ([s.heads] if s.mapping else _alike(s.heads))]
        return tuple(_look(alike, mapping, header=header) for alike, mapping in groups)


def _look(found: Sequence[Head], mapping: Mapping | None, *, header: bool) -> Look:
    headers = tuple(union(found).values())
    each = max(1, len(headers) * len(found))
    if each * _FEWEST > _MOST_CELLS:
        raise BadInput(
            f"{len(found):,} files of {len(headers):,} columns in all are more than is looked at at once; give fewer."
        )
    export = read(found, None, first=min(ROWS, max(_FEWEST, _CELLS // each)))
    dataish = sum(bool(_DATA_LIKE.match(h)) for h in headers)
    known = recognise(headers) if header else None
    by = mapping or (known.mapping if known else None)
    return Look(export, headers, known, header and 2 * dataish >= len(headers), by)


def _alike(found: Sequence[Head]) -> list[list[Head]]:
    """Files that nobody knows, by layout: those that share most of their headers are one export."""
    groups: list[list[Head]] = []
    for head in found:
        own = set(union([head]))
        for group in groups:
            theirs = set(union(group[:1]))
            if len(own & theirs) >= _SAME * len(own | theirs):
                group.append(head)
                break
        else:
            groups.append([head])
    return groups


def preview(seen: Look, mapping: Mapping) -> tuple[Side, ...]:
    """Return what the mapping makes of the first rows, column by column; BadInput where it does not fit.

    Where the first rows do not settle the order of day and month, times are left blank: nothing is guessed.
    """
    bound, _ = bind(mapping, union(seen.export.heads))
    open_order = False
    with guarded("The first rows cannot be converted"):
        try:
            clock = settled(seen.export.frame, bound)
        except DayOrder:
            open_order = True
            clock = settled(seen.export.frame, replace(bound, day_first=True))
        rows, _ = chosen(seen.export.frame, bound, clock)
        done = convert(rows, seen.export, bound, clock)
    fields = dict((*bound.columns, *bound.segments))
    return tuple(
        _side(rows, done.frame, c.column, fields[c.column], c.source, c.how, c.failed, blank=open_order)
        for c in done.conversions
    )


def _side(
    rows: pl.DataFrame, frame: pl.DataFrame, name: str, field: Field, source: str, how: str, failed: int, *, blank: bool
) -> Side:
    kind = BY_NAME[name].kind if name in BY_NAME else ColumnKind.SEGMENT
    headers = [names[0] for names in field.headers()]
    raw = rows.select(FILE, LINE, *dict.fromkeys(headers))
    both = frame.select(FILE, LINE, made=pl.col(name)).join(raw, on=(FILE, LINE), how="left", maintain_order="left")
    parts = [pl.col(h).fill_null("").str.strip_chars() for h in dict.fromkeys(headers)]
    text = pl.concat_str(parts, separator=" + ") if parts else pl.lit("")
    both = both.select("made", text=text).unique(subset="text", maintain_order=True)
    shown_rows = pl.concat([both.filter(pl.col("made").is_not_null()), both.filter(pl.col("made").is_null())])
    pairs = shown_rows.head(_EXAMPLES).select("text", "made").rows()
    hide = field.personal or (name in BY_NAME and BY_NAME[name].personal)
    dated = blank and (kind is ColumnKind.TIME or field.start)
    return Side(
        name,
        shown(source),
        tuple(HIDDEN if hide else shown(t, 40) for t, _ in pairs),
        tuple(HIDDEN if hide else "" if dated else _said(v, kind) for _, v in pairs),
        "day or month first is not settled by the first rows" if dated else how,
        f"{failed:,} not understood" if failed else "",
    )


def _said(value: object, kind: ColumnKind) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}{' s' if kind is ColumnKind.SECONDS else ''}"
    return shown(str(value), 40)


def refusal(seen: Look) -> str:
    """Return the sentence for an export that is not a known one."""
    listed = ", ".join(f"'{shown(h, 40)}'" for h in seen.headers[:12])
    more = f" and {len(seen.headers) - 12} more" if len(seen.headers) > 12 else ""
    names = " and ".join(f"'{n}'" for n in seen.files[:3])
    return f"The export {names} is not a known one. Its columns are {listed}{more}; say below which of them means what."


def checked(mapping: Mapping) -> Mapping:
    """Return the mapping if an import can use it, else raise BadInput that says what is still to be chosen."""
    if "at" not in dict(mapping.columns) and not mapping.join:
        raise BadInput("Choose the column with the date and time of each contact; nothing can be counted without it.")
    return mapping
