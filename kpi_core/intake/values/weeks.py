"""Weeks of a year, as totals are written by: `2024-W03`, `KW 3 2024`, a year and a week in two columns."""

import re

import polars as pl

_WORD = r"(?:W|KW|CW|WK|Week|Woche|Semaine|Sem|S|Semana|Settimana|Uge|Vecka|V|Uke|Viikko|Vk)\.?"
_YEAR_FIRST = rf"(?i)^(\d{{4}})[-/. ]*{_WORD}\s*(\d{{1,2}})(?:-([1-7]))?$"
_WEEK_FIRST = rf"(?i)^{_WORD}\s*(\d{{1,2}})[-/., ]*(\d{{4}})()$"
WEEK = rf"{_YEAR_FIRST}|{_WEEK_FIRST}"
_OF_A_WEEK = re.compile(
    r"\b(?:iso)?_?(?:week|wk|woche|kw|kalenderwoche|semaine|semana|settimana|uge|vecka|uke|viikko|tydzie\u0144|t\u00fdden)"
)
_OF_A_MONTH = re.compile(
    r"\b(?:month|monat|mois|mes|m\u00eas|mese|m\u00e5ned|m\u00e5nad|kuukausi|miesi\u0105c|m\u011bs\u00edc)"
)


def first_days(texts: pl.Series) -> pl.Series:
    """Return the Monday of each week of ISO 8601, or the named day of it; null where no such week is."""
    groups = pl.col("t").str.extract_groups(WEEK).struct
    year = pl.coalesce(groups.field("1"), groups.field("5")).cast(pl.Int32)
    week = pl.coalesce(groups.field("2"), groups.field("4")).cast(pl.Int64)
    day = groups.field("3").cast(pl.Int64, strict=False).fill_null(1)
    fourth = pl.datetime(year, 1, 4)  # always in the first week
    monday = fourth - pl.duration(days=fourth.dt.weekday().cast(pl.Int64) - 1) + pl.duration(weeks=week - 1)
    fits = (monday.dt.iso_year() == year) & week.is_between(1, 53)
    found = pl.when(fits).then(monday + pl.duration(days=day - 1))
    return pl.DataFrame({"t": texts}).select(found.cast(pl.Datetime("us")).alias("wall"))["wall"]


def joined(header: str, number: pl.Expr) -> pl.Expr:
    """Return the second part of a time as what its header says that it counts: a week, a month, else as it is."""
    folded = header.casefold()
    counted = number.str.contains(r"^\d{1,2}$")
    if _OF_A_WEEK.search(folded):
        return pl.when(counted).then(pl.concat_str(pl.lit("W"), number)).otherwise(number)
    if _OF_A_MONTH.search(folded):
        return pl.when(counted).then(pl.concat_str(pl.lit("M"), number)).otherwise(number)
    return number
