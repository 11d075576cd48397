"""One run of one page: the menu, the View's controls, the page; and the outermost net under all of it."""

import json
import logging
import traceback
import uuid
from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner_utils.exceptions import ScriptControlException

from kpi_core.errors import KpiError
from kpi_core.view import Query
from pages.sections import sidebar
from pages.state import keys, session
from pages.widgets.markdown import literal, soft

_log = logging.getLogger("kpi_core.app")
# Streamlit draws the parts of a date and the crosses of a list smaller than the 24 pixels that fingers need.
_TARGETS = """<style>
[data-testid=stDateInput] [role=spinbutton] {
  display: inline-block; min-width: 24px; min-height: 24px; line-height: 24px; text-align: center; }
button[aria-label^=Clear] { min-width: 24px; min-height: 24px; }
</style>"""
# Streamlit writes white on the primary colour and the primary colour on the page; on a dark page no colour has enough
# contrast for both, so the second is made lighter.
_DARK = """<style>
[role=radiogroup] [data-selected=true] *, [role=tab][aria-selected=true] * {
  color: #9fd0f7 !important; transition: none !important; }
</style>"""


def run(page: StreamlitPage, menu: Mapping[str, Sequence[StreamlitPage]]) -> None:
    """Run the page behind the front door. No traceback, path or version reaches a visitor."""
    st.session_state[keys.INSIDE] = True
    try:
        st.html(_TARGETS + (_DARK if st.context.theme.type == "dark" else ""))
        places = st.sidebar.container(gap="small")
        query = sidebar.controls() if page.url_path != "load" else session.here()
        _menu(places, menu, query)
        page.run()
    except ScriptControlException:
        raise
    except KpiError as error:
        st.info(literal(str(error)), icon=":material/block:")
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - Polars panics are BaseExceptions
        st.error(
            f"Something unexpected went wrong (reference {_logged(error)}). Reload the page; if it happens again, "
            "tell whoever runs this app the reference.",
            icon=":material/error:",
        )
    finally:
        st.session_state.pop(keys.INSIDE, None)


def _menu(
    place: "st.delta_generator.DeltaGenerator", menu: Mapping[str, Sequence[StreamlitPage]], query: Query
) -> None:
    """Links that carry the View, so that a middle click or a copied link shows the same."""
    with place:
        for group, entries in menu.items():
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.markdown(soft(group), width=48)
                for entry in entries:
                    st.page_link(entry, query_params=query)


def _logged(error: BaseException) -> str:
    """Write one line to the log, without the message: it may hold values of the data."""
    reference = uuid.uuid4().hex[:8]
    frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)[-12:]]
    _log.error(json.dumps({"reference": reference, "error": type(error).__name__, "at": frames}))
    return reference
