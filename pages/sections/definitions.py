"""Every KPI in words, what this data answers, and the definitions in force."""

import streamlit as st

from kpi_core.analysis.definitions import Entry, Listing, catalogue_rows, entries, in_force, listed, rules
from kpi_core.definitions import to_toml, version_of
from kpi_core.report import to_csv
from kpi_core.view import View, choice_of
from pages.state import session
from pages.widgets import parts, pickers
from pages.widgets.answer import bullets
from pages.widgets.markdown import literal, soft

_OPEN = 3  # so few are shown unfolded
_RULE = (
    "Every KPI is the sum of its numerator over the sum of its denominator, on the contacts where both are known. "
    "Nothing is averaged twice, so a total is the same whichever way it is put together."
)


def controls() -> None:
    """Draw what is looked for."""
    left, middle, right = st.columns([2, 1.6, 2.6], gap="small", vertical_alignment="bottom")
    with left:
        pickers.words("find", "Find", placeholder="A word, like wait or survey")
    with middle:
        names = {"": "Every one", **choice_of("category").offered}
        pickers.one("category", "Category", list(names), "", names.__getitem__)
    with right:
        pickers.pick("listed", "List")


def read() -> tuple[tuple[Entry, ...], Listing]:
    """Return every KPI, and those that are asked for."""
    view = session.view()
    found = session.answer(entries, _selection(view))
    return found, listed(found, view)


def _selection(view: View) -> View:
    """The parts of the View that change a value here."""
    return View(variants=view.variants, selection=view.selection)


def table(shown: Listing) -> None:
    """Show the KPIs on one screen."""
    if not shown.entries:
        return
    text = st.column_config.TextColumn
    columns = {
        "kpi": text("KPI", width="medium"),
        "category": text("Category"),
        "value": text("On this data", help="Over the dates and filters of the sidebar."),
        "n": st.column_config.NumberColumn("Counted", format=parts.COUNT),
        "formula": text("Formula", width="large"),
        "role": text("Role"),
        "better": text("Good is"),
        "unit": text("Unit"),
    }
    parts.listing(shown.table, columns, "table-kpis", "Each KPI with its category, its value here and its formula")


def downloads(found: tuple[Entry, ...]) -> None:
    """Offer the catalogue and the definitions as files."""
    definitions = session.data().definitions
    kept = parts.selection(session.view())
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Catalogue as CSV", data=lambda: _csv(found, kept, version_of(definitions)), file_name="kpi-catalogue.csv",
            mime="text/csv", icon=":material/download:", on_click="ignore", key="csv-catalogue",
        )  # fmt: skip
        st.download_button(
            "Definitions as TOML", data=lambda: to_toml(definitions),
            file_name=f"definitions-{version_of(definitions)}.toml",
            mime="application/toml", icon=":material/download:", on_click="ignore", key="toml-definitions",
        )  # fmt: skip


def _csv(found: tuple[Entry, ...], kept: str, version: str) -> bytes:
    columns, rows = catalogue_rows(found)
    notes = [f"Definitions version {version}", kept, _RULE, "Benchmarks are copied from articles; they are no targets."]
    return ("\ufeff" + to_csv(columns, rows, notes)).encode()


def in_full(shown: Listing) -> None:
    """Show each KPI with everything that is known about it, by category."""
    if not shown.entries:
        return
    st.header("Each in full", anchor=False)
    with st.container(gap="xsmall", key="in-full"):
        category = ""
        for entry in shown.entries:
            if entry.kpi.category != category:
                category = entry.kpi.category
                st.subheader(literal(str(category).capitalize()), anchor=False)
            with st.expander(_label(entry), expanded=len(shown.entries) <= _OPEN):
                st.markdown("  \n".join(f"**{literal(subject)}.** {literal(words)}" for subject, words in entry.lines))
                _ways(entry)


def _label(entry: Entry) -> str:
    here = ":gray[not answered by this data]" if entry.why_not else literal(entry.value)
    return f"**{literal(entry.kpi.name)}** \u00a0 {here}"


def _ways(entry: Entry) -> None:
    """List the accepted ways of counting, each with its value."""
    if sum(way.there for way in entry.ways) < 2:
        return
    st.markdown("**Ways of counting it**, chosen in the sidebar; the first is the usual one:")
    lines = []
    for way in (w for w in entry.ways if w.there):
        value = "" if entry.why_not else f" = **{literal(way.value)}**"
        lines.append(f"- **{literal(way.name)}**{value}  \n  {literal(way.definition)} {soft(way.formula)}")
    st.markdown("\n".join(lines))
    if entry.spread:
        st.markdown(soft(entry.spread))


def settings() -> None:
    """Show the definitions in force."""
    definitions = session.data().definitions
    st.header("The definitions in force", anchor=False)
    st.markdown(
        literal(
            f"Version {version_of(definitions)}. The version is made from the content: equal settings, equal version."
        )
    )
    text = st.column_config.TextColumn
    columns = {"group": text(""), "setting": text("Setting"), "value": text("Value"), "decides": text("Decides")}
    st.markdown(
        soft(
            "What you change here holds for your visit only and is written nowhere on the server. Export it to keep it."
        )
    )
    bullets(session.data().notes)
    parts.listing(in_force(definitions), columns, "table-settings", "Thresholds, windows, business hours and scales")
    names, rows = ("Group", "Setting", "Value", "Decides"), in_force(definitions).select(list(columns)).iter_rows
    made = parts.document([f"Definitions version {version_of(definitions)}"], names, rows)
    parts.offer("settings.csv", made, "csv-settings")


def ruled() -> None:
    """Show what decides eligibility, qualification and the next step, and how many contacts it takes in."""
    found = rules(session.data())
    if found.is_empty():
        return
    st.subheader("Rules, and whom they take in", anchor=False)
    text = st.column_config.TextColumn
    columns = {
        "decides": text("Decides"),
        "asks": text("What it asks for", width="large"),
        "true": text("True"),
        "false": text("False"),
        "unknown": text("Not known"),
    }
    parts.listing(found, columns, "table-rules", "Each rule and condition with how many contacts it makes true")
    names = ("Decides", "What it asks for", "True", "False", "Not known")
    version = f"Definitions version {version_of(session.data().definitions)}"
    made = parts.document([version], names, found.select(list(columns)).iter_rows)
    parts.offer("rules.csv", made, "csv-rules")


def method() -> None:
    """Show the one rule behind every KPI."""
    st.header("How this is computed", anchor=False)
    st.markdown(literal(_RULE))
