"""Pickers for a part of a cut: choose segments, then for each the values that stay or go.

A picker belongs to one field of the View. A segment that is chosen while its values are not says nothing yet.
"""

import streamlit as st

from kpi_core.data import Prepared
from kpi_core.model import BLANK, plain
from kpi_core.view import Cut
from pages.state.keys import PREFIX
from pages.widgets.markdown import literal

_MOST_VALUES = 500


def draw(data: Prepared, field: str, label: str, each: str, **more: str) -> Cut:
    """Draw the picker and return what it says. `each` labels the values, with `{}` for the segment."""
    segments = st.multiselect(
        label,
        list(data.segments),
        format_func=segment_name,
        key=PREFIX + field,
        placeholder="Choose a segment",
        select_all=False,
        help=more.get("help"),
    )
    for segment in segments:
        key = f"{PREFIX}{field} {segment}"
        values = data.values(segment)
        offered = list(dict.fromkeys([*values[:_MOST_VALUES], *st.session_state.get(key, [])]))
        cap = f"The {_MOST_VALUES} most frequent of {len(values):,} are listed." if len(values) > _MOST_VALUES else None
        st.multiselect(
            literal(each.format(segment_name(segment))),
            offered,
            format_func=value_name,
            key=key,
            placeholder=more.get("placeholder", "All values"),
            select_all=False,
            help=cap,
        )
    return said(field)


def said(field: str) -> Cut:
    """Return what a picker says now."""
    state = st.session_state
    found = [(s, tuple(state.get(f"{PREFIX}{field} {s}", ()))) for s in state.get(PREFIX + field, ())]
    return tuple((s, values) for s, values in found if values)


def put(field: str, cut: Cut) -> None:
    """Put a cut into a picker; call it before the picker is drawn."""
    state = st.session_state
    state[PREFIX + field] = [s for s, _ in cut]
    for segment, values in cut:
        state[f"{PREFIX}{field} {segment}"] = list(values)


def segment_name(name: str) -> str:
    """Return a segment as a label shows it."""
    return plain(name.replace("_", " ").capitalize()) if name else "No split"


def value_name(value: str) -> str:
    """Return a segment's value as a label shows it."""
    return plain(value) if value else BLANK
