"""Can I trust this data: what is odd first, then coverage, rows, columns and what can be answered."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from kpi_core import charts as draw
from kpi_core.analysis.health import Health, Odd, health
from kpi_core.model import count, plain
from kpi_core.view import View
from pages.state import session
from pages.widgets import parts, pictures
from pages.widgets.markdown import literal, soft

_SHOWN_REFUSALS = 200
_METHOD = (
    "The whole dataset is judged, whatever the sidebar keeps of it. Counts and lines were taken while the file was "
    "read. An oddity stands higher the more rows it touches and the more wrong it can make a number. A day counts as "
    "missing when it has no contacts and its weekday has some in at least half of the weeks. Oddities are counted and "
    "shown, never repaired: nothing is changed without the mapping saying so."
)


def read() -> Health:
    """Return what is known about the data of the View."""
    return session.answer(health, View())


def odd(found: Health) -> None:
    """Show what is odd, the worst first."""
    st.header("What is odd, the worst first", anchor=False)
    if not found.odd:
        st.markdown("Nothing. Every column that is read holds what such columns usually hold.")
        return
    with st.container(gap="small", key="odd"):
        for number, one in enumerate(found.odd):
            with st.container(border=True, gap="xsmall", key=f"odd-{number}"):
                _one(one)
    columns = ("What", "Column", "Rows", "Share", "Found", "Example", "It means", "KPIs", "What to do")
    rows = [
        (o.title, o.column, o.rows, round(o.share, 6), o.sentence, o.example, o.means, ", ".join(o.kpis), o.do)
        for o in found.odd
    ]
    _download("oddities.csv", columns, lambda: rows, found.sentence)


def _one(one: Odd) -> None:
    st.markdown(f"**{literal(one.title)}.** {literal(one.sentence)}")
    first = f"First in {one.example}. " if one.example and "line" in one.example else ""
    st.markdown(soft(f"{first}{one.means} {one.touches if one.column else 'Touches every KPI.'}"))
    st.markdown(f"**To do.** {literal(one.do)}")


def covered(found: Health) -> None:
    """Show the months, and the days that are missing."""
    light = _spec(dark=False)
    with pictures.heading("Contacts by month"):
        pictures.keep(
            "coverage",
            found.covered,
            light,
            found.months,
            parts.document([found.covered], _MONTHS, lambda: _months(found)),
        )
    spec = _spec(dark=st.context.theme.type == "dark")
    parts.picture(found.months, spec, "chart-coverage", f"{found.covered} {_extremes(found)}")
    st.markdown(soft(f"{found.covered} {_extremes(found)}"))
    if found.gaps:
        with st.expander(f"{count(len(found.gaps))} runs of days without contacts"):
            st.markdown("\n".join(f"- {literal(g)}" for g in found.gaps))
    number = st.column_config.NumberColumn
    columns = {
        "month": st.column_config.TextColumn("Month"), "rows": number("Contacts", format=parts.COUNT),
        "days": number("Days with contacts", format=parts.COUNT), "x": None,
    }  # fmt: skip
    with st.expander("The months as a table"):
        parts.listing(found.months, columns, "table-months", "Contacts by month")
        _download("months.csv", _MONTHS, lambda: _months(found), found.covered)


_MONTHS = ("Month", "Contacts", "Days with contacts")


def _months(found: Health) -> list[tuple[Any, ...]]:
    return [(m["month"], m["rows"], m["days"]) for m in found.months.iter_rows(named=True)]


def _extremes(found: Health) -> str:
    months = _months(found)
    most, least = max(months, key=lambda m: m[1]), min(months, key=lambda m: m[1])
    return f"Most in {most[0]} ({count(most[1])}), fewest in {least[0]} ({count(least[1])})."


@st.cache_resource(max_entries=2, show_spinner=False)
def _spec(*, dark: bool) -> dict[str, Any]:
    return draw.coverage(dark=dark)


def rows(found: Health) -> None:
    """Show what became of every row, and the refused ones."""
    st.header("What became of every row", anchor=False)
    if not found.account:
        st.markdown("This dataset was not imported from files, so there is no account of its rows.")
        return
    st.markdown(f"**{literal(found.account)}**")
    lines = [f"{count(n)} dropped: {reason}" for reason, n in found.dropped]
    st.markdown("\n".join(f"- {literal(line)}" for line in (*lines, *found.notes)))
    if found.refused:
        refused(found.refusals, found.refused)


def refused(refusals: Sequence[tuple[str, int, str, str]], total: int) -> None:
    """List refused records by file, line and reason, and offer them as CSV; their cells may be personal."""
    shown = refusals[:_SHOWN_REFUSALS]
    with st.expander(f"{count(total)} refused, with line and reason"):
        if len(shown) < total:
            st.markdown(
                soft(f"The first {count(len(shown))} are listed, the first {count(len(refusals))} in the file.")
            )
        names = ("File", "Line", "Column", "Reason")
        st.dataframe(
            [dict(zip(names, (plain(f), line, plain(c), plain(why)), strict=True)) for f, line, c, why in shown],
            hide_index=True, key="refused", alt="Refused records with file, line, column and reason",
        )  # fmt: skip
        note = f"{count(total)} refused, {count(len(refusals))} listed; cells are left out, they may be personal"
        _download("refused.csv", names, lambda: refusals, note)


def columns(found: Health) -> None:
    """Show how each column was read, and what was left aside."""
    st.header("How each column was read", anchor=False)
    if found.columns.height:
        text, number = st.column_config.TextColumn, st.column_config.NumberColumn
        shown = {
            "column": text("Column"), "source": text("From"), "how": text("Read as"),
            "values": number("Values", format=parts.COUNT), "empty": number("Empty", format=parts.COUNT),
            "not_understood": number("Not understood", format=parts.COUNT),
        }  # fmt: skip
        parts.listing(found.columns, shown, "table-columns", "Each column, its source, how it was read, its values")
        names = ("Column", "From", "Read as", "Values", "Empty", "Not understood")
        _download("columns.csv", names, found.columns.iter_rows, found.account)
    lines = [f"'{plain(h)}' looks like {c} and is not mapped." for h, c in found.suggestions]
    if found.unmapped:
        lines.append(f"Not used: {', '.join(plain(h) for h in found.unmapped)}.")
    st.markdown("\n".join(f"- {literal(line)}" for line in lines))


def answers(found: Health) -> None:
    """Show which KPIs can be answered, and what the others lack."""
    able = [name for name, lacks in found.answers if not lacks]
    st.header("What it can answer", anchor=False)
    st.markdown(f"**{len(able)} of {len(found.answers)} KPIs**: {literal(', '.join(able))}.")
    lacking = [why for _, why in found.answers if why]
    if lacking:
        with st.expander(f"What the other {len(lacking)} lack"):
            st.markdown("\n".join(f"- {literal(why)}" for why in lacking))
    rows = [(name, "yes" if not lacks else "no", lacks) for name, lacks in found.answers]
    _download("answers.csv", ("KPI", "Can be answered", "What is missing"), lambda: rows, found.sentence)


def method() -> None:
    """Show how this was found."""
    st.header("How this is computed", anchor=False)
    st.markdown(literal(_METHOD))


def _download(file: str, names: Sequence[str], made: Callable[[], Any], note: str) -> None:
    parts.offer(file, parts.document([note], names, made), f"csv {file}")
