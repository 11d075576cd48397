"""The sums that a KPI needs of the rows, as Polars expressions.

For each group of rows: `n` rows that count, the sums of `numerator` and `denominator`, where an interval needs them
the sums of squares, products and cubes `xx`, `dd`, `xd` and `xxx`, and `young`, the rows left out because their window
is not over.
What is not counted but added is so as Float64: whole numbers of 32 bits would run over, and squares of 64 bits too.
All are sums (a distinct KPI's denominator excepted), so they can be added up in any order.
"""

from datetime import datetime

import polars as pl
from polars import col

from kpi_core.errors import CannotAnswer
from kpi_core.model import Fact, Kind, Kpi, Method

Sums = dict[str, pl.Expr]
SQUARES = ("xx", "dd", "xd", "xxx")
ALL_SUMS = ("n", "numerator", "denominator", *SQUARES, "young")


def counts(kpi: Kpi, nullable: frozenset[str], latest: datetime | None) -> pl.Expr:
    """Return whether a row counts: both sides known, the denominator not zero, the window over.

    `nullable` names the columns that hold nulls; where the numerator reads none of them it is known everywhere.
    `latest` is the first arrival whose window is not over: a follow-up may still come on its edge, which counts.
    """
    if kpi.denominator is None:
        raise CannotAnswer(f"{kpi.name} has no denominator, so every row counts.")
    if kpi.numerator_fact is Fact.CONTACT:
        whole = (kpi.denominator != 0) if kpi.method is Method.RATIO else kpi.denominator
    else:  # rows of totals: a denominator of zero adds nothing to the one side and its row to the other
        whole = kpi.denominator if _flag(kpi) else kpi.denominator.is_not_null()
    if nullable & set(kpi.numerator.meta.root_names()):
        whole = whole & kpi.numerator.is_not_null()
    if latest is not None:
        whole = whole & (col("at") < latest)
    return whole


def _flag(kpi: Kpi) -> bool:
    """Whether the denominator says of each row whether it counts."""
    return kpi.method in {Method.MEAN, Method.NPS} or (
        kpi.method is Method.WILSON and kpi.numerator_fact is not Fact.INTERVAL
    )


def sums(kpi: Kpi, nullable: frozenset[str], latest: datetime | None, keep: pl.Expr | None = None) -> Sums:
    """Return the KPI's sums by name; `keep` narrows the numerator only (an outcome that is filtered by)."""
    top = kpi.numerator if keep is None else kpi.numerator & keep
    if kpi.kind is Kind.COUNT or kpi.denominator is None:
        many = top.cast(pl.Float64) if kpi.numerator_fact is Fact.INTERVAL else top
        return {"n": many.sum(), "numerator": many.sum()}
    if kpi.kind is Kind.DISTINCT:
        counted = top & kpi.denominator.is_not_null()
        return {
            "n": counted.sum(),
            "numerator": counted.sum(),
            "denominator": pl.when(counted).then(kpi.denominator).drop_nulls().n_unique(),
        }
    row = counts(kpi, nullable, latest)
    found = _ratio(kpi, top, row)
    if latest is not None:
        found["young"] = (kpi.denominator & (col("at") >= latest)).sum()
    return found


def _ratio(kpi: Kpi, top: pl.Expr, row: pl.Expr) -> Sums:
    """The sums of a ratio, by the method of its interval."""
    assert kpi.denominator is not None  # noqa: S101 - `sums` has seen to it
    if kpi.numerator_fact is Fact.INTERVAL:  # n are the contacts behind the totals
        d = pl.when(row).then(kpi.denominator.cast(pl.Float64))
        return {"n": d.sum(), "numerator": pl.when(row).then(top.cast(pl.Float64)).sum(), "denominator": d.sum()}
    if kpi.method is Method.WILSON:
        return {"n": row.sum(), "numerator": (top & row).sum(), "denominator": row.sum()}
    x = pl.when(row).then(top.cast(pl.Float64))
    if kpi.method is Method.RATIO:
        d = pl.when(row).then(kpi.denominator.cast(pl.Float64))
        return {
            "n": row.sum(),
            "numerator": x.sum(),
            "denominator": d.sum(),
            "xx": (x * x).sum(),
            "dd": (d * d).sum(),
            "xd": (x * d).sum(),
        }
    found = {"n": row.sum(), "numerator": x.sum(), "denominator": row.sum(), "xx": (x * x).sum()}
    return found | {"xxx": (x * x * x).sum()} if kpi.method is Method.MEAN else found
