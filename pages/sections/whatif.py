"""Cut A beside cut B on its page: what both are made of, the panels, the table."""

from dataclasses import replace
from typing import Any

import streamlit as st

from kpi_core import charts as draw
from kpi_core.analysis.whatif import Beside, SideBySide, cut_words, cuts, says_b, side_by_side
from kpi_core.model import day, plain, unit_word
from kpi_core.report import to_csv
from kpi_core.view import EVERYTHING
from pages.state import session
from pages.widgets import answer, parts, pickers, pictures
from pages.widgets.markdown import literal, soft

_COLUMNS = {
    "kpi": "KPI", "verdict": "B against A", "change": "Change", "reach": "B would have shown",
    "a": "Cut A", "a_range": "A, likely range",
    "a_n": "A, counted", "b": "Cut B", "b_range": "B, likely range", "b_n": "B, counted",
}  # fmt: skip
_METHOD = (
    "The change is cut B less cut A. Where both cuts share contacts, its range comes from the contacts that are in one "
    "cut alone, weighed by what each adds to the ratio (Taylor linearisation; Woodruff 1971). Where they share none, "
    "it is put together from the ranges of both values. Better or worse is said only where that range leaves out zero."
)


def controls() -> None:
    """Draw both cuts: A as the sidebar says it, B to be picked."""
    data, view = session.data(), session.view()
    a, b = cuts(view)
    left, right = st.columns([2, 3], gap="medium")
    with left.container(border=True, gap="small", key="cut-a"):
        st.markdown(soft("Cut A: what the sidebar keeps"))
        st.markdown(literal(cut_words(a)))
        st.markdown(soft("Change it there: From, To, Keep only, Leave out."))
    with right.container(border=True, gap="small", key="cut-b"):
        st.markdown(soft("Cut B: what you pick here"))
        st.markdown(literal(cut_words(b) if says_b(view) else "Nothing is picked yet."))
        one, two = st.columns(2, gap="small")
        with one:
            pickers.cut(data, "other.without", "Leave out of B", "{} left out of B", placeholder="None yet")
        with two:
            pickers.cut(data, "other.where", "Keep only in B", "{} in B")
        one, two = st.columns(2, gap="small", wrap=False)
        first, last = data.first_day, data.last_day
        with one:
            pickers.day("other.since", "B from", first, last, help=f"Empty: as in A, {day(a.since or first)}")
        with two:
            pickers.day("other.until", "B to", first, last, help=f"Empty: as in A, {day(a.until or last)}")
        with st.container(horizontal=True, gap="small"):
            if says_b(view):
                st.button("Empty cut B", icon=":material/close:", on_click=_empty, key="empty-b")
            mine, other = view.selection, view.other
            if mine.segments and (other.where, other.without) != (mine.where, mine.without):
                st.button("Begin with A's choices", icon=":material/content_copy:", on_click=_like_a, key="like-a")


def _empty() -> None:
    session.change(other=EVERYTHING)


def _like_a() -> None:
    view = session.view_in_callback()
    session.change(other=replace(view.other, where=view.selection.where, without=view.selection.without))


def _try(without: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    view = session.view_in_callback()
    mine = view.selection
    session.change(other=replace(view.other, where=mine.where, without=_joined(mine.without, without)))


def _joined(mine: tuple[Any, ...], more: tuple[Any, ...]) -> tuple[Any, ...]:
    """Cut A's left out values and the example's, by segment."""
    found: dict[str, tuple[str, ...]] = dict(mine)
    for segment, values in more:
        found[segment] = tuple(dict.fromkeys((*found.get(segment, ()), *values)))
    return tuple(found.items())


def read() -> SideBySide | None:
    """Return both cuts, or show why they cannot be compared."""
    return parts.answered(side_by_side, session.view())


def examples(result: SideBySide) -> None:
    """Offer cuts that are one click away."""
    if not result.examples:
        st.markdown("Choose a segment under **Leave out of B**, then the values to leave out.")
        return
    st.markdown("Or begin with an example from this data:")
    with st.grid("auto", min_column_width=250, gap="small"):
        for i, example in enumerate(result.examples):
            with st.container(border=True, gap="small"):
                st.markdown(literal(plain(example.why)))
                st.button(
                    literal(example.label), key=f"example {i}", type="primary" if not i else "secondary",
                    on_click=_try, args=(example.without,),
                )  # fmt: skip


def charts(result: SideBySide) -> None:
    """Show a small picture for each KPI, or why it cannot be given."""
    dark = st.context.theme.type == "dark"
    with st.grid("auto", min_column_width=330, gap="small"):
        for panel in result.panels:
            with st.container(border=True, gap="xsmall", key=f"panel-{panel.kpi.key}"):
                _panel(result, panel, dark=dark)
    st.markdown(soft("A is grey, B is blue. The thick line holds the true value in 95 of 100 cases."))


def _panel(result: SideBySide, panel: Beside, *, dark: bool) -> None:
    kpi, scale = panel.kpi, panel.scale
    with pictures.heading(kpi.name, kpi):
        if scale:
            title = f"{panel.text} A: {result.words[0]}. B: {result.words[1]}."
            light = _spec(scale.title, scale.axis, dark=False)
            pictures.keep(f"what-if-{kpi.key}", title, light, panel.points, lambda: csv(result))
    if scale is None:
        st.info(literal(panel.why_not or "No value."), icon=":material/block:")
        return
    more = f"; {panel.reach} would have shown" if panel.reach else f"; {panel.few}" if panel.few else ""
    st.markdown(literal(f"{panel.headline}: {panel.change}{more}"))
    parts.picture(panel.points, _spec(scale.title, scale.axis, dark), f"chart-{kpi.key}", panel.text)
    if panel.because_of:
        st.markdown(soft(f"Shown because {panel.because_of} never stands alone."))


@st.cache_resource(max_entries=64, show_spinner=False)
def _spec(title: str, axis: str, dark: bool) -> dict[str, Any]:  # noqa: FBT001 - cache key
    return draw.whatif(title, axis, dark=dark)


def table(result: SideBySide) -> None:
    """Show the numbers behind the pictures."""
    if result.table is None or result.table.is_empty():
        return
    st.header("The numbers", anchor=False)
    columns = {name: st.column_config.TextColumn(title) for name, title in _COLUMNS.items()}
    parts.listing(result.table, columns, "table-sides", "Each KPI of both cuts, the change and what to make of it")
    parts.offer("what-if.csv", lambda: csv(result), "csv-sides")


def csv(result: SideBySide) -> bytes:
    """Return both cuts as CSV, what they are made of and the definitions on top."""
    notes = [result.sentence, f"Cut A: {result.words[0]}", f"Cut B: {result.words[1]}", *result.remarks]
    notes += [
        p.why_not or f"{p.kpi.name}: {p.kpi.definition} Formula: {p.kpi.formula}. Unit: {unit_word(p.kpi.unit)}."
        for p in result.panels
    ]
    notes.append(
        "Shares are fractions, times are seconds; difference, low and high are cut B less cut A; below "
        "reach_low or above reach_high B would have differed by more than chance."
    )
    if result.numbers is None:
        return b""
    return ("\ufeff" + to_csv(result.numbers.columns, result.numbers.iter_rows(), notes)).encode()


def method(result: SideBySide) -> None:
    """Show how the numbers came to be."""
    st.header("How this is computed", anchor=False)
    st.markdown(literal(_METHOD))
    for panel in result.panels:
        unit = parts.unit(panel.scale) if panel.scale else unit_word(panel.kpi.unit)
        answer.defined(panel.kpi, unit, panel.young)
    answer.assumed()
