"""The View's controls. What they say together is the View; `pages.state.session` keeps it and the address in step."""

from dataclasses import replace
from datetime import date

import streamlit as st

from kpi_core.analysis.trend import MOST_KPIS
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.definitions import version_of
from kpi_core.measure import longest, offered, ways
from kpi_core.model import Cadence, plain
from kpi_core.view import Query, Selection, View, choice_of
from pages.state import datasets, session
from pages.state.keys import PREFIX, SOURCE, VIEW
from pages.widgets import filters, pickers

_DAY = "YYYY-MM-DD"


def controls() -> Query:
    """Draw the controls, settle the View, and return the address that says it."""
    sources = datasets.offered()
    new = session.begin(sources)
    with st.sidebar:
        if _source(sources):
            session.move_to(next(s for s in sources if s.fingerprint == st.session_state[PREFIX + "data"]))
            new = False
        view = _read(datasets.open_source(st.session_state[SOURCE]))
        return session.settle(view, new=new)


def _source(sources: tuple[datasets.Source, ...]) -> bool:
    """Draw the choice of data where there is one; return whether another was chosen."""
    names = {s.fingerprint: f"{plain(s.name)} ({s.whose})" if s.whose != "sample" else s.name for s in sources}
    if len(sources) == 1:
        st.session_state.pop(PREFIX + "data", None)
        return False
    chosen = st.selectbox("Data", list(names), format_func=names.__getitem__, key=PREFIX + "data")
    return bool(chosen != st.session_state[SOURCE].fingerprint)


def _read(data: Prepared) -> View:
    """Draw the View's controls and return what they say."""
    before = st.session_state[VIEW]
    kpis = _kpis(data)
    cadence = st.segmented_control(
        "Cadence",
        offered(data, before),
        format_func=choice_of("cadence").offered.__getitem__,
        key=PREFIX + "cadence",
        required=True,
        help=f"Hours are offered for up to {longest(Cadence.HOUR)} days, shorter parts of them for fewer.",
    )
    since, until = _dates(data)
    by = st.selectbox("Compare by", ["", *data.segments], format_func=filters.segment_name, key=PREFIX + "by")
    comparisons = choice_of("compare").offered
    compare = st.segmented_control(
        "Compare with",
        list(comparisons),
        format_func=comparisons.__getitem__,
        key=PREFIX + "compare",
        required=True,
        help="Drawn as a thin dashed line where there is no split.",
    )
    where = filters.draw(
        data,
        "selection.where",
        "Keep only",
        "{}",
        help="Choose a segment, then the values to keep. Nothing chosen keeps everything.",
    )
    without = filters.draw(
        data,
        "selection.without",
        "Leave out",
        "{} left out",
        help="Choose a segment, then the values to leave out.",
        placeholder="None yet",
    )
    view = replace(
        before,
        dataset=data.dataset.fingerprint,
        definitions=version_of(data.definitions),
        kpis=tuple(kpis),
        variants=_variants(data, kpis, before),
        selection=Selection(since, until, where, without),
        cadence=cadence or before.cadence,
        by=(by, *(s for s in before.by[1:] if s != by)) if by else (),
        compare=compare or before.compare,
    )
    now, then = view.selection, before.selection
    same = (now.since, now.until, now.where) == (then.since, then.until, then.where)
    return pickers.applied(view if same else replace(view, page=min(before.page, 1)))


def _kpis(data: Prepared) -> list[str]:
    why = session.reasons(data.dataset.fingerprint, version_of(data.definitions), data)

    def named(key: str) -> str:
        kpi = CATALOGUE[key]
        return kpi.name if not why[key] else f"{kpi.name} (not in this data)"

    return st.multiselect(
        "KPIs",
        list(CATALOGUE),
        format_func=named,
        key=PREFIX + "kpis",
        max_selections=MOST_KPIS,
        select_all=False,
        placeholder="None chosen: the usual four",
        help=f"Up to {MOST_KPIS}. Type to search. Speed is always shown with satisfaction and resolution beside it.",
    )


def _dates(data: Prepared) -> tuple[date, date]:
    first, last = data.first_day, data.last_day
    left, right = st.columns(2, gap="xsmall", wrap=False)
    since = left.date_input("From", min_value=first, max_value=last, format=_DAY, key=PREFIX + "selection.since")
    until = right.date_input("To", min_value=first, max_value=last, format=_DAY, key=PREFIX + "selection.until")
    return since, until


def _variants(data: Prepared, kpis: list[str], before: View) -> tuple[tuple[str, str], ...]:
    """Draw how to count each chosen KPI that has more than one way in this data, or another one in the link."""
    found = {k: v for k, v in before.variants if k not in kpis}
    linked = dict(before.variants)
    offered = {k: {*ways(data, CATALOGUE[k]), *([linked[k]] if k in linked else [])} for k in kpis}
    several = [CATALOGUE[k] for k in kpis if len(offered[k]) > 1]
    if several:
        with st.expander("Ways of counting"):
            for kpi in several:
                names = [n for n in kpi.variants if n in offered[kpi.key]]
                key = f"{PREFIX}variant {kpi.key}"
                name = st.selectbox(
                    kpi.name, names, key=key, help=kpi.variants[st.session_state.get(key, names[0])].definition
                )
                if name != next(iter(kpi.variants)):
                    found[kpi.key] = name
    return tuple(sorted(found.items()))
