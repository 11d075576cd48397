"""What is told of a cell that cannot be read: what it looks like, since it may be a name in a column of dates."""

from collections.abc import Mapping

import polars as pl

from kpi_core.intake.sources.detect import shown
from kpi_core.model import count

SHORT = 12  # characters of a word
OFTEN = 3  # rows in which a value stands that is nobody's alone


def often(cells: pl.Series) -> dict[str, int]:
    """Return the short values that stand in three of these cells or more, with how often: they are nobody's alone."""
    given = cells.drop_nulls()
    short = given.filter((given.str.len_chars() <= SHORT) & ~given.str.contains("@|[0-9].*([0-9].*){6}"))
    counts = short.alias("cell").value_counts(name="rows").filter(pl.col("rows") >= OFTEN)
    return dict(counts.iter_rows())


def told(text: str | None, known: Mapping[str, int]) -> str:
    """Return a cell as it may be told: its shape, and itself where it is among those that stand there often."""
    if text is None:
        return "nothing"
    return f"'{shown(text)}' (on {count(known[text])} rows)" if text in known else shape(text)


def shape(text: str) -> str:
    """Return what a text looks like in words, without any of it."""
    letters, digits = sum(c.isalpha() for c in text), sum(c.isdigit() for c in text)
    kinds = [
        _counted(n, word)
        for n, word in ((letters, "letter"), (digits, "digit"), (len(text) - letters - digits, "other sign"))
        if n
    ]
    return f"text of {' and '.join([', '.join(kinds[:-1]), kinds[-1]] if kinds[1:] else kinds) or 'no characters'}"


def _counted(n: int, word: str) -> str:
    return f"{count(n)} {word}{'s' if n != 1 else ''}"
