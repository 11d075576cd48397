"""A chart to take away: as PNG, as SVG, and its numbers as CSV. Nothing is made until it is asked for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from kpi_core.model import Kpi
from kpi_core.report import image
from pages.widgets.markdown import literal


@contextmanager
def heading(words: str, kpi: Kpi | None = None) -> Iterator[None]:
    """Show a panel's heading, its KPI's definition one hover away; what is offered inside stands at its right."""
    about = f"{literal(kpi.definition)} {literal(kpi.formula)}" if kpi else None
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="xsmall"):
        st.markdown(f"**{literal(words)}**", help=about, width="content")
        yield


def keep(key: str, title: str, light: dict[str, Any], points: Any, csv: Callable[[], bytes]) -> None:
    """Offer one chart. `light` is its light specification, `points` the frame beside it, `title` its sentence."""
    _offer(key, lambda: image.png(light, points, title), lambda: image.svg(light, points, title).encode(), csv)


def keep_stacked(
    key: str, title: str, panels: Sequence[tuple[str, dict[str, Any], Any]], csv: Callable[[], bytes]
) -> None:
    """Offer several charts below each other as one; each panel is its heading, its light specification, its frame."""
    _offer(
        key,
        lambda: image.png(image.stacked(panels), None, title),
        lambda: image.svg(image.stacked(panels), None, title).encode(),
        csv,
    )


def _offer(key: str, png: Callable[[], bytes], svg: Callable[[], bytes], csv: Callable[[], bytes]) -> None:
    with st.popover("Save", icon=":material/download:", type="tertiary", help="As PNG, SVG or CSV", key=f"save {key}"):
        for label, data, mime, end in (
            ("PNG picture", png, "image/png", "png"),
            ("SVG picture", svg, "image/svg+xml", "svg"),
            ("CSV numbers", csv, "text/csv", "csv"),
        ):
            st.download_button(
                label, data, f"{key}.{end}", mime, key=f"save {key} {end}", on_click="ignore", width="stretch",
            )  # fmt: skip
