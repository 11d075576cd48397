"""The front door, and all that a page may use. Only this package touches widgets, the address and Streamlit's cache.

Until `st.navigation` has run once in a process, Streamlit takes every file of this folder for a page of its own and
runs a deep-linked one without app.py. The first import of this package, which is every page's first, sends such a
run in again through app.py; `entered` does the same for visitors that come at the same moment.
"""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

if PagesManager.uses_pages_directory:  # a cold server was entered by a side door
    PagesManager.uses_pages_directory = False
    st.rerun()

from pages._bring import answers, report, there, upload, use
from pages._door import run
from pages._show import charts, computed, download, question, said, tables
from pages._state import answer, data, entered, view

__all__ = [
    "answer",
    "answers",
    "charts",
    "computed",
    "data",
    "download",
    "entered",
    "question",
    "report",
    "run",
    "said",
    "tables",
    "there",
    "upload",
    "use",
    "view",
]
