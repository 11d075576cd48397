"""Whom the average hides: percentiles by segment, and how the single contacts spread around the promise.

Columns of the data: `kpi_core.analysis.tail.frames.DOTS` and `BARS`. Percentiles differ in shape and colour; the P90
of the worst quarter is a hollow square with its name; what is beyond the promise is outlined, not coloured alone. The
lines over time are `charts.trend`'s.
"""

from typing import Any

from kpi_core.charts.theme import Theme, config, theme

_STEP = 34
_NAMES = 150
_SHAPES = {"Median": "circle", "Mean": "diamond", "P75": "cross", "P90": "square", "P95": "triangle-right"}
_COLOURS = {"Median": 0, "Mean": 1, "P75": 0, "P90": 0, "P95": 0}
HEIGHT = 190


def ranges(title: str, axis: str, *, rows: int, dark: bool) -> dict[str, Any]:
    """Return the percentiles of each value as dots on a line; `title` is the axis' unit, `axis` its format."""
    look = theme(dark=dark)
    y = {
        "field": "s",
        "type": "nominal",
        "sort": {"field": "i", "op": "min"},
        "axis": {"title": None, "labelLimit": _NAMES, "labelFontSize": 12, "labelColor": look.text, "grid": True},
    }
    x = _x(title, axis)
    names = list(_SHAPES)
    shape = {
        "field": "q",
        "type": "nominal",
        "scale": {"domain": names, "range": list(_SHAPES.values())},
        "legend": {"title": None, "orient": "top", "columns": 3, "symbolSize": 70, "labelColor": look.text},
    }
    colour = {
        "field": "q",
        "type": "nominal",
        "scale": {"domain": names, "range": [look.lines[_COLOURS[n]] for n in names]},
        "legend": {"title": None, "orient": "top", "columns": 3},
    }
    end = {"x": {"value": "width"}, "y": y}
    layers = [
        *_promise(x, look, above=True),
        {
            "transform": [{"filter": "isValid(datum.lo)"}],
            "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.55, "color": look.main},
            "encoding": {"y": y, "x": {**x, "field": "lo"}, "x2": {"field": "hi"}},
        },
        {
            "transform": [{"filter": "isValid(datum.x)"}],
            "mark": {"type": "point", "size": 62, "filled": True, "opacity": 1, "strokeWidth": 2},
            "encoding": {"y": y, "x": x, "shape": shape, "color": colour, "tooltip": _tips({
                "s": "Segment", "q": "What", "t_value": "Value", "t_range": "Range", "t_n": "Counted"})},
        },
        {
            "transform": [{"filter": "isValid(datum.worst)"}],
            "mark": {"type": "point", "shape": "square", "size": 90, "strokeWidth": 2, "color": look.lines[1]},
            "encoding": {"y": y, "x": {**x, "field": "worst"}, "tooltip": _tips({
                "s": "Segment", "q": "What", "t_value": "Value", "t_range": "Range", "t_n": "Counted"})},
        },
        {
            "transform": [{"filter": "isValid(datum.t_worst)"}],
            "mark": {"type": "text", "align": "right", "dx": -9, "fontWeight": 600, "color": look.text},
            "encoding": {"y": y, "x": {**x, "field": "worst"}, "text": {"field": "t_worst", "type": "nominal"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8, "dy": -6, "fontWeight": 600, "color": look.text},
            "encoding": {**end, "text": {"field": "t_end", "type": "nominal"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8, "dy": 7, "fontSize": 10, "color": look.soft},
            "encoding": {**end, "text": {"field": "t_under", "type": "nominal"}},
        },
    ]  # fmt: skip
    for layer in layers[-2:]:
        layer["transform"] = [{"filter": "isValid(datum.t_end)"}]
    return _whole(layers, _STEP * max(rows, 1), look)


def bars(title: str, axis: str, *, dark: bool) -> dict[str, Any]:
    """Return the distribution as bars, what lies beyond the promise outlined, each promise as a labelled rule."""
    look = theme(dark=dark)
    x = {**_x(title, axis), "field": "a"}
    x["axis"] = {**x["axis"], "grid": False}
    share = {"title": "share of contacts", "format": ".1~%", "tickCount": 4}
    y = {"field": "y0", "type": "quantitative", "axis": share, "scale": {"zero": True}}
    colour = {"condition": {"test": "datum.over", "value": look.lines[1]}, "value": look.main}
    bar = {
        "transform": [{"filter": "isValid(datum.a)"}],
        "mark": {"type": "bar", "binSpacing": 1, "strokeWidth": 1.6},
        "encoding": {
            "x": {**x, "bin": {"binned": True}},
            "x2": {"field": "b"},
            "y": y,
            "y2": {"field": "y1"},
            "fill": {"condition": {"test": "datum.over", "value": look.page}, "value": look.main},
            "stroke": colour,
            "tooltip": _tips({
                "t_from": "From", "t_n": "Contacts", "t_share": "Share of all", "t_part": "They are"}),
        },
    }  # fmt: skip
    return {
        **_whole([bar, *_promise(x, look, above=False)], HEIGHT, look),
        "autosize": {"type": "fit", "contains": "padding"},
    }


def _x(title: str, axis: str) -> dict[str, Any]:
    shown = {"title": title, "format": axis, "tickCount": 6, "grid": False}
    return {"field": "x", "type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": shown}


def _promise(x: dict[str, Any], look: Theme, *, above: bool) -> list[dict[str, Any]]:
    """A rule at each promise, its words at the top or above it, each a line lower than the one before."""
    lower = [
        {"filter": "isValid(datum.w)"},
        {"window": [{"op": "row_number", "as": "nth"}], "sort": [{"field": "w"}]},
        {"calculate": f"datum.nth * 14 - {22 if above else 8}", "as": "down"},
    ]
    place = {**x, "field": "w"}
    down = {"field": "down", "type": "quantitative", "scale": None, "axis": None}
    return [
        {
            "transform": lower,
            "mark": {"type": "rule", "strokeWidth": 1.6, "strokeDash": [5, 3], "color": look.text},
            "encoding": {"x": place, "y": down, "y2": {"value": "height"}},
        },
        {
            "transform": lower,
            "mark": {"type": "text", "align": "left", "dx": 5, "fontWeight": 600, "color": look.text},
            "encoding": {"x": place, "y": down, "text": {"field": "wt", "type": "nominal"}},
        },
    ]


def _tips(fields: dict[str, str]) -> list[dict[str, str]]:
    return [{"field": f, "type": "nominal", "title": t} for f, t in fields.items()]


def _whole(layers: list[dict[str, Any]], height: int, look: Theme) -> dict[str, Any]:
    return {
        "layer": layers,
        "height": height,
        "padding": {"left": 4, "top": 8, "bottom": 4, "right": 14},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": config(look),
    }
