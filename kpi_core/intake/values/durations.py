"""Durations in any writing as seconds: plain numbers of a unit, clocks, spreadsheet day fractions, `1h 2m 3s`."""

import re
from datetime import datetime
from typing import TypeVar

import polars as pl
from polars import col

from kpi_core.intake.mappings.field import DurationUnit
from kpi_core.intake.sources.repeated_text import each, is_packed
from kpi_core.intake.values.cells import decimal_comma, number, numbers

_CLOCK = r"^([+-])?(?:(\d+)\s*(?:d|days?|\.)?,?\s+|(\d+)[.d])?(\d+):(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?|[.,](\d+))?$"
_WORDS = (
    r"(?i)^([+-])?\s*(?:(\d+(?:[.,]\d+)?)\s*d(?:ays?)?)?[ ,]*(?:(\d+(?:[.,]\d+)?)\s*h(?:ours?|rs?)?)?[ ,]*"
    r"(?:(\d+(?:[.,]\d+)?)\s*m(?:in(?:ute)?s?)?)?[ ,]*(?:(\d+(?:[.,]\d+)?)\s*s(?:ec(?:ond)?s?)?)?$"
)
_NUMBER = r"(\d+(?:\.\d+)?)"
_ISO = rf"^([+-])?P(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?$"
_PLAIN = (
    (r"\s*:\s*", ":"),
    (r"^([+-]?):(\d)", "${1}0:${2}"),
    (r"^(\d+:\d{2}(?::\d{2})?)\s*(?:[Hh](?:rs?)?|[Mm]ins?|[Ss]td|[Uu]hr)\.?$", "${1}"),  # 1:30 min
    (r"^(\d+)\s*[Hh]\s*(\d{1,2})$", "${1}h ${2}m"),
    (r"^(\d+)\s*[Mm](?:in)?\.?\s*(\d{1,2})$", "${1}m ${2}s"),
    (r"^(\d+)['\u2032]\s*(\d{1,2})(?:\"|''|\u2033)$", "${1}:${2}"),
)
_TWELVE = r"(?i)^\d{1,2}:\d{2}(?::\d{2})?\s*[ap]\.?\s?m\.?$"
_SHAPED = r"(?i)^[\d dhms.]*\d\s*[dhms]|^[+-]?P[\dT]|^:\d\d|^\d+(?:[.,]\d+)?\s*\p{L}|\d\s*:\s*\d"
_SPREADSHEET = r"^1(?:899|90\d)-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?)?$"


_SAMPLE = 10_000  # cells that tell a unit
_Values = TypeVar("_Values", pl.Series, pl.Expr)


_SECONDS = {
    DurationUnit.S: 1.0,
    DurationUnit.MS: 0.001,
    DurationUnit.MIN: 60.0,
    DurationUnit.H: 3_600.0,
    DurationUnit.DAY: 86_400.0,
}
_IN_HEADER = (
    (DurationUnit.MS, r"\bms\b|millisec"),
    (DurationUnit.MIN, r"\bmin\b|\bmins\b|minute"),
    (DurationUnit.H, r"\bh\b|\bhrs?\b|\bhours?\b"),
    (DurationUnit.DAY, r"\bdays?\b"),
    (DurationUnit.S, r"\bs\b|\bsecs?\b|second"),
)


LONG = frozenset({"resolution_s", "first_response_s", "callback_s", "target_s"})  # columns that may last for days
_MS_FROM, _LONG_MS_FROM = 50_000, 50_000_000  # medians that are too large for seconds


def guess_unit(texts: pl.Series, header: str = "", column: str = "") -> DurationUnit:
    """Return the unit that a column most likely writes its durations in.

    What the cells look like comes first (clocks, day fractions), then what the header says, then their size: a wait of
    50,000 is milliseconds, a resolution in `LONG` may well be seconds. The guess is shown in the report and a
    mapping's `unit` replaces it.
    """
    if is_packed(texts):
        texts = texts.drop_nulls().head(_SAMPLE).cast(pl.String)
    sample = texts.drop_nulls().str.strip_chars()
    sample = sample.filter(sample != "").head(_SAMPLE)
    if sample.is_empty():
        return _from_header(header) or DurationUnit.S
    shaped = sample.str.contains(_CLOCK) | sample.str.contains(_SPREADSHEET) | sample.str.contains(_SHAPED)
    if 2 * shaped.sum() > len(shaped):
        return DurationUnit.CLOCK
    said = _from_header(header)
    if said:
        return said
    values = numbers(sample).drop_nulls()
    if values.is_empty():
        return DurationUnit.S
    broken = (values % 1 != 0) & (values < 2)
    highest, middle = pl.select(highest=pl.lit(values).max(), middle=pl.lit(values).median()).row(0)
    if highest < 2 and 2 * broken.sum() > len(broken):
        return DurationUnit.DAY
    whole = (values % 1 == 0).all()
    most = _LONG_MS_FROM if column in LONG else _MS_FROM
    return DurationUnit.MS if whole and middle >= most else DurationUnit.S


def open_unit(texts: pl.Series, header: str, column: str) -> bool:
    """Whether nothing but its size tells a column's unit, and seconds and milliseconds could both be meant."""
    guess = guess_unit(texts, header, column)
    if guess not in (DurationUnit.S, DurationUnit.MS) or _from_header(header):
        return False
    values = numbers(texts).drop_nulls()
    median = pl.select(pl.lit(values).median()).item() or 0.0
    return bool(median >= _MS_FROM) and (column in LONG or guess is DurationUnit.MS)


def _from_header(header: str) -> DurationUnit | None:
    folded = header.casefold().replace("_", " ")
    return next((unit for unit, pattern in _IN_HEADER if re.search(pattern, folded)), None)


def to_seconds(texts: pl.Series, unit: DurationUnit) -> pl.Series:
    """Return float seconds; what cannot be read is null. Negative values stay negative: the caller leaves them out.

    In a CLOCK column a bare 0 is zero and a fraction below 1 is a day fraction; other bare numbers are not durations.
    A two-part clock is minutes and seconds.
    """
    name = texts.name
    if is_packed(texts):
        return each(texts, lambda once: to_seconds(once, unit))
    if unit is not DurationUnit.CLOCK:
        plain_numbers = numbers(texts)
        if plain_numbers.null_count() == texts.null_count():
            return _scaled(plain_numbers, unit).round(6).alias(name)
    distinct = texts.drop_nulls().unique()
    frame = pl.DataFrame({"t": distinct}).with_columns(t2=_plainly(distinct))
    origin = _origin(frame["t2"])
    plain = number(col("t2"), comma=decimal_comma(frame["t2"]))
    if unit is DurationUnit.CLOCK:
        fraction = col("t2").str.contains(r"^0?\.\d+(?:[eE]-\d+)?$|^\d(?:\.\d+)?[eE]-\d+$")
        plain = pl.when(fraction).then(plain * 86_400).when(plain == 0).then(0.0).otherwise(None)
    else:
        plain = _scaled(plain, unit)
    written = (_clock(col("t2")), _spreadsheet(col("t2"), origin), _iso(col("t2")), _words(col("t2")))
    table = frame.select("t", s=pl.coalesce(plain, *written).round(6))
    table = _translated(table)
    whole = pl.DataFrame({"t": texts})
    return whole.join(table, on="t", how="left", maintain_order="left")["s"].alias(name)


def _plainly(texts: pl.Series) -> pl.Series:
    """The texts without blanks around their colons; `:25` is 0:25, and a spreadsheet's 12:01:30 AM is 00:01:30."""
    plain = texts.str.strip_chars()
    for pattern, said in _PLAIN:
        plain = plain.str.replace_all(pattern, said)
    halves = plain.str.contains(_TWELVE)
    if not halves.any():
        return plain.alias("t2")
    clock = time_of_day(plain.filter(halves))
    whole = pl.DataFrame({"s": clock.cast(pl.Int64)}).select(
        pl.format("{}:{}:{}", col("s") // 3_600, col("s") // 60 % 60, col("s") % 60)
    )
    return plain.scatter(halves.arg_true(), whole.to_series()).alias("t2")


def _translated(table: pl.DataFrame) -> pl.DataFrame:
    """The table of cells `t` and seconds `s`, with those that are words of another language read too."""
    left = table.filter(col("s").is_null() & col("t").str.contains(r"\d.*\p{L}"))
    if left.is_empty():
        return table
    from kpi_core.intake.values.languages import durations_in_letters  # noqa: PLC0415  # loads CLDR; few columns need it

    said = pl.DataFrame({"t2": durations_in_letters(left["t"])}).select(s=_words(col("t2")).round(6))["s"]
    return table.update(left.select("t").with_columns(said), on="t")


def _origin(texts: pl.Series) -> datetime | None:
    """The day that a spreadsheet's times of a column are counted from; None where 1 January 1900 may be it too."""
    days = texts.filter(texts.str.contains(_SPREADSHEET)).str.slice(0, 10).unique().to_list()
    if "1899-12-30" in days:
        return datetime(1899, 12, 30)
    return None if days == ["1900-01-01"] else datetime(1899, 12, 31)


def _iso(text: pl.Expr) -> pl.Expr:
    """`PT1H2M3S`, as ISO 8601 writes durations; years and months have no length."""
    g = text.str.to_uppercase().str.replace_all(",", ".", literal=True).str.extract_groups(_ISO).struct
    parts = [_int(g, i) for i in (2, 3, 4, 5, 6)]
    scales = (604_800, 86_400, 3_600, 60, 1)
    total = sum((p.fill_null(0.0) * scale for p, scale in zip(parts, scales, strict=True)), start=pl.lit(0.0))
    given = pl.any_horizontal(p.is_not_null() for p in parts)
    return pl.when(given).then(pl.when(g.field("1") == "-").then(-total).otherwise(total))


def _scaled(values: _Values, unit: DurationUnit) -> _Values:
    """Seconds of a unit's numbers; milliseconds are divided, so that 1,500 ms is 1.5 s and not a hair beside it."""
    return values / 1_000 if unit is DurationUnit.MS else values * _SECONDS[unit]


def _clock(text: pl.Expr) -> pl.Expr:
    """`HH:MM:SS`, `MM:SS`, with a fraction, with days in front, with a sign."""
    g = text.str.extract_groups(_CLOCK).struct
    days = pl.coalesce(_int(g, 2), _int(g, 3), 0.0)
    first, second, third = _int(g, 4), _int(g, 5), _int(g, 6)
    fraction = pl.coalesce(g.field("7"), g.field("8"))
    part = (pl.lit("0.") + fraction).cast(pl.Float64, strict=False).fill_null(0.0)
    total = (
        pl.when(third.is_not_null()).then(first * 3_600 + second * 60 + third).otherwise(first * 60 + second)
        + part + days * 86_400
    )  # fmt: skip
    fits = (second < 60) & (third.fill_null(0.0) < 60)
    return pl.when(fits).then(pl.when(g.field("1") == "-").then(-total).otherwise(total))


def _int(groups: pl.expr.struct.ExprStructNameSpace, number: int) -> pl.Expr:
    return groups.field(str(number)).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def _words(text: pl.Expr) -> pl.Expr:
    """`1d 2h 3m 4s`, any of the parts."""
    g = text.str.extract_groups(_WORDS).struct
    parts = [_int(g, i) for i in (2, 3, 4, 5)]
    total = sum(
        (p.fill_null(0.0) * scale for p, scale in zip(parts, (86_400, 3_600, 60, 1), strict=True)), start=pl.lit(0.0)
    )
    given = pl.any_horizontal(p.is_not_null() for p in parts)
    return pl.when(given).then(pl.when(g.field("1") == "-").then(-total).otherwise(total))


def _spreadsheet(text: pl.Expr, first: datetime | None) -> pl.Expr:
    """A spreadsheet's time cell as it arrives: a date-time counted from the last day of 1899, or the one before."""
    if first is None:
        return pl.lit(None, dtype=pl.Float64)
    full = pl.when(text.str.contains(_SPREADSHEET)).then(text).otherwise(None)
    full = pl.when(full.str.len_chars() == 10).then(full + " 00:00:00").otherwise(full)
    moment = full.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="us")
    # Spreadsheets believe in 29 February 1900, so the count is one more from March on.
    origin = pl.when(moment >= pl.datetime(1900, 3, 1)).then(pl.datetime(1899, 12, 30)).otherwise(pl.lit(first))
    return (moment - origin).dt.total_microseconds() / 1_000_000


def time_of_day(texts: pl.Series) -> pl.Series:
    """Return seconds since midnight of pure clock times (`7:02`, `07:02:47`, `7:02 PM`); others are null."""
    pattern = r"^(?:1899-12-3[01] )?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([AaPp])?\.?[Mm]?\.?$"
    distinct = texts.drop_nulls().unique()
    g = col("t").str.strip_chars().str.extract_groups(pattern).struct
    hour, half = _int(g, 1), g.field("5").str.to_lowercase()
    hour = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour)
    part = (pl.lit("0.") + g.field("4")).cast(pl.Float64, strict=False).fill_null(0.0)
    seconds = hour * 3_600 + _int(g, 2) * 60 + _int(g, 3).fill_null(0.0) + part
    table = pl.DataFrame({"t": distinct}).select("t", s=pl.when(hour < 24).then(seconds))
    return pl.DataFrame({"t": texts}).join(table, on="t", how="left", maintain_order="left")["s"].alias(texts.name)
