"""What moves first? A leading and a lagging KPI on one time axis, the leading one set forward by a lag."""

from dataclasses import dataclass

import polars as pl
from polars import col

from kpi_core.cadence import Cadence
from kpi_core.errors import BadInput
from kpi_core.kpi import Kpi
from kpi_core.measure import measure_view
from kpi_core.prepare import Prepared
from kpi_core.view import View

MOST_LAG = 26


@dataclass(frozen=True, eq=False)
class Pairing:
    """Both KPIs over time, and their pairs.

    `series` is the measured frame of both; `points` holds `period` (of the lagging KPI), `lead_period`, the values
    `lead, lag` and `lead_n, lag_n`, complete and mature periods only.
    """

    lead: Kpi
    lag: Kpi
    shift: int
    cadence: Cadence
    series: pl.DataFrame
    points: pl.DataFrame


def pairing(data: Prepared, lead: Kpi, lag: Kpi, view: View, *, shift: int = 0) -> Pairing:
    """Return both series, and each period's lagging value beside the leading one `shift` periods before."""
    if not 0 <= shift <= MOST_LAG:
        raise BadInput(f"A lag lies between 0 and {MOST_LAG} periods; {shift} does not.")
    cadence = view.cadence if view.cadence is not Cadence.ALL else Cadence.WEEK
    kpis = [lead, lag] if lead.key != lag.key else [lead]
    series = measure_view(data, kpis, view, by=(), cadence=cadence)
    good = series.filter(col("complete") & col("mature") & col("value").is_not_null())
    calendar = data.definitions.calendar
    leads = good.filter(col("kpi") == lead.key)
    moved = []
    for start in leads["period"]:
        after = start
        for _ in range(shift):
            after = calendar.next(after, cadence)
        moved.append(after)
    first = leads.select(pl.Series("period", moved, dtype=pl.Date), lead_period="period", lead="value", lead_n="n")
    second = good.filter(col("kpi") == lag.key).select("period", lag="value", lag_n="n")
    points = second.join(first, on="period", how="inner").sort("period")
    return Pairing(lead, lag, shift, cadence, series, points)
