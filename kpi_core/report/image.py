"""A chart as a picture to keep: PNG or SVG from the same specification and data that the page shows, its title on top.

Pictures are light whatever the page looks like: they go into documents. The data go in as values, so nothing is read
from anywhere.
"""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import polars as pl
import vl_convert

from kpi_core.charts import LIGHT

WIDTH = 760
SCALE = 2.0  # sharp on screens and paper
_LETTERS = 100  # of the title on one line
_LINES = 6
_OWN = ("autosize", "config", "padding")

Spec = dict[str, Any]


def svg(spec: Spec, frame: pl.DataFrame | None, title: str = "") -> str:
    """Return the chart as SVG text."""
    return str(vl_convert.vegalite_to_svg(_whole(spec, frame, title)))


def png(spec: Spec, frame: pl.DataFrame | None, title: str = "") -> bytes:
    """Return the chart as PNG bytes."""
    return bytes(vl_convert.vegalite_to_png(_whole(spec, frame, title), scale=SCALE))


def stacked(panels: Sequence[tuple[str, Spec, pl.DataFrame]]) -> Spec:
    """Return several charts below each other as one specification, each under its own heading, data inside."""
    below = [
        {
            **{k: v for k, v in spec.items() if k not in _OWN},
            "title": {"text": wrap(heading, _LETTERS), "fontSize": 12, "anchor": "start", "color": LIGHT.text},
            "width": WIDTH,
            "data": {"values": values(frame)},
        }
        for heading, spec, frame in panels
    ]
    return {"vconcat": below, "spacing": 14, "config": panels[0][1]["config"], "padding": panels[0][1].get("padding")}


def values(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as JSON holds them: dates and times as ISO text, which Vega reads as UTC."""
    forms = {
        n: "%Y-%m-%d" if t == pl.Date else "%Y-%m-%dT%H:%M:%SZ" for n, t in frame.schema.items() if t.is_temporal()
    }
    return frame.with_columns(pl.col(n).dt.to_string(form) for n, form in forms.items()).to_dicts()


def _whole(spec: Spec, frame: pl.DataFrame | None, title: str) -> Spec:
    """The specification with its data, its size and its title."""
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **spec, "background": LIGHT.page}
    if frame is not None:
        whole |= {"data": {"values": values(frame)}, "width": WIDTH, "autosize": {"type": "pad"}}
    if title:
        lines = wrap(title, _LETTERS, max_lines=_LINES, placeholder=" ...")
        whole["title"] = {
            "text": lines, "anchor": "start", "fontSize": 14, "offset": 12, "color": LIGHT.text, "frame": "bounds",
        }  # fmt: skip
    return whole
