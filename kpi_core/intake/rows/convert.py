"""Applies a bound mapping to the rows that were read: canonical columns with their types, every loss counted."""

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import polars as pl
from polars import col

from kpi_core.data import Conversion, Finding, Refusal
from kpi_core.intake.mappings.field import Field
from kpi_core.intake.mappings.mapping import ROSTER, Mapping
from kpi_core.intake.rows.column import examples_of, read_column
from kpi_core.intake.rows.mends import mend
from kpi_core.intake.rows.source_text import joined_text
from kpi_core.intake.rows.work import Work
from kpi_core.intake.sources.read import FILE, Export
from kpi_core.intake.sources.records import LINE
from kpi_core.intake.values.cells import MISSING
from kpi_core.intake.values.duration_unit import unit_of
from kpi_core.intake.values.ranges import grain as grain_of
from kpi_core.intake.values.shape import often, told
from kpi_core.intake.values.times import Clock, read_times
from kpi_core.intake.values.told import commonest
from kpi_core.model import BY_NAME, Column, ColumnKind, Fact, Grain

_TRUE_SEGMENT = Column("", ColumnKind.SEGMENT, "a further segment")
_TOTALS = {Fact.INTERVAL, Fact.AGENT_TIME, Fact.COST}
_AT_ONCE = 2  # columns that are read at once
COLUMN = BY_NAME | {c.name: c for c in ROSTER}


@dataclass(frozen=True)
class Converted:
    """Canonical rows, each still with its FILE and LINE, and what happened to the cells on the way."""

    frame: pl.DataFrame
    refused: int
    refusals: tuple[Refusal, ...]
    conversions: tuple[Conversion, ...]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...] = ()  # what showed only while cells were read
    grain: Grain | None = None  # what one row stands for, where the times say it


def convert(frame: pl.DataFrame, export: Export, bound: Mapping, clock: Clock) -> Converted:
    """Return the canonical rows of `frame`, a part of the export's rows. Rows without a usable `at` are refused."""
    work = Work(export, bound, clock)
    work.gauged = unit_of(frame, bound, MISSING if bound.missing is None else bound.missing, clock)
    fields = dict(bound.columns)
    entry = fields.pop("at", None)
    timed = _timed(frame, entry, work) if entry else _Timed(frame, [], (), 0)
    rows, timed = timed.rows, replace(timed, rows=frame.clear())
    del frame
    made = [rows[FILE], rows[LINE], *timed.times]
    todo = [(name, COLUMN[name], one) for name, one in fields.items()]
    todo += [(name, _TRUE_SEGMENT, one) for name, one in bound.segments]
    works = [replace(work, conversions=[], notes=[], findings=[]) for _ in todo]
    left = sorted(range(len(todo)), key=lambda i: todo[i][0] != "customer_key")  # it takes longest
    read: dict[int, Future[pl.Series]] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        running: dict[Future[pl.Series], int] = {}
        while left or running:
            while left and len(running) < _AT_ONCE:
                i = left.pop(0)
                name, column, one = todo[i]
                cells = rows.select(FILE, LINE, *dict.fromkeys(header for names in one.headers() for header in names))
                running[pool.submit(read_column, cells, column, name, one, works[i])] = i
                later = {header for j in left for names in todo[j][2].headers() for header in names}
                rows = rows.drop(h for h in rows.columns if h not in {FILE, LINE, *later})
                del cells
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                read[running.pop(done)] = done
    made += [read[i].result() for i in range(len(todo))]  # of several faults the first column's is said
    works = [work, *works]
    return Converted(
        frame=pl.DataFrame(made),
        refused=timed.refused,
        refusals=timed.refusals,
        conversions=tuple(c for w in works for c in w.conversions),
        notes=tuple(n for w in works for n in w.notes),
        findings=tuple(f for w in works for f in w.findings),
        grain=timed.grain,
    )


@dataclass(frozen=True, slots=True)
class _Timed:
    """The rows that have a usable time, and the others' refusals."""

    rows: pl.DataFrame
    times: list[pl.Series]
    refusals: tuple[Refusal, ...]
    refused: int
    grain: Grain | None = None


def _timed(frame: pl.DataFrame, entry: Field, work: Work) -> _Timed:
    """Read `at`; rows without it are refused."""
    text = joined_text(frame, entry, work.words(entry), of_time=True)
    times = read_times(text, entry.parts, work.clock)
    usable = times.local.is_not_null()
    bad = frame.select(FILE, LINE, text=text).filter(~usable).with_columns(col("text").cast(pl.String))
    source = " + ".join(names[0] for names in entry.parts)
    known = often(bad["text"])
    refusals = tuple(
        Refusal(line, source, _no_time(cell, known), work.export.heads[file].part.name)
        for file, line, cell in bad.head(1_000).iter_rows()
    )
    note = work.clock.said(times)
    work.notes += [note] if note else []
    failed = bad.filter(col("text").is_not_null())
    work.conversions.append(
        Conversion(
            column="at",
            source=source,
            kind=str(ColumnKind.TIME),
            how=work.clock.order_of(entry.parts),
            converted=int(usable.sum()),
            missing=bad.height - failed.height,
            failed=failed.height,
            fact=str(work.mapping.fact),
            examples=examples_of(work, failed, hide=False),
            cells=commonest(failed["text"]),
            mend=mend("at", ColumnKind.TIME, entry, failed["text"], None, entry) if failed.height else "",
        )
    )
    made = [times.local.filter(usable).alias("at")]
    if times.utc is not None:
        made.append(times.utc.filter(usable).alias("at_utc"))
    rows = frame.filter(usable) if bad.height else frame  # a filter copies every row
    grain = grain_of(text.filter(usable)) if work.mapping.fact in _TOTALS else None
    return _Timed(rows, made, refusals, bad.height, grain)


def _no_time(cell: str | None, known: dict[str, int]) -> str:
    return "no date and time is given" if cell is None else f"{told(cell, known)} is not a date and time"


def cost_rows(contacts: pl.DataFrame, segments: Sequence[str]) -> pl.DataFrame:
    """Return the cost rows of contacts that carry a cost: their time, their segments and the cost."""
    names = [c for c in contacts.columns if c in ("at", "at_utc", "cost") or c in segments]
    names += [c for c in contacts.columns if c in BY_NAME and BY_NAME[c].segment and Fact.COST in BY_NAME[c].facts]
    return contacts.filter(col("cost").is_not_null()).select(*dict.fromkeys(names))
