"""Contacts that are still open: the median without them, beside the one that counts how long they have waited.

Only contacts that were closed have a resolution time, so the newest weeks look quick: what takes long is still open.
A median of this kind is read from rows and does not add up, so it is told for a whole selection only.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import isnan

import polars as pl
from polars import col

from kpi_core.data import Prepared
from kpi_core.errors import CannotAnswer
from kpi_core.measure.selection import select
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

    Raises CannotAnswer for a KPI whose contacts cannot be open, or one counted in business hours.
    """
    timed = kpi.key in {"average_resolution_time", "first_response_time"} and kpi.variant != "business_hours"
    if not timed or Fact.CONTACT not in data.tables:
        raise CannotAnswer(
            f"{kpi.name} ({kpi.key}) has no open contacts to count; resolution and first response time, "
            "counted by the calendar, have."
        )
    if any(cut in dict(view.selection.segments) for cut in ("disposition", "miss_reason")):
        return None  # an outcome that an open contact does not have yet
    rows = select(data, Fact.CONTACT, view.selection).filter("offered")
    time, waits = _sides(kpi.key, frozenset(data.tables[Fact.CONTACT].columns))
    now = data.spans[Fact.CONTACT].end
    so_far = (pl.lit(now) - col("at")) / timedelta(seconds=1)
    found = rows.select(t=pl.when(waits).then(so_far).otherwise(time), ended=~waits).collect().drop_nulls()
    opened = int((~found["ended"]).sum())
    if not opened or opened == found.height:
        return None
    done = found.filter("ended")["t"].quantile(0.5, "linear")
    middle, low, high = (None if isnan(v) else v for v in median(found["t"].to_numpy(), found["ended"].to_numpy()))
    return Open(closed=found.height - opened, open=opened, closed_median=done, median=middle, low=low, high=high)


def _sides(key: str, have: frozenset[str]) -> tuple[pl.Expr, pl.Expr]:
    """The time of what is done, null where it was never due, and whether a contact is still open."""
    gone = pl.any_horizontal(col(g).fill_null(value=False) for g in _GONE if g in have)
    if key == "average_resolution_time":
        time: pl.Expr = pl.when(col("resolved")).then(col("resolution_s"))
        return time, time.is_null() & ~col("resolved").fill_null(value=False) & ~gone
    time = col("human_response_s")
    answered = col("answered").fill_null(value=False)
    return time, time.is_null() & ~answered & ~gone
