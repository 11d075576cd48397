"""Scores as surveys write them: `4/5`, `4 of 5`, `4 - Satisfied`, `4 stars`, stars alone."""

import polars as pl
from polars import col

from kpi_core.intake.sources.repeated_text import apart, is_packed

_OF = r"^(\d+(?:[.,]\d+)?)\s*(?:/|\\|\p{L}{1,4}(?:\s\p{L}{1,3})?)\s*(\d+(?:[.,]0)?)(?:\s*[\p{L}\u2605\u2b50]+)?$"
_WORDED = r"^(\d+(?:[.,]\d+)?)\s*(?:[-\u2013\u2014:.=)(]+\s*)?[\p{L}\u2605\u2b50*][^\d]*$"
_BEHIND = r"^\p{L}[^\d]*[(:=\s-](\d+(?:[.,]\d+)?)\)?$"
_STARS = r"^([\u2605\u2b50*])[\u2605\u2b50*\ufe0f]*([\u2606\u2729]*)$"


def scores(texts: pl.Series) -> tuple[pl.Series, str]:
    """Return the scores of a column, null where a cell is none or its scale is not that of the others, and how."""
    if is_packed(texts):
        once, put = apart(texts)
        found, how = scores(once)
        return put(found), how
    frame = pl.DataFrame({"t": texts.str.strip_chars()})
    of = col("t").str.extract_groups(_OF).struct
    frame = frame.with_columns(
        best=_number(of.field("2")),
        of=_number(of.field("1")),
        worded=pl.coalesce(_number(col("t").str.extract(_WORDED)), _number(col("t").str.extract(_BEHIND))),
        stars=pl.when(col("t").str.contains(_STARS)).then(col("t").str.count_matches(r"[\u2605\u2b50*]")),
    )
    scales = frame["best"].drop_nulls().unique().to_list()
    of_one = col("of") if len(scales) == 1 else pl.lit(None, dtype=pl.Float64)
    values = frame.select(pl.coalesce(of_one, "worded", "stars").cast(pl.Float64).alias(texts.name))[texts.name]
    how = f"of {scales[0]:g}" if len(scales) == 1 else "scores of several scales" if scales else ""
    return values, how


def _number(text: pl.Expr) -> pl.Expr:
    return text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
