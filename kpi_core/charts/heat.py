"""When in the week: weekday by hour, the darker the higher; cells of few contacts are grey and crossed out.

Columns of the data: `kpi_core.analysis.segments.frames.CELLS`.
"""

from typing import Any

from kpi_core.charts.theme import config, theme

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
HOURS = [f"{h:02d}" for h in range(24)]
HEIGHT = 200
_RAMPS = {
    False: ["#eef5fb", "#a9cfe9", "#5ba3d0", "#1f72ae", "#083a66"],
    True: ["#14283a", "#1f4f78", "#3484bd", "#7cc0ee", "#e2f2fd"],
}


def heat(axis: str, *, dark: bool) -> dict[str, Any]:
    """Return the specification; `axis` is the number format of the legend."""
    look = theme(dark=dark)
    x = {
        "field": "h",
        "type": "nominal",
        "scale": {"domain": HOURS, "paddingInner": 0.06},
        "axis": {"title": "hour of arrival", "labelAngle": 0, "labelOverlap": True, "grid": False, "domain": False},
    }
    y = {
        "field": "d",
        "type": "nominal",
        "scale": {"domain": DAYS, "paddingInner": 0.08},
        "axis": {"title": None, "domain": False, "ticks": False},
    }
    colour = {
        "field": "v",
        "type": "quantitative",
        "scale": {"range": _RAMPS[dark], "zero": False, "nice": False},
        "legend": {"title": None, "format": axis, "orient": "top", "gradientLength": 180, "gradientThickness": 9},
    }
    cells: dict[str, Any] = {
        "transform": [{"filter": "!datum.few"}],
        "mark": {"type": "rect", "cornerRadius": 1},
        "encoding": {
            "x": x,
            "y": y,
            "color": colour,
            "tooltip": [
                {"field": f, "type": "nominal", "title": t}
                for f, t in {
                    "t_day": "Day", "t_hour": "Hour", "t_value": "Value", "t_range": "Range", "t_n": "Counted",
                }.items()
            ],
        },
    }  # fmt: skip
    grey = {
        "transform": [{"filter": "datum.few"}],
        "mark": {"type": "rect", "cornerRadius": 1, "color": look.grid},
        "encoding": {"x": x, "y": y, "tooltip": cells["encoding"]["tooltip"]},
    }
    crossed = {
        "transform": [{"filter": "datum.few"}],
        "mark": {"type": "text", "text": "\u00d7", "fontSize": 11, "color": look.grey, "tooltip": None},
        "encoding": {"x": x, "y": y},
    }
    return {
        "layer": [cells, grey, crossed],
        "height": HEIGHT,
        "padding": {"left": 4, "top": 4, "bottom": 4, "right": 8},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": config(look),
    }
