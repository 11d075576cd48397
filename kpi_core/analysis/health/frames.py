"""The months as the chart draws them, and how each column was read as the table lists it."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from kpi_core.data import Conversion

_MOST_YEARS = 80  # beyond, months without rows are not drawn


def months(found: list[dict[str, Any]]) -> pl.DataFrame:
    """Return `month, rows, days, x` (its first day): a month that is missing altogether is a zero."""
    have = pl.DataFrame(found, schema={"month": pl.String, "rows": pl.Int64, "days": pl.Int64})
    have = have.with_columns(x=(pl.col("month") + "-01").str.to_date("%Y-%m-%d"))
    first, last = have["x"][0], have["x"][-1]
    if last.year - first.year > _MOST_YEARS:
        return have
    every = pl.DataFrame({"x": pl.date_range(first, last, "1mo", eager=True)})
    full = every.join(have, on="x", how="left").with_columns(
        pl.col("month").fill_null(pl.col("x").dt.strftime("%Y-%m")), pl.col("rows", "days").fill_null(0)
    )
    return full.select("month", "rows", "days", "x").sort("x")


def columns(conversions: Iterable[Conversion]) -> pl.DataFrame:
    """Return `column, source, how, values, empty, not_understood`, one row a column that was read."""
    rows = [
        {
            "column": c.column,
            "source": c.source,
            "how": f"{c.kind}, {c.how}" if c.how else c.kind,
            "values": c.converted,
            "empty": c.missing,
            "not_understood": c.failed,
        }
        for c in conversions
    ]
    words = dict.fromkeys(("column", "source", "how"), pl.String)
    return pl.DataFrame(rows, schema={**words, **dict.fromkeys(("values", "empty", "not_understood"), pl.Int64)})
