"""All that a page may use. Only this package touches widgets, the address and Streamlit's cache.

Until `st.navigation` has run once in a process, Streamlit takes every file of this folder for a page of its own and
runs a deep-linked one without app.py. Whatever a page calls first, `entered` sends such a run in again by the front
door.
"""

from pages import _board as board
from pages import _contacts as contacts
from pages import _meanings as meanings
from pages import _pairs as pairs
from pages import _parts as parts
from pages import _percentiles as percentiles
from pages import _redefine as redefine
from pages import _sides as sides
from pages import _totals as totals
from pages import _trust as trust
from pages import _week as week
from pages._bring import show, there, upload
from pages._door import run
from pages._hint import hint
from pages._show import charts, computed, download, question, said, tables
from pages._state import answer, data, entered, view

__all__ = [
    "answer",
    "board",
    "charts",
    "computed",
    "contacts",
    "data",
    "download",
    "entered",
    "hint",
    "meanings",
    "pairs",
    "parts",
    "percentiles",
    "question",
    "redefine",
    "run",
    "said",
    "show",
    "sides",
    "tables",
    "there",
    "totals",
    "trust",
    "upload",
    "view",
    "week",
]
