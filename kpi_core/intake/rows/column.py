"""One canonical column read from its field, with its fallback, its pseudonyms and the report of how it went."""

from dataclasses import dataclass

import polars as pl
from polars import col

from kpi_core.data import Conversion
from kpi_core.intake.mappings.field import Field
from kpi_core.intake.rows.kinds import CELL_BY_CELL, READERS, spanned
from kpi_core.intake.rows.mends import between_clocks, mend
from kpi_core.intake.rows.source_text import joined_text, met, present_text
from kpi_core.intake.rows.work import Read, Work
from kpi_core.intake.sources.read import FILE
from kpi_core.intake.sources.records import LINE
from kpi_core.intake.sources.repeated_text import apart, is_packed, repeating
from kpi_core.intake.values import interval_totals, pseudonyms
from kpi_core.intake.values.cells import numbers, present
from kpi_core.intake.values.shape import often, told
from kpi_core.intake.values.told import Told, commonest
from kpi_core.model import Column, ColumnKind, Fact, dtype_on

_EXAMPLES = 5


def read_column(rows: pl.DataFrame, column: Column, name: str, entry: Field, work: Work) -> pl.Series:
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
    unread = _Unread()
    if bad.height:
        unread = _unread(name, kind, entry, work, bad["text"], text, values, hide=hide)
    work.conversions.append(
        Conversion(
            column=name,
            source=_source(entry),
            kind=str(kind),
            how=how,
            converted=good,
            missing=values.len() - good - bad.height,
            failed=bad.height,
            fact=str(work.mapping.fact),
            examples=examples_of(work, bad, hide=hide),
            cells=unread.cells,
            impossible=unread.impossible,
            mend=unread.mend,
        )
    )
    return (values if is_packed(values) and dtype == pl.String else values.cast(dtype)).alias(name)


@dataclass(frozen=True, slots=True)
class _Unread:
    """What a conversion says of the cells that were not understood."""

    cells: Told = ()
    impossible: int = 0
    mend: str = ""


def _unread(
    name: str, kind: ColumnKind, entry: Field, work: Work, bad: pl.Series, text: pl.Series, values: pl.Series, *,
    hide: bool,
) -> _Unread:  # fmt: skip
    """The commonest of the `bad` cells, how many of them were understood and are no value, and what mends it."""
    odd = {f.check: f.count for f in work.findings if f.column == name}
    clocks = entry.start and not entry.wrap and between_clocks(bad)
    impossible = odd.get("negative", 0) + (0 if clocks else odd.get("backwards", 0))
    good = pl.DataFrame({"t": text, "v": values}).filter(pl.col("v").is_not_null()) if kind is ColumnKind.FLAG else None
    line = mend(name, kind, entry, bad, good, dict(work.mapping.columns).get("at"))
    return _Unread(() if hide or entry.start else commonest(bad), impossible, line)


def _plain(values: pl.Series) -> pl.Series:
    return values.cast(pl.String) if is_packed(values) else values


def _customers(keys: pl.Series, rows: pl.DataFrame, work: Work) -> pl.Series:
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
    rows: pl.DataFrame, kind: ColumnKind, name: str, entry: Field, work: Work
) -> tuple[pl.Series, _Sourced] | None:
    """A packed column of single cells, each different one looked at once; None where that is not enough.

    It is not where a cell is not understood. The text, which tells that one, is therefore left out.
    """
    if kind not in CELL_BY_CELL or len(list(entry.headers())) != 1 or len(entry.parts) != 1:
        return None
    if entry.true is not None or entry.false is not None or entry.first_of or not is_packed(rows[entry.parts[0][0]]):
        return None
    cells, put = apart(rows[entry.parts[0][0]])
    text = present_text(cells, work.words(entry))
    read = READERS[kind](text, rows, name, entry, work)
    if (read.values.is_null() & text.is_not_null()).any():
        return None
    return text, _Sourced(put(read.values), None, read.how)


def _sourced(rows: pl.DataFrame, kind: ColumnKind, name: str, entry: Field, work: Work) -> tuple[pl.Series, _Sourced]:
    """One source of a column: its text, null where it is blank, and what was read from it."""
    if entry.start:
        cells = [present(col(names[0]), work.words(entry)) for names in (entry.start, entry.end)]
        text = rows.select(pl.concat_str(cells, separator=" to ").alias("text"))["text"]
        read = spanned(rows, entry, work, name)
    else:
        text = joined_text(rows, entry, work.words(entry))
        text = _plain(text) if entry.first_of or entry.where else text
        if entry.first_of:
            text = text.str.split(entry.first_of).list.first().str.strip_chars()
            text = pl.select(pl.when(text != "").then(text)).to_series().alias("text")
            text = rows.select(present(pl.lit(text), work.words(entry)).alias("text"))["text"]
        if entry.where:
            text = rows.select(pl.when(met(entry)).then(text).alias("text"))["text"]
        read = _values(kind, text, rows, name, entry, work)
    failed = read.failed
    if failed is None and read.values.null_count() > text.null_count():
        failed = read.values.is_null() & text.is_not_null()
    return text, _Sourced(read.values, failed, read.how)


def _values(kind: ColumnKind, text: pl.Series, rows: pl.DataFrame, name: str, entry: Field, work: Work) -> Read:
    """Read the cells; an average or a share is multiplied by its count."""
    if not entry.times and is_packed(text) and kind in CELL_BY_CELL and not (entry.true or entry.false):
        once, put = apart(text, just_put=True)
        read = READERS[kind](once, rows, name, entry, work)
        return Read(put(read.values), read.how, None if read.failed is None else put(read.failed))
    if not entry.times:
        return READERS[kind](text, rows, name, entry, work)
    text = _plain(text)
    counts = numbers(rows.select(present(col(entry.times), work.words(entry)).alias("n"))["n"])
    if kind is ColumnKind.COUNT:
        return Read(*interval_totals.part_of(text, counts, name, entry))
    read = READERS[kind](text, rows, name, entry, work)
    failed = read.values.is_null() & text.is_not_null() if read.failed is None else read.failed
    return Read(read.values * counts, f"{read.how}, times {entry.times}".removeprefix(", "), failed)


def _source(entry: Field) -> str:
    if entry.value is not None:
        return f"the value '{entry.value}'"
    if entry.start:
        return f"{entry.start[0]} to {entry.end[0]}"
    if entry.filled:
        return " or ".join(names[0] for _, names in entry.filled)
    return " + ".join(names[0] for names in entry.parts)


def examples_of(work: Work, bad: pl.DataFrame, *, hide: bool) -> tuple[dict[str, object], ...]:
    """Return the first cells that were not understood, each with its place and what may be told of it."""
    known = often(bad["text"])
    return tuple(
        {
            "file": work.export.heads[file].part.name,
            "line": line,
            "value": pseudonyms.HIDDEN if hide else told(text, known),
        }
        for file, line, text in bad.head(_EXAMPLES).iter_rows()
    )
