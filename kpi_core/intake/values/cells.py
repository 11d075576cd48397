"""Single cells: what means missing, numbers as people write them, and yes or no."""

from collections.abc import Sequence

import polars as pl

from kpi_core.intake.sources.repeated_text import apart, each, is_packed
from kpi_core.intake.values.yes_no import FALSE, TRUE

MISSING = ("", "-", "?", "N/A", "n/a", "NA", "#N/A", "null", "NULL", "NaN", "Infinity%", "-Infinity%")
_GROUPED = r"^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$"
_GROUPED_POINT = r"^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$"
_MARKS = r"[\s\u00a0\u202f'%$€£¥]|[A-Z]{3}"  # what may stand around or within a number


def present(text: pl.Expr, missing: Sequence[str]) -> pl.Expr:
    """Return the trimmed text, null where it is one of the words for missing."""
    trimmed = text.cast(pl.String).str.strip_chars()
    return pl.when(~trimmed.is_in([*missing, ""])).then(trimmed)


def decimal_comma(texts: pl.Series) -> bool:
    """Whether a column of numbers writes its decimals with a comma.

    A comma with other than three digits behind it settles that it does, and one behind a lone zero; so does a point
    that only groups thousands before a comma. `1,234` alone is read as a thousand.
    """
    if is_packed(texts):
        texts = apart(texts)[0]
    if not texts.str.contains(",", literal=True).any():
        return False
    texts = texts.str.replace_all(_MARKS, "")
    return bool(
        (
            texts.str.contains(r"^[+-]?(\d+,(\d{1,2}|\d{4,})|0,\d+)$")
            | texts.str.contains(r"^[+-]?\d[\d.]*\.\d{3},\d+$")
        ).any()
    )


def numbers(texts: pl.Series, *, comma: bool | None = None) -> pl.Series:
    """Return the numbers of a column, null where a cell is none. `comma` None: the column itself tells."""
    if comma is None:
        comma = decimal_comma(texts)
    if is_packed(texts):
        return each(texts, lambda once: numbers(once, comma=comma))
    plain = texts.str.strip_chars().cast(pl.Float64, strict=False)
    plain = pl.select(pl.when(plain.is_finite()).then(plain).alias(texts.name)).to_series()
    if not comma and plain.null_count() == texts.null_count():
        return plain  # nearly every export: nothing to take off
    distinct = pl.DataFrame({"t": texts.drop_nulls().unique()})
    table = distinct.with_columns(v=number(pl.col("t").str.strip_chars(), comma=comma))
    return pl.DataFrame({"t": texts}).join(table, on="t", how="left", maintain_order="left")["v"].alias(texts.name)


def number(text: pl.Expr, *, comma: bool = False) -> pl.Expr:
    """Return a number read from text: thousands marks, a percent sign and a currency are taken off.

    A percentage keeps its points (`87.5%` is 87.5). What is not a finite number is null.
    """
    bare = text.str.replace(r"\s*%$", "").str.replace(r"^(-?)\s*(?:[$€£¥]|[A-Z]{3} )\s*", "${1}")
    bare = bare.str.replace(r"\s*(?:[$€£¥]|[A-Z]{3})$", "").str.replace_all(r"[\u00a0\u202f' ]", "")
    if comma:
        grouped = bare.str.contains(_GROUPED_POINT) | bare.str.contains(r"^[+-]?\d+,\d+$")
        plain = bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    else:
        grouped = bare.str.contains(_GROUPED)
        plain = bare.str.replace_all(",", "", literal=True)
    value = pl.when(grouped).then(plain).otherwise(bare).cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def flag(text: pl.Expr, true: Sequence[str] | None, false: Sequence[str] | None) -> pl.Expr:
    """Return yes or no. `true` and `false` compare with trimmed source text; one alone leaves the rest to the other.

    Without both, the usual words are understood. A column that the file lacks is unknown.
    """
    trimmed = text.str.strip_chars()
    if true is None and false is None:
        folded = trimmed.str.to_lowercase()
        return _either(folded.is_in(TRUE), folded.is_in(FALSE))
    if false is None:
        return _is(trimmed, true or ())
    if true is None:
        return ~_is(trimmed, false)
    return _either(_is(trimmed, true), _is(trimmed, false))


def _either(yes: pl.Expr, no: pl.Expr) -> pl.Expr:
    return pl.when(yes).then(pl.lit(value=True)).when(no).then(pl.lit(value=False))


def _is(trimmed: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """Equal to one of the words; `true` and `false` themselves in any case, as spreadsheets differ in it."""
    logical = [w.casefold() for w in words if w.casefold() in ("true", "false")]
    same = trimmed.is_in([w.strip() for w in words])
    return same | trimmed.str.to_lowercase().is_in(logical) if logical else same
