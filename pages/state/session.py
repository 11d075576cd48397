"""The View of this run: read from the address, changed by the widgets, written back to the address.

A bare address is the live default and stays bare until the visitor changes something. A link is read by the View's
own codec, made to fit the data, and put into the widgets before they are drawn; it is rewritten only when a widget
then says something else, so that the browser's back button never meets an address that changes itself.
"""

from collections.abc import Callable
from dataclasses import replace
from threading import BoundedSemaphore
from types import FunctionType
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from kpi_core.analysis.trend import MOST_KPIS, Trend, trend
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.definitions import Definitions, version_of
from kpi_core.errors import KpiError
from kpi_core.measure import ask, default_view, fit
from kpi_core.view import CHOICES, CUTS, EVERYTHING, Query, View, first_kpis, from_query, value_of
from pages.state import datasets
from pages.state.keys import DRAWN, ENDS, INSIDE, MOVED, PREFIX, PROBLEMS, SEEN, SOURCE, VIEW

T = TypeVar("T")


def entered() -> None:
    """Send a run in again that did not come through app.py: a page gets nothing without it."""
    if INSIDE not in st.session_state:
        PagesManager.uses_pages_directory = False
        st.rerun()


def here() -> Query:
    """Return what the address says now."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def view() -> View:
    """Return the View of this run; only behind the front door."""
    entered()
    found: View = st.session_state[VIEW]
    return found


def on_sample() -> bool:
    """Return whether the shipped sample is shown."""
    return bool(st.session_state[SOURCE].whose == "sample")


def view_in_callback() -> View:
    """Return the View that a click was made on: callbacks run before app.py."""
    found: View = st.session_state[VIEW]
    return found


def data() -> Prepared:
    """Return the data of this run; only behind the front door."""
    entered()
    return datasets.open_source(st.session_state[SOURCE])


def problems() -> tuple[str, ...]:
    """Return what of the link could not be used, one sentence each."""
    why = datasets.in_force(datasets.dataset_of(st.session_state[SOURCE]))[1]
    own = (f"Your definitions cannot be used on this data, so the usual ones are in force. {why}",) if why else ()
    return (*own, *st.session_state.get(PROBLEMS, ()))


def source() -> datasets.Source:
    """Return the dataset of this run."""
    found: datasets.Source = st.session_state[SOURCE]
    return found


def keep(own: Definitions) -> None:
    """Keep definitions for this visit, from a callback: the View then carries their version."""
    state = st.session_state
    datasets.keep_definitions(own)
    change(definitions=version_of(datasets.open_source(state[SOURCE]).definitions))


def answer(analysis: Callable[[Prepared, View], T], seen: View | None = None) -> T:
    """Return the analysis of the View on the data, computed once for each of both and its definitions.

    `seen` stands in for the View where the analysis reads only a part of it, so that the rest does not recompute it.
    """
    prepared, seen = data(), seen or view()
    cached = _answer_mine if st.session_state[SOURCE].whose == "yours" else _answer
    found: T = cached(analysis, prepared.dataset.fingerprint, version_of(prepared.definitions), seen, prepared)
    return found


def show_data(source: datasets.Source) -> Query:
    """Return the address that shows this dataset from its first look on."""
    prepared = datasets.open_source(source)
    return replace(default_view(prepared), kpis=_answerable(prepared)).to_query()


def first_look(prepared: Prepared) -> Trend | None:
    """Return the trend that a first look at these data shows, None where nothing can be shown."""
    try:
        return trend(prepared, replace(default_view(prepared), kpis=_answerable(prepared)))
    except KpiError:
        return None


def current(sources: tuple[datasets.Source, ...]) -> datasets.Source:
    """Return the dataset that the address names, else the default."""
    asked = here().get("ds", [""])[0]
    return next((s for s in sources if asked and s.fingerprint == asked), datasets.default_source(sources))


def begin(sources: tuple[datasets.Source, ...]) -> bool:
    """Take the View from the address where it is new to this session; return whether it was."""
    state, now = st.session_state, here()
    if state.get(SEEN) == now and PREFIX + "kpis" in state:
        if state.get(SOURCE) in sources:
            return False
        if renewed := next((s for s in sources if s.path and s.path == state[SOURCE].path), None):
            _follow(renewed)
            return False
    source, prepared, bad = datasets.first_that_opens(current(sources), sources)
    default = replace(default_view(prepared), kpis=_answerable(prepared))
    said, unread = from_query(now, default)
    fitted, unfit = fit(said, prepared)
    fitted, more = _shown(fitted, prepared)
    seed(fitted, source)
    more = (*bad, *more)
    if said.dataset and said.dataset not in {s.fingerprint for s in sources}:
        more = ("Uploads live for one visit only: if the link was made on a file of yours, load it again.", *more)
    state[SEEN], state[PROBLEMS] = now, (*unread, *unfit, *more)
    return True


def _follow(source: datasets.Source) -> None:
    """Stay with data that were renewed where they lie, with what this very click asked for."""
    state = st.session_state
    asked: dict[str, Any] = {f: state[PREFIX + f] for f in ("cadence", "compare") if state.get(PREFIX + f)}
    state[VIEW] = replace(state[VIEW], kpis=tuple(state[PREFIX + "kpis"]), **asked)
    move_to(source)
    state[PROBLEMS] = ("The data were renewed and are shown as they are now.", *state[PROBLEMS])


def move_to(source: datasets.Source) -> None:
    """Show the same View on another dataset; all of the days where all of them were shown."""
    state = st.session_state
    old, (first, last) = state[VIEW], state[ENDS]
    prepared = datasets.open_source(source)
    bare = replace(old, dataset="", definitions="")
    if (
        (old.selection.since, old.selection.until) == (first, last)
        or (old.selection.since or prepared.last_day) > prepared.last_day
        or (old.selection.until or prepared.first_day) < prepared.first_day
    ):
        whole = replace(old.selection, since=prepared.first_day, until=prepared.last_day)
        bare = replace(bare, selection=whole)
    fitted, unfit = fit(bare, prepared)
    fitted, more = _shown(fitted, prepared)
    seed(fitted, source)
    state[PROBLEMS], state[MOVED] = (*unfit, *more), True


def seed(view: View, source: datasets.Source) -> None:
    """Put a View into the widgets, before they are drawn."""
    state = st.session_state
    for name in [k for k in state if str(k).startswith(PREFIX)]:
        del state[name]
    state[SOURCE], state[VIEW] = source, view
    state[PREFIX + "data"] = source.fingerprint
    for path in (p for choice in CHOICES for p in choice.fields):
        said = value_of(view, path)
        if isinstance(said, tuple) and path in CUTS:
            for segment, values in said:
                state[f"{PREFIX}{path} {segment}"] = list(values)
            said = tuple(segment for segment, _ in said)
        state[PREFIX + path] = list(said) if isinstance(said, tuple) else said
    state[PREFIX + "by"] = view.by[0] if view.by else ""  # the second one belongs to a page
    for key, name in view.variants:
        state[f"{PREFIX}variant {key}"] = name
    state.pop(DRAWN, None)


def settle(view: View, *, new: bool) -> Query:
    """Keep the View that the widgets say; write the address where the visitor changed it. Return the address."""
    state, prepared = st.session_state, data()
    state[ENDS] = (prepared.first_day, prepared.last_day)
    moved = state.pop(MOVED, False)
    if new or (view == state[VIEW] and not moved):
        state[VIEW] = view
        return here()
    query = view.to_query()
    state[VIEW], state[SEEN] = view, query
    state[PROBLEMS] = state[PROBLEMS] if moved else ()
    st.query_params.from_dict(query)
    return query


def change(**fields: Any) -> None:
    """Change the View from a callback, before the widgets of the run are drawn, and write the address."""
    state = st.session_state
    view = replace(state[VIEW], **fields)
    seed(view, state[SOURCE])
    query = view.to_query()
    state[SEEN], state[PROBLEMS] = query, ()
    st.query_params.from_dict(query)


def _shown(view: View, prepared: Prepared) -> tuple[View, tuple[str, ...]]:
    """The View as the controls can show it: dates within the data, one split, no more KPIs than fit a page."""
    said = []
    kpis = view.kpis or _answerable(prepared)
    if len(kpis) > MOST_KPIS:
        said.append(f"The link names {len(kpis)} KPIs; the first {MOST_KPIS} are shown.")
    if len(view.by) > 2:
        said.append(f"The link splits by {len(view.by)} segments; the first two are used.")
    first, last = prepared.first_day, prepared.last_day
    return (
        replace(
            view,
            kpis=kpis[:MOST_KPIS],
            by=view.by[:2],
            selection=replace(
                view.selection,
                since=min(max(view.selection.since or first, first), last),
                until=max(min(view.selection.until or last, last), first),
            ),
            other=replace(
                view.other,
                since=view.other.since and min(max(view.other.since, first), last),
                until=view.other.until and min(max(view.other.until, first), last),
            ),
            variants=tuple((k, v) for k, v in view.variants if v != next(iter(CATALOGUE[k].variants))),
        ),
        tuple(said),
    )


def _answerable(prepared: Prepared) -> tuple[str, ...]:
    """The KPIs of a first look at the data."""
    why = reasons(prepared.dataset.fingerprint, version_of(prepared.definitions), prepared)
    return first_kpis({k for k in CATALOGUE if not why[k]})


@st.cache_data(max_entries=64, show_spinner=False)
def reasons(fingerprint: str, version: str, _prepared: Prepared) -> dict[str, str | None]:  # noqa: ARG001
    """Return for each KPI why this data cannot answer it, None where it can."""
    asked = ask(_prepared, CATALOGUE.values(), EVERYTHING)
    return {key: asked.why(kpi) for key, kpi in CATALOGUE.items()}


_TURNS = BoundedSemaphore(2)  # one analysis takes all processors; many at once would only hold more memory


def _named(function: FunctionType) -> tuple[str, str]:
    """A function as a key of the cache: itself, by where it stands and what it is called."""
    return function.__module__, function.__qualname__


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs={FunctionType: _named})
def _answer(
    analysis: Callable[[Prepared, View], T],
    fingerprint: str,  # noqa: ARG001 - the cache is keyed by it
    version: str,  # noqa: ARG001 - the same
    seen: View,
    _prepared: Prepared,
) -> T:
    return _in_turn(analysis, _prepared, seen)


@st.cache_resource(scope="session", max_entries=64, show_spinner=False, hash_funcs={FunctionType: _named})
def _answer_mine(
    analysis: Callable[[Prepared, View], T],
    fingerprint: str,  # noqa: ARG001 - the cache is keyed by it
    version: str,  # noqa: ARG001 - the same
    seen: View,
    _prepared: Prepared,
) -> T:
    return _in_turn(analysis, _prepared, seen)


def _in_turn(analysis: Callable[[Prepared, View], T], prepared: Prepared, seen: View) -> T:
    with _TURNS:
        try:
            return analysis(prepared, seen)
        finally:
            prepared.release()
