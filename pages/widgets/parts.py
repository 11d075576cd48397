"""Parts of pages that show one KPI: pictures, tables, downloads, the way here, and how it was computed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from kpi_core.analysis import Scale
from kpi_core.catalogue import sources
from kpi_core.data import Prepared
from kpi_core.errors import KpiError
from kpi_core.measure import told
from kpi_core.model import BLANK, METHODS, Kpi, day, plain, several
from kpi_core.report import to_csv
from kpi_core.view import View
from pages.state import session
from pages.widgets.answer import bullets
from pages.widgets.markdown import literal, soft

T = TypeVar("T")
_FEW_ROWS, _TALL = 10, 388
COUNT = "localized"
__all__ = ["answered", "crumbs", "csv", "listing", "method", "name", "picture", "segment", "unit"]


def answered(analysis: Callable[[Prepared, View], T], seen: View) -> T | None:
    """Return an answer; where there is none, show why in its place."""
    try:
        return session.answer(analysis, seen)
    except KpiError as error:
        st.info(literal(str(error)), icon=":material/block:")
        return None


def segment(name: str) -> str:
    """Return a segment's name for people."""
    return plain(name.replace("_", " ").capitalize())


def name(value: str) -> str:
    """Return a segment value for people."""
    return plain(value) if value else BLANK


def counted(kpi: Kpi) -> str:
    """Return the head of the column that says how many rows count."""
    return f"{kpi.counted.capitalize()} counted"


def crumbs() -> None:
    """Show the way here: each value that is kept, with a button that widens again."""
    view = session.view()
    if not view.selection.where:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="crumbs"):
        st.markdown(soft("Narrowed to"), width="content")
        for s, values in view.selection.where:
            for value in values:
                st.button(
                    literal(f"{segment(s)}: {name(value)}"),
                    key=f"widen {s}={value}",
                    icon=":material/close:",
                    icon_position="right",
                    help=f"Widen again: no longer only {literal(name(value))}",
                    on_click=_widen,
                    args=(view, s, value),
                )


def _widen(view: View, s: str, value: str) -> None:
    """Keep everything of the segment again, or all but this value of those kept."""
    where = [(k, tuple(v for v in values if (k, v) != (s, value))) for k, values in view.selection.where]
    kept = replace(view.selection, where=tuple((k, values) for k, values in where if values))
    session.change(selection=kept, page=min(view.page, 1))


def picture(frame: Any, spec: Mapping[str, Any], key: str, text: str, **more: Any) -> None:
    """Show a chart, with a sentence for those who do not see it."""
    st.vega_lite_chart(frame, dict(spec), theme=None, key=key, alt=plain_line(text), **more)


def plain_line(text: str) -> str:
    """Return a sentence on one line, whatever its length."""
    return " ".join(text.split())


def listing(frame: Any, columns: Mapping[str, Any], key: str, text: str, **more: Any) -> Any:
    """Show a table."""
    return st.dataframe(
        frame,
        hide_index=True,
        height="auto" if frame.height <= _FEW_ROWS else _TALL,
        key=key,
        alt=text,
        placeholder="-",
        column_config=dict(columns),
        **more,
    )


def unit(scale: Scale) -> str:
    """Return a unit as a column's name holds it."""
    return "%" if scale.title == "percent" else scale.title


def csv_bytes(notes: Sequence[str], columns: Sequence[str], rows: Callable[[], Any]) -> Callable[[], bytes]:
    """Return what makes a table's CSV when it is asked for; the definitions and the selection stand on top."""
    return document([*notes, selection(session.view())], columns, rows)


def document(notes: Sequence[str], columns: Sequence[str], rows: Callable[[], Any]) -> Callable[[], bytes]:
    """Return what makes the CSV of a table that no selection narrows, the notes on top."""

    def made() -> bytes:
        return ("\ufeff" + to_csv(columns, rows(), notes)).encode()

    return made


def csv(file: str, notes: Sequence[str], columns: Sequence[str], rows: Callable[[], Any], key: str) -> None:
    """Offer a table as CSV, the selection on top."""
    offer(file, csv_bytes(notes, columns, rows), key)


def offer(file: str, data: Callable[[], bytes], key: str) -> None:
    """Offer a CSV, which is made when it is asked for."""
    st.download_button(
        "Download CSV",
        data=data,
        file_name=file,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )


def notes_of(kpi: Kpi, scale: Scale, sentence: str) -> list[str]:
    """Return what stands on top of a CSV: the answer and the definition."""
    return [sentence, f"{kpi.name}: {kpi.definition} Formula: {kpi.formula}. Unit: {unit(scale)}."]


def heading(kpi: Kpi, more: str = "") -> "st.delta_generator.DeltaGenerator":
    """Draw a panel's first line, the definition one hover away; return where its Save goes."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        told = f"{literal(kpi.definition)} {literal(kpi.formula)}"
        st.markdown(f"**{literal(kpi.name)}**{literal(more)}", help=told, width="content")
        return st.container(width="content")


def selection(view: View) -> str:
    """Return in words what the View leaves of the data."""
    one = view.selection
    days = f"{day(one.since) if one.since else 'the first day'} to {day(one.until) if one.until else 'the last day'}"
    kept = [f"{s} is {several([name(v) for v in values])}" for s, values in one.where]
    kept += [f"{s} is not {several([name(v) for v in values])}" for s, values in one.without]
    return f"Contacts of {days}{'; ' if kept else ''}{'; '.join(kept)}."


def method(kpi: Kpi, scale: Scale, more: Sequence[str]) -> None:
    """Show how the numbers came to be; each of `more` begins with its subject, ended by a full stop."""
    st.header("How this is computed", anchor=False)
    lines = [
        f"What it is. {kpi.definition}",
        f"Formula. {kpi.formula}",
        *([f"Counted as. {kpi.variant}"] if kpi.variant else []),
        f"Unit. {unit(scale)}",
        f"Range. {METHODS[kpi.method]}",
        f"Read from. {told(session.data(), kpi)}",
        *more,
        f"Definition from. {sources(kpi)}",
        f"Contacts. {selection(session.view())}",
    ]
    said = (line.partition(". ") for line in lines)
    st.markdown("  \n".join(f"**{literal(subject)}.** {literal(rest)}" for subject, _, rest in said))
    assumptions = session.data().dataset.assumptions
    if assumptions:
        st.markdown("**Taken for granted, because the export does not say:**")
        bullets([a.sentence for a in assumptions])


def without_page(view: View) -> View:
    """Return the View without what only the list of contacts reads."""
    return replace(view, page=1, kpis=view.kpis if not view.focus else ())
