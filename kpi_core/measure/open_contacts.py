"""Contacts that are still open: the median without them, beside the one that counts how long they have waited.

Only contacts that were closed have a resolution time, so the newest weeks look quick: what takes long is still open.
Closed are the contacts that the KPI counts, with the KPI's own time; open are those beside them that may still come to
count. A median of this kind is read from rows and does not add up, so it is told for a whole selection only.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import isnan

import polars as pl
from polars import col

from kpi_core.data import Prepared
from kpi_core.errors import CannotAnswer
from kpi_core.measure.selection import select
from kpi_core.measure.sums import counts
from kpi_core.model import Fact, Kpi, count, value_text
from kpi_core.statistics import median
from kpi_core.view import View

_GONE = ("abandoned", "short_abandoned", "flow_out", "self_served")  # nobody works on these


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Medians in seconds. `median` counts the open ones; None where half of all are not closed yet."""

    closed: int
    open: int
    closed_median: float | None
    median: float | None
    low: float | None
    high: float | None

    def sentence(self, kpi: Kpi) -> str:
        """What it says, for people."""
        alone = value_text(self.closed_median, kpi.unit)
        head = (
            f"The median of those that are done is {alone}; {count(self.open)} are still open. With their wait so far"
        )
        if self.median is None:
            return f"{head}, fewer than half are done yet, so the median is not known."
        bounds = (
            ""
            if self.low is None or self.high is None
            else (f" ({value_text(self.low, kpi.unit)} to {value_text(self.high, kpi.unit)})")
        )
        return f"{head} the median is {value_text(self.median, kpi.unit)}{bounds} (Kaplan-Meier)."


def still_open(data: Prepared, kpi: Kpi, view: View) -> Open | None:
    """Return both medians over the View's selection, None where nothing is open.

    Raises CannotAnswer for a KPI whose contacts cannot be open, or one counted in another way than by the calendar.
    """
    timed = kpi.key in {"average_resolution_time", "first_response_time"} and kpi.variant in {None, "calendar"}
    if not timed or Fact.CONTACT not in data.tables:
        raise CannotAnswer(
            f"{kpi.name} ({kpi.key}) has no open contacts to count; resolution and first response time, "
            "counted by the calendar, have."
        )
    if any(cut in dict(view.selection.segments) for cut in ("disposition", "miss_reason")):
        return None  # an outcome that an open contact does not have yet
    rows = select(data, Fact.CONTACT, view.selection)
    counted = counts(kpi, data.nullable[Fact.CONTACT], None).fill_null(value=False)
    waits = ~counted & _waits(kpi, frozenset(data.tables[Fact.CONTACT].columns))
    if not rows.filter(counted & ~col("offered")).head(1).collect().height:
        waits = waits & col("offered")  # nobody closes outbound contacts here
    found = (
        rows.filter(counted | waits)
        .select(t=pl.when(waits).then(_so_far(data)).otherwise(kpi.numerator), ended=counted)
        .collect()
    )
    opened = int((~found["ended"]).sum())
    if not opened or opened == found.height:
        return None
    done = found.filter("ended")["t"].quantile(0.5, "linear")
    middle, low, high = (None if isnan(v) else v for v in median(found["t"].to_numpy(), found["ended"].to_numpy()))
    return Open(closed=found.height - opened, open=opened, closed_median=done, median=middle, low=low, high=high)


def _waits(kpi: Kpi, have: frozenset[str]) -> pl.Expr:
    """Whether a contact that does not count yet may still: it is not done, and somebody is to work on it."""
    gone = pl.any_horizontal(col(g).fill_null(value=False) for g in _GONE if g in have)
    done = col("resolved" if kpi.key == "average_resolution_time" else "answered")
    return ~done.fill_null(value=False) & ~gone


def _so_far(data: Prepared) -> pl.Expr:
    """The seconds from the arrival to the end of the data; in UTC where it is known, since clocks change."""
    span, contacts = data.spans[Fact.CONTACT], data.tables[Fact.CONTACT]
    waited = pl.lit(span.now) - col("at")
    if "at_utc" in contacts.columns:
        end = contacts.select(col("at_utc").max() + (span.now - span.end)).item()
        waited = pl.coalesce(pl.lit(end, dtype=pl.Datetime("us")) - col("at_utc"), waited)
    return waited / timedelta(seconds=1)
