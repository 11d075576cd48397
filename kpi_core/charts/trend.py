"""A KPI over time: a line with its range, hollow points where a period is not finished, what it is compared with.

Columns of the data: `kpi_core.analysis.points.POINTS`. Times are drawn as they are (UTC scale), so that no browser
moves a day.
"""

from typing import Any, NamedTuple

import altair as alt

from kpi_core.charts.theme import CLOCK, TIP, config, theme

HEIGHT = 190
MANY = 300  # points that are drawn as parts of the page; more of them keep a browser busy for long
_END = 8  # room at the right beyond the value
_NAMES = 110
_GOALS = ("goal", "goal_low")


class Layers(NamedTuple):
    """What there is to draw: each layer costs every point of it time in the browser."""

    split: bool = False  # several lines instead of one with its range
    earlier: bool = False
    goals: bool = False
    many: bool = False  # all but words are drawn on a canvas

    @property
    def fields(self) -> list[str]:
        """The columns that are drawn; no others need to travel to the browser."""
        below = [] if self.split else ["lo", "hi", *(["b"] if self.earlier else []), *(_GOALS if self.goals else [])]
        return ["x", "sid", "cid", "y", "line", "dot", "hollow", *below, "end", "end_y", "tip"]


def trend(title: str, axis: str, layers: Layers, *, from_zero: bool, dark: bool) -> dict[str, Any]:
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
        tooltip=TIP,
    )
    goals = [
        base.mark_line(strokeDash=[1.5, 3], strokeWidth=1.6, interpolate="step-after", color=look.text).encode(
            x=x, y=y(field)
        )
        for field in _GOALS
    ]
    end = base.mark_text(align="left", dx=7, fontSize=11, fontWeight=600, limit=_NAMES - 10).encode(
        x=alt.value("width"),
        y=y("end_y"),
        text=alt.Text("end", type="nominal"),
        color=colour if layers.split else alt.value(look.text),
    )
    below = [] if layers.split else [band, *([earlier] if layers.earlier else []), *(goals if layers.goals else [])]
    chart = alt.layer(*below, line, dots, end).properties(
        height=HEIGHT, padding={"left": 4, "top": 8, "bottom": 4, "right": _END}
    )
    spec: dict[str, Any] = chart.to_dict()
    for name in ("data", "datasets", "config", "$schema"):
        spec.pop(name, None)
    for layer in spec["layer"]:
        layer.pop("data", None)
    how = {"usermeta": {"embedOptions": {"renderer": "hybrid"}}} if layers.many else {}
    fit = {"type": "fit", "contains": "padding", "resize": layers.many}  # else a canvas moves and its words do not
    return {**spec, **how, "config": config(look), "autosize": fit}
