"""The pictures of segments and tail: drawable, from safe columns only, in both appearances."""

import json
from typing import Any

import pytest
import vl_convert

from kpi_core.analysis.segments.frames import CELLS, DOTS
from kpi_core.analysis.tail.frames import BARS
from kpi_core.analysis.tail.frames import DOTS as RANGES
from kpi_core.charts import bars, heat, ranges, segments

NASTY = "<b>a:Q</b>"
MADE = {"nth", "down"}  # by the specification itself


def _fields(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["field"]} if isinstance(node.get("field"), str) else set()
        return own.union(*(_fields(v) for v in node.values()))
    return set().union(*(_fields(v) for v in node)) if isinstance(node, list) else set()


def _drawn(spec: dict[str, Any], *rows: dict[str, Any]) -> str:
    return str(vl_convert.vegalite_to_svg(json.dumps({**spec, "data": {"values": list(rows)}, "width": 500})))


@pytest.mark.parametrize("look", [{"dark": False}, {"dark": True}])
def test_the_leaderboard(look: dict[str, bool]) -> None:
    spec = segments("percent", ".1~%", from_zero=False, rows=2, **look)
    assert _fields(spec) <= set(DOTS)
    row = dict.fromkeys(DOTS) | {"i": 0, "s": NASTY, "x": 0.5, "lo": 0.4, "hi": 0.6, "few": False, "hollow": True}
    picture = _drawn(spec, row | {"w": 0.55, "wt": "all 55.0%", "t_value": "50.0%"}, row | {"i": 1, "s": "b"})
    assert "&lt;b&gt;a:Q&lt;/b&gt;" in picture
    assert "all 55.0%" in picture


@pytest.mark.parametrize("look", [{"dark": False}, {"dark": True}])
def test_the_week_crosses_out_cells_of_few_contacts(look: dict[str, bool]) -> None:
    spec = heat(".1~%", **look)
    assert _fields(spec) <= set(CELLS)
    cell = dict.fromkeys(CELLS) | {"h": "09", "d": "Mon", "v": 0.5, "few": False}
    assert "\u00d7" not in _drawn(spec, cell, cell | {"h": "10", "v": 0.7})
    assert "\u00d7" in _drawn(spec, cell, cell | {"h": "10", "v": None, "few": True})


@pytest.mark.parametrize("look", [{"dark": False}, {"dark": True}])
def test_percentiles_differ_in_shape_and_the_worst_quarter_is_named(look: dict[str, bool]) -> None:
    spec = ranges("minutes", ",.2~f", rows=1, **look)
    assert _fields(spec) - MADE <= set(RANGES)
    row = dict.fromkeys(RANGES) | {"i": 0, "s": NASTY}
    named = row | {"q": "P90 in Q1 2026", "worst": 9.0, "t_worst": "Q1 2026: 9 m"}
    picture = _drawn(spec, row | {"q": "Median", "x": 1.0}, row | {"q": "P90", "x": 4.0, "lo": 1.0, "hi": 5.0}, named)
    assert "Q1 2026: 9 m" in picture
    assert "null" not in picture


@pytest.mark.parametrize("look", [{"dark": False}, {"dark": True}])
def test_the_promise_is_a_rule_with_its_words(look: dict[str, bool]) -> None:
    spec = bars("minutes", ",.2~f", **look)
    assert _fields(spec) - MADE <= set(BARS)
    bar = dict.fromkeys(BARS) | {"a": 0.0, "b": 1.0, "y0": 0.0, "y1": 0.4, "over": False}
    rule = dict.fromkeys(BARS) | {"over": False, "w": 0.5, "wt": "promise 30 s"}
    assert "promise 30 s" in _drawn(spec, bar, bar | {"y0": 0.4, "y1": 1.0, "over": True}, rule)
