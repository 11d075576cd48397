"""A leading and a lagging KPI on their page: the pair, both series, the scatter, the table."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from kpi_core import charts as draw
from kpi_core.analysis.pairing import Moves, chosen, later, moves_first, start
from kpi_core.catalogue import CATALOGUE
from kpi_core.definitions import version_of
from kpi_core.model import several, unit_word
from kpi_core.report import to_csv
from kpi_core.view import choice_of
from pages.state import keys, session
from pages.widgets import answer, parts, pickers, pictures
from pages.widgets.markdown import literal, soft

_PAIR = keys.PREFIX + "pair"
_METHOD = (
    "Both KPIs are measured on the contacts that the sidebar keeps, at its cadence. Each finished period of the lower "
    "KPI is put beside the period of the upper one that lies so many periods before. Unfinished and immature periods "
    "are drawn hollow and make no pair."
)


def controls() -> None:
    """Draw which pair it is, and the lag."""
    data, view = session.data(), session.view()
    pair, offered = chosen(data, view), start(data)
    st.session_state[_PAIR] = pair if pair in offered else None
    st.selectbox(
        "Begin with a pair", offered, format_func=_pair_name, key=_PAIR, on_change=_take, index=None,
        placeholder="A pair of your own",
    )  # fmt: skip
    why = session.reasons(data.dataset.fingerprint, version_of(data.definitions), data)
    left, middle, right = st.columns([3, 3, 1.4], gap="small", vertical_alignment="bottom")
    for place, field, label, key in (
        (left, "focus", "What moves first", pair[0]),
        (middle, "against", "What follows", pair[1]),
    ):
        with place:
            options = [k for k in CATALOGUE if not why[k] or k == key]
            pickers.one(field, label, options, key, _kpi_name)
    with right:
        lag = choice_of("lag")
        pickers.number("lag", "Periods later", 0, min_value=lag.low, max_value=lag.high, step=1, help="The lag")


def _kpi_name(key: str) -> str:
    return f"{CATALOGUE[key].name} ({CATALOGUE[key].role})"


def _pair_name(pair: tuple[str, str]) -> str:
    return f"{CATALOGUE[pair[0]].name} \u2192 {CATALOGUE[pair[1]].name}"


def _take() -> None:
    """Take the pair that was chosen from the list."""
    pair = st.session_state.get(_PAIR)
    if pair:
        session.change(focus=pair[0], against=pair[1])


def _against(lead: str, lag: str) -> None:
    session.change(focus=lead, against=lag)


def read() -> Moves | None:
    """Return the pair, or show why it cannot be given."""
    return parts.answered(moves_first, session.view())


def beside(moves: Moves) -> None:
    """Speed never stands alone: one click to what must be looked at with it."""
    if not moves.companions:
        return
    fast = next(k for k in (moves.lead.kpi, moves.lag.kpi) if k.companions)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="beside"):
        names = several([CATALOGUE[k].name.lower() for k in moves.companions])
        st.markdown(soft(f"{fast.name} never stands alone; look at it with {names} too:"), width="content")
        for key in moves.companions:
            st.button(
                CATALOGUE[key].name, key=f"beside {key}", on_click=_against, args=(fast.key, key), type="tertiary",
                icon=":material/arrow_forward:",
            )  # fmt: skip


def charts(moves: Moves) -> None:
    """Show both series on one time axis, and beside them the scatter."""
    dark = st.context.theme.type == "dark"
    left, right = st.columns([3, 2], gap="small")
    with left.container(border=True, gap="xsmall", key="panel-series"):
        _both(moves, dark=dark)
    with right.container(border=True, gap="xsmall", key="panel-scatter"):
        _points(moves, dark=dark)


def _both(moves: Moves, *, dark: bool) -> None:
    sides = ((moves.lead, False), (moves.lag, True))
    light = [(s.heading, _series(s.scale.axis, _span(moves), lag, dark=False), s.series) for s, lag in sides]
    for side, lag in sides:
        with pictures.heading(side.heading, side.kpi):
            if not lag:
                pictures.keep_stacked("pairing-series", moves.sentence, light, csv(moves))
        spec = _series(side.scale.axis, _span(moves), lag, dark)
        parts.picture(side.series, spec, f"chart-{'lag' if lag else 'lead'}", side.text)
    st.markdown(soft("The band holds the true value in 95 of 100 cases. Hollow: not finished, or too early to judge."))


def _points(moves: Moves, *, dark: bool) -> None:
    shift, cadence, names = moves.pairing.shift, moves.pairing.cadence, _titles(moves)
    with pictures.heading(f"Each {cadence.noun} a point, n = {moves.scatter.height}"):
        if moves.scatter.height:
            light = _scatter(*names, dark=False)
            pictures.keep("pairing-scatter", moves.scatter_text, light, moves.scatter, csv(moves))
    if moves.scatter.height:
        parts.picture(moves.scatter, _scatter(*names, dark), "chart-scatter", moves.scatter_text)
    st.markdown(
        soft(f"Across: {moves.lead.kpi.name}. Up: {moves.lag.kpi.name} {later(shift, cadence)}. Paler is longer ago.")
    )


def _span(moves: Moves) -> tuple[str, str]:
    return (moves.span[0].isoformat(), moves.span[1].isoformat()) if moves.span else ("2000-01-01", "2000-12-31")


def _titles(moves: Moves) -> tuple[str, str, str, str]:
    across, up = (f"{s.kpi.name} ({parts.unit(s.scale)})" for s in (moves.lead, moves.lag))
    return across, moves.lead.scale.axis, up, moves.lag.scale.axis


@st.cache_resource(max_entries=64, show_spinner=False)
def _series(axis: str, span: tuple[str, str], lag: bool, dark: bool) -> dict[str, Any]:  # noqa: FBT001 - cache key
    return draw.series(axis, span, lag=lag, dark=dark)


@st.cache_resource(max_entries=64, show_spinner=False)
def _scatter(across: str, across_axis: str, up: str, up_axis: str, dark: bool) -> dict[str, Any]:  # noqa: FBT001 - cache key
    return draw.scatter(across, across_axis, up, up_axis, dark=dark)


def table(moves: Moves) -> None:
    """Show the pairs."""
    st.header("The numbers", anchor=False)
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    lead, lag = moves.lead.kpi.name, moves.lag.kpi.name
    columns = {
        "lead_period": text("First"),
        "lead": text(lead),
        "lead_n": number("counted", format=parts.COUNT),
        "period": text("Then"),
        "lag": text(lag),
        "lag_n": number("counted ", format=parts.COUNT),
    }
    parts.listing(moves.table, columns, "table-pairs", f"{lead} and {lag}, each pair of periods")
    parts.offer("pairing.csv", csv(moves), "csv-pairs")


def csv(moves: Moves) -> Callable[[], bytes]:
    """Return what makes the pairs a CSV; it is run on a click, when no View is there any more."""
    kept = parts.selection(session.view())
    return lambda: _csv(moves, kept)


def _csv(moves: Moves, kept: str) -> bytes:
    """Return the pairs as CSV with plain numbers, the definitions on top."""
    kpis = (moves.lead.kpi, moves.lag.kpi)
    notes = [moves.sentence, kept]
    notes += [f"{k.name}: {k.definition} Formula: {k.formula}. Unit: {unit_word(k.unit)}." for k in kpis]
    notes.append("Shares are fractions, times are seconds; only finished and mature periods.")
    points = moves.pairing.points.select("lead_period", "lead", "lead_n", "period", "lag", "lag_n")
    columns = ["First period", kpis[0].name, "Counted", "Then period", kpis[1].name, "Counted"]
    return ("\ufeff" + to_csv(columns, points.iter_rows(), notes)).encode()


def method(moves: Moves) -> None:
    """Show how the numbers came to be."""
    st.header("How this is computed", anchor=False)
    st.markdown(literal(_METHOD))
    for side in (moves.lead, moves.lag):
        answer.defined(side.kpi, parts.unit(side.scale))
    answer.assumed()
