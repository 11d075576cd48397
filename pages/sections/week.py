"""One KPI by weekday and hour: the heat map and its numbers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from kpi_core import charts as draw
from kpi_core.analysis.segments import Heat, heat
from kpi_core.view import View
from pages.state import session
from pages.widgets import parts, pictures
from pages.widgets.markdown import literal, soft


def show() -> None:
    """Show the same KPI by weekday and hour."""
    st.header("When in the week", anchor=False)
    view = session.view()
    seen = replace(parts.without_page(view), by=(), sort=View().sort)
    found = parts.answered(heat, seen)
    if found is None:
        return
    st.markdown(f"**{literal(found.sentence)}**")
    dark = st.context.theme.type == "dark"
    with st.container(border=True, gap="xsmall", key="panel-heat"):
        corner = parts.heading(found.kpi, " by weekday and hour")
        parts.picture(found.cells, _spec(found.scale.axis, dark), "heat", found.sentence)
        st.markdown(soft("Crossed-out cells: fewer than 30 contacts. Empty cells: none."))
    with corner:
        light = _spec(found.scale.axis, dark=False)
        pictures.keep("week", found.sentence, light, found.cells, parts.csv_bytes(*_csv(found)))
    with st.expander("The numbers of the week"):
        _table(found)


@st.cache_resource(max_entries=32, show_spinner=False)
def _spec(axis: str, dark: bool) -> dict[str, object]:  # noqa: FBT001 - cache key
    return draw.heat(axis, dark=dark)


def _table(found: Heat) -> None:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    form = found.scale.table
    heads = {"weekday": text("Weekday"), "hour": text("Hour"), "value": number("Value", format=form),
             "low": number("Low", format=form), "high": number("High", format=form),
             "n": number(parts.counted(found.kpi), format=parts.COUNT), "note": text("Note")}  # fmt: skip
    parts.listing(found.table, heads, "table-heat", f"{found.kpi.name} by weekday and hour")
    parts.csv("week.csv", *_csv(found), key="csv-heat")


def _csv(found: Heat) -> tuple[list[str], list[str], Callable[[], Any]]:
    """The CSV of the week: its notes, its columns, its rows."""
    names = ["Weekday", "Hour", f"Value ({parts.unit(found.scale)})", "Low", "High", parts.counted(found.kpi), "Note"]
    return parts.notes_of(found.kpi, found.scale, found.sentence), names, found.table.iter_rows
