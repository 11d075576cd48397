"""Contacts by month: one bar each. Columns of the data: x (the month's first day), month, rows, days."""

from typing import Any

import altair as alt

from kpi_core.charts.theme import bare, theme

HEIGHT = 150


def coverage(*, dark: bool) -> dict[str, Any]:
    """Return the specification."""
    look = theme(dark=dark)
    bars = alt.Chart(alt.NamedData("points")).mark_bar(color=look.main).encode(
        x=alt.X("x", type="temporal", timeUnit="utcyearmonth", scale=alt.Scale(type="utc"),
                axis=alt.Axis(title=None, format="%b %Y", tickCount=8)),
        y=alt.Y("rows", type="quantitative", axis=alt.Axis(title="contacts", tickCount=4, format="~s")),
        tooltip=[
            alt.Tooltip("month", type="nominal", title="Month"),
            alt.Tooltip("rows", type="quantitative", title="Contacts", format=","),
            alt.Tooltip("days", type="quantitative", title="Days with contacts"),
        ],
    )  # fmt: skip
    return bare(bars.properties(height=HEIGHT).to_dict(), look)
