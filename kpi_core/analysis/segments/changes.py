"""Each group against the rest of the whole, and against itself a period before; all judged together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl
from polars import col

from kpi_core.analysis.noise import Span, Varying, against_before, against_rest, keyed
from kpi_core.analysis.verdict import BEYOND, Evidence, Verdict, judge_together
from kpi_core.measure import is_outcome
from kpi_core.model import Kind, Kpi

APART = col("apart").is_in(BEYOND)  # differs from the rest by more than chance
SIGNAL = col("signal").is_in(BEYOND) & ~col("small")  # changed by more than chance, and enough to act on
_PARTS = ("value", "low", "high", "n", "numerator", "denominator")


@dataclass(frozen=True, eq=False, kw_only=True)
class Periods:
    """The last two periods to compare, each from its first day to the first one after it, and their measured frame."""

    before: Span
    now: Span
    frame: pl.DataFrame


def is_part(kpi: Kpi, by: Iterable[str]) -> bool:
    """Return whether a value is a part of the whole: neither above it nor below."""
    return kpi.kind is not Kind.RATIO or any(is_outcome(s) for s in by)


def judged(
    kpi: Kpi,
    frame: pl.DataFrame,
    whole: pl.DataFrame,
    periods: Periods | None,
    by: list[str],
    sums: Varying,
    least: float,
) -> pl.DataFrame:
    """Return the rows with how each value differs from the rest, and what changed, judged all together.

    Added are `apart, against, gap, gap_low, gap_high, cluster` and `before, now, change, change_low, change_high,
    signal, small, change_cluster`; null where nothing is compared. Counts and outcomes are parts of the whole.
    """
    rest: tuple[Evidence, ...] = ()
    if not is_part(kpi, by):
        rest = against_rest(kpi, frame, whole, sums)
    steps: tuple[Evidence, ...] = ()
    keys = frame.select(by)
    if periods is not None:
        now, then = (
            _filled(kpi, keyed(periods.frame.filter(col("period") == span[0]), keys, _PARTS))
            for span in (periods.now, periods.before)
        )
        steps = against_before(kpi, now, then, frame, sums.days, (periods.before, periods.now), least)
        frame = frame.with_columns(before=then["value"], now=now["value"])
    else:
        frame = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(c) for c in ("before", "now"))
    verdicts = judge_together((*rest, *steps))
    apart, moved = verdicts[: len(rest)], verdicts[len(rest) :]
    return frame.with_columns(*_apart(apart, frame.height), *_moved(moved, frame.height))


def _filled(kpi: Kpi, side: pl.DataFrame) -> pl.DataFrame:
    """A group without a contact in a period counted none."""
    side = side.with_columns(col("n").fill_null(0))
    return side.with_columns(col("value").fill_null(0.0)) if kpi.kind is Kind.COUNT else side


def _apart(verdicts: tuple[Verdict, ...], height: int) -> list[pl.Series]:
    """The verdicts against the rest as columns; nulls where there are none."""
    names = ("apart", "gap", "gap_low", "gap_high", "cluster")
    return _columns(names, _rows(verdicts), height)


def _moved(verdicts: tuple[Verdict, ...], height: int) -> list[pl.Series]:
    """The verdicts against the period before as columns; nulls where there are none."""
    names = ("signal", "change", "change_low", "change_high", "change_cluster")
    small = pl.Series("small", [v.small for v in verdicts] or [False] * height, dtype=pl.Boolean)
    return [*_columns(names, _rows(verdicts), height), small]


def _rows(verdicts: Iterable[Verdict]) -> list[tuple[object, ...]]:
    """Verdicts as rows; no kind where there was nothing to compare."""
    return [(None if v.difference is None else v.kind, v.difference, v.low, v.high, v.cluster) for v in verdicts]


def _columns(names: Sequence[str], rows: Sequence[tuple[object, ...]], height: int) -> list[pl.Series]:
    """Rows as columns: the first and the last are words, the others numbers."""
    types = [pl.String, pl.Float64, pl.Float64, pl.Float64, pl.String]
    columns = list(zip(*rows, strict=True)) if rows else [[None] * height] * len(names)
    return [pl.Series(n, c, dtype=t) for n, c, t in zip(names, columns, types, strict=True)]
