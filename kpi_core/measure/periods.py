"""Which periods there are, which of them the data cover whole, and which are old enough to judge."""

from datetime import date, datetime, time, timedelta

import polars as pl
from polars import col

from kpi_core.data import Prepared
from kpi_core.measure.run import Numbered, Run
from kpi_core.model import Kpi, doubled, moment, on_the_clock

_HOUR = timedelta(hours=1)


def latest(data: Prepared, kpi: Kpi) -> datetime | None:
    """Return the moment before which contacts are old enough for the KPI; None where it waits for nothing.

    More than the window lies between them and the end of the data: its edge belongs to the window.
    """
    if kpi.window is None:
        return None
    fact = kpi.denominator_fact if kpi.separate_sides else kpi.numerator_fact
    return data.spans[fact].now - data.definitions.window(kpi.window)


def starts(run: Run) -> list[date]:
    """Return every period of the range that the data reach into; hours that the clock skips are none."""
    calendar, cadence = run.asked.data.definitions.calendar, run.asked.cadence
    if not cadence.minutes:
        return list(calendar.periods(run.first, run.last, cadence))
    first = max(moment(run.first), run.span.start)
    last = min(datetime.combine(run.last, time.max), run.span.behind - timedelta(microseconds=1))
    return on_the_clock(calendar.periods(first, last, cadence), cadence.minutes, run.asked.data.dataset.timezone)


def stamped(run: Run, found: pl.DataFrame, kpis: Numbered) -> pl.DataFrame:
    """Return the values with what they are of, and whether each period is complete and mature."""
    period = run.asked.cadence.dtype
    known = found["period"].unique().to_list()
    over = moment(run.last + timedelta(days=1))
    ends = [over if p is None else min(over, moment(_next(run, p))) for p in known]
    periods = pl.DataFrame(
        {"period": known, "complete": _complete(run, known), "_end": ends},
        schema={"period": period, "complete": pl.Boolean, "_end": pl.Datetime("us")},
    )
    of = pl.DataFrame(
        [(i, k.key, k.variant, k.quantile, latest(run.asked.data, k)) for i, k in kpis],
        schema={"_i": pl.Int32, "kpi": pl.String, "variant": pl.String, "_q": pl.Float64, "_until": pl.Datetime("us")},
        orient="row",
    )
    joined = found.join(of, on="_i", how="left").join(periods, on="period", how="left", nulls_equal=True)
    return joined.with_columns(
        col("n", "young").cast(pl.Int64),
        quantile=pl.coalesce("quantile", "_q"),
        mature=(col("_end") <= col("_until")).fill_null(value=True),  # what waits for nothing
    ).drop("_q", "_end", "_until")


def _next(run: Run, period: date) -> date:
    """The start of the following period."""
    return run.asked.data.definitions.calendar.next(period, run.asked.cadence)


def _complete(run: Run, periods: list[date | None]) -> list[bool]:
    """Whether the data cover each period, and the range asked for does too."""
    calendar, cadence, end = run.asked.data.definitions.calendar, run.asked.cadence, run.span.behind
    twice = doubled(end.date(), end.date(), run.asked.data.dataset.timezone) if cadence.minutes else []

    def complete(period: date | None) -> bool:
        if period is None:
            return run.span.covers(run.since or run.first, _until(run))
        after = _next(run, period)
        if cadence.minutes:
            start = moment(period)
            again = [t + _HOUR for t in twice if t <= start < t + _HOUR]  # over when it has come twice
            return run.span.start <= start and max([moment(after), *again]) <= end
        covered = calendar.covered(period, cadence, run.first, run.last)
        return covered and run.span.covers(period, after - timedelta(days=1))

    return [complete(p) for p in periods]


def _until(run: Run) -> date:
    """The last day that the whole must cover; the whole of the data lacks nothing where their last day is not over."""
    until = run.until or run.last
    everything = run.first == run.span.first and until == run.span.last
    return run.span.last_over if everything else until
