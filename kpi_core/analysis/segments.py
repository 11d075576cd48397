"""Where is it different? One row a segment value: value, interval, n, share of the base, and what changed."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from polars import col

from kpi_core.cadence import Cadence
from kpi_core.errors import CannotAnswer
from kpi_core.kpi import Kpi
from kpi_core.measure import measure_view
from kpi_core.prepare import Prepared
from kpi_core.refusals import refusal
from kpi_core.statistics.intervals import difference
from kpi_core.view import View

FEW = 30  # below this n a value is shown grey and not ranked
SORTS = ("value", "change", "n", "name")
HOURS = ("weekday", "hour")


@dataclass(frozen=True, eq=False)
class Segments:
    """`frame`: `*by, value, low, high, n, share, before, now, change, change_low, change_high, signal, few`.

    `whole` is the KPI's row over the whole selection; `change` compares `periods` (the last two complete and mature
    ones), null where there are none; `signal` is true where its interval leaves out zero.
    """

    kpi: Kpi
    by: tuple[str, ...]
    frame: pl.DataFrame
    whole: pl.DataFrame
    periods: tuple[object, object] | None


def segments(data: Prepared, kpi: Kpi, view: View, *, sort: str = "value") -> Segments:
    """Return the leaderboard of one KPI by the View's segments, sorted; groups with few contacts come last."""
    if not view.by:
        raise CannotAnswer("Choose a segment to compare by.")
    now = measure_view(data, [kpi], view, cadence=Cadence.ALL)
    whole = measure_view(data, [kpi], view, by=(), cadence=Cadence.ALL)
    cadence = view.cadence if view.cadence is not Cadence.ALL else Cadence.MONTH
    steps = measure_view(data, [kpi], view, cadence=cadence)
    periods = _last_two(steps)
    base = "numerator" if kpi.denominator is None else "denominator"
    total = float(whole[base][0] or 0)
    by = list(view.by)
    frame = now.select(*by, "value", "low", "high", "n", share=col(base) / total if total else pl.lit(None))
    frame = _with_change(frame, steps, by, periods)
    frame = frame.with_columns(few=col("n") < FEW).filter(col("n") > 0)
    return Segments(kpi, tuple(by), _sorted(frame, by, sort), whole, periods)


def heat_map(data: Prepared, kpi: Kpi, view: View) -> pl.DataFrame:
    """Return the measured frame of one KPI by weekday and hour over the View's selection, `few` added."""
    frame = measure_view(data, [kpi], view, by=HOURS, cadence=Cadence.ALL)
    return frame.with_columns(few=col("n") < FEW)


def choices(data: Prepared, kpi: Kpi) -> tuple[str, ...]:
    """Return the segments that this KPI can be cut by."""
    return tuple(s for s in data.segments if refusal(data, kpi, by=(s,)) is None)


def _last_two(steps: pl.DataFrame) -> tuple[object, object] | None:
    """The last two periods that are complete and mature for every group."""
    whole = steps.group_by("period").agg(good=(col("complete") & col("mature")).all()).filter("good")["period"].sort()
    return (whole[-2], whole[-1]) if whole.len() > 1 else None


def _with_change(
    frame: pl.DataFrame, steps: pl.DataFrame, by: list[str], periods: tuple[object, object] | None
) -> pl.DataFrame:
    """Add what changed between the two periods, with the interval of the change."""
    empty = [pl.lit(None, dtype=pl.Float64).alias(c) for c in ("before", "now", "change", "change_low", "change_high")]
    if periods is None:
        return frame.with_columns(*empty, signal=pl.lit(value=False))
    sides: list[pl.DataFrame] = []
    for period in periods:
        side = steps.filter(col("period") == period).select(*by, v="value", a="low", b="high", k="n")
        sides.append(side.rename({c: f"{c}{len(sides)}" for c in "vabk"}))
    both = frame.join(sides[0], on=by, how="left", nulls_equal=True).join(sides[1], on=by, how="left", nulls_equal=True)
    first = tuple(both[c].cast(pl.Float64).fill_null(np.nan).to_numpy() for c in ("v1", "a1", "b1"))
    second = tuple(both[c].cast(pl.Float64).fill_null(np.nan).to_numpy() for c in ("v0", "a0", "b0"))
    low, high = difference(first, second)  # type: ignore[arg-type]
    enough = pl.min_horizontal("k0", "k1") >= FEW
    both = both.with_columns(
        before=col("v0"),
        now=col("v1"),
        change=col("v1") - col("v0"),
        change_low=pl.Series(low).fill_nan(None),
        change_high=pl.Series(high).fill_nan(None),
    )
    signal = ((col("change_low") > 0) | (col("change_high") < 0)).fill_null(value=False)
    return both.with_columns(signal=signal & enough.fill_null(value=False)).drop(
        [f"{c}{i}" for c in "vabk" for i in (0, 1)]
    )


def _sorted(frame: pl.DataFrame, by: list[str], sort: str) -> pl.DataFrame:
    """Sorted as asked; what is too few to rank comes last, where a ranking is asked for."""
    if sort == "name":
        return frame.sort(by, nulls_last=True)
    if sort == "n":
        return frame.sort("n", *by, descending=[True] + [False] * len(by), nulls_last=True)
    key = col("change").abs() if sort == "change" else col(sort)
    return frame.sort(col("few"), key, *by, descending=[False, True] + [False] * len(by), nulls_last=True)
