"""Does it reconcile: the platform's own totals, typed or from a file, beside the app's."""

import streamlit as st

from kpi_core import intake
from kpi_core.analysis.reconcile import Reconciled, figures, pasted
from kpi_core.analysis.reconcile import reconcile as compared
from kpi_core.errors import KpiError
from pages.state import session
from pages.widgets import parts
from pages.widgets.markdown import literal, soft

_EXAMPLE = "Contact volume, 5,000\nAnswer rate, 81.08 %\nAverage speed of answer, 67.5"
_NAMES = ("kpi", "ours", "theirs", "difference", "verdict")


def reconcile() -> None:
    """Ask for the platform's totals and show each beside ours."""
    st.header("Does it reconcile?", anchor=False)
    st.markdown(
        "Type or paste the platform's own totals for the dates and filters of the sidebar, one a line: the KPI, then "
        "the figure as the platform prints it. Or give its summary as a file with these two columns."
    )
    left, right = st.columns([3, 2], gap="medium")
    text = left.text_area("The platform's totals", placeholder=_EXAMPLE, height=136, max_chars=6_000, key="totals")
    file = right.file_uploader("Summary file", type=["csv", "txt", "tsv", "xlsx"], key="totals file")
    rows: list[tuple[str, ...]] = [*pasted(text)]
    if file is not None:
        try:
            head, *below = intake.table((file.name, bytes(file.getbuffer())))
            rows += [*([head] if any(c.isdigit() for c in head[-1]) else []), *below]
        except KpiError as error:
            st.error(literal(str(error)), icon=":material/info:")
    if not rows:
        return
    given, wrong = figures(rows)
    for sentence in wrong:
        st.warning(literal(sentence), icon=":material/info:")
    if given:
        try:
            _show(compared(session.data(), session.view(), given))
        except KpiError as error:
            st.info(literal(str(error)), icon=":material/block:")


def _show(found: Reconciled) -> None:
    st.markdown(f"**{literal(found.sentence)}**")
    column = st.column_config.TextColumn
    names = ("KPI", "Ours", "Theirs", "Theirs less ours", "What it says")
    columns = {
        key: column(name, width="large" if key == "verdict" else None) for key, name in zip(_NAMES, names, strict=True)
    }
    parts.listing(found.table, columns, "table-totals", "Each figure: ours, theirs, the difference, what explains it")
    for line in found.lines:
        if not line.agrees:
            st.markdown(soft(f"{line.kpi.name}, {line.theirs.text}: {line.verdict}."))
    st.markdown(soft("A figure agrees when ours rounds to it at the digits given."))
    notes = [found.sentence, "A figure agrees when ours rounds to it at the digits given."]
    parts.csv("reconciliation.csv", notes, names, found.table.iter_rows, "csv-totals")
