"""The leaderboard on its page: what it is about, the picture, the table that narrows, the week as a heat map."""

import zlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from kpi_core import charts as draw
from kpi_core.analysis.segments import Board, all_rows, choices, focus, narrowed, subject
from kpi_core.analysis.segments import board as board_of
from kpi_core.catalogue import CATALOGUE
from kpi_core.definitions import version_of
from kpi_core.errors import CannotAnswer
from kpi_core.view import View
from pages.state import keys, session
from pages.widgets import parts, pickers, pictures
from pages.widgets.markdown import literal, soft


def controls() -> None:
    """Draw what the page is about: the KPI, a second segment to cross, the order."""
    data, view = session.data(), session.view()
    why = session.reasons(data.dataset.fingerprint, version_of(data.definitions), data)
    about = focus(data, view)
    left, middle, right = st.columns([2, 1.4, 2], gap="medium", vertical_alignment="bottom")
    with left:
        options = [k for k in CATALOGUE if not why[k] or k == about.key]
        pickers.one("focus", "KPI", options, about.key, lambda k: CATALOGUE[k].name)
    with middle:
        _cross(view)
    with right:
        pickers.pick("sort", "Order by")


def _cross(view: View) -> None:
    """Draw the second segment; with a first one that only the page chose, choosing it says both."""
    data = session.data()
    try:
        kpi, by = subject(data, view)
    except CannotAnswer:
        return
    options = ["", *(s for s in choices(data, kpi) if s != by[0])]
    pickers.one(
        pickers.CROSS,
        literal(f"{parts.segment(by[0])}, crossed with"),
        options if not by[1:] or by[1] in options else [*options, by[1]],
        "",
        lambda s: parts.segment(s) if s else "Nothing",
        on_change=None if view.by else _crossed,
        args=None if view.by else (by[0],),
        help="The first segment is Compare by in the sidebar.",
    )


def _crossed(first: str) -> None:
    second = st.session_state[keys.PREFIX + pickers.CROSS]
    session.change(by=(first, second) if second else ())


def read() -> Board | None:
    """Return the leaderboard, or show why there is none."""
    return parts.answered(board_of, parts.without_page(session.view()))


def show(board: Board) -> None:
    """Show the picture; a click on a dot narrows."""
    dark = st.context.theme.type == "dark"
    spec = _spec(board.scale.title, board.scale.axis, board.scale.from_zero, board.dots.height, dark)
    key = f"dots-{_place(board)}"
    with st.container(border=True, gap="xsmall", key="panel-board"):
        corner = parts.heading(board.kpi)
        clicked = _narrowing(board, lambda: _dot(key))
        parts.picture(board.dots, spec, key, board.text, on_select=clicked, selection_mode=["pick"])
        st.markdown(soft(board.legend))
    with corner:
        light = _spec(board.scale.title, board.scale.axis, board.scale.from_zero, board.dots.height, dark=False)
        pictures.keep("segments", board.sentence, light, board.dots, parts.csv_bytes(*_csv(board)))


@st.cache_resource(max_entries=128, show_spinner=False)
def _spec(title: str, axis: str, from_zero: bool, rows: int, dark: bool) -> dict[str, object]:  # noqa: FBT001 - cache key
    return draw.segments(title, axis, from_zero=from_zero, rows=rows, dark=dark)


def _place(board: Board) -> str:
    """A short name of where we are: another one after each step, so that no click is answered twice."""
    where = repr((board.by, session.view().selection.where, session.view().sort, board.kpi.key))
    return f"{zlib.crc32(where.encode()):08x}"


def _narrowing(board: Board, row: Callable[[], int | None]) -> Callable[[], None]:
    """Return what a click does: it keeps the value of the row that it chose."""
    data, view = session.data(), session.view()

    def narrow() -> None:
        chosen = row()
        if chosen is not None:
            to = narrowed(data, view, board.keys[chosen])
            session.change(selection=to.selection, by=to.by, page=to.page)

    return narrow


def _dot(key: str) -> int | None:
    """The row whose dot was clicked."""
    picked: list[dict[str, Any]] = st.session_state[key]["selection"].get("pick", [])
    return int(picked[0]["i"]) if picked and picked[0].get("i") is not None else None


def _row(key: str) -> int | None:
    """The row that was chosen in the table."""
    return next(iter(st.session_state[key]["selection"]["rows"]), None)


def table(board: Board) -> None:
    """Show the numbers; choosing a row narrows to it."""
    st.header("The numbers", anchor=False)
    st.markdown(soft("Choose a row, or click a dot, to look inside it: everything is then narrowed to that value."))
    key = f"table-{_place(board)}"
    parts.listing(
        board.table,
        _columns(board),
        key,
        f"{board.kpi.name}: the numbers of the picture",
        on_select=_narrowing(board, lambda: _row(key)),
        selection_mode="single-row",
    )
    parts.csv("segments.csv", *_csv(board), key="csv-board")


def _csv(board: Board) -> tuple[list[str], list[str], Callable[[], Any]]:
    """The CSV of every row: its notes, its columns, its rows."""
    heads = [h for c, h in _heads(board).items() if c in board.table.columns]
    return parts.notes_of(board.kpi, board.scale, board.sentence), heads, lambda: all_rows(board)


def _heads(board: Board) -> dict[str, str]:
    """The table's columns in words."""
    unit = parts.unit(board.scale)
    points = "points" if unit == "%" else unit
    before, now = board.periods
    return {
        "segment": " / ".join(parts.segment(s) for s in board.by),
        "value": f"Value ({unit})",
        "low": "Low",
        "high": "High",
        "n": parts.counted(board.kpi),
        "share": "Share of all (%)",
        "target": "Target",
        "level": "Against target",
        "against": "Against the rest",
        "reach": "Would have shown",
        "before": f"{before} ({unit})",
        "now": f"{now} ({unit})",
        "change": f"Change ({points})",
        "change_low": "Change, low",
        "change_high": "Change, high",
        "signal": "The change is",
        "change_reach": "Would have shown as a change",
    }


def _columns(board: Board) -> dict[str, Any]:
    """Return how each column is shown."""
    form = board.scale.table
    signed = dict.fromkeys(("change", "change_low", "change_high"), _signed(form))
    formats = {"n": parts.COUNT, "share": "%.1f%%", **signed}
    helps = {
        "low": "The true value lies between low and high in 95 of 100 cases.",
        "against": "Whether the value differs from that of all other contacts by more than chance.",
        "reach": "Where it does not: the values from which on it would have.",
        "change_reach": "Where it changed by no more than chance: the values from which on that would have shown.",
        "change_low": "A change is a signal where it is more than the days vary by themselves, with enough contacts.",
    }
    heads = _heads(board)
    words = {
        c: st.column_config.TextColumn(heads[c], help=helps.get(c))
        for c in ("segment", "target", "level", "against", "reach", "signal", "change_reach")
    }
    return {
        c: words.get(c) or st.column_config.NumberColumn(h, help=helps.get(c), format=formats.get(c, form))
        for c, h in heads.items()
    }


def _signed(form: str) -> str:
    """The format with its sign always shown; percentages differ in points."""
    return "%+.0f" if not form.startswith("%") else "%+" + form[1:].removesuffix("%%")


def computed(board: Board) -> None:
    """Show how the numbers came to be."""
    parts.method(board.kpi, board.scale, board.methods)
