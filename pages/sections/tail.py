"""The tail on its page: what it is about, the three pictures, the tables."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from kpi_core import charts as draw
from kpi_core.analysis.tail import Hidden, hidden, sizes, subject
from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import CannotAnswer
from kpi_core.model import unit_word
from pages.state import session
from pages.widgets import parts, pickers, pictures
from pages.widgets.markdown import literal, soft

_TABLES = {"lines": "periods", "dots": "groups", "bars": "places"}  # the numbers that go with a picture
_WORDS = {"segment", "period", "against", "state"}
_NUMBERS = ("Mean", "Median", "P75", "P90", "P95")


def controls() -> None:
    """Draw what the page is about: the KPI and the promise."""
    data, view = session.data(), session.view()
    try:
        kpi, by = subject(data, view)
    except CannotAnswer:
        return
    left, right, rest = st.columns([2, 1.4, 2], gap="medium", vertical_alignment="bottom")
    with left:
        pickers.one("focus", "KPI", sizes(data), kpi.key, lambda k: CATALOGUE[k].name)
    with right:
        unit = unit_word(kpi.unit)
        pickers.number(
            "limit",
            f"The promise ({unit})",
            None,
            min_value=0.0,
            placeholder="each contact's own" if "wait_s" in kpi.columns else "none",
            help="Contacts with more are counted as beyond it. Empty: each contact's own threshold, by channel.",
        )
    rest.markdown(soft(f"By {parts.segment(by).lower()}. Compare by in the sidebar chooses another segment."))


def read() -> Hidden | None:
    """Return the answer, or show why there is none."""
    return parts.answered(hidden, parts.without_page(session.view()))


def show(found: Hidden) -> None:
    """Show the percentiles over time, by segment, and how the contacts spread."""
    with st.grid("auto", min_column_width=330, gap="small"):
        _panel("lines", "over time", found, "Hollow points: the period is not finished.")
        _panel(
            "bars",
            "how the contacts spread",
            found,
            "Outlined part: beyond the promise. The last step holds all that is longer.",
        )
    _panel(
        "dots",
        f"by {parts.segment(found.by).lower()}, the one with the worst quarter first",
        found,
        "The line runs from the median to P95: one contact in twenty lies beyond its end. Hollow square: P90 in the "
        "worst quarter, named where it is far from the usual.",
    )


def _panel(name: str, heading: str, found: Hidden, legend: str) -> None:
    frame = {"lines": found.lines, "dots": found.dots, "bars": found.bars}[name]
    rows = len(set(frame["i"])) if name == "dots" else 0
    layers = draw.Layers(split=True, many=name == "lines" and frame.height > draw.MANY)
    how = (name, found.scale.title, found.scale.axis, rows, layers)
    with st.container(border=True, gap="xsmall", key=f"panel-{name}"):
        corner = parts.heading(found.kpi, f": {heading}")
        drawn = frame.select(layers.fields) if name == "lines" else frame
        parts.picture(drawn, _spec(*how, st.context.theme.type == "dark"), f"chart-{name}", found.texts[name])
        st.markdown(soft(legend))
    with corner:
        table, columns = _TABLES[name], _shown(found, _TABLES[name])
        numbers = parts.csv_bytes(_notes(found), list(columns.values()), _rows(found, table))
        pictures.keep(f"tail-{name}", f"{found.sentence} {found.texts[name]}", _spec(*how, dark=False), frame, numbers)


@st.cache_resource(max_entries=128, show_spinner=False)
def _spec(
    name: str,
    title: str,
    axis: str,
    rows: int,
    layers: draw.Layers,
    dark: bool,  # noqa: FBT001 - cache key
) -> dict[str, object]:
    if name == "lines":
        return draw.trend(title, axis, layers, from_zero=True, dark=dark)
    return draw.ranges(title, axis, rows=rows, dark=dark) if name == "dots" else draw.bars(title, axis, dark=dark)


def tables(found: Hidden) -> None:
    """Show the numbers, one table at a time."""
    st.header("The numbers", anchor=False)
    names = {"places": "Where the tail is", "groups": f"By {parts.segment(found.by).lower()}", "periods": "Over time"}
    if found.exceptions is not None:
        names["exceptions"] = "Beyond the promise"
    tabs = st.tabs([literal(label) for label in names.values()], on_change="rerun", key="tabs-tail")
    for tab, name in zip(tabs, names, strict=True):
        if tab.open:
            with tab:
                _table(found, name)


def _shown(found: Hidden, name: str) -> dict[str, str]:
    """The heads of a table's columns."""
    unit, by = parts.unit(found.scale), parts.segment(found.by)
    numbers = {f"q{i}": f"{label} ({unit})" for i, label in enumerate(_NUMBERS)} | {"n": parts.counted(found.kpi)}
    heads: dict[str, dict[str, str]] = {
        "places": {
            "segment": by, "period": "Quarter", "tail": f"P90 ({unit})", "low": "Low", "high": "High",
            "mean": f"Mean ({unit})", "ratio": "P90 over P90 of all", "over": "Beyond the promise (%)",
            "beyond": "Beyond the promise", "n": parts.counted(found.kpi), "against": "Tail against the rest",
            "state": "Quarter is",
        },
        "groups": {"segment": by, **numbers, "ratio": "P90 over mean"},
        "periods": {"period": "Period", **numbers, "state": "Period is"},
        "exceptions": {
            "segment": by, "beyond": "Beyond the promise", "n": "With a promise", "value": "Share (%)", "low": "Low",
            "high": "High",
        },
    }  # fmt: skip
    have = set(_frame(found, name).columns)
    return {c: h for c, h in heads[name].items() if c in have}


def _frame(found: Hidden, name: str) -> Any:
    frames = {"places": found.places, "groups": found.groups, "periods": found.periods, "exceptions": found.exceptions}
    return frames[name]


def _rows(found: Hidden, name: str) -> Callable[[], Any]:
    frame: Any = _frame(found, name).select(list(_shown(found, name)))
    rows: Callable[[], Any] = frame.iter_rows
    return rows


def _notes(found: Hidden) -> list[str]:
    return parts.notes_of(found.kpi, found.scale, found.sentence)


def _table(found: Hidden, name: str) -> None:
    heads = _shown(found, name)
    form = "%.1f%%" if name == "exceptions" else found.scale.table
    forms = {"n": parts.COUNT, "beyond": parts.COUNT, "ratio": "%.1f", "over": "%.1f%%"}
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {c: text(h) if c in _WORDS else number(h, format=forms.get(c, form)) for c, h in heads.items()}
    parts.listing(_frame(found, name).select(list(heads)), columns, f"table-{name}", f"{found.kpi.name}: {name}")
    parts.csv(f"tail-{name}.csv", _notes(found), list(heads.values()), _rows(found, name), f"csv-{name}")


def computed(found: Hidden) -> None:
    """Show how the numbers came to be."""
    parts.method(found.kpi, found.scale, found.methods)
