"""The chart: drawable, safe, and readable in both appearances."""

import json
import re
from datetime import date

import pytest
import vl_convert

from kpi_core.analysis.points import POINTS, TIP
from kpi_core.charts import LIGHT, Layers, trend
from kpi_core.charts.theme import DARK, Theme


def _fields(node: object) -> set[str]:
    """Return every field name that a specification reads."""
    if isinstance(node, dict):
        own = {node["field"]} if isinstance(node.get("field"), str) else set()
        return own.union(*(_fields(v) for v in node.values()))
    return set().union(*(_fields(v) for v in node)) if isinstance(node, list) else set()


@pytest.mark.parametrize("layers", [Layers(), Layers(split=True), Layers(earlier=True, goals=True, many=True)])
@pytest.mark.parametrize("dark", [True, False])
def test_it_reads_safe_columns_only_and_draws(layers: Layers, dark: bool) -> None:  # noqa: FBT001
    spec = trend("minutes", ",.2~f", layers, from_zero=False, dark=dark)
    assert _fields(spec) | {*re.findall(r"datum\.(\w+)", json.dumps(spec))} == {*layers.fields} <= {*POINTS, TIP}
    assert ({"b", "goal", "goal_low"} <= _fields(spec)) is layers.goals
    row = dict.fromkeys(POINTS) | {"x": date(2026, 1, 5).isoformat(), "y": 1.0, "line": 1.0, "dot": 1.0, "lo": 0.5}
    row |= {"hi": 1.5, "sid": 0, "cid": 0, "hollow": False, "end": "<b>a:Q</b>", "end_y": 1.0, TIP: {"Value": "<i>"}}
    picture = vl_convert.vegalite_to_svg(json.dumps({**spec, "data": {"values": [row]}, "width": 300}))
    assert "&lt;b&gt;a:Q&lt;/b&gt;" in picture


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: str, b: str) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_words_and_lines_stand_out_from_the_page(look: Theme) -> None:
    assert _contrast(look.text, look.page) >= 4.5
    assert _contrast(look.soft, look.page) >= 4.5
    assert min(_contrast(c, look.page) for c in (*look.lines, look.grey, look.main)) >= 3
    assert len(set(look.lines)) == 8
