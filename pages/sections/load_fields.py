"""The parts of a mapping beside its columns: spans, renamed values, further segments, which rows of a contact stay."""

from collections.abc import Callable

import streamlit as st

from kpi_core import intake
from kpi_core.errors import KpiError
from kpi_core.intake import Field, Look, edit
from kpi_core.model import plain
from pages.widgets.markdown import literal

Key = Callable[[str], str]


def between(now: Look, mapping: intake.Mapping, column: str, label: str, key: Key) -> intake.Mapping:
    """Ask from when to when a duration runs and return the mapping that says so, once both are chosen."""
    field = dict(mapping.columns).get(column)
    ends = (field.start[0], field.end[0]) if field is not None and field.start else ("", "")
    chosen = [
        _header(f"{label} runs {word}", now, was, key(f"span {word} {column}"))
        for word, was in zip(("from", "to"), ends, strict=True)
    ]
    return edit.between(mapping, column, *chosen) if all(chosen) and tuple(chosen) != ends else mapping


def renames(mapping: intake.Mapping, name: str, field: Field, key: Key) -> intake.Mapping:
    """Ask for other names of a column's values and return the mapping that says so."""
    text = st.text_area(
        f"Rename values of {plain(name)}", value=edit.lines(field), key=key(f"rename {name}"), height=90,
        placeholder="old name = new name", help="One a line. Several values may become one.",
    )  # fmt: skip
    try:
        return edit.renamed(mapping, name, text or "") if text != edit.lines(field) else mapping
    except KpiError as error:
        st.error(literal(str(error)), icon=":material/info:")
        return mapping


def rows(now: Look, mapping: intake.Mapping, key: Key) -> intake.Mapping:
    """Ask for further segments with the names of their values, and which rows of a contact stay."""
    used = {f.parts[0][0] for n, f in mapping.columns if edit.plainly(f)}
    have = [f.parts[0][0] for _, f in mapping.segments if edit.plainly(f) and f.parts[0][0] in now.headers]
    left, right = st.columns(2, gap="small")
    with left:
        chosen = st.multiselect(
            "Compare by these columns too", [h for h in now.headers if h in have or h not in used], default=have,
            format_func=plain, key=key("segments"), placeholder="Further segments",
            help="Each becomes a segment under its own name.",
        )  # fmt: skip
        if set(chosen) != set(have):
            mapping = edit.with_segments(mapping, chosen)
        names = [n for n, _ in mapping.segments]
        name = names[0] if names else None
        if len(names) > 1:
            name = st.selectbox("Other names for values of", names, format_func=plain, key=key("renamed"))
        if name is not None:
            mapping = renames(mapping, name, dict(mapping.segments)[name], key)
    with right:
        rule = mapping.latest
        by = _header("Keep only the newest row of each", now, rule.by if rule else "", key("latest"), "keep all rows")
        old = (rule.order or "") if rule else ""
        order = _header("Newest by", now, old, key("order"), "the order of the files") if by else ""
        if (by, order) != ((rule.by, old) if rule else ("", "")):
            mapping = edit.newest(mapping, by, order)
    return mapping


def _header(label: str, now: Look, current: str, key: str, none: str = "choose") -> str:
    """Draw a choice of one header, or none."""
    options = ["", *now.headers]
    if current and current not in now.headers:
        options.append(current)
    return st.selectbox(
        label, options, index=options.index(current), key=key, format_func=lambda h: plain(h) if h else none
    )
