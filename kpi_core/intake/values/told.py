"""What may be told of cells that were not understood: the commonest, with their counts, and nothing personal.

A short cell that stands on several rows is a word of the platform and is told as it is. Any other may be a name, a
number or what somebody wrote: its shape is told.
"""

import polars as pl
from polars import col

from kpi_core.intake.sources.detect import shown
from kpi_core.intake.values.shape import OFTEN, SHORT

Told = tuple[tuple[str, int], ...]

_MOST = 3  # cells that are told
_DIGITS = 6  # of one; more of them may be a telephone number
_SHAPE = 30  # characters of a shape


def commonest(texts: pl.Series) -> Told:
    """Return the commonest cells as they may be told, in quotes, or their shapes, each with the rows it stands on."""
    counts = pl.DataFrame({"t": texts.cast(pl.String)}).drop_nulls().group_by("t").len("n")
    bare = col("t").str.replace_all(r"\p{Nd}", "")
    digits = col("t").str.len_chars() - bare.str.len_chars()
    word = (col("n") >= OFTEN) & (col("t").str.len_chars() <= SHORT) & (digits <= _DIGITS)
    word &= ~col("t").str.contains("@", literal=True)
    shape = col("t").str.replace_all(r"\p{Nd}", "9").str.replace_all(r"[\p{L}\p{M}]", "a")
    letters = pl.format("text of {} characters", col("t").str.len_chars())
    untold = pl.when((digits > 0) & (col("t").str.len_chars() <= _SHAPE)).then(pl.format("like {}", shape))
    told = pl.when(word).then(pl.format("'{}'", col("t"))).otherwise(untold.otherwise(letters))
    found = counts.group_by(told.alias("t")).agg(col("n").sum()).sort("n", "t", descending=[True, False])
    return tuple((shown(t, SHORT + _SHAPE), int(n)) for t, n in found.head(_MOST).iter_rows())


def words(texts: pl.Series) -> tuple[str, ...]:
    """Return those of the commonest cells that may be told as they are."""
    return tuple(t.removeprefix("'").removesuffix("'") for t, _ in commonest(texts) if t[:1] == t[-1:] == "'")
