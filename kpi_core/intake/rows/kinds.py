"""How the cells of each kind of column become values."""

import polars as pl
from polars import col

from kpi_core.intake.mappings.field import DurationUnit, Field
from kpi_core.intake.rows.source_text import joined_text, met
from kpi_core.intake.rows.work import Read, Work
from kpi_core.intake.sources.repeated_text import each
from kpi_core.intake.values import durations, keys
from kpi_core.intake.values.cells import decimal_comma, flag, numbers, present
from kpi_core.intake.values.labels import joined
from kpi_core.intake.values.scores import scores as each_score
from kpi_core.intake.values.times import difference, read_times
from kpi_core.model import OUTCOMES, ColumnKind


def spanned(rows: pl.DataFrame, entry: Field, work: Work, name: str) -> Read:
    """Read the seconds between two times of a row."""
    start, end = (
        rows.select(present(col(names[0]), work.words(entry)).alias(names[0]))[names[0]]
        for names in (entry.start, entry.end)
    )
    found = difference(start, end, work.clock, wrap=entry.wrap)
    values = found.seconds
    if entry.where:
        values = rows.select(pl.when(met(entry)).then(values).alias("v"))["v"]
    if found.days_only:
        said = "have an end without a time of day, which is not midnight: they are told in whole days."
        work.notes.append(f"{name}: {found.days_only:,} {said}")
    if found.backwards:
        said = f"{found.backwards:,} ends lie before their start and are taken as missing."
        work.found("backwards", name, rows, found.early, said)
    return Read(values, found.how, found.failed)


def _seconds(text: pl.Series, rows: pl.DataFrame, name: str, entry: Field, work: Work) -> Read:
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
        return Read(values, how, negative if failed is None else failed | negative)
    return Read(values, how, failed)


def _unit(text: pl.Series, header: str, entry: Field, work: Work, name: str) -> tuple[DurationUnit, str]:
    """The unit of a column of durations, and how it was settled."""
    if entry.unit:
        return entry.unit, f"unit {entry.unit}"
    if entry.value is not None:
        return DurationUnit.S, f"unit {DurationUnit.S}"
    if work.gauged and durations.guess_unit(text, header) is not DurationUnit.CLOCK:
        return work.gauged[0], f"unit {work.gauged[0]}, {work.gauged[1]}"
    unit = durations.guess_unit(text, header, name)
    return unit, f"unit {unit}, guessed"


def _number(text: pl.Series, _rows: pl.DataFrame, _name: str, entry: Field, _work: Work) -> Read:
    comma = decimal_comma(text)
    texts = _renamed(text, entry)
    values = numbers(texts, comma=comma)
    return Read(values, "decimal comma" if comma else "")


def _score(text: pl.Series, rows: pl.DataFrame, name: str, entry: Field, work: Work) -> Read:
    """A number, or a score as surveys write it: `4/5`, `4 - Satisfied`, stars."""
    read = _number(text, rows, name, entry, work)
    if read.values.null_count() == text.null_count():
        return read
    values, how = each_score(_renamed(text, entry))
    return Read(read.values.zip_with(read.values.is_not_null(), values), how or read.how)


def _count(text: pl.Series, rows: pl.DataFrame, name: str, entry: Field, work: Work) -> Read:
    if entry.true is not None or entry.false is not None:
        read = _flag(text, rows, name, entry, work)
        return Read(read.values.cast(pl.Int64), read.how, read.failed)
    read = _number(text, rows, name, entry, work)
    folded = text.str.to_lowercase()
    words = pl.select(
        pl.when(folded.is_in(["true", "yes", "y"])).then(1.0).when(folded.is_in(["false", "no", "n"])).then(0.0)
    ).to_series()
    values = read.values.zip_with(read.values.is_not_null(), words)
    whole = pl.select(pl.when((values % 1 == 0) & (values >= 0) & (values < 2**53)).then(values)).to_series()
    return Read(whole.cast(pl.Int64), read.how)


def _flag(text: pl.Series, rows: pl.DataFrame, _name: str, entry: Field, _work: Work) -> Read:
    if (entry.true is None and entry.false is None) or not entry.parts:
        values = text.to_frame("t").select(flag(col("t"), entry.true, entry.false).alias("v"))["v"]
        return Read(values)
    # The source text itself is compared: a word for missing is a value here.
    cells = [col(names[0]).cast(pl.String).str.strip_chars() for names in entry.parts]
    raw = cells[0] if len(cells) == 1 else pl.concat_str(cells, separator=" ")
    values = rows.select(flag(raw, entry.true, entry.false).alias("v"))["v"]
    if entry.where:
        values = rows.select(pl.when(met(entry)).then(values).alias("v"))["v"]
    return Read(values, _said(entry), values.is_null() & text.is_not_null())


def _said(entry: Field) -> str:
    said = [
        f"{word} is {' or '.join(repr(v) for v in v2)}"
        for word, v2 in (("true", entry.true), ("false", entry.false))
        if v2
    ]
    return ", ".join(said)


def _segment(text: pl.Series, _rows: pl.DataFrame, name: str, entry: Field, work: Work) -> Read:
    if name == "agent":  # whose number is a key to other files
        values, rows, _ = joined(keys.plain(text), keys.plain_words(entry.rename))
    else:
        values, rows, _ = joined(text, dict(entry.rename))
    if rows:
        work.notes.append(
            f"{name}: {rows:,} rows differ from the commonest spelling of their label in case, spaces or a .0 behind "
            "a number, and joined it."
        )
    if entry.first_of:
        work.notes.append(f"{name}: of several values in a cell the first is taken.")
    return Read(values)


def _text(text: pl.Series, _rows: pl.DataFrame, name: str, entry: Field, _work: Work) -> Read:
    values = _renamed(text, entry)
    if name != "outcome":
        return Read(values)
    return Read(each(values, _outcomes))


def _outcomes(words: pl.Series) -> pl.Series:
    folded = words.str.to_lowercase().str.replace_all(r"[\s-]+", "_")
    return pl.select(pl.when(folded.is_in(OUTCOMES)).then(folded)).to_series()


def _key(text: pl.Series, rows: pl.DataFrame, name: str, entry: Field, work: Work) -> Read:
    """A key in its plain writing; one that lost its last digits is missing, since it stands for many."""
    written = keys.plain(text)
    lost = keys.shortened(written)
    if lost.any():
        said = f"{int(lost.sum()):,} keys are numbers that a spreadsheet has shortened (like 4.5E+14) and are missing."
        work.found("shortened", name, rows, lost, said)
        written = pl.select(pl.when(~lost).then(written).alias("text")).to_series()
    if entry.rename:
        words = keys.plain_words(entry.rename)
        written = each(written, lambda cells: cells.replace(words))
    return Read(written, failed=lost if lost.any() else None)


def _renamed(text: pl.Series, entry: Field) -> pl.Series:
    return each(text, lambda words: words.replace(dict(entry.rename))) if entry.rename else text


def _time(text: pl.Series, rows: pl.DataFrame, _name: str, entry: Field, work: Work) -> Read:
    if len(entry.parts) > 1:
        text = joined_text(rows, entry, work.words(entry), of_time=True)
    return Read(read_times(text, entry.parts, work.clock).local, work.clock.order_of(entry.parts))


READERS = {
    ColumnKind.TIME: _time,
    ColumnKind.SEGMENT: _segment,
    ColumnKind.TEXT: _text,
    ColumnKind.KEY: _key,
    ColumnKind.FLAG: _flag,
    ColumnKind.SECONDS: _seconds,
    ColumnKind.NUMBER: _score,
    ColumnKind.MONEY: _number,
    ColumnKind.COUNT: _count,
}
CELL_BY_CELL = {
    ColumnKind.FLAG,
    ColumnKind.NUMBER,
    ColumnKind.MONEY,
    ColumnKind.COUNT,
}  # what is read of a cell hangs on no other row
