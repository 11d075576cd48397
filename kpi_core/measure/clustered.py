"""A KPI's sums by what several of its rows have in common: an agent, a customer, a review.

No value is made of them. They are read from the rows: there are too many customers for a cube.
"""

from collections.abc import Sequence

import polars as pl
from polars import col

from kpi_core.data import Prepared
from kpi_core.measure.ask import Asked
from kpi_core.measure.periods import latest
from kpi_core.measure.run import as_text, dated, run_of
from kpi_core.measure.selection import cut, select
from kpi_core.measure.sums import Sums, sums
from kpi_core.measure.two_cuts import marked
from kpi_core.model import Kpi
from kpi_core.view import Selection

_NAMES = ("numerator", "denominator", "xx", "xd", "dd")
_NO_SEGMENTS = ("period", "_a", "_b")


def by_cluster(asked: Asked, key: Sequence[str], one_in: int = 1) -> pl.DataFrame:
    """Return the sums of the one KPI that was asked for, by the columns of `key`, its periods and segments.

    Columns: `_cluster`, numbered from 0, `period` where there are periods, the segments, `numerator, denominator, xx,
    xd, dd`. Rows without a key are in none; the KPI is one that has a range and whose rows are not totals. Of very many
    clusters `one_in` so many are read, with all of their rows; which ones depends on their keys alone.
    """
    (kpi,) = asked.kpis
    run = run_of(asked, kpi.numerator_fact, select(asked.data, kpi.numerator_fact, asked.selection, empty=True))
    hidden = cut(asked.selection, outcomes=True)
    found = sums(kpi, run.nullable, latest(asked.data, kpi), pl.all_horizontal(hidden) if hidden else None)
    return _added(dated(run, run.rows), found, run.keys, key, one_in)


def cuts_by_cluster(
    data: Prepared, kpi: Kpi, cuts: tuple[Selection, Selection], by: Sequence[str], key: Sequence[str], one_in: int = 1
) -> pl.DataFrame:
    """Return the same of two cuts, with `_a` and `_b` in place of a period: whether rows are of A and of B."""
    fact = kpi.numerator_fact
    found = sums(kpi, data.nullable[fact], latest(data, kpi))
    return _added(marked(data, fact, *cuts), found, ("_a", "_b", *by), key, one_in)


def _added(rows: pl.LazyFrame, found: Sums, groups: Sequence[str], key: Sequence[str], one_in: int) -> pl.DataFrame:
    """The sums of the rows that have a key."""
    added = {n: found[n] for n in _NAMES if n in found}
    alike = {"xx": "numerator", "xd": "numerator", "dd": "denominator"}  # d is 0 or 1
    rest = [col(same).alias(n) for n, same in alike.items() if n not in found]
    number = (pl.struct(*key) if len(key) > 1 else col(key[0])).hash()  # twice as fast as the text itself
    return (
        rows.filter(*(col(k).is_not_null() for k in key))
        .with_columns(_cluster=number)
        .filter(*([col("_cluster") % one_in == 0] if one_in > 1 else []))
        .group_by("_cluster", *groups)
        .agg(e.cast(pl.Float64).alias(n) for n, e in added.items())
        .filter(col("denominator") != 0)
        .sort("_cluster")
        .with_columns(col("_cluster").rle_id(), *rest)
        .select("_cluster", *(col(g) if g in _NO_SEGMENTS else as_text(g) for g in groups), *_NAMES)
        .collect()
    )
