"""Applies a bound mapping to the rows that were read: canonical columns with their types, every loss counted."""

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import partial

import polars as pl
from polars import col

from kpi_core.data import Conversion, Finding, Refusal
from kpi_core.intake.mappings.field import DurationUnit, Field
from kpi_core.intake.mappings.mapping import ROSTER, Mapping
from kpi_core.intake.sources.detect import shown
from kpi_core.intake.sources.read import FILE, Export
from kpi_core.intake.sources.records import LINE
from kpi_core.intake.sources.repeated_text import apart, each, is_packed, repeating
from kpi_core.intake.values import dates, durations, interval_totals, pseudonyms
from kpi_core.intake.values.cells import MISSING, decimal_comma, flag, numbers, present
from kpi_core.intake.values.duration_unit import unit_of
from kpi_core.intake.values.labels import joined
from kpi_core.intake.values.times import Clock, difference, read_times
from kpi_core.model import BY_NAME, OUTCOMES, Column, ColumnKind, Fact, dtype_on

_TRUE_SEGMENT = Column("", ColumnKind.SEGMENT, "a further segment")
_EXAMPLES = 5
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


@dataclass(slots=True)
class _Work:
    """What the reading of columns shares while it goes on."""

    export: Export
    mapping: Mapping
    clock: Clock
    conversions: list[Conversion] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    key: bytes | None = None
    gauged: tuple[DurationUnit, str] | None = None

    def words(self, entry: Field) -> tuple[str, ...]:
        """The words for missing in a column."""
        usual = MISSING if self.mapping.missing is None else self.mapping.missing
        return (*usual, *entry.missing)

    def found(self, check: str, column: str, rows: pl.DataFrame, odd: pl.Series, sentence: str) -> None:
        """Note an oddity of these rows, which is said in the notes too."""
        self.notes.append(f"{column}: {sentence}")
        file, line = rows.select(FILE, LINE).filter(odd.fill_null(value=False)).row(0)
        name = self.export.heads[file].part.name
        self.findings.append(Finding(check, column, int(odd.sum()), rows.height, f"{column}: {sentence}", name, line))

    def secret(self) -> bytes:
        if self.key is None:
            self.key = pseudonyms.secret()
        return self.key


@dataclass(frozen=True, slots=True)
class _Read:
    """A column's values, how they were read, and which present cells were not understood."""

    values: pl.Series
    how: str = ""
    failed: pl.Series | None = None


def convert(frame: pl.DataFrame, export: Export, bound: Mapping, clock: Clock) -> Converted:
    """Return the canonical rows of `frame`, a part of the export's rows. Rows without a usable `at` are refused."""
    work = _Work(export, bound, clock)
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
                running[pool.submit(_column, cells, column, name, one, works[i])] = i
                later = {header for j in left for names in todo[j][2].headers() for header in names}
                rows = rows.drop(h for h in rows.columns if h not in {FILE, LINE, *later})
                del cells
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                read[running.pop(done)] = done
    made += [read[i].result() for i in range(len(todo))]  # of several faults the first column's is said
    works = [work, *works]
    said = [tuple(x for w in works for x in getattr(w, kind)) for kind in ("conversions", "notes", "findings")]
    return Converted(pl.DataFrame(made), timed.refused, timed.refusals, *said)


@dataclass(frozen=True, slots=True)
class _Timed:
    """The rows that have a usable time, and the others' refusals."""

    rows: pl.DataFrame
    times: list[pl.Series]
    refusals: tuple[Refusal, ...]
    refused: int


def _timed(frame: pl.DataFrame, entry: Field, work: _Work) -> _Timed:
    """Read `at`; rows without it are refused."""
    text = joined_text(frame, entry, work.words(entry), of_time=True)
    times = read_times(text, entry.parts, work.clock)
    usable = times.local.is_not_null()
    bad = frame.select(FILE, LINE, text=text).filter(~usable)
    source = " + ".join(names[0] for names in entry.parts)
    refusals = tuple(
        Refusal(line, source, _no_time(cell), work.export.heads[file].part.name)
        for file, line, cell in bad.head(1_000).iter_rows()
    )
    note = work.clock.said(times)
    work.notes += [note] if note else []
    how, read = work.clock.order_of(entry.parts), int(usable.sum())
    failed = bad.filter(col("text").is_not_null())
    blank, examples = bad.height - failed.height, _examples(work, failed, hide=False)
    fact = str(work.mapping.fact)
    work.conversions.append(
        Conversion("at", source, str(ColumnKind.TIME), how, read, blank, failed.height, fact, examples)
    )
    made = [times.local.filter(usable).alias("at")]
    if times.utc is not None:
        made.append(times.utc.filter(usable).alias("at_utc"))
    rows = frame.filter(usable) if bad.height else frame  # a filter copies every row
    return _Timed(rows, made, refusals, bad.height)


def joined_text(frame: pl.DataFrame, entry: Field, missing: Sequence[str], *, of_time: bool = False) -> pl.Series:
    """Return a field's trimmed source text: several cells joined with a space, null where all are missing."""
    if entry.value is not None:
        return pl.Series("text", [entry.value]).new_from_index(0, frame.height)
    if entry.filled:
        words = [pl.when(present(col(n[0]), missing).is_not_null()).then(pl.lit(w)) for w, n in entry.filled]
        return frame.select(pl.coalesce(words).alias("text"))["text"]
    cells = [present(col(names[0]), missing) for names in entry.parts]
    if len(cells) == 1:
        only = partial(_present, missing=missing)
        return each(frame[entry.parts[0][0]].alias("text"), only)
    whole: pl.Expr
    if of_time:
        cells = [dates.part(c) for c in cells]
        # A time of day without its date is no time.
        whole = pl.when(cells[0].is_not_null()).then(pl.concat_str(cells, separator=" ", ignore_nulls=True))
    else:
        whole = pl.concat_str(cells, separator=" ", ignore_nulls=True)
    return frame.select(pl.when(whole.str.len_bytes() > 0).then(whole).alias("text"))["text"]


def _present(text: pl.Series, missing: Sequence[str]) -> pl.Series:
    return pl.select(present(pl.lit(text), missing)).to_series().alias("text")


def _no_time(cell: str | None) -> str:
    return "no date and time is given" if cell is None else f"'{shown(cell, 60)}' is not a date and time"


def _column(rows: pl.DataFrame, column: Column, name: str, entry: Field, work: _Work) -> pl.Series:
    """Read one column, note how it went, and return its values with the column's type."""
    dtype = dtype_on(column, work.mapping.fact)
    kind = ColumnKind.COUNT if column.kind is ColumnKind.FLAG and dtype == pl.Int64 else column.kind
    if work.mapping.fact is Fact.INTERVAL and not entry.start:
        interval_totals.check(name, entry, kind)
    personal = entry.personal or (column.personal and column.kind is ColumnKind.KEY)
    hide = personal or column.personal
    once = None if entry.fallback else _once(rows, kind, name, entry, work)
    text, read = once or _sourced(rows, kind, name, entry, work)
    values, failed, how = read.values, read.failed, read.how
    if entry.fallback:
        # Only where nothing stands in the first place: what is there and not understood stays missing.
        blank = text.is_null()
        second, other = _sourced(rows, kind, name, entry.fallback, work)
        values = _plain(values).zip_with(~blank, _plain(other.values))
        failed, text = read.failures.zip_with(~blank, other.failures), _plain(text).zip_with(~blank, _plain(second))
        how = "; ".join(dict.fromkeys(h for h in (how, f"else {_source(entry.fallback)}") if h))
    if personal and _plain(values.clear()).dtype == pl.String:
        values = repeating(values)
        if name == "customer_key":
            values = _customers(values, rows, work)
        values = pseudonyms.hashed(values, work.secret())
    at = pl.Series([], dtype=pl.get_index_type()) if failed is None else failed.fill_null(value=False).arg_true()
    bad = rows.select(FILE, LINE).gather(at).with_columns(text=text.gather(at).cast(pl.String))
    good = values.len() - values.null_count()
    work.conversions.append(
        Conversion(
            name, _source(entry), str(kind), how, good, values.len() - good - bad.height, bad.height,
            str(work.mapping.fact), _examples(work, bad, hide=hide),
        )
    )  # fmt: skip
    return (values if is_packed(values) and dtype == pl.String else values.cast(dtype)).alias(name)


def _plain(values: pl.Series) -> pl.Series:
    return values.cast(pl.String) if is_packed(values) else values


def _customers(keys: pl.Series, rows: pl.DataFrame, work: _Work) -> pl.Series:
    """The keys that can be one customer's: a word or a number that stands for many would make them one."""
    word, crowd = pseudonyms.nobody(keys)
    if word.any():
        said = f"{int(word.sum()):,} keys such as 'anonymous' or '0' name nobody and are taken as missing."
        work.found("placeholder", "customer_key", rows, word, said)
    if crowd.any():
        said = f"{int(crowd.sum()):,} rows share one key, more than one customer can have; it is taken as missing."
        work.found("placeholder", "customer_key", rows, crowd, said)
    nobody = word | crowd
    return pl.select(pl.when(~nobody).then(keys).alias(keys.name)).to_series() if nobody.any() else keys


@dataclass(frozen=True, slots=True)
class _Sourced:
    """A column's values, which present cells were not understood (None where all were), and how they were read."""

    values: pl.Series
    failed: pl.Series | None
    how: str

    @property
    def failures(self) -> pl.Series:
        """Whether each cell was not understood."""
        if self.failed is not None:
            return self.failed
        return pl.Series([False]).new_from_index(0, len(self.values))


def _once(
    rows: pl.DataFrame, kind: ColumnKind, name: str, entry: Field, work: _Work
) -> tuple[pl.Series, _Sourced] | None:
    """A packed column of single cells, each different one looked at once; None where that is not enough.

    It is not where a cell is not understood. The text, which tells that one, is therefore left out.
    """
    if kind not in _CELL_BY_CELL or len(list(entry.headers())) != 1 or len(entry.parts) != 1:
        return None
    if entry.true is not None or entry.false is not None or entry.first_of or not is_packed(rows[entry.parts[0][0]]):
        return None
    cells, put = apart(rows[entry.parts[0][0]])
    text = _present(cells, work.words(entry))
    read = _READERS[kind](text, rows, name, entry, work)
    if (read.values.is_null() & text.is_not_null()).any():
        return None
    return text, _Sourced(put(read.values), None, read.how)


def _sourced(rows: pl.DataFrame, kind: ColumnKind, name: str, entry: Field, work: _Work) -> tuple[pl.Series, _Sourced]:
    """One source of a column: its text, null where it is blank, and what was read from it."""
    if entry.start:
        cells = [present(col(names[0]), work.words(entry)) for names in (entry.start, entry.end)]
        text = rows.select(pl.concat_str(cells, separator=" to ").alias("text"))["text"]
        read = _difference(rows, entry, work, name)
    else:
        text = joined_text(rows, entry, work.words(entry))
        text = _plain(text) if entry.first_of or entry.where else text
        if entry.first_of:
            text = text.str.split(entry.first_of).list.first().str.strip_chars()
            text = pl.select(pl.when(text != "").then(text)).to_series().alias("text")
            text = rows.select(present(pl.lit(text), work.words(entry)).alias("text"))["text"]
        if entry.where:
            text = rows.select(pl.when(_met(entry)).then(text).alias("text"))["text"]
        read = _values(kind, text, rows, name, entry, work)
    failed = read.failed
    if failed is None and read.values.null_count() > text.null_count():
        failed = read.values.is_null() & text.is_not_null()
    return text, _Sourced(read.values, failed, read.how)


def _values(kind: ColumnKind, text: pl.Series, rows: pl.DataFrame, name: str, entry: Field, work: _Work) -> _Read:
    """Read the cells; an average or a share is multiplied by its count."""
    if not entry.times and is_packed(text) and kind in _CELL_BY_CELL and not (entry.true or entry.false):
        once, put = apart(text, just_put=True)
        read = _READERS[kind](once, rows, name, entry, work)
        return _Read(put(read.values), read.how, None if read.failed is None else put(read.failed))
    if not entry.times:
        return _READERS[kind](text, rows, name, entry, work)
    text = _plain(text)
    counts = numbers(rows.select(present(col(entry.times), work.words(entry)).alias("n"))["n"])
    if kind is ColumnKind.COUNT:
        return _Read(*interval_totals.part_of(text, counts, name, entry))
    read = _READERS[kind](text, rows, name, entry, work)
    failed = read.values.is_null() & text.is_not_null() if read.failed is None else read.failed
    return _Read(read.values * counts, f"{read.how}, times {entry.times}".removeprefix(", "), failed)


def _source(entry: Field) -> str:
    if entry.value is not None:
        return f"the value '{entry.value}'"
    if entry.start:
        return f"{entry.start[0]} to {entry.end[0]}"
    if entry.filled:
        return " or ".join(names[0] for _, names in entry.filled)
    return " + ".join(names[0] for names in entry.parts)


def _examples(work: _Work, bad: pl.DataFrame, *, hide: bool) -> tuple[dict[str, object], ...]:
    return tuple(
        {
            "file": work.export.heads[file].part.name,
            "line": line,
            "value": pseudonyms.HIDDEN if hide else ("" if text is None else shown(text, 60)),
        }
        for file, line, text in bad.head(_EXAMPLES).iter_rows()
    )


def _met(entry: Field) -> pl.Expr:
    texts = [(col(header).cast(pl.String).str.strip_chars().fill_null(""), values) for header, values in entry.where]
    return pl.all_horizontal([text.is_in(values) for text, values in texts])


def _difference(rows: pl.DataFrame, entry: Field, work: _Work, name: str) -> _Read:
    start, end = (
        rows.select(present(col(names[0]), work.words(entry)).alias(names[0]))[names[0]]
        for names in (entry.start, entry.end)
    )
    found = difference(start, end, work.clock, wrap=entry.wrap)
    values = found.seconds
    if entry.where:
        values = rows.select(pl.when(_met(entry)).then(values).alias("v"))["v"]
    if found.backwards:
        said = f"{found.backwards:,} ends lie before their start and are taken as missing."
        work.found("backwards", name, rows, found.early, said)
    return _Read(values, found.how, found.failed)


def _seconds(text: pl.Series, rows: pl.DataFrame, name: str, entry: Field, work: _Work) -> _Read:
    header = entry.parts[0][0] if entry.parts else ""
    unit, how = _unit(text, header, entry, work, name)
    values = durations.to_seconds(text, unit)
    if how.endswith("guessed") and durations.open_unit(text, header, name):
        other = DurationUnit.MS if unit is DurationUnit.S else DurationUnit.S
        said = (
            f"nothing but their size says that the numbers of '{header}' are in {unit} and not in {other}; "
            "set unit in the mapping."
        )
        work.found("unit", name, rows, values.is_not_null(), said)
    failed = values.is_null() & text.is_not_null() if values.null_count() > text.null_count() else None
    for names in entry.less:
        part = rows.select(present(col(names[0]), work.words(entry)).alias("t"))["t"]
        values = values - durations.to_seconds(part, _unit(part, names[0], entry, work, name)[0]).fill_null(0.0)
        how += f", less {names[0]}"
    negative = values < 0
    if negative.any():
        said = f"{int(negative.sum()):,} negative durations are taken as missing."
        work.found("negative", name, rows, negative, said)
        values = pl.select(pl.when(~negative).then(values)).to_series()
        negative = negative.fill_null(value=False)
        return _Read(values, how, negative if failed is None else failed | negative)
    return _Read(values, how, failed)


def _unit(text: pl.Series, header: str, entry: Field, work: _Work, name: str) -> tuple[DurationUnit, str]:
    """The unit of a column of durations, and how it was settled."""
    if entry.unit:
        return entry.unit, f"unit {entry.unit}"
    if entry.value is not None:
        return DurationUnit.S, f"unit {DurationUnit.S}"
    if work.gauged and durations.guess_unit(text, header) is not DurationUnit.CLOCK:
        return work.gauged[0], f"unit {work.gauged[0]}, {work.gauged[1]}"
    unit = durations.guess_unit(text, header, name)
    return unit, f"unit {unit}, guessed"


def _number(text: pl.Series, _rows: pl.DataFrame, _name: str, entry: Field, _work: _Work) -> _Read:
    comma = decimal_comma(text)
    texts = _renamed(text, entry)
    values = numbers(texts, comma=comma)
    return _Read(values, "decimal comma" if comma else "")


def _count(text: pl.Series, rows: pl.DataFrame, name: str, entry: Field, work: _Work) -> _Read:
    if entry.true is not None or entry.false is not None:
        read = _flag(text, rows, name, entry, work)
        return _Read(read.values.cast(pl.Int64), read.how, read.failed)
    read = _number(text, rows, name, entry, work)
    folded = text.str.to_lowercase()
    words = pl.select(
        pl.when(folded.is_in(["true", "yes", "y"])).then(1.0).when(folded.is_in(["false", "no", "n"])).then(0.0)
    ).to_series()
    values = read.values.zip_with(read.values.is_not_null(), words)
    whole = pl.select(pl.when((values % 1 == 0) & (values >= 0) & (values < 2**53)).then(values)).to_series()
    return _Read(whole.cast(pl.Int64), read.how)


def _flag(text: pl.Series, rows: pl.DataFrame, _name: str, entry: Field, _work: _Work) -> _Read:
    if (entry.true is None and entry.false is None) or not entry.parts:
        values = text.to_frame("t").select(flag(col("t"), entry.true, entry.false).alias("v"))["v"]
        return _Read(values)
    # The source text itself is compared: a word for missing is a value here.
    cells = [col(names[0]).cast(pl.String).str.strip_chars() for names in entry.parts]
    raw = cells[0] if len(cells) == 1 else pl.concat_str(cells, separator=" ")
    values = rows.select(flag(raw, entry.true, entry.false).alias("v"))["v"]
    if entry.where:
        values = rows.select(pl.when(_met(entry)).then(values).alias("v"))["v"]
    return _Read(values, _said(entry), values.is_null() & text.is_not_null())


def _said(entry: Field) -> str:
    said = [
        f"{word} is {' or '.join(repr(v) for v in v2)}"
        for word, v2 in (("true", entry.true), ("false", entry.false))
        if v2
    ]
    return ", ".join(said)


def _segment(text: pl.Series, _rows: pl.DataFrame, name: str, entry: Field, work: _Work) -> _Read:
    values, rows, _ = joined(text, dict(entry.rename))
    if rows:
        work.notes.append(
            f"{name}: {rows:,} rows differ from the commonest spelling of their label in case or spaces, and joined it."
        )
    if entry.first_of:
        work.notes.append(f"{name}: of several values in a cell the first is taken.")
    return _Read(values)


def _text(text: pl.Series, _rows: pl.DataFrame, name: str, entry: Field, _work: _Work) -> _Read:
    values = _renamed(text, entry)
    if name != "outcome":
        return _Read(values)
    return _Read(each(values, _outcomes))


def _outcomes(words: pl.Series) -> pl.Series:
    folded = words.str.to_lowercase().str.replace_all(r"[\s-]+", "_")
    return pl.select(pl.when(folded.is_in(OUTCOMES)).then(folded)).to_series()


def _renamed(text: pl.Series, entry: Field) -> pl.Series:
    return each(text, lambda words: words.replace(dict(entry.rename))) if entry.rename else text


def _time(text: pl.Series, rows: pl.DataFrame, _name: str, entry: Field, work: _Work) -> _Read:
    if len(entry.parts) > 1:
        text = joined_text(rows, entry, work.words(entry), of_time=True)
    return _Read(read_times(text, entry.parts, work.clock).local, work.clock.order_of(entry.parts))


_READERS = {
    ColumnKind.TIME: _time,
    ColumnKind.SEGMENT: _segment,
    ColumnKind.TEXT: _text,
    ColumnKind.KEY: lambda text, _rows, _name, entry, _work: _Read(_renamed(text, entry)),
    ColumnKind.FLAG: _flag,
    ColumnKind.SECONDS: _seconds,
    ColumnKind.NUMBER: _number,
    ColumnKind.MONEY: _number,
    ColumnKind.COUNT: _count,
}


_CELL_BY_CELL = {
    ColumnKind.FLAG,
    ColumnKind.NUMBER,
    ColumnKind.MONEY,
    ColumnKind.COUNT,
}  # what is read of a cell hangs on no other row


def cost_rows(contacts: pl.DataFrame, segments: Sequence[str]) -> pl.DataFrame:
    """Return the cost rows of contacts that carry a cost: their time, their segments and the cost."""
    names = [c for c in contacts.columns if c in ("at", "at_utc", "cost") or c in segments]
    names += [c for c in contacts.columns if c in BY_NAME and BY_NAME[c].segment and Fact.COST in BY_NAME[c].facts]
    return contacts.filter(col("cost").is_not_null()).select(*dict.fromkeys(names))
