"""Each group against the rest of the whole, and against itself a period before; all judged together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl
from polars import col

from kpi_core.analysis.noise import DaySums, Levels, Span, against_before, against_rest, keyed
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
    days: DaySums | None,
    more: Sequence[Levels],
    least: float,
) -> pl.DataFrame:
    """Return the rows with how each value differs from the rest, and what changed, judged all together.

    Added are `apart, apart_by, apart_low, apart_high, apart_cluster, apart_reach` and `before, now, now_n,
    now_happened, signal, change, change_low, change_high, change_cluster, change_reach, small`; null where nothing is
    compared. Counts and outcomes are parts of the whole; `before` is a count as it would be on the days of the week of
    the later period. The `reach` is the smallest difference that would have shown.
    """
    rest: tuple[Evidence, ...] = ()
    if not is_part(kpi, by):
        rest = against_rest(kpi, frame, whole, days, more)
    steps: tuple[Evidence, ...] = ()
    keys = frame.select(by)
    if periods is not None:
        now, then = (
            _filled(kpi, keyed(periods.frame.filter(col("period") == span[0]), keys, _PARTS))
            for span in (periods.now, periods.before)
        )
        steps = against_before(kpi, now, then, frame, days, (periods.before, periods.now), least)
        frame = frame.with_columns(
            before=then["value"], now=now["value"], now_n=now["n"].cast(pl.Int64), now_happened=now["numerator"]
        )
    else:
        frame = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(c) for c in ("before", "now", "now_happened"))
        frame = frame.with_columns(now_n=pl.lit(None, dtype=pl.Int64))
    verdicts = judge_together((*rest, *steps))
    nothing = (None,) * frame.height
    frame = _moved(_apart(frame, verdicts[: len(rest)] or nothing), verdicts[len(rest) :] or nothing)
    if kpi.kind is Kind.COUNT:
        frame = frame.with_columns(before=pl.coalesce(col("now") - col("change"), col("before")))
    return frame


def _filled(kpi: Kpi, side: pl.DataFrame) -> pl.DataFrame:
    """A group without a contact in a period counted none."""
    side = side.with_columns(col("n").fill_null(0))
    return side.with_columns(col("value").fill_null(0.0)) if kpi.kind is Kind.COUNT else side


def _apart(frame: pl.DataFrame, verdicts: Sequence[Verdict | None]) -> pl.DataFrame:
    """The rows with the verdicts against the rest; nulls where there is none."""
    return frame.with_columns(
        apart=_words(verdicts, lambda v: v.kind),
        apart_by=_numbers(verdicts, lambda v: v.difference),
        apart_low=_numbers(verdicts, lambda v: v.low),
        apart_high=_numbers(verdicts, lambda v: v.high),
        apart_cluster=_words(verdicts, lambda v: v.cluster),
        apart_reach=_numbers(verdicts, lambda v: v.reach),
    )


def _moved(frame: pl.DataFrame, verdicts: Sequence[Verdict | None]) -> pl.DataFrame:
    """The rows with the verdicts against the period before; nulls where there is none."""
    return frame.with_columns(
        signal=_words(verdicts, lambda v: v.kind),
        change=_numbers(verdicts, lambda v: v.difference),
        change_low=_numbers(verdicts, lambda v: v.low),
        change_high=_numbers(verdicts, lambda v: v.high),
        change_cluster=_words(verdicts, lambda v: v.cluster),
        change_reach=_numbers(verdicts, lambda v: v.reach),
        small=pl.Series([v is not None and v.small for v in verdicts], dtype=pl.Boolean),
    )


def _words(verdicts: Sequence[Verdict | None], of: Callable[[Verdict], str]) -> pl.Series:
    """One word of each verdict; none where there was nothing to compare."""
    return pl.Series([None if v is None or v.difference is None else of(v) for v in verdicts], dtype=pl.String)


def _numbers(verdicts: Sequence[Verdict | None], of: Callable[[Verdict], float | None]) -> pl.Series:
    return pl.Series([None if v is None else of(v) for v in verdicts], dtype=pl.Float64)
