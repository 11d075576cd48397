"""Bringing data: what is there to open, the files and how they are read, and what became of their rows."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from kpi_core import intake
from kpi_core.analysis.health import health
from kpi_core.data import Dataset
from kpi_core.errors import KpiError
from kpi_core.model import count, day, plain, several
from kpi_core.view import View
from pages.sections import health as trust
from pages.sections import load_columns, trend
from pages.state import datasets, session
from pages.state.draft import Draft, again, begun
from pages.state.keys import DRAFT
from pages.widgets.markdown import literal, soft

_KINDS = ["csv", "txt", "tsv", "xlsx", "parquet", "gz", "zip"]
_MOST_FILES = 500
_FIRST_ODD = 3
_EVERY_S = 0.4
_WHOSE = {"yours": "your upload, seen by you alone", "shared": "shared with everybody here", "sample": "made up"}
_ORDERS = {True: "day first, so 03/04 is 3 April", False: "month first, so 03/04 is 4 March"}


def there(page: str) -> None:
    """List what can be opened, and open it on `page`; until then nothing is opened."""
    for sentence in datasets.left_out():
        st.warning(literal(sentence), icon=":material/broken_image:")
    sources = datasets.offered()
    now = session.current(sources)
    with st.grid("auto", min_column_width=300, gap="small"):
        for source in sources:
            with st.container(border=True, gap="xsmall"):
                st.markdown(f"**{literal(plain(source.name))}**")
                size, days = datasets.extent(source)
                span = f", {day(days[0])} to {day(days[1])}" if days else ""
                st.markdown(soft(f"{size}{span}; {_WHOSE[source.whose]}."))
                shown = source == now
                label = "Shown now" if shown else "Open"
                if st.button(label, key=f"open {source.fingerprint} {source.whose}", disabled=shown):
                    st.switch_page(page, query_params=session.show_data(source))


def upload() -> Draft | None:
    """Draw the choice of files and how to read them; look at them, and begin to read where the layout is known."""
    left, right = st.columns([3, 2], gap="medium")
    given = left.file_uploader(
        "Export files",
        type=_KINDS,
        accept_multiple_files=True,
        help="Several files are read together, each by the layout that its headers fit. Larger than 200 MB: put them "
        "into the server's folder.",
    )
    listed = _on_server()
    taken = (
        left.multiselect("Or files in the server's folder", list(listed), format_func=plain, placeholder="Choose files")
        if listed
        else []
    )
    presets = intake.presets()
    how = right.selectbox(
        "Read it as",
        ["", *presets, "mapping"],
        format_func=lambda k: (
            {"": "Recognise it by its headers", "mapping": "By a mapping file of mine"}.get(k) or plain(presets[k].name)
        ),
    )
    own = (
        right.file_uploader(
            "Mapping file", type=["toml"], key="mapping", accept_multiple_files=True,
            help="One for each kind of file; each file takes the one whose headers fit it.",
        )
        if how == "mapping"
        else []
    )  # fmt: skip
    if not (given or taken) or (how == "mapping" and not own):
        st.session_state.pop(DRAFT, None)
        return None
    key = (*(f.file_id for f in given), *taken, how, *(f.file_id for f in own))
    draft: Draft | None = st.session_state.get(DRAFT)
    if draft is None or draft.key != key:
        st.session_state.pop(DRAFT, None)  # what was going on for other files ends with it
        files: list[tuple[str, bytes | Path]] = [
            (f.name, f.getvalue()) for f in given
        ]  # the framework's own bytes, no copy
        files += [(name, listed[name]) for name in taken]
        with st.spinner("Looking at the first rows ..."):
            draft = begun(Draft(key, tuple(files)), how, own)
        st.session_state[DRAFT] = draft
    return draft


def _on_server() -> dict[str, Path]:
    """The files of the folder that KPI_EXPORTS names, for everybody who may open this app."""
    folder = os.environ.get("KPI_EXPORTS")
    if not folder or not Path(folder).is_dir():
        return {}
    files = sorted(p for p in Path(folder).iterdir() if p.is_file() and not p.name.startswith("."))
    return {p.name: p for p in files[:_MOST_FILES]}


def show(draft: Draft, page: str) -> None:
    """Show how far it is, what came of it, and how it is read."""
    for seen, mapping, why in zip(draft.seen, draft.mappings, draft.whys, strict=True):
        if mapping is not None and why:
            of = (
                f"{several([plain(n) for n in seen.files])}: {mapping.fact} rows, read"
                if len(draft.seen) > 1
                else "Read"
            )
            st.markdown(f"{literal(of)} as **{literal(plain(mapping.name))}**: {literal(why)}.")
    if draft.problem:
        st.error(literal(draft.problem), icon=":material/info:")
    if draft.asks:
        _ask(draft)
    if draft.job is not None:
        _progress()
    if draft.dataset is not None:
        _report(draft.dataset)
        _first(draft, draft.dataset, page)
    if draft.seen:
        _change(draft)


def _change(draft: Draft) -> None:
    """Offer to change how the columns are read; of several layouts one at a time, unknown ones first."""
    places = sorted(range(len(draft.seen)), key=lambda i: draft.mappings[i] is not None)
    at = places[0]
    if len(places) > 1:
        at = st.selectbox(
            "Columns of", places, key="layout", format_func=lambda i: several([plain(n) for n in draft.seen[i].files])
        )
    seen, mapping = draft.seen[at], draft.mappings[at]
    files = draft.files if len(places) == 1 else ()
    changed = load_columns.editor(seen, mapping, files, open_now=mapping is None)
    if changed is not None:
        draft.seen[at], draft.mappings[at] = changed
        draft.whys[at] = "as you chose below"
        again(draft)
        st.rerun()


def _ask(draft: Draft) -> None:
    """Ask what nothing in the file decides."""
    first = st.radio("How are its dates written?", list(_ORDERS), format_func=_ORDERS.__getitem__, index=None)
    if first is not None:
        draft.mappings = [m and replace(m, day_first=first) for m in draft.mappings]
        draft.whys = ["as you chose below"] * len(draft.whys)
        again(draft)
        st.rerun()


@st.fragment(run_every=_EVERY_S)
def _progress() -> None:
    """Show how far the import is; the page is drawn anew when it is over."""
    draft: Draft | None = st.session_state.get(DRAFT)
    if draft is None or draft.job is None:
        st.rerun()
    state = draft.job.state()
    if state.running:
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.progress(min(state.share, 1.0), text=literal(state.words))
        if right.button("Cancel", icon=":material/close:", key="cancel"):
            draft.job.cancel()
            draft.job, draft.problem = None, "The import was cancelled; nothing of it was kept."
            st.rerun()
        return
    job, draft.job = draft.job, None
    draft.problem, draft.asks = state.error, state.asks
    if state.phase == "done":
        try:
            draft.dataset = job.dataset()
        except KpiError as error:
            draft.problem = str(error)
    st.rerun()


def _report(dataset: Dataset) -> None:
    """Show what became of every row."""
    found = dataset.report
    dropped = sum(found["dropped"].values())
    st.header("What became of its rows", anchor=False)
    st.markdown(
        f"**{count(found['read'])} rows read = {count(found['kept'])} kept + {count(dropped)} dropped + "
        f"{count(found['refused'])} refused.**"
    )
    lines = [f"{count(rows)} dropped: {reason}" for reason, rows in found["dropped"].items()]
    lines += [*found["runs"], *found["notes"]]
    if found["unmapped"]:
        lines.append(f"Columns that were not used: {several([plain(h) for h in found['unmapped']])}")
    _list(lines)
    if found["refused"]:
        refusals = [(r["file"], r["line"], r["column"] or "", r["reason"]) for r in found["refusals"]]
        trust.refused(refusals, found["refused"])


def _list(sentences: Sequence[str]) -> None:
    st.markdown("\n".join(f"- {literal(s)}" for s in sentences))


def _first(draft: Draft, dataset: Dataset, page: str) -> None:
    """Show what is odd, what can be answered and a first picture, and offer to use the data."""
    if draft.first is None:
        with st.spinner("Preparing your contacts ..."):
            data = datasets.ready(dataset)
            draft.first = (session.first_look(data), health(data, View()))
    picture, found = draft.first
    if st.button("Use this data", type="primary", icon=":material/check:"):
        source = datasets.use_upload(dataset)
        st.session_state.pop(DRAFT, None)
        st.switch_page(page, query_params=session.show_data(source))
    if picture is not None:
        st.header("A first picture", anchor=False)
        st.markdown(f"**{literal(picture.sentence)}**")
        trend.charts(picture)
    st.header("What is odd, the worst first", anchor=False)
    _list([f"{o.title}. {o.sentence}" for o in found.odd[:_FIRST_ODD]] or ["Nothing."])
    if len(found.odd) > _FIRST_ODD:
        st.markdown(soft(f"{len(found.odd) - _FIRST_ODD} more on the page Health, once the data are used."))
    trust.answers(found)
