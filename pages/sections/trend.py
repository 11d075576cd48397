"""Is it changing? One picture for each KPI, the numbers behind them, and how they were computed."""

import streamlit as st

from kpi_core import charts as draw
from kpi_core.analysis.trend import Panel, Trend
from kpi_core.model import unit_word
from kpi_core.report import to_csv
from pages.widgets import answer, parts, pictures
from pages.widgets.markdown import literal, soft

_COLUMNS = ("period", "segment", "value", "low", "high", "n", "numerator", "denominator", "complete", "target", "level")


def charts(result: Trend) -> None:
    """Show one picture for each KPI; in place of one that cannot be given, its sentence."""
    dark = st.context.theme.type == "dark"
    with st.grid("auto", min_column_width=330, gap="small"):
        for panel in result.panels:
            with st.container(border=True, gap="xsmall", key=f"panel-{panel.kpi.key}"):
                _panel(result, panel, dark=dark)
    if result.legend:
        st.markdown(soft(result.legend))


def _panel(result: Trend, panel: Panel, *, dark: bool) -> None:
    kpi, split = panel.kpi, bool(result.split)
    points = panel.points if panel.scale is not None and not panel.why_not else None
    with pictures.heading(kpi.name, kpi):
        if points is not None:
            light = _spec(*_how(panel, split=split), dark=False)
            pictures.keep(f"trend-{kpi.key}", panel.text, light, points, lambda: _csv(result))
    if points is None:
        st.info(literal(panel.why_not or "No value."), icon=":material/block:")
        return
    if panel.latest:
        st.markdown(soft(panel.latest))
    if panel.goal:
        st.markdown(literal(panel.goal))
    how = _how(panel, split=split)
    st.vega_lite_chart(
        points.select(how[-1].fields), _spec(*how, dark), theme=None, key=f"chart-{kpi.key}", alt=panel.text
    )
    if panel.because_of:
        st.markdown(soft(f"Shown because {panel.because_of} never stands alone."))


def _how(panel: Panel, *, split: bool) -> tuple[str, str, bool, draw.Layers]:
    """What a specification is kept by."""
    scale, many = panel.scale, panel.points is not None and panel.points.height > draw.MANY
    layers = draw.Layers(split=split, earlier=panel.compared, goals=panel.aimed, many=many)
    return (scale.title, scale.axis, scale.from_zero, layers) if scale else ("", "", False, layers)


@st.cache_resource(max_entries=64, show_spinner=False)
def _spec(title: str, axis: str, from_zero: bool, layers: draw.Layers, dark: bool) -> dict[str, object]:  # noqa: FBT001 - cache key
    return draw.trend(title, axis, layers, from_zero=from_zero, dark=dark)


def tables(result: Trend) -> None:
    """Show the numbers behind the pictures, one KPI at a time."""
    st.header("The numbers", anchor=False)
    shown = [p for p in result.panels if p.table is not None]
    tabs = st.tabs([literal(p.kpi.name) for p in shown], on_change="rerun", key="tabs") if shown else []
    for tab, panel in zip(tabs, shown, strict=True):
        if tab.open:
            with tab:
                table(panel, result.split)


def table(panel: Panel, split: str) -> None:
    """Show one KPI's numbers."""
    if panel.scale is None or panel.table is None:
        return
    unit = f" ({parts.unit(panel.scale)})"
    number = st.column_config.NumberColumn
    st.dataframe(
        panel.table,
        hide_index=True,
        height=min(38 + 35 * (panel.table.height), 318),
        key=f"table-{panel.kpi.key}",
        alt=f"{panel.kpi.name}: the numbers of the chart",
        column_config={
            "period": st.column_config.TextColumn("Period"),
            "segment": st.column_config.TextColumn(literal(split.replace("_", " ").capitalize())),
            "value": number(f"Value{unit}", format=panel.scale.table),
            "low": number(
                "Low", format=panel.scale.table, help="The true value lies between low and high in 95 of 100 cases."
            ),
            "high": number("High", format=panel.scale.table),
            "n": number(f"{panel.kpi.counted.capitalize()} counted", format="localized"),
            "numerator": number("Numerator", format="localized"),
            "denominator": number("Denominator", format="localized"),
            "complete": st.column_config.TextColumn("Period is"),
            "target": st.column_config.TextColumn("Target"),
            "level": st.column_config.TextColumn("Against target"),
        },
    )


def download(result: Trend, name: str) -> None:
    """Offer the numbers as CSV, the definitions on top."""
    st.download_button(
        "Download CSV", data=lambda: _csv(result), file_name=name, mime="text/csv", icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip


def _csv(result: Trend) -> bytes:
    """Every panel's numbers below each other, in its unit."""
    notes = [result.sentence]
    columns = ["KPI", "Unit", "Period", result.split or "Segment", "Value", "Low", "High", "Counted"]
    rows = []
    for p in result.panels:
        if p.scale is None or p.table is None:
            notes.append(p.why_not or "")
            continue
        notes.append(f"{p.kpi.name}: {p.kpi.definition} Formula: {p.kpi.formula}. Unit: {parts.unit(p.scale)}.")
        notes += [f"{p.kpi.name}. {p.latest}."] if p.latest else []
        rows += [
            [p.kpi.name, parts.unit(p.scale), *(r.get(c) for c in _COLUMNS)] for r in p.table.iter_rows(named=True)
        ]  # fmt: skip
    return (
        "\ufeff" + to_csv([*columns, "Numerator", "Denominator", "Period is", "Target", "Against target"], rows, notes)
    ).encode()


def computed(result: Trend) -> None:
    """Show how each number came to be."""
    st.header("How this is computed", anchor=False)
    for panel in result.panels:
        unit = parts.unit(panel.scale) if panel.scale else unit_word(panel.kpi.unit)
        answer.defined(panel.kpi, unit, panel.young)
    answer.assumed()
