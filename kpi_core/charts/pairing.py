"""Two series below each other on one time axis, and the scatter of their pairs.

Columns of the data: `kpi_core.analysis.points.POINTS` for a series, `kpi_core.analysis.pairing.frames.SCATTER` for the
scatter. Both series get the same time domain and the same room for their axis, so that the same day lies on the same
line of the page.
"""

from datetime import datetime
from typing import Any

import altair as alt

from kpi_core.charts.theme import CLOCK, TIP, bare, theme

HEIGHT = 150
SCATTER_HEIGHT = 380
_AXIS = 52  # pixels for the labels of the upright axis, in both panels


def series(axis: str, span: tuple[str, str], *, lag: bool, dark: bool) -> dict[str, Any]:
    """Return one panel; `span` is the time domain in ISO form, `lag` colours the lagging one. It has no axis title."""
    look = theme(dark=dark)
    ink = look.lines[1] if lag else look.main
    ends = [datetime.fromisoformat(s) for s in span]
    domain = [
        {"year": t.year, "month": t.month, "date": t.day, "hours": t.hour, "minutes": t.minute, "utc": True}
        for t in ends
    ]
    x = alt.X(
        "x",
        type="temporal",
        scale=alt.Scale(type="utc", domain=domain),
        axis=alt.Axis(title=None, tickCount=6, labels=lag, ticks=lag, grid=True, format=CLOCK),
    )
    y_axis = alt.Axis(title=None, format=axis, tickCount=4, minExtent=_AXIS, maxExtent=_AXIS)

    def y(field: str) -> alt.Y:
        return alt.Y(field, type="quantitative", axis=y_axis, scale=alt.Scale(zero=False, nice=True))

    base = alt.Chart(alt.NamedData("points"))
    band = base.mark_area(opacity=0.16, color=ink).encode(x=x, y=y("lo"), y2=alt.Y2("hi"))
    line = base.mark_line(strokeWidth=2, color=ink).encode(x=x, y=y("line"))
    dots = base.mark_point(size=26, strokeWidth=1.6, stroke=ink).encode(
        x=x,
        y=y("y"),
        opacity=alt.condition("datum.dot === null", alt.value(0), alt.value(1)),
        fill=alt.condition("datum.hollow", alt.value(look.page), alt.value(ink)),
        tooltip=TIP,
    )
    chart = alt.layer(band, line, dots).properties(
        height=HEIGHT, padding={"left": 2, "top": 6, "bottom": 2, "right": 12}
    )
    return bare(chart.to_dict(), look)


def scatter(across: str, across_axis: str, up: str, up_axis: str, *, dark: bool) -> dict[str, Any]:
    """Return the scatter; `across` and `up` are the axes' titles, with their number formats."""
    look = theme(dark=dark)
    scale = alt.Scale(zero=False, nice=True, padding=8)
    fields = [("i", "No."), ("t_lead", across), ("t_lag", up)]
    chart = (
        alt.Chart(alt.NamedData("points"))
        .mark_point(size=48, filled=True, color=look.main, stroke=look.page, strokeWidth=0.6)
        .encode(
            x=alt.X(
                "x", type="quantitative", scale=scale, axis=alt.Axis(title=across, format=across_axis, tickCount=5)
            ),
            y=alt.Y("y", type="quantitative", scale=scale, axis=alt.Axis(title=up, format=up_axis, tickCount=6)),
            opacity=alt.Opacity("i", type="quantitative", scale=alt.Scale(range=[0.35, 1], zero=False), legend=None),
            tooltip=[alt.Tooltip(f, type="nominal", title=t) for f, t in fields],
        )
        .properties(height=SCATTER_HEIGHT, padding={"left": 4, "top": 6, "bottom": 4, "right": 12})
    )
    return bare(chart.to_dict(), look)
