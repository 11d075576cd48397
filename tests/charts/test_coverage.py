"""Contacts by month as drawn: one bar a month, its height the contacts."""

import polars as pl

from kpi_core.charts import coverage
from kpi_core.report.image import svg


def test_each_month_is_a_bar() -> None:
    frame = pl.DataFrame(
        {"month": ["2026-01", "2026-02"], "rows": [3, 0], "days": [2, 0], "x": ["2026-01-01", "2026-02-01"]}
    )
    frame = frame.with_columns(pl.col("x").str.to_date())
    spec = coverage(dark=False)
    assert (spec["encoding"]["x"]["field"], spec["encoding"]["y"]["field"]) == ("x", "rows")
    assert svg(spec, frame, "title").startswith("<svg")
