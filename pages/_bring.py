"""Bringing data: what is there to open, an upload and how it is read, and what became of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from kpi_core import intake
from kpi_core.catalogue import CATALOGUE
from kpi_core.dataset import Dataset
from kpi_core.errors import KpiError
from kpi_core.prepare import prepare
from kpi_core.refusals import refusal
from kpi_core.words import count, day, literal, plain, several, soft
from pages import _data, _state

_READ = "_read"  # session state: the last upload that was read, and what came of it
_KINDS = ["csv", "txt", "tsv", "xlsx", "parquet", "gz", "zip"]
_SHOWN_REFUSALS = 200
_WHOSE = {"yours": "your upload, seen by you alone", "shared": "shared with everybody here", "sample": "made up"}


@dataclass(frozen=True, eq=False)
class Reading:
    """What came of reading an upload."""

    key: tuple[str, ...]
    dataset: Dataset | None = None
    problem: str = ""


def there(page: str) -> None:
    """List what can be opened, and open it on `page`."""
    sources = _data.offered()
    now = _state.current(sources)
    with st.grid("auto", min_column_width=300, gap="small"):
        for source in sources:
            with st.container(border=True, gap="xsmall"):
                data = _data.open_source(source)
                st.markdown(f"**{literal(plain(source.name))}**")
                span = f"{day(data.first_day)} to {day(data.last_day)}"
                st.markdown(soft(f"{count(data.rows)} contacts, {span}; {_WHOSE[source.whose]}."))
                shown = source == now
                label = "Shown now" if shown else "Open"
                if st.button(label, key=f"open {source.fingerprint} {source.whose}", disabled=shown):
                    st.switch_page(page, query_params=_state.show_data(source))


def upload() -> Reading | None:
    """Draw the upload and how to read it; read it once."""
    left, right = st.columns([3, 2], gap="medium")
    files = left.file_uploader(
        "Export files",
        type=_KINDS,
        accept_multiple_files=True,
        help="Several files of one export are read together. Larger than 200 MB: `python -m kpi_core import`.",
    )
    presets = intake.presets()
    how = right.selectbox(
        "Read it as",
        ["", *presets, "mapping"],
        format_func=lambda k: (
            {"": "Recognise it by its headers", "mapping": "By a mapping file of mine"}.get(k) or plain(presets[k].name)
        ),
    )
    own: Sequence[Any] = ()
    if how == "mapping":
        own = right.file_uploader("Mapping files", type=["toml"], key="mapping", accept_multiple_files=True)
    if not files or (how == "mapping" and not own):
        return None
    key = (*(f.file_id for f in files), how, *(f.file_id for f in own))
    reading: Reading | None = st.session_state.get(_READ)
    if reading is None or reading.key != key:
        with st.spinner("Reading ..."):
            reading = _read(key, files, how, own)
        st.session_state[_READ] = reading
    return reading


def _read(key: tuple[str, ...], files: Sequence[Any], how: str, own: Sequence[Any]) -> Reading:
    """Read the files; a refusal is kept as its sentence."""
    try:
        mappings = [intake.from_toml(bytes(f.getbuffer()).decode("utf-8-sig", "replace"), f.name) for f in own]
        if how and not own:
            mappings = [intake.presets()[how]]
        return Reading(key, _data.read_upload(files, mappings))
    except KpiError as error:
        return Reading(key, problem=str(error))


def report(reading: Reading) -> None:
    """Show what became of every row."""
    if reading.dataset is None:
        st.error(literal(reading.problem), icon=":material/info:")
        return
    found = reading.dataset.report
    dropped = sum(found["dropped"].values())
    st.header("What became of its rows", anchor=False)
    st.markdown(
        f"**{count(found['read'])} rows read = {count(found['kept'])} kept + {count(dropped)} dropped + "
        f"{count(found['refused'])} refused.** Read as {literal(plain(found['mapping'] or 'it is'))}."
    )
    lines = [f"{count(rows)} dropped: {reason}" for reason, rows in found["dropped"].items()]
    lines += found["notes"]
    if found["unmapped"]:
        lines.append(f"Columns that were not used: {several([plain(h) for h in found['unmapped']])}")
    lines += [f"Perhaps {plain(h)} is {c}; a mapping file can say so." for h, c in found["suggestions"].items()]
    _list(lines)
    if found["refused"]:
        _refused(found)
    _conversions(found["conversions"])


def _list(sentences: Sequence[str]) -> None:
    st.markdown("\n".join(f"- {literal(s)}" for s in sentences))


def _refused(found: Mapping[str, Any]) -> None:
    """List the refused records."""
    shown = found["refusals"][:_SHOWN_REFUSALS]
    with st.expander(f"{count(found['refused'])} refused, with line and reason"):
        if len(shown) < found["refused"]:
            st.markdown(soft(f"The first {count(len(shown))} are listed."))
        st.dataframe(
            [
                {"File": plain(r["file"]), "Line": r["line"], "Column": r["column"], "Reason": r["reason"]}
                for r in shown
            ],
            hide_index=True,
            key="refused",
            alt="Refused records with file, line, column and reason",
        )


def _conversions(conversions: Sequence[Mapping[str, Any]]) -> None:
    """List how each column was read."""
    with st.expander(f"How its {len(conversions)} columns were read"):
        st.dataframe(
            [
                {
                    "Column": c["column"],
                    "From": plain(str(c["source"])),
                    "Read as": plain(f"{c['kind']}, {c['how']}" if c["how"] else str(c["kind"])),
                    "Values": c["converted"],
                    "Empty": c["missing"],
                    "Not understood": c["failed"],
                }
                for c in conversions
            ],
            hide_index=True,
            key="conversions",
            alt="Each column with its source, how it was read, and how many values it has",
        )


def answers(reading: Reading) -> None:
    """Show which KPIs the data can answer, and what the others lack."""
    if reading.dataset is None:
        return
    data = prepare(reading.dataset, _data.definitions())
    why = {k.key: refusal(data, k) for k in CATALOGUE.values()}
    able = [CATALOGUE[k].name for k, w in why.items() if not w]
    st.header("What it can answer", anchor=False)
    st.markdown(f"**{len(able)} of {len(CATALOGUE)} KPIs**: {literal(several(able))}.")
    with st.expander(f"What the other {len(CATALOGUE) - len(able)} lack"):
        _list([w for w in why.values() if w])


def use(reading: Reading, page: str) -> None:
    """Offer to look at it; it is then kept for this session alone."""
    if reading.dataset is not None and st.button("Use this data", type="primary", icon=":material/check:"):
        source = _data.use_upload(reading.dataset)
        st.session_state.pop(_READ, None)
        st.switch_page(page, query_params=_state.show_data(source))
