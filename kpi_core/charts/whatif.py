"""One KPI of two cuts: a dot for each with its range, and the value written beside it.

Columns of the data: `kpi_core.analysis.whatif.frames.POINTS`.
"""

from typing import Any

import altair as alt

from kpi_core.charts.theme import bare, theme

HEIGHT = 92
_VALUES = 78  # room at the right for the values


def whatif(title: str, axis: str, *, dark: bool) -> dict[str, Any]:
    """Return the specification; `title` is the axis' unit, `axis` its number format."""
    look = theme(dark=dark)
    scale = alt.Scale(zero=False, nice=True, padding=14)
    x_axis = alt.Axis(title=None if title == "percent" else title, format=axis, tickCount=4, grid=True)
    x = alt.X("v", type="quantitative", axis=x_axis, scale=scale)
    rows = alt.Axis(title=None, labelFontSize=13, labelFontWeight="bold", labelColor=look.text, ticks=False)
    y = alt.Y("s", type="nominal", sort=["A", "B"], axis=rows)
    colours = alt.Scale(domain=["A", "B"], range=[look.grey, look.main])
    colour = alt.Color("s", type="nominal", scale=colours, legend=None)
    base = alt.Chart(alt.NamedData("points"))
    low = alt.X("lo", type="quantitative", axis=x_axis, scale=scale)
    span = base.mark_rule(strokeWidth=4, opacity=0.45, strokeCap="round").encode(
        x=low, x2=alt.X2("hi"), y=y, color=colour
    )
    fields = [("s", "Cut"), ("t_value", "Value"), ("t_range", "Range"), ("t_n", "Counted")]
    dot = base.mark_point(size=95, filled=True, opacity=1).encode(
        x=x, y=y, color=colour, tooltip=[alt.Tooltip(f, type="nominal", title=t) for f, t in fields]
    )
    value = base.mark_text(align="left", dx=8, fontSize=12, fontWeight=600, limit=_VALUES - 8).encode(
        x=alt.value("width"), y=y, text=alt.Text("t_value", type="nominal"), color=alt.value(look.text)
    )
    chart = alt.layer(span, dot, value).properties(
        height=HEIGHT, padding={"left": 4, "top": 4, "bottom": 4, "right": 8}
    )
    return bare(chart.to_dict(), look)
