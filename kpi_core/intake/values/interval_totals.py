"""Intervals hold totals: an average or a share is multiplied out by its count at the door, or refused.

Totals of rows can be added up; averages, shares and percentiles cannot.
"""

import re

import polars as pl
from polars import col

from kpi_core.errors import BadInput
from kpi_core.intake.mappings.field import Field
from kpi_core.intake.values.cells import numbers
from kpi_core.model import ColumnKind

_PLACED = re.compile(r"\b(p\d{2}|percentile|median|max|maximum|longest|min|minimum|shortest)\b")
_AVERAGE = re.compile(r"\b(avg|average|mean|asa|aht|acw time per)\b")
_SHARE = re.compile(r"%|\b(rate|percent|percentage|service level|share)\b")


def check(name: str, entry: Field, kind: ColumnKind) -> None:
    """Raise BadInput where an interval's column cannot be a total."""
    header = " ".join(names[0] for names in entry.parts)
    folded = header.casefold().replace("_", " ")
    if kind is ColumnKind.SECONDS and _PLACED.search(folded):
        raise BadInput(
            f"Column '{header}' is a percentile or an extreme, which cannot be added up over intervals: leave {name} "
            "out, or map its total or its average with times."
        )
    if entry.times:
        return
    if kind is ColumnKind.SECONDS and _AVERAGE.search(folded):
        raise BadInput(
            f"Column '{header}' is an average: name the count that {name} is the average of, as "
            f'{name} = {{ column = "{header}", times = "..." }}.'
        )
    if kind is ColumnKind.COUNT and _SHARE.search(folded):
        raise BadInput(
            f"Column '{header}' is a share: name the count that {name} is a part of, as "
            f'{name} = {{ column = "{header}", times = "..." }}.'
        )


def part_of(text: pl.Series, counts: pl.Series, name: str, entry: Field) -> tuple[pl.Series, str, pl.Series]:
    """Return the counts that shares stand for, how they were read, and which cells were not understood.

    Where a share stands for no whole number of rows it is rounded to the nearest: exports round shares.
    """
    header = entry.parts[0][0] if entry.parts else name
    values = numbers(text)
    marked = text.str.contains("%", literal=True).any()
    highest = values.max()
    if entry.share is None and not marked and isinstance(highest, float) and highest <= 1:
        raise BadInput(
            f"Column '{header}' never passes 1 and has no percent sign, so shares and percentages cannot be told "
            f'apart: add unit = "%" or unit = "share" to {name}.'
        )
    percent = entry.share != "share"
    scaled = values / 100 if percent else values
    frame = pl.DataFrame({"s": scaled, "n": counts})
    fits = col("s").is_between(0, 1) & (col("n") >= 0)
    whole = frame.select(pl.when(fits).then((col("s") * col("n")).round(0)).cast(pl.Int64).alias(name))[name]
    wrong = frame.select((col("s").is_not_null() & ~col("s").is_between(0, 1)).alias("w"))["w"]
    how = f"{'percentages' if percent else 'shares'} of {entry.times}, rounded to whole contacts"
    return whole, how, wrong | (text.is_not_null() & values.is_null())
