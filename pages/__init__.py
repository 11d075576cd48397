"""All that a page may use. Only this package touches widgets, the address and Streamlit's cache.

Until `st.navigation` has run once in a process, Streamlit takes every file of this folder for a page of its own and
runs a deep-linked one without menu.py. Whatever a page calls first, `entered` sends such a run in again by the front
door.
"""

from pages.sections import (
    contacts,
    definitions,
    health,
    load,
    pairing,
    redefine,
    segments,
    tail,
    totals,
    trend,
    week,
    whatif,
)
from pages.sections.frame import run
from pages.sections.hint import hint
from pages.state.session import answer, data, entered, view
from pages.widgets import parts
from pages.widgets.answer import question, said

__all__ = [
    "answer",
    "contacts",
    "data",
    "definitions",
    "entered",
    "health",
    "hint",
    "load",
    "pairing",
    "parts",
    "question",
    "redefine",
    "run",
    "said",
    "segments",
    "tail",
    "totals",
    "trend",
    "view",
    "week",
    "whatif",
]
