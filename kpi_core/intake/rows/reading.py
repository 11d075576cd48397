"""One mapping and the files that it reads: the rows of one fact, and the account of every one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl

from kpi_core.data import Report, coverage
from kpi_core.errors import BadInput
from kpi_core.intake.mappings.bind import aliases, bind, used
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.mappings.suggest import suggest
from kpi_core.intake.rows.convert import Converted, convert
from kpi_core.intake.rows.copies import doubtful_copies, without_copies_between
from kpi_core.intake.rows.filters import chosen, last_of
from kpi_core.intake.rows.findings import findings, unread
from kpi_core.intake.rows.legs import stitched
from kpi_core.intake.rows.parts import possible
from kpi_core.intake.sources.delimited import Layout
from kpi_core.intake.sources.detect import shown
from kpi_core.intake.sources.heads import Head, describe, unified, union
from kpi_core.intake.sources.read import FILE, MOST_REFUSALS, Export, Progress, read, whole_rows
from kpi_core.intake.sources.records import LINE
from kpi_core.intake.sources.repeated_text import all_different
from kpi_core.intake.values.times import settled
from kpi_core.model import Fact, Grain

_SHOWN = 60  # characters of a line above the header


@dataclass(frozen=True)
class Reading:
    """What came of some files under their mapping. `frame` holds FILE, LINE and canonical columns."""

    mapping: Mapping
    export: Export
    frame: pl.DataFrame
    report: Report
    zone: str | None
    grain: Grain | None = None  # what one row stands for, where the times say it

    @property
    def segments(self) -> tuple[str, ...]:
        """The further segments that the mapping names."""
        return tuple(name for name, _ in self.mapping.segments)

    def without_source(self) -> "Reading":
        """Return the reading without the rows of source text."""
        return replace(self, export=self.export.without_rows())


@dataclass(frozen=True)
class Opened:
    """Files whose rows are read and not converted yet."""

    mapping: Mapping
    bound: Mapping
    lacking: tuple[str, ...]
    export: Export


def opened_by(
    mapping: Mapping, heads: Sequence[Head], progress: Progress | None = None, *, reasons: Sequence[str] = ()
) -> Opened:
    """Read the rows that the mapping speaks of. `reasons` say why it was chosen, where nobody chose it."""
    heads, drifted = unified(heads, aliases(mapping))
    bound, lacking = bind(mapping, union(heads))
    said = (*introduced(mapping, reasons), *drifted, *lacking)
    return Opened(mapping, bound, said, read(heads, used(bound), progress))


def opened_again(mapping: Mapping, export: Export, reasons: Sequence[str] = ()) -> Opened:
    """Return what `opened_by` would, of an export that was read with all of its columns."""
    heads, drifted = unified(export.heads, aliases(mapping))
    bound, lacking = bind(mapping, union(heads))
    frame = export.frame
    for before, after in zip(export.heads, heads, strict=True):
        frame = _renamed(frame, dict(zip(before.headers, after.headers, strict=True)))
    wanted = used(bound)
    narrow = frame.select(c for c in frame.columns if c in {FILE, LINE, *wanted})
    said = (*introduced(mapping, reasons), *drifted, *lacking)
    return Opened(mapping, bound, said, replace(export, heads=heads, frame=narrow))


def _renamed(frame: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """The frame with the cells of columns that changed their name under the common one."""
    for old, new in names.items():
        if old != new and old in frame.columns and new in frame.columns:
            frame = frame.with_columns(pl.coalesce(new, old).alias(new))
    return frame


def introduced(mapping: Mapping, reasons: Sequence[str]) -> tuple[str, ...]:
    """Return what a report says first of a mapping: why it was chosen, where nobody chose it, and its own notes."""
    why = (f"Recognised as {mapping.name}: {', '.join(reasons)}.",) if reasons else ()
    return (*why, *mapping.notes)


def converted(given: Opened) -> Reading:
    """Choose and convert the rows, and account for all of them."""
    export, bound = given.export, given.bound
    clock = settled(export.frame, bound)
    not_read = set(union(export.heads).values()) - set(export.frame.columns)
    rows, dropped = chosen(export.frame, bound, clock, partial(whole_rows, export.heads) if not_read else None)
    height, source = rows.height, [rows]
    del rows  # what is converted goes at once: source text is several times what comes of it
    export = export.without_rows()
    given = replace(given, export=export)
    done = convert(source.pop(), export, bound, clock)
    if bound.fact is Fact.INTERVAL:
        frame, refusals = possible(done.frame, export)
        refused = done.refused + done.frame.height - frame.height
        done = replace(done, frame=frame, refused=refused, refusals=(*done.refusals, *refusals))
    single = without_copies_between(done.frame)
    if done.frame.height > single.height:
        dropped["copies of a row in another file"] = done.frame.height - single.height
    done = replace(done, frame=single)
    if bound.dedupe:
        unique = last_of(done.frame, bound.dedupe)
        if done.frame.height > unique.height:
            why = f"earlier rows of the same {bound.dedupe}"
            dropped[why] = dropped.get(why, 0) + done.frame.height - unique.height
        done = replace(done, frame=unique)
    if bound.legs and bound.legs in done.frame.columns:
        whole = stitched(done.frame, bound.legs)
        if done.frame.height > whole.height:
            dropped["further legs, made one with the first leg of their contact"] = done.frame.height - whole.height
        done = replace(done, frame=whole)
    done = replace(done, frame=done.frame.drop(_lost(done, bound)))
    twice, names = _several(done.frame), [h.part.name for h in export.heads]
    odd = findings(done.frame, bound, names, twice=twice)
    if not bound.join:
        odd = (*odd, *doubtful_copies(done.frame, bound.fact, names))
    mapped = set(used(bound))
    unmapped = [h for h in union(export.heads).values() if h not in mapped]
    report = Report(
        files=files(export, given.mapping),
        read=sum(export.rows),
        kept=done.frame.height,
        dropped=dropped,
        refused=export.refused + done.refused,
        refusals=(*export.refusals, *done.refusals)[:MOST_REFUSALS],
        mapping=given.mapping.name,
        conversions=done.conversions,
        unmapped=tuple(unmapped),
        suggestions=suggest(unmapped, (n for n, _ in bound.columns), given.mapping.fact),
        notes=(*given.lacking, *done.notes, *(_repeats(done.frame, given.mapping) if twice else ()), *notes(export)),
        findings=(*odd, *done.findings, *unread(done.conversions, height, done.findings)),
        coverage=coverage(done.frame["at"]) if given.mapping.fact is Fact.CONTACT and not given.mapping.join else {},
    )
    return Reading(given.mapping, export, done.frame, report, clock.zone, done.grain)


def only_read(export: Export, note: str) -> Report:
    """Return the report of rows that no mapping turned into facts."""
    headers = tuple(union(export.heads).values())
    return Report(
        files=files(export),
        read=sum(export.rows),
        kept=export.frame.height,
        dropped={},
        refused=export.refused,
        refusals=export.refusals,
        unmapped=headers,
        suggestions=suggest(headers, ()),
        notes=(note, *notes(export)),
    )


def refuse_empty(reading: Reading) -> None:
    """Raise BadInput where none of the rows can be used."""
    if reading.frame.height:
        return
    report = reading.report
    names = ", ".join(f"'{h.part.name}'" for h in reading.export.heads[:3])
    sentence = f"None of the {report.read:,} rows of {names} can be used"
    if report.refusals:
        first = report.refusals[0]
        sentence += f": the first refusal is on line {first.line:,} of '{first.file}' ({first.reason})"
    elif report.dropped:
        sentence += ": " + "; ".join(f"{n:,} were dropped since {reason}" for reason, n in report.dropped.items())
    raise BadInput(sentence + ".")


def files(export: Export, mapping: Mapping | None = None) -> tuple[dict[str, Any], ...]:
    """Return how each file was read, how many rows it has and which fact they are."""
    said = {"fact": str(mapping.fact), "mapping": mapping.name} if mapping else {}
    return tuple(describe(h) | {"rows": rows} | said for h, rows in zip(export.heads, export.rows, strict=True))


def notes(export: Export) -> list[str]:
    """Return sentences about blank lines and repeated headers."""
    said = []
    if export.blank:
        lines = "1 blank line was" if export.blank == 1 else f"{export.blank:,} blank lines were"
        said.append(f"{lines} passed over; a blank line is no row.")
    said += [
        f"Every row of '{h.part.name}' ends with a delimiter that the header lacks; the empty field is left out."
        for h in export.heads
        if isinstance(h.how, Layout) and h.how.trailing
    ]
    said += [written_in(h) for h in export.heads if isinstance(h.how, Layout) and h.how.words]
    said += [above(h) for h in export.heads if h.how.above]
    repeated = dict.fromkeys(n for h in export.heads for n in h.repeated)
    return [*said, *(f"A header stands more than once; a later one is called '{n}'." for n in repeated)]


def written_in(head: Head) -> str:
    """Say in which code page a text was read, with words that another page would write otherwise."""
    how = head.how
    words = ", ".join(f"'{shown(word, _SHOWN)}'" for word in how.words) if isinstance(how, Layout) else ""
    encoding = how.encoding if isinstance(how, Layout) else ""
    return (
        f"'{head.part.name}' is no UTF-8 and was read as {encoding}, which gives words such as {words}; where they are "
        'not right, name another under [file] in the mapping, as encoding = "cp1250".'
    )


def above(head: Head) -> str:
    """Say what stands above a file's header; it is no row."""
    lines = head.how.above
    many, were = ("1 line", "was") if len(lines) == 1 else (f"{len(lines):,} lines", "were")
    shown_lines = ", ".join(f"'{shown(line, _SHOWN)}'" for line in lines[:2])
    more = f" and {len(lines) - 2:,} more" if len(lines) > 2 else ""
    return f"{many} above the header of '{head.part.name}' {were} passed over: {shown_lines}{more}."


def _lost(done: Converted, bound: Mapping) -> list[str]:
    """Keys of customers and issues of which a spreadsheet has shortened every one: nothing can be told by them."""
    names = [f.column for f in done.findings if f.check == "shortened" and f.column in {"customer_key", "issue_id"}]
    needed = {bound.join.by if bound.join else "", bound.dedupe, bound.legs}
    return [n for n in names if n not in needed and done.frame[n].null_count() == done.frame.height]


def _several(frame: pl.DataFrame) -> bool:
    """Whether a contact id stands on several rows."""
    return "contact_id" in frame.columns and not all_different(frame["contact_id"].drop_nulls())


def _repeats(frame: pl.DataFrame, mapping: Mapping) -> list[str]:
    if mapping.fact is not Fact.CONTACT or mapping.join:
        return []
    ids = frame["contact_id"].drop_nulls()
    repeated = ids.value_counts().filter(pl.col("count") > 1)
    return [
        (
            f"{repeated.height:,} contact ids stand on several rows ({int(repeated['count'].sum()):,} rows); all are "
            'kept: put dedupe = "contact_id" at the top of the mapping to keep the last of each.'
        )
    ]
