"""Which column means what: raw and converted values side by side, changed on the page, kept as a file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from kpi_core import intake
from kpi_core.errors import KpiError
from kpi_core.intake import DurationUnit, Look, checked, edit, looks_apart, preview, suggest
from kpi_core.model import BY_NAME, ColumnKind, plain
from pages.sections import load_fields
from pages.state.keys import TURN, WORK
from pages.widgets import parts
from pages.widgets.markdown import literal, soft

_NONE, _KEEP, _SPAN = "", "\0keep", "\0span"
_ASKS = {
    "at": "When (date and time)", "answered": "Answered", "abandoned": "Abandoned", "wait_s": "Wait",
    "channel": "Channel", "talk_s": "Talk time", "handle_s": "Handle time", "contact_id": "Contact number",
    "agent": "Agent", "queue": "Queue", "reason": "Reason", "customer_key": "Customer (kept as a hash)",
}  # fmt: skip
_UNITS = {
    "": "as it looks", DurationUnit.S: "seconds", DurationUnit.MS: "milliseconds", DurationUnit.MIN: "minutes",
    DurationUnit.H: "hours", DurationUnit.DAY: "days", DurationUnit.CLOCK: "clock, like 0:01:23",
}  # fmt: skip
_ORDER = {"": "as the dates show", "d": "day first", "m": "month first"}
_FIRST = {"": None, "d": True, "m": False}

Changed = tuple[Look, intake.Mapping]


def editor(
    seen: Look, given: intake.Mapping | None, files: Sequence[tuple[str, bytes | Path]], *, open_now: bool
) -> Changed | None:
    """Draw the mapping and its changes; return look and mapping when the files are to be read so."""
    work: tuple[int, Look, intake.Mapping] | None = st.session_state.get(WORK)
    whose = id(seen) ^ hash(given)
    if work is None or work[0] != whose:
        _put(whose, seen, given or edit.starter(seen.headers, "My own layout"), fresh=True)
    _, now, mapping = st.session_state[WORK]
    with st.expander("How its columns are read; change it here", expanded=open_now, key="columns"):
        _headers(whose, now, files)
        _, now, mapping = st.session_state[WORK]
        _asked(whose, now, mapping)
        _, now, mapping = st.session_state[WORK]
        _further(whose, now, mapping)
        _, now, mapping = st.session_state[WORK]
        _put(whose, now, load_fields.rows(now, mapping, _key))
        _, now, mapping = st.session_state[WORK]
        _suggested(whose, now, mapping)
        _table(now, mapping)
        with st.container(horizontal=True, gap="small"):
            wanted = st.button("Read it so", type="primary" if open_now else "secondary", icon=":material/refresh:")
            st.download_button(
                "Save the mapping", data=mapping.to_toml(), file_name="mapping.toml", mime="application/toml",
                icon=":material/download:", on_click="ignore", key="toml-mapping",
            )  # fmt: skip
        if wanted:
            try:
                return now, checked(mapping)
            except KpiError as error:
                st.error(literal(str(error)), icon=":material/info:")
    return None


def _put(whose: int, seen: Look, mapping: intake.Mapping, *, fresh: bool = False) -> None:
    st.session_state[WORK] = (whose, seen, mapping)
    if fresh:
        st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def _key(name: str) -> str:
    """A control's key, new where the mapping was changed by something else than the control."""
    return f"{name} {st.session_state[TURN]}"


def _headers(whose: int, now: Look, files: Sequence[tuple[str, bytes | Path]]) -> None:
    """Ask whether the first line is data, where all files are of one layout."""
    _, _, mapping = st.session_state[WORK]
    without = mapping.header is False
    if not files:
        return
    if now.headless:
        st.warning("The first line looks like data, not like headers.", icon=":material/table_rows:")
    chosen = st.toggle("The file has no line of headers", value=without, key=_key("headless"))
    if chosen != without:
        fresh = looks_apart(files, sheet=mapping.sheet, header=not chosen, together=True)[0]
        _put(whose, fresh, edit.starter(fresh.headers, mapping.name, header=not chosen), fresh=True)
        st.rerun()


def _asked(whose: int, now: Look, mapping: intake.Mapping) -> None:
    """Ask for the few columns that answer most KPIs."""
    st.markdown("**Which column is which?** Only the first is needed; each further one answers more KPIs.")
    with st.grid("auto", min_column_width=220, gap="small"):
        for column in edit.ASKED:
            if column in {c.name for c in edit.mappable(mapping)}:
                mapping = _source(now, mapping, column, _ASKS[column])
    _put(whose, now, mapping)


def _source(now: Look, mapping: intake.Mapping, column: str, label: str) -> intake.Mapping:
    """Draw where one column comes from and return the mapping that says so."""
    field = dict(mapping.columns).get(column)
    plainly = field is not None and edit.plainly(field) and field.parts[0][0] in now.headers
    current = _NONE if field is None else field.parts[0][0] if plainly else _SPAN if field.start else _KEEP
    spans = [_SPAN] if BY_NAME[column].kind is ColumnKind.SECONDS else []
    options = [_NONE, *([_KEEP] if current == _KEEP else []), *spans, *now.headers]

    def named(option: str) -> str:
        if option == _SPAN:
            return "the time between two columns"
        if option == _KEEP and field is not None:
            return f"{plain(edit.source(field))} (as it is)"
        return plain(option) if option else "not in this export"

    chosen = st.selectbox(label, options, format_func=named, key=_key(f"from {column}"), index=options.index(current))
    if chosen == _SPAN:
        return load_fields.between(now, mapping, column, _ASKS.get(column, column), _key)
    if chosen in (current, _KEEP):
        return mapping
    return edit.put(mapping, column, None) if chosen == _NONE else edit.read_from(mapping, column, chosen)


def _further(whose: int, now: Look, mapping: intake.Mapping) -> None:
    """Draw the fine points of one column, whichever is chosen."""
    columns = {c.name: c for c in edit.mappable(mapping)}
    have = dict(mapping.columns)
    order = [*(n for n in edit.ASKED if n in columns), *(n for n in columns if n not in edit.ASKED)]
    left, right = st.columns(2, gap="small")
    with left:
        column = st.selectbox(
            "Fine points of", order, key=_key("fine"), help="Units, the words for yes and no, further columns.",
            format_func=lambda n: f"{n}: {columns[n].meaning}{'' if n in have else ' (not read yet)'}",
        )  # fmt: skip
    with right:
        first = st.selectbox(
            "Dates like 03/04/2026", list(_ORDER), format_func=_ORDER.__getitem__, key=_key("day order"),
            index=list(_FIRST.values()).index(mapping.day_first),
        )  # fmt: skip
    mapping = replace(mapping, day_first=_FIRST[first])
    with left:
        if column not in edit.ASKED:
            mapping = _source(now, mapping, column, f"{column} is read from")
    field = dict(mapping.columns).get(column)
    with right:
        if (field is None or field.value is not None) and columns[column].kind is ColumnKind.SEGMENT:
            value = st.text_input(
                "The same on every row", value=field.value if field else "", key=_key(f"fixed {column}")
            )
            if value != ((field.value if field else "") or ""):
                mapping = edit.fixed(mapping, column, (value or "").strip())
                _put(whose, now, mapping, fresh=True)  # the control above must not say that it is not there
                st.rerun()
        elif field is not None and field.parts:
            mapping = _kind(now, mapping, column, field)
    _put(whose, now, mapping)


def _kind(now: Look, mapping: intake.Mapping, column: str, field: Any) -> intake.Mapping:
    """Draw what a column of its kind may need said."""
    kind, header = BY_NAME[column].kind, field.parts[0][0]
    if kind is ColumnKind.SECONDS:
        units = list(_UNITS)
        unit = st.selectbox(
            "Its unit",
            units,
            format_func=_UNITS.__getitem__,
            index=units.index(field.unit or ""),
            key=_key(f"unit {column}"),
        )
        return edit.fine(mapping, column, unit=unit or None) if unit != (field.unit or "") else mapping
    if kind is ColumnKind.FLAG and header in now.headers:
        values = list(dict.fromkeys((*(field.true or ()), *(field.false or ()), *now.values(header))))
        yes = st.multiselect(
            "These values mean yes, all others no", values, default=list(field.true or ()), key=_key(f"yes {column}"),
            format_func=lambda v: plain(v) if v else "(empty)", accept_new_options=True,
            placeholder="As they look: yes, true, 1 ...",
        )  # fmt: skip
        return edit.fine(mapping, column, true=yes) if tuple(yes) != (field.true or ()) else mapping
    if column == "at":
        clocks = [_NONE, *(h for h in now.headers if h != header)]
        clock = field.parts[1][0] if len(field.parts) > 1 else _NONE
        chosen = st.selectbox(
            "The time of day stands in", clocks, index=clocks.index(clock) if clock in clocks else 0, key=_key("clock"),
            format_func=lambda h: plain(h) if h else "the same column",
        )  # fmt: skip
        return edit.read_from(mapping, "at", header, chosen) if chosen != clock else mapping
    if kind is ColumnKind.SEGMENT:
        return load_fields.renames(mapping, column, field, _key)
    st.markdown(soft("Nothing more to say about this one."))
    return mapping


def _suggested(whose: int, now: Look, mapping: intake.Mapping) -> None:
    """Offer the columns that KPIs could use and nobody mapped."""
    used = {n for _, f in (*mapping.columns, *mapping.segments) for names in f.headers() for n in names}
    found = suggest([h for h in now.headers if h not in used], (n for n, _ in mapping.columns))
    if not found:
        return
    said = ", ".join(f"'{plain(h)}' as {c}" for h, c in found.items())
    left, right = st.columns([4, 1], vertical_alignment="center", gap="small")
    left.markdown(soft(f"KPIs could use {said}."))
    if right.button("Use these too", key="suggested"):
        for header, column in found.items():
            mapping = edit.read_from(mapping, column, header)
        _put(whose, now, mapping, fresh=True)
        st.rerun()


def _table(now: Look, mapping: intake.Mapping) -> None:
    """Show the first rows, in the file and as they are read."""
    try:
        sides = preview(now, checked(mapping))
    except KpiError as error:
        st.info(literal(str(error)), icon=":material/info:")
        return
    rows = [
        {
            "Column": s.column, "From": plain(s.source),
            "In the file": " | ".join(plain(v) or "(empty)" for v in s.raw),
            "Read as": " | ".join(plain(v) for v in s.read), "How": "; ".join(w for w in (s.how, s.trouble) if w),
        }
        for s in sides
    ]  # fmt: skip
    st.dataframe(
        rows, hide_index=True, key="preview", alt="Each column with values in the file and what they are read as"
    )
    names = ("Column", "From", "In the file", "Read as", "How")
    made = parts.document([f"Columns of {mapping.name}"], names, lambda: (r.values() for r in rows))
    parts.offer("columns-as-read.csv", made, "csv-preview")
    st.markdown(soft("Values of the first rows. What identifies a customer is not shown."))
