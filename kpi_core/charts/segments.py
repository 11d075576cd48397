"""Who is different: one dot with its range for each value, the whole as a rule.

Columns of the data: `kpi_core.analysis.segments.frames.DOTS`. Filled dots differ from the rest by more than chance,
hollow ones may not; grey ones hold few contacts.
"""

from typing import Any

from kpi_core.charts.theme import config, theme

_STEP = 32  # pixels a row
_NAMES = 150
_NUMBERS = 62  # room at the right for value and n


def segments(title: str, axis: str, *, from_zero: bool, rows: int, dark: bool) -> dict[str, Any]:
    """Return the specification; `title` is the axis' unit, `axis` its number format."""
    look = theme(dark=dark)
    y = {
        "field": "s",
        "type": "nominal",
        "sort": {"field": "i", "op": "min"},
        "axis": {"title": None, "labelLimit": _NAMES, "labelFontSize": 12, "labelColor": look.text, "grid": True},
    }
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"zero": from_zero, "nice": True},
        "axis": {"title": None if title == "percent" else title, "format": axis, "tickCount": 5, "grid": False},
    }
    colour = {"condition": {"test": "datum.few", "value": look.grey}, "value": look.main}
    fill = [{"test": "datum.few", "value": look.grey}, {"test": "datum.hollow", "value": look.page}]
    filled = {"condition": fill, "value": look.main}
    at_end = {"x": {"value": "width"}, "y": y}
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": "isValid(datum.w)"}],
            "mark": {"type": "rule", "strokeWidth": 1.4, "strokeDash": [5, 3], "color": look.soft},
            "encoding": {"x": {**x, "field": "w"}},
        },
        {
            "mark": {"type": "rule", "strokeWidth": 2.2, "opacity": 0.75},
            "encoding": {"y": y, "x": {**x, "field": "lo"}, "x2": {"field": "hi"}, "color": colour},
        },
        {
            "params": [{"name": "pick", "select": {"type": "point", "fields": ["i"], "on": "click"}}],
            "mark": {"type": "point", "size": 80, "strokeWidth": 1.8, "opacity": 1, "cursor": "pointer"},
            "encoding": {"y": y, "x": x, "stroke": colour, "fill": filled, "tooltip": _tooltips()},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8, "dy": -6, "fontWeight": 600, "color": look.text},
            "encoding": {**at_end, "text": {"field": "t_value", "type": "nominal"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8, "dy": 7, "fontSize": 10, "color": look.soft},
            "encoding": {**at_end, "text": {"field": "t_under", "type": "nominal"}},
        },
        {
            "transform": [{"filter": "isValid(datum.w)"}],
            "mark": {"type": "text", "dy": -9, "fontSize": 11, "color": look.soft, "fontWeight": 600},
            "encoding": {
                "x": {**x, "field": "w"},
                "y": {"value": 0},
                "text": {"field": "wt", "type": "nominal"},
            },
        },
    ]
    return {
        "layer": layers,
        "height": _STEP * max(rows, 1),
        "padding": {"left": 4, "top": 10, "bottom": 4, "right": _NUMBERS // 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": config(look),
    }


def _tooltips() -> list[dict[str, str]]:
    fields = {
        "s": "Segment", "t_value": "Value", "t_range": "Range", "t_n": "Counted", "t_share": "Share of all",
        "t_change": "Latest change", "t_note": "Against the rest",
    }  # fmt: skip
    return [{"field": f, "type": "nominal", "title": t} for f, t in fields.items()]
