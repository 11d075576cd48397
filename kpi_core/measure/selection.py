"""Which rows a selection keeps: a range of whole days, segment values kept and left out."""

from collections.abc import Sequence
from datetime import date

import polars as pl
from polars import col

from kpi_core.data import ROWS, Prepared
from kpi_core.errors import BadInput
from kpi_core.model import BY_NAME, Fact
from kpi_core.view import Selection

Where = Sequence[tuple[str, Sequence[str]]]


def is_outcome(segment: str) -> bool:
    """Whether a segment is an outcome of the contact, which never cuts a denominator (docs/rules.md, rule 6)."""
    return segment in BY_NAME and BY_NAME[segment].outcome


def select(data: Prepared, fact: Fact, selection: Selection, *, empty: bool = False) -> pl.LazyFrame:
    """Return the fact's rows that a selection keeps.

    An outcome column cuts no rows here: it cuts numerators only (rule 6). Raises BadInput where nothing is
    left, unless it may be `empty`.
    """
    first, last = selection.since, selection.until
    if first and last and first > last:
        raise BadInput(f"The dates run backwards: {first} is after {last}; swap them.")
    if not empty and not height(data, fact, selection):
        raise nothing_left(data, fact)
    return taken(data.tables[fact], *days(data, fact, selection), cut(selection, outcomes=False))


def height(data: Prepared, fact: Fact, selection: Selection) -> int:
    """Return how many rows such a selection keeps."""
    cube = data.cubes(fact).holding(s for s, _ in selection.segments if not is_outcome(s))
    table = data.tables[fact] if cube is None else cube
    rows = taken(table, *days(data, fact, selection), cut(selection, outcomes=False))
    return int(rows.select(pl.len() if cube is None else col(ROWS).sum()).collect().item())


def taken(table: pl.DataFrame, since: date | None, until: date | None, keep: Sequence[pl.Expr]) -> pl.LazyFrame:
    """Return the part of a table in order of days that lies in a range of days and fulfils the conditions."""
    first = table["day"].search_sorted(since, "left") if since else 0  # a slice copies nothing
    last = table["day"].search_sorted(until, "right") if until else table.height
    rows = table.slice(first, max(last - first, 0)).lazy()
    return rows.filter(*keep) if keep else rows


def nothing_left(data: Prepared, fact: Fact) -> BadInput:
    """Return what to say where a selection leaves no row of the fact."""
    span = data.spans[fact]
    return BadInput(
        f"No {fact} is left by this selection; the data run from {span.first} to {span.last}: "
        "widen the dates or keep more segment values."
    )


def days(data: Prepared, fact: Fact, selection: Selection) -> tuple[date | None, date | None]:
    """Return the range for this fact: one that ends where the data do takes in the whole month that is cut there."""
    return data.spans[fact].widened(selection.since, selection.until, (data.first_day, data.last_day))


def within(since: date | None, until: date | None) -> list[pl.Expr]:
    """Return the conditions of a range of whole days, both ends inclusive."""
    return ([col("day") >= since] if since else []) + ([col("day") <= until] if until else [])


def cut(selection: Selection, *, outcomes: bool) -> list[pl.Expr]:
    """Return the conditions of a cut: those on outcome columns, which cut numerators only, or all the others."""
    keep = [kept(s, values) for s, values in selection.where if is_outcome(s) is outcomes]
    return keep + [~kept(s, values) for s, values in selection.without if is_outcome(s) is outcomes]


def kept(segment: str, values: Sequence[str]) -> pl.Expr:
    """Return whether a row has one of the segment's values; "" stands for a blank one."""
    hit = col(segment).is_in([v for v in values if v]).fill_null(value=False)
    return hit | col(segment).is_null() if "" in values else hit
