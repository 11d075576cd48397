"""Keys: how they are written must not make two of one, and a number that lost its last digits is none.

A program that holds numbers with blanks among them writes 1000 as 1000.0, and the next file has 1000 again. Leading
zeros, and anything behind the point but zeros, belong to the key.
"""

from collections.abc import Iterable

import polars as pl

from kpi_core.intake.sources.repeated_text import apart, each, is_packed

_FLOAT = r"(^|\s)(-?(?:0|[1-9]\d*))\.0+(\s|$)"  # a key that is joined of several cells may hold several
_SHORTENED = r"^-?\d(?:[.,]\d+)?[eE]\+\d{2,3}$"


def plain(texts: pl.Series) -> pl.Series:
    """Return each key in its plain writing: 1000.0 is 1000; 1000.50 and 007 stay as they are. Packed text stays so."""
    return each(texts, _plain) if _holds(texts, ".0") else texts  # nearly no column does, and that is looked up fast


def plain_words(words: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what keys are renamed to, by their plain writing."""
    pairs = list(words)
    return dict(zip(_plain(pl.Series([a for a, _ in pairs], dtype=pl.String)), (b for _, b in pairs), strict=True))


def shortened(texts: pl.Series) -> pl.Series:
    """Return which keys a spreadsheet has shortened to a number such as 4.47701E+14; missing ones are not."""
    if not _holds(texts, "+"):
        return pl.repeat(value=False, n=len(texts), eager=True)
    return each(texts, lambda keys: keys.str.contains(_SHORTENED)).fill_null(value=False)


def _plain(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all(_FLOAT, "${1}${2}${3}").str.replace_all(_FLOAT, "${1}${2}${3}")


def _holds(texts: pl.Series, mark: str) -> bool:
    """Whether one of the texts, packed or not, holds a mark."""
    once = apart(texts)[0] if is_packed(texts) else texts
    return bool(once.str.contains(mark, literal=True).any())
