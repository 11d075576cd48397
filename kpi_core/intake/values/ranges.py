"""Ranges of time such as `08:00-08:30`: the first part is the time, the length says what a row of totals stands for.

A hyphen between two times may also be the sign of an offset (`08:00-05:00`): it is one where all of them are offsets
that some place keeps and nothing reads like a range.
"""

import polars as pl
from polars import col

from kpi_core.intake.values.weeks import WEEK
from kpi_core.model import Grain

_HALF = r"[AaPp]\.?\s?[Mm]\.?"
_CLOCK = r"\d{1,2}[:.]\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_ONE = rf"({_CLOCK}(?:\s*{_HALF})?|\d{{1,2}}\s*{_HALF}|\d{{4}}|\d{{1,2}})(?:\s*(?:[Uu]hr|[Hh]))?"  # 8:00, 8 AM, 0800, 8
_DASH = r"\s*(?:[-\u2010-\u2015\u2212~\u301c\uff5e/\u2192]+>?|\s\p{L}{1,5}\s|\.\.+)\s*"
_AGAIN = r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[\sT,]+)?"  # the date, said once more
_RANGE = rf"^(.*\d.*?(?:[\s,T]))?{_ONE}{_DASH}{_AGAIN}{_ONE}$"
_OFFSET_LIKE = r"\d{1,2}:\d{2}\s*[-\u2212]\d{2}:\d{2}$"
_MOST_OFFSETS = 3  # of one column: a place keeps two of them in a year
_LOOKED_AT = 2_000  # cells
_DAY = 24 * 60
# Minutes that some place is behind UTC.
_BEHIND = frozenset({*(60 * h for h in range(13)), 150, 210, 270, 570})
_USUAL = (15, 30, 60)


def starts(texts: pl.Series) -> pl.Series:
    """Return the texts of times, of each that is a range its first part."""
    if not _any(texts):
        return texts
    found = _parts(texts)
    kept = pl.when("range").then(pl.concat_str(col("before").fill_null(""), "clock")).otherwise("t")
    return found.select(kept.alias(texts.name))[texts.name]


def grain(texts: pl.Series) -> Grain | None:
    """Return what one row stands for, where nearly all times are ranges of such a length; None where they are not."""
    texts = texts.drop_nulls().cast(pl.String).unique()
    if len(texts) and texts.str.contains(WEEK).all():
        return Grain.WEEK
    if not _any(texts):
        return None
    found = _parts(texts).filter("range")
    if 10 * found.height < 9 * len(texts):
        return None
    longest = max(found["length"].to_list(), default=0)
    if longest >= _DAY - 1:
        return Grain.DAY
    step = next((m for m in _USUAL if m % longest == 0 or longest == m - 1), 0)
    aligned = step and found.filter(col("start") % step + col("length") > step).is_empty()
    return Grain.of_minutes(step) if aligned else Grain.MOMENT


def some(texts: pl.Series) -> pl.Series:
    """Return cells from all over a column, by which is told whether it holds a writing that hardly any does."""
    return texts.gather_every(max(1, len(texts) // _LOOKED_AT))


def _any(texts: pl.Series) -> bool:
    """Whether a text may be a range."""
    return bool(some(texts).str.contains(_RANGE).any())


def _parts(texts: pl.Series) -> pl.DataFrame:
    """Each text `t`: what stands before its range, its first clock, start and length in minutes, and if it is one."""
    groups = col("t").str.extract_groups(_RANGE).struct
    frame = pl.DataFrame({"t": texts}).select("t", before=groups.field("1"), a=groups.field("2"), b=groups.field("3"))
    frame = frame.with_columns(style_a=_style("a"), style_b=_style("b"), start=_minutes("a"), end=_minutes("b"))
    # 8:00-8:30 PM: the half that stands once is that of both, unless the first would then lie behind the second.
    evening = pl.col("b").str.contains(r"[Pp]") & ~pl.col("a").str.contains(r"[AaPp]")
    later = pl.when(evening & (col("start") < _DAY // 2) & (col("start") + _DAY // 2 < col("end")))
    noon = later.then(col("start") + _DAY // 2).otherwise("start")
    frame = frame.with_columns(start=noon).with_columns(length=(col("end") - col("start")) % _DAY)
    length = pl.when(col("length") == 0).then(_DAY).otherwise("length")
    alike = (col("style_a") == col("style_b")) | col("b").str.contains(_HALF + "$")
    hyphen = col("t").str.contains(_OFFSET_LIKE)
    hyphen &= ~(col("before").str.ends_with("T") & ~col("end").is_in(list(_BEHIND)))
    fits = alike & (col("start") < _DAY) & (col("end") <= _DAY) & (col("before").is_not_null() | ~hyphen)
    frame = frame.with_columns(length=length, range=fits.fill_null(value=False), hyphen=hyphen)
    if frame["hyphen"].any() and _offsets(frame.filter("hyphen", "range")):
        frame = frame.with_columns(range=col("range") & ~col("hyphen"))
    clock = pl.format(
        "{}:{}{}",
        (col("start") // 60).cast(pl.String).str.zfill(2),
        (col("start") % 60).cast(pl.String).str.zfill(2),
        col("a").str.extract(r"^\d{1,2}[:.]\d{2}(:\d{2}(?:[.,]\d+)?)").fill_null(""),
    )
    return frame.with_columns(clock=clock)


def _offsets(found: pl.DataFrame) -> bool:
    """Whether what stands behind the hyphens are offsets: few, real ones, and no steps of one length."""
    ends = found["end"].unique()
    real = set(ends.to_list()) <= _BEHIND
    iso = bool(found["before"].str.ends_with("T").any())  # 2024-05-13T08:00-09:00, as ISO 8601 writes an offset
    steps = found["length"].unique()
    stepped = len(steps) == 1 and steps[0] in {*_USUAL, 10, 20, 120, 240}
    return real and (iso or (len(ends) <= _MOST_OFFSETS and not stepped))


def _style(name: str) -> pl.Expr:
    """How a clock is written."""
    text = col(name)
    return (
        pl.when(text.str.contains(r"[:.]\d"))
        .then(pl.lit("clock"))
        .when(text.str.contains(_HALF))
        .then(pl.lit("clock"))
        .when(text.str.len_chars() == 4)
        .then(pl.lit("bare"))
        .otherwise(pl.lit("hour"))
    )


def _minutes(name: str) -> pl.Expr:
    """Minutes since midnight; null where the clock is none."""
    text = col(name).str.strip_chars()
    bare = text.str.contains(r"^\d{4}$")
    hour = pl.when(bare).then(text.str.slice(0, 2)).otherwise(text.str.extract(r"^(\d{1,2})")).cast(pl.Int32)
    minute = pl.when(bare).then(text.str.slice(2, 2)).otherwise(text.str.extract(r"^\d{1,2}[:.](\d{2})"))
    minute = minute.cast(pl.Int32, strict=False).fill_null(0)
    half = text.str.extract(r"([AaPp])\.?\s?[Mm]\.?$").str.to_lowercase()
    hour = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour)
    return pl.when((minute < 60) & (hour <= 24)).then(hour * 60 + minute)
