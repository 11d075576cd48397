"""Ready before the first visitor: what pages need is imported and the data of a bare address are open."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from kpi_core.errors import KpiError
from kpi_core.intake import clear_left, room
from pages.server import leaving

# What is loaded on first use, by us, the framework or the charts: who comes meanwhile would find it half loaded.
_LATE = ("numpy", "pandas", "pyarrow", "altair", "scipy.stats", "vl_convert")
_ROOM = 2 << 30  # bytes that a few imports at once may need
_log = logging.getLogger("kpi_core.app")


@asynccontextmanager
async def ready(_app: st.App) -> AsyncIterator[None]:
    """Do what must be done before the server says that it is ready."""
    PagesManager.uses_pages_directory = False  # every visit goes in by app.py
    for handler in logging.getLogger("streamlit").handlers:
        handler.addFilter(leaving.unnamed)
    clear_left()
    if room() < _ROOM:
        _log.warning(
            "The disk for passing files (TMPDIR) has %d MB left: imports need several times a file.", room() >> 20
        )
    await asyncio.to_thread(_warm)
    timer = asyncio.create_task(leaving.watch())
    yield
    timer.cancel()


def _is_not_warming(record: logging.LogRecord) -> bool:
    return not (record.threadName or "").startswith("asyncio")


def _warm() -> None:
    from pages.state import datasets, session  # noqa: PLC0415 - what takes long is loaded when the server starts

    for name in _LATE:
        import_module(name)
    # The framework says of every spinner that nobody sees it.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").addFilter(_is_not_warming)
    for source in datasets.offered():
        try:
            session.first_look(datasets.open_source(source))  # loads what only an analysis needs
        except KpiError as error:
            _log.warning("Data cannot be opened: %s", error)  # a page says it to whoever asks
        else:
            return
