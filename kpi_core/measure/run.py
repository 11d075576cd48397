"""One fact's rows of a selection on their way to values, with the days that they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from polars import col

from kpi_core.measure.ask import Asked
from kpi_core.measure.selection import days
from kpi_core.model import Fact, Kpi, Span

Numbered = Sequence[tuple[int, Kpi]]  # KPIs, each with its place among those asked for


@dataclass(frozen=True, eq=False, kw_only=True)
class Run:
    """The rows that were selected, the range for their fact, and the first and last day of it that the data cover."""

    asked: Asked
    fact: Fact
    rows: pl.LazyFrame
    since: date | None
    until: date | None
    first: date
    last: date

    @property
    def span(self) -> Span:
        """What the fact's rows cover."""
        return self.asked.data.spans[self.fact]

    @property
    def nullable(self) -> frozenset[str]:
        """The columns that hold nulls."""
        return self.asked.data.nullable[self.fact]

    @property
    def periods(self) -> list[str]:
        """The column of the periods, none for the whole."""
        return [] if self.asked.cadence.whole else ["period"]

    @property
    def keys(self) -> list[str]:
        """The columns that name a group."""
        return [*self.periods, *self.asked.by]


def run_of(asked: Asked, fact: Fact, rows: pl.LazyFrame) -> Run:
    """Return the selected rows of a fact with their range."""
    since, until = days(asked.data, fact, asked.selection)
    span = asked.data.spans[fact]
    return Run(
        asked=asked,
        fact=fact,
        rows=rows,
        since=since,
        until=until,
        first=max(span.first, since or span.first),
        last=min(span.last, until or span.last),
    )


def dated(run: Run, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return rows, or a cube's rows, with their period."""
    return rows.with_columns(period=_start(run)) if run.periods else rows


def no_period(run: Run) -> dict[str, pl.Expr]:
    """Return a null period where there are none."""
    return {} if run.periods else {"period": pl.lit(None, dtype=pl.Date)}


def as_text(segment: str) -> pl.Expr:
    """Return a segment as plain text; the hour as a number."""
    return col(segment).cast(pl.String).cast(pl.Int64) if segment == "hour" else col(segment).cast(pl.String)


def _start(run: Run) -> pl.Expr:
    """The first day of each row's period, looked up by day: there are far fewer days than rows."""
    calendar, cadence = run.asked.data.definitions.calendar, run.asked.cadence
    if cadence.minutes:
        return calendar.start_expr(col("at"), cadence)
    if run.first > run.last:
        return pl.lit(None, dtype=pl.Date)
    known = pl.DataFrame({"day": pl.date_range(run.first, run.last, eager=True)})
    starts = known.select(calendar.start_expr(col("day"), cadence)).to_series()
    return pl.lit(starts).gather(col("day").to_physical() - known["day"].to_physical()[0])
