"""Other definitions: set or imported, their effect shown before they are kept; and targets from the own baseline."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from kpi_core.analysis.definitions import Effect, effect
from kpi_core.analysis.targets import proposals, taken
from kpi_core.catalogue import CATALOGUE
from kpi_core.definitions import (
    DATE_BASES,
    DAYS,
    DEFAULT,
    EFFORT,
    REPEAT_KEYS,
    Definitions,
    changed,
    from_bytes,
    parse,
    to_toml,
    version_of,
)
from kpi_core.errors import KpiError
from kpi_core.model import MONTHS, PATTERNS, WEEKDAYS, Better, plain
from kpi_core.view import counted
from pages.state import datasets, session
from pages.widgets import parts
from pages.widgets.markdown import literal, soft

_WAYS = {"settings": "Set them", "text": "As text", "file": "From a file", "target": "Set a target"}
_REPEATS = dict(zip(REPEAT_KEYS, ("Same customer", "Same customer and reason", "Same issue"), strict=True))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_CHANNELS = 8
_NUMBERS = (
    ("limits", "short_abandon_s", "Short abandon (s)", "short_abandon_s"),
    ("limits", "staffing_share", "Staffed for a share in time of", "staffing_share"),
    ("limits", "callback_h", "Callback within (hours)", "callback_limit_h"),
    ("windows", "repeat_h", "A repeat is within (hours)", "repeat_window_h"),
    ("windows", "conversion_days", "Conversion judged after (days)", "conversion_days"),
    ("windows", "signed_days", "Signing judged after (days)", "signed_days"),
    ("windows", "survey_days", "Surveys judged after (days)", "survey_days"),
    ("windows", "qa_days", "Reviews judged after (days)", "qa_days"),
    ("windows", "resolution_days", "Resolved within (days)", "resolution_days"),
    ("windows", "reopen_days", "Reopening judged after (days)", "reopen_days"),
    ("windows", "show_days", "Appointments within (days)", "show_days"),
    ("scales", "satisfied_from", "Satisfied from", "satisfied_from"),
    ("scales", "promoters_from", "Promoters from", "promoters_from"),
    ("scales", "detractors_to", "Detractors up to", "detractors_to"),
    ("scales", "qa_pass_mark", "QA pass mark", "qa_pass_mark"),
)
_SCALES = {"csat_scale": "satisfaction answer", "nps_scale": "recommendation answer", "qa_scale": "review score"}


def change() -> None:
    """Draw what changes the definitions, the effect of it, and what keeps it."""
    st.header("Change the definitions", anchor=False)
    now = session.data().definitions
    how = st.segmented_control(
        "How", list(_WAYS), format_func=_WAYS.__getitem__, default="settings", key="how", label_visibility="collapsed",
        required=True,
    )  # fmt: skip
    try:
        draft = {"settings": _settings, "text": _text, "file": _file, "target": _target}[how or "settings"](now)
        if draft is not None and draft != now:
            _show(draft)
    except KpiError as error:
        st.error(literal(f"{error} The definitions in force stay as they are."), icon=":material/info:")
    if now != DEFAULT:
        st.button("Back to the usual definitions", icon=":material/undo:", on_click=session.keep, args=(DEFAULT,))


def _show(draft: Definitions) -> None:
    """Show what the draft changes, and offer to keep it."""
    now, then, note = datasets.tried(session.source(), draft)
    found: Effect = effect(now, then, session.view())
    st.markdown(f"**{literal(found.sentence)}**")
    if note:
        st.markdown(soft(note))
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    settings = {"setting": text("Setting", width="medium"), "now": text("Now"), "then": text("Then")}
    parts.listing(found.settings, settings, "table-differing", "Each setting that would differ, now and then")
    names = ("Setting", "Now", "Then")
    made = parts.document([found.sentence], names, found.settings.select(list(settings)).iter_rows)
    parts.offer("settings-that-differ.csv", made, "csv-differing")
    values = {
        "kpi": text("KPI", width="medium"),
        "now": text("Now"),
        "n_now": number("Counted now", format=parts.COUNT),
        "then": text("Then"),
        "n_then": number("Counted then", format=parts.COUNT),
        "change": text("Change"),
    }
    parts.listing(found.values, values, "table-effect", "Each KPI under the definitions now and then")
    heads = ("KPI", "Now", "Counted now", "Then", "Counted then", "Change")
    rows = found.values.select(list(values)).iter_rows
    parts.csv("effect.csv", [found.sentence, *found.notes], heads, rows, "csv-effect")
    for note in found.notes:
        st.markdown(soft(note))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Keep for this visit", type="primary", icon=":material/check:", key="keep", on_click=session.keep,
            args=(draft,),
        )  # fmt: skip
        st.download_button(
            "Export as TOML", data=lambda: to_toml(draft), file_name=f"definitions-{version_of(draft)}.toml",
            mime="application/toml", icon=":material/download:", on_click="ignore", key="toml-draft",
        )  # fmt: skip


def _settings(now: Definitions) -> Definitions:
    """Draw the usual settings and return the definitions that they say."""

    def key(name: str) -> str:
        return f"set {version_of(now)} {name}"

    said: dict[str, dict[str, Any]] = {"thresholds": {}, "limits": {}, "windows": {}, "scales": {}, "calendar": {}}
    with st.grid("auto", min_column_width=210, gap="small"):
        for channel in _channels(now):
            said["thresholds"][channel] = st.number_input(
                f"Answered within, {literal(plain(channel))} (s)", value=dict(now.thresholds).get(channel),
                min_value=0.0, key=key(f"threshold {channel}"), placeholder="no target", format="%g",
            )  # fmt: skip
        for section, name, label, field in _NUMBERS:
            said[section][name] = st.number_input(
                label, value=float(getattr(now, field)), min_value=None if section == "scales" else 0.0,
                key=key(name), format="%g",
            )  # fmt: skip
        for name, words in _SCALES.items():
            ends = getattr(now, name)
            said["scales"][name] = [
                st.number_input(f"{end} {words}", value=float(was), key=key(f"{name} {end}"), format="%g")
                for end, was in zip(("Lowest", "Highest"), ends, strict=True)
            ]
        said["windows"]["repeat_key"] = _choice("A repeat is by", _REPEATS, now.repeat_key, key("repeat_key"))
        said["scales"]["effort_good"] = _choice(
            "Good effort is", {e: e.capitalize() for e in EFFORT}, now.effort_good, key("effort")
        )
        said["calendar"]["date_basis"] = _choice(
            "Contacts count on the day of their", {b: b.capitalize() for b in DATE_BASES}, now.date_basis, key("basis")
        )
        days = dict(zip(DAYS, WEEKDAYS, strict=True))
        said["calendar"]["week_starts"] = _choice("Weeks begin on", days, DAYS[now.week_start], key("week"))
        months = dict(enumerate(_MONTHS, start=1))
        said["calendar"]["year_starts_in_month"] = _choice("Years begin in", months, now.year_start, key("year"))
        kinds = {MONTHS: "Calendar months"} | {p: f"{p} weeks" for p in PATTERNS}
        said["calendar"]["months"] = _choice("Months are", kinds, now.year_weeks or MONTHS, key("months"))
        ends = {"nearest": "Nearest to the month's end", "last": "Last in the month"}
        said["calendar"]["year_ends"] = _choice(
            "A year of weeks ends on the week's end", ends, now.year_ends, key("ends")
        )
        said["limits"]["export_targets"] = st.checkbox(
            "Targets in the export go first", value=now.export_targets, key=key("export_targets"),
            help="Where the export gives a promised wait for a contact, it goes before the thresholds here.",
        )  # fmt: skip
    st.markdown(
        soft(
            "Business hours, locations, holidays, shifts, rules, other scales, and wait targets of a queue or vendor "
            "are set as text."
        )
    )
    return changed(now, said)


def _channels(now: Definitions) -> list[str]:
    """The channels that have a threshold or contacts."""
    data = session.data()
    here = data.values("channel") if "channel" in data.segments else ()
    return list(dict.fromkeys((*dict(now.thresholds), *(c.strip().casefold() for c in here if c))))[:_MOST_CHANNELS]


def _choice(label: str, options: Mapping[Any, str], now: Any, key: str) -> Any:
    names = list(options)
    return st.selectbox(label, names, index=names.index(now), format_func=options.__getitem__, key=key)


def _text(now: Definitions) -> Definitions:
    """Draw the whole file as text and return what it says."""
    said = st.text_area("The definitions file", value=to_toml(now), height=340, key=f"text {version_of(now)}")
    st.markdown(soft("Leave the box with Ctrl+Enter to see what it changes. What is left out is as usual."))
    return parse(said, "The text")


def _file(_now: Definitions) -> Definitions | None:
    """Draw the import of a file and return what it says."""
    sent = st.file_uploader("Definitions file", type=["toml"], key="definitions-file", max_upload_size=1)
    if sent is None:
        return None
    return from_bytes(bytes(sent.getbuffer()), plain(sent.name))


def _target(now: Definitions) -> Definitions | None:
    """Draw where a target can come from, and return the definitions with the one that is taken."""
    data, view = session.data(), session.view()
    able = [k for k in CATALOGUE if CATALOGUE[k].better is not Better.CONTEXT]
    first = next((k for k in view.kpis if k in able), able[0])
    kpi = st.selectbox("KPI", able, index=able.index(first), format_func=lambda k: CATALOGUE[k].name, key="target-kpi")
    found = {p.words: p for p in proposals(data, counted(kpi, view), view)}
    chosen = st.radio("Where the target comes from", list(found), format_func=literal, key=f"target-from {kpi}")
    st.markdown(soft("A copied benchmark stays labelled as copied. Met counts finished weeks of the same quarters."))
    action = st.text_input(
        "What we will do to get there", key="target-action", max_chars=200, placeholder="One action, with who and when"
    )
    if not action.strip():
        st.markdown(soft("Write the action, then the target can be kept: a target without one changes nothing."))
        return None
    return taken(now, replace(found[chosen].target, action=action.strip()))
