"""How charts look, light and dark: one palette that colour-blind people can tell apart, one Vega configuration.

The colours follow Okabe and Ito, darkened for light pages and lightened for dark ones until each has a contrast of at
least 3 to 1 with the page (WCAG 1.4.11).
"""

from dataclasses import dataclass
from typing import Any

import altair as alt

CLOCK = {"minutes": "%H:%M", "hours": "%H:%M"}  # how an axis of time tells those; the rest is Vega's own
TIP = alt.Tooltip("tip", type="nominal")  # what stands under the pointer: one structure of names and values
FONT = '"Source Sans", "Source Sans 3", system-ui, sans-serif'


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one appearance."""

    page: str
    text: str
    soft: str  # axis labels
    grid: str
    grey: str  # what is compared with, and what stands for few contacts
    main: str
    lines: tuple[str, ...]


LIGHT = Theme(
    page="#ffffff",
    text="#1b2733",
    soft="#51606f",
    grid="#e6eaee",
    grey="#76828e",
    main="#0b62a8",
    lines=("#0b62a8", "#b65a00", "#00795a", "#a63d7f", "#2f8fc4", "#7a6a00", "#5b4bb3", "#4d5966"),
)
DARK = Theme(
    page="#11161c",
    text="#e4eaf0",
    soft="#a9b5c1",
    grid="#27313b",
    grey="#8b98a5",
    main="#6cb6ee",
    lines=("#6cb6ee", "#f0a04b", "#3fc49c", "#e08cc0", "#a7d8f7", "#e3d350", "#a99cf0", "#c3ccd5"),
)


def theme(*, dark: bool) -> Theme:
    """Return the colours of this appearance."""
    return DARK if dark else LIGHT


def config(look: Theme) -> dict[str, Any]:
    """Return the Vega-Lite configuration of this appearance."""
    words = {"labelFont": FONT, "titleFont": FONT, "labelColor": look.soft, "titleColor": look.soft}
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        # The chart has a sentence of its own and a table beside it. What has no tooltip of its own shows none: else
        # Streamlit lists the fields that draw it.
        "mark": {"aria": False, "tooltip": None},
        "axis": {
            **words,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "gridColor": look.grid,
            "domainColor": look.grid,
            "tickColor": look.grid,
            "labelPadding": 4,
        },
        "axisX": {"grid": False, "labelOverlap": True, "labelSeparation": 6},
        "axisY": {"domain": False, "ticks": False},
        "legend": words,
        "text": {"font": FONT, "fontSize": 11, "color": look.text},
    }


def bare(spec: dict[str, Any], look: Theme) -> dict[str, Any]:
    """Return a specification without data, to be kept: the data travel beside it, and it fills its place."""
    kept = {k: v for k, v in spec.items() if k not in {"data", "datasets", "config", "$schema"}}
    if "layer" in kept:
        kept["layer"] = [{k: v for k, v in layer.items() if k != "data"} for layer in kept["layer"]]
    return {**kept, "config": config(look), "autosize": {"type": "fit", "contains": "padding"}}
