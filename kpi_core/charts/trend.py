"""A KPI over time: a line with its range, hollow points where a period is not finished, what it is compared with.

Columns of the data: `kpi_core.analysis._frames.POINTS`. Times are drawn as they are (UTC scale), so that no browser
moves a day.
"""

from typing import Any

import altair as alt

from kpi_core.charts.theme import CLOCK, config, theme

HEIGHT = 190
_END = 8  # room at the right beyond the value
_NAMES = 110


def trend(title: str, axis: str, *, from_zero: bool, split: bool, dark: bool) -> dict[str, Any]:
    """Return the specification; `title` is the axis' unit, `axis` its number format."""
    look = theme(dark=dark)
    x = alt.X("x", type="temporal", scale=alt.Scale(type="utc"), axis=alt.Axis(title=None, tickCount=5, format=CLOCK))
    y_axis = alt.Axis(title=None if title == "percent" else title, format=axis, tickCount=4)
    scale = alt.Scale(zero=from_zero, nice=True)

    def y(field: str) -> alt.Y:
        return alt.Y(field, type="quantitative", axis=y_axis, scale=scale)

    ids = alt.Scale(domain=[*range(len(look.lines)), len(look.lines)], range=[*look.lines, look.grey])
    colour = alt.Color("sid", type="nominal", scale=ids, legend=None)
    dot = {"field": "cid", "type": "nominal", "scale": ids.to_dict(), "legend": None}
    base = alt.Chart(alt.NamedData("points"))
    band = base.mark_area(opacity=0.16, interpolate="linear").encode(x=x, y=y("lo"), y2=alt.Y2("hi"), color=colour)
    earlier = base.mark_line(strokeDash=[4, 3], strokeWidth=1.2, color=look.grey).encode(x=x, y=y("b"))
    line = base.mark_line(strokeWidth=2).encode(x=x, y=y("line"), color=colour)
    dots = base.mark_point(size=26, strokeWidth=1.6).encode(
        x=x,
        y=y("y"),
        opacity=alt.condition("datum.dot === null", alt.value(0), alt.value(1)),  # not drawn, still under the pointer
        stroke=alt.Stroke.from_dict(dot),
        fill=alt.Fill.from_dict({"condition": {"test": "datum.hollow", "value": look.page}, **dot}),
        tooltip=_tooltips(split=split),
    )
    goals = [
        base.mark_line(strokeDash=[1.5, 3], strokeWidth=1.6, interpolate="step-after", color=look.text).encode(
            x=x, y=y(field)
        )
        for field in ("goal", "goal_low")
    ]
    end = base.mark_text(align="left", dx=7, fontSize=11, fontWeight=600, limit=_NAMES - 10).encode(
        x=alt.value("width"),
        y=y("end_y"),
        text=alt.Text("end", type="nominal"),
        color=colour if split else alt.value(look.text),
    )
    layers = [line, dots, end] if split else [band, earlier, *goals, line, dots, end]
    chart = alt.layer(*layers).properties(height=HEIGHT, padding={"left": 4, "top": 8, "bottom": 4, "right": _END})
    spec: dict[str, Any] = chart.to_dict()
    for name in ("data", "datasets", "config", "$schema"):
        spec.pop(name, None)
    for layer in spec["layer"]:
        layer.pop("data", None)
    return {**spec, "config": config(look), "autosize": {"type": "fit", "contains": "padding"}}


def _tooltips(*, split: bool) -> list[alt.Tooltip]:
    fields = [("period", "Period"), ("t_value", "Value"), ("t_range", "Range"), ("t_n", "Counted")]
    fields = [("s", "Line"), *fields] if split else [*fields, ("t_before", "Compared with"), ("t_goal", "Target")]
    return [alt.Tooltip(f, type="nominal", title=t) for f, t in [*fields, ("t_note", "Period is")]]
