"""Each group against the whole that holds it, and against itself a period before."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import polars as pl
from polars import col

from kpi_core.analysis.change import enough, triple
from kpi_core.analysis.verdict import BEYOND, judge
from kpi_core.measure import is_outcome
from kpi_core.model import Kind, Kpi
from kpi_core.statistics import Pair, against_whole, difference

APART = col("apart").is_in(BEYOND)  # differs from the whole by more than chance
SIGNAL = col("signal").is_in(BEYOND) & ~col("small")  # changed by more than chance, and enough to act on
_PARTS = ("value", "low", "high", "n")


def is_part(kpi: Kpi, by: Iterable[str]) -> bool:
    """Return whether a value is a part of the whole: neither above it nor below."""
    return kpi.kind is not Kind.RATIO or any(is_outcome(s) for s in by)


def with_apart(frame: pl.DataFrame, whole: pl.DataFrame, kpi: Kpi, *, compared: bool) -> pl.DataFrame:
    """Add how each value differs from the whole, null where that is not asked; counts and outcomes are parts of it."""
    if not compared:
        return frame.with_columns(apart=pl.lit(None, dtype=pl.String))
    share = frame["share"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    names = ("value", "low", "high")
    ends = against_whole(triple(kpi, frame, *names), triple(kpi, whole, *names), share)
    found = frame.select("few", _gap=col("value") - whole["value"][0]).with_columns(*_ends("low", "high", ends))
    kinds = [
        judge(difference=gap, low=low, high=high, enough=not few).kind for few, gap, low, high in found.iter_rows()
    ]
    return frame.with_columns(apart=pl.Series(kinds, dtype=pl.String))


def with_change(
    frame: pl.DataFrame,
    steps: pl.DataFrame | None,
    kpi: Kpi,
    by: list[str],
    periods: tuple[date, date] | None,
    least: float,
) -> pl.DataFrame:
    """Add what changed between the two periods, with the interval of the change, and what to make of it.

    `signal` is null where there is nothing to compare; `small` is a signal below `least`.
    """
    if periods is None or steps is None:
        names = ("before", "now", "change", "change_low", "change_high")
        empty = [pl.lit(None, dtype=pl.Float64).alias(c) for c in names]
        return frame.with_columns(*empty, signal=pl.lit(None, dtype=pl.String), small=pl.lit(value=False))
    both = frame
    for i, period in enumerate(periods):
        side = steps.filter(col("period") == period)
        side = side.select(*by, **{f"{short}{i}": col(name) for name, short in zip(_PARTS, "vabk", strict=True)})
        both = both.join(side, on=by, how="left", nulls_equal=True)
    if kpi.kind is Kind.COUNT:  # a group without a contact in either period counted none
        both = both.with_columns(col("v0", "v1").fill_null(0.0))
    ends = difference(triple(kpi, both, "v1", "a1", "b1"), triple(kpi, both, "v0", "a0", "b0"))
    both = both.with_columns(
        *_ends("change_low", "change_high", ends), before=col("v0"), now=col("v1"), change=col("v1") - col("v0")
    )
    verdicts = [
        judge(
            difference=r["change"],
            low=r["change_low"],
            high=r["change_high"],
            enough=enough(kpi, r["k1"], r["k0"]),
            ranged=kpi.bounded,
            least=least,
            against=periods[0],
        )
        for r in both.iter_rows(named=True)
    ]
    both = both.with_columns(
        signal=pl.Series([None if v.difference is None else v.kind for v in verdicts], dtype=pl.String),
        small=pl.Series([v.small for v in verdicts], dtype=pl.Boolean),
    )
    return both.drop([f"{c}{i}" for c in "vabk" for i in (0, 1)])


def _ends(low: str, high: str, ends: Pair) -> list[pl.Series]:
    """The ends of ranges as columns, null where not known."""
    return [pl.Series(n, v, dtype=pl.Float64).fill_nan(None) for n, v in zip((low, high), ends, strict=True)]
