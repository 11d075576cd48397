"""A leading and a lagging KPI as charts draw them and tables list them: both series, and the pairs."""

from datetime import date
from functools import partial
from typing import Any

import polars as pl
from polars import col

from kpi_core.analysis.points import Scale, place, points_frame
from kpi_core.model import Cadence, Calendar, Kpi, label, value_text

SCATTER: dict[str, pl.DataType] = {
    "x": pl.Float64(),
    "y": pl.Float64(),
    "i": pl.Int64(),  # 1 for the first period, counting up
    "t_lead": pl.String(),
    "t_lag": pl.String(),
}


def series_frame(
    kpi: Kpi, scale: Scale, found: pl.DataFrame, cadence: Cadence, calendar: Calendar, moved: dict[date, date]
) -> pl.DataFrame:
    """Return what a time chart draws of one KPI, each period set to where `moved` says; tooltips keep the real one."""
    frame = points_frame(kpi, scale, found, None, cadence, calendar, "", ())
    to = {place(a, cadence): place(b, cadence) for a, b in moved.items()}
    return frame.with_columns(col("x").replace_strict(to, default=col("x"))) if to else frame


def scatter_frame(
    kpis: tuple[Kpi, Kpi], scales: tuple[Scale, Scale], points: pl.DataFrame, cadence: Cadence, calendar: Calendar
) -> pl.DataFrame:
    """Return what the scatter draws: one point a pair of periods, numbered by time."""
    (lead, lag), (across, up) = kpis, scales
    named = partial(label, cadence=cadence, calendar=calendar)
    rows = [
        {
            "x": r["lead"] / across.per,
            "y": r["lag"] / up.per,
            "i": i,
            "t_lead": f"{value_text(r['lead'], lead.unit)} ({named(r['lead_period'])}, n {r['lead_n']:,})",
            "t_lag": f"{value_text(r['lag'], lag.unit)} ({named(r['period'])}, n {r['lag_n']:,})",
        }
        for i, r in enumerate(points.to_dicts(), 1)
    ]
    return pl.DataFrame(rows, schema=SCATTER)


def table_frame(kpis: tuple[Kpi, Kpi], points: pl.DataFrame, cadence: Cadence, calendar: Calendar) -> pl.DataFrame:
    """Return the pairs as a table, the latest first."""
    lead, lag = kpis
    rows: list[dict[str, Any]] = [
        {
            "lead_period": label(r["lead_period"], cadence, calendar),
            "lead": value_text(r["lead"], lead.unit),
            "lead_n": r["lead_n"],
            "period": label(r["period"], cadence, calendar),
            "lag": value_text(r["lag"], lag.unit),
            "lag_n": r["lag_n"],
        }
        for r in reversed(points.to_dicts())
    ]
    text = dict.fromkeys(("lead_period", "lead", "period", "lag"), pl.String())
    names = ("lead_period", "lead", "lead_n", "period", "lag", "lag_n")
    return pl.DataFrame(rows, schema={n: text.get(n, pl.Int64()) for n in names})
