"""What every page has in its order: the question, the answer in one sentence, and how a number is computed."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from kpi_core.catalogue import sources
from kpi_core.measure import told
from kpi_core.model import METHODS, Kpi, count
from pages.state import session
from pages.widgets.markdown import literal, soft


def question(words: str) -> None:
    """Show the page's question, its link, and what of the link could not be used."""
    session.entered()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(words, anchor=False, width="content")
        if st.button("Share", icon=":material/link:", help="A link that shows exactly this"):
            _share()
    for sentence in session.problems():
        st.warning(literal(sentence), icon=":material/link_off:")


def said(sentence: str, remarks: Sequence[str] = ()) -> None:
    """Show the answer in one sentence, and what must be known about it."""
    st.markdown(f"**{literal(sentence)}**")
    bullets(remarks)


def bullets(sentences: Sequence[str]) -> None:
    """Show remarks, each on its own line."""
    for sentence in sentences:
        st.markdown(soft(sentence))


def defined(kpi: Kpi, unit: str, young: int = 0) -> None:
    """Show what a KPI is, folded."""
    with st.expander(literal(kpi.name)):
        lines = [
            f"**What it is.** {literal(kpi.definition)}",
            f"**Formula.** {literal(kpi.formula)}",
            f"**Unit.** {literal(unit)}",
            f"**Range.** {literal(METHODS[kpi.method])}",
            f"**Read from.** {literal(told(session.data(), kpi))}",
            f"**Definition from.** {literal(sources(kpi))}",
        ]
        if kpi.variant:
            lines.insert(2, f"**Counted as.** {literal(kpi.variant)}")
        if young:
            lines.append(f"**Left out.** {count(young)} contacts that are too young to judge.")
        st.markdown("  \n".join(lines))


def assumed() -> None:
    """Show what the export does not say and was taken for granted."""
    assumptions = session.data().dataset.assumptions
    if assumptions:
        st.markdown("**Taken for granted, because the export does not say:**")
        bullets([a.sentence for a in assumptions])


@st.dialog("Share this view")
def _share() -> None:
    """Show the full link."""
    query = urlencode(session.view().to_query(), doseq=True)
    st.write("This link shows the same data, KPIs, dates and filters to everybody who may open them.")
    st.code(f"{st.context.url}?{query}", language=None, wrap_lines=True)
