"""A page's own controls. Like those of the sidebar they are part of the View, so of the link.

A control belongs to one field of the View. It is drawn by the page, after the sidebar has settled the View; what the
visitor changed is applied at the start of the next run. A field that is not set shows the page's default and stays
unset until the visitor chooses something else.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from kpi_core.data import Prepared
from kpi_core.view import CUTS, Cut, View, choice_of, value_of, with_values
from pages.state import session
from pages.state.keys import DRAWN, PREFIX
from pages.widgets import filters

CROSS = "cross"  # the second segment of `by`


def applied(view: View) -> View:
    """Return the View with what the page's own controls were changed to since they were drawn."""
    state = st.session_state
    drawn: dict[str, Any] = state.get(DRAWN, {})
    for field, before in drawn.items():
        if PREFIX + field not in state:
            continue
        shown = filters.said(field) if field in CUTS else state[PREFIX + field]
        if shown != before:
            view = _with(view, field, shown)
    return view


def one(field: str, label: str, options: Sequence[Any], default: Any, named: Callable[[Any], str], **more: Any) -> Any:
    """Draw a select box for a field of the View and return what it shows."""
    shown = value(field) or default
    shown = shown if shown in options else default
    keep(field, shown)
    return st.selectbox(label, options, format_func=named, key=PREFIX + field, **more)


def pick(field: str, label: str, **more: Any) -> Any:
    """Draw a row of buttons, all that is offered for a field of the View, and return the one that is chosen."""
    names = choice_of(field).offered
    keep(field, value(field))
    return st.segmented_control(
        label, list(names), format_func=names.__getitem__, key=PREFIX + field, required=True, **more
    )


def number(field: str, label: str, default: float | None, **more: Any) -> Any:
    """Draw a number box for a field of the View and return what it shows; empty is None."""
    shown = value(field)
    keep(field, default if shown is None else shown)
    return st.number_input(label, key=PREFIX + field, **more)


def words(field: str, label: str, **more: Any) -> Any:
    """Draw a box for a few words, for a field of the View, and return them."""
    keep(field, value(field))
    return st.text_input(label, max_chars=choice_of(field).longest, key=PREFIX + field, **more)


def day(field: str, label: str, first: date, last: date, **more: Any) -> Any:
    """Draw a box for a day within the data and return what it shows; empty is None."""
    keep(field, value(field))
    return st.date_input(
        label, value=None, min_value=first, max_value=last, format="YYYY-MM-DD", key=PREFIX + field, **more
    )


def cut(data: Prepared, field: str, label: str, each: str, **more: str) -> Cut:
    """Draw a picker for a part of a cut and return what it says; `each` labels a segment's values."""
    if filters.said(field) != value(field):
        filters.put(field, value(field))
    st.session_state[DRAWN] = {**st.session_state.get(DRAWN, {}), field: value(field)}
    return filters.draw(data, field, label, each, **more)


def keep(field: str, shown: Any) -> None:
    """Remember what a control shows, and put it there; call it before the control is drawn."""
    state = st.session_state
    state[PREFIX + field] = shown
    state[DRAWN] = {**state.get(DRAWN, {}), field: shown}


def value(field: str) -> Any:
    """Return the View's value of a field."""
    view = session.view()
    return (view.by[1] if len(view.by) > 1 else "") if field == CROSS else value_of(view, field)


def _with(view: View, field: str, shown: Any) -> View:
    if field == CROSS:
        return replace(view, by=(*view.by[:1], shown) if shown and view.by else view.by[:1])
    return with_values(view, {field: shown})
