"""The contacts behind a page's numbers, page by page, without anything that identifies a person."""

from typing import Any

import streamlit as st

from kpi_core.analysis import Listed, listed
from kpi_core.errors import KpiError
from kpi_core.measure import PAGE, reads_contacts, told
from kpi_core.model import Kpi, count
from pages.state import session
from pages.widgets import parts
from pages.widgets.markdown import literal, soft

_TITLE = "The contacts behind this"


def show(kpi: Kpi | None) -> None:
    """Show one page of the View's contacts, as far as the KPI above is about contacts.

    Without a KPI the page has said already why there is no number; if there is no contact either, nothing is added.
    """
    if kpi and not reads_contacts(kpi):
        st.header(_TITLE, anchor=False)
        st.info(literal(f"{kpi.name} is not read from contacts: {told(session.data(), kpi)} are behind it."))
        return
    view = session.view()
    try:
        found: Listed | None = listed(session.data(), view) if view.page else None
    except KpiError as error:
        if kpi is None:
            return
        st.header(_TITLE, anchor=False)
        st.info(literal(str(error)), icon=":material/block:")
        st.button("Go to the first page", on_click=session.change, kwargs={"page": 1})
        return
    st.header(_TITLE, anchor=False)
    if found is None:
        st.button("Show them", on_click=session.change, kwargs={"page": 1})
        return
    st.markdown(
        soft(
            f"{count(found.total)} contacts in this selection, the newest first, {PAGE} a page. What identifies a "
            "customer is never shown."
        )
    )
    parts.listing(found.frame, _columns(found), "contacts", f"Contacts, page {view.page} of {found.pages}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="pager"):
        _step("Newer", view.page - 1, possible=view.page > 1)
        st.markdown(soft(f"page {count(view.page)} of {count(found.pages)}"), width="content")
        _step("Older", view.page + 1, possible=view.page < found.pages)
        notes = [f"Page {view.page} of {found.pages}, {PAGE} contacts a page, the newest first."]
        parts.csv(f"contacts-{view.page}.csv", notes, list(found.names), found.frame.iter_rows, "csv-contacts")


def _step(label: str, page: int, *, possible: bool) -> None:
    """A button to the page before or after."""
    icon = ":material/chevron_left:" if label == "Newer" else ":material/chevron_right:"
    st.button(
        label, icon=icon, disabled=not possible, on_click=session.change, kwargs={"page": page}, key=label.lower()
    )


def _columns(found: Listed) -> dict[str, Any]:
    return {c: st.column_config.Column(name) for c, name in zip(found.frame.columns, found.names, strict=True)}
