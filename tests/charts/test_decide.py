"""The charts of What if and Pairing draw, read safe columns only, and can be taken away as pictures."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from kpi_core.analysis import points
from kpi_core.analysis.pairing.frames import SCATTER
from kpi_core.analysis.whatif.frames import POINTS as CUT_POINTS
from kpi_core.charts import scatter, series, whatif
from kpi_core.model import Cadence
from kpi_core.report import image

SPAN = ("2026-01-05", "2026-02-02")
CUTS = pl.DataFrame(
    [
        {"s": s, "v": v, "lo": v - 1, "hi": v + 1, "t_value": f"<b>{v:g}", "t_range": "", "t_n": "9"}
        for s, v in (("A", 10.0), ("B", 12.0))
    ],
    schema=CUT_POINTS,
)
POINTS = pl.DataFrame(
    [
        {"x": date(2026, 1, 5 + 7 * i), "y": float(i), "line": float(i), "dot": float(i), "lo": i - 0.5, "hi": i + 0.5}
        | {"hollow": i == 2, "period": "week", points.TIP: {"Value": str(i)}}
        for i in range(3)
    ],
    schema=points.schema(Cadence.WEEK, ["Value"]),
)
PAIRS = pl.DataFrame([{"x": 1.0, "y": 2.0, "i": 1}, {"x": 2.0, "y": 3.0, "i": 2}], schema=SCATTER)


def _fields(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["field"]} if isinstance(node.get("field"), str) else set()
        return own.union(*(_fields(v) for v in node.values()))
    return set().union(*(_fields(v) for v in node)) if isinstance(node, list) else set()


def _charts(*, dark: bool) -> list[tuple[dict[str, Any], pl.DataFrame]]:
    return [
        (whatif("percent", ".2~%", dark=dark), CUTS),
        (series(",.2~f", SPAN, lag=True, dark=dark), POINTS),
        (scatter("Wait (s)", ",.2~f", "CSAT (%)", ".1~%", dark=dark), PAIRS),
    ]


@pytest.mark.parametrize("dark", [True, False])
def test_each_reads_columns_of_its_frame_and_draws(dark: bool) -> None:  # noqa: FBT001
    for spec, frame in _charts(dark=dark):
        assert _fields(spec) <= set(frame.columns)
        assert "data" not in spec
        assert "<path" in image.svg(spec, frame)


def test_a_picture_bears_its_sentence_and_the_labels_of_the_data_as_they_are() -> None:
    spec, frame = _charts(dark=False)[0]
    drawn = image.svg(spec, frame, "Cut B is better: datum['x'] <script>")
    assert "datum['x'] &lt;script&gt;" in drawn
    assert "&lt;b&gt;12<" in drawn
    assert image.png(spec, frame, "A title").startswith(b"\x89PNG")


def test_stacked_charts_are_one_picture_and_no_day_moves() -> None:
    spec = series(",.2~f", SPAN, lag=False, dark=False)
    both = image.stacked([("First", spec, POINTS), ("Then", spec, POINTS)])
    drawn = image.svg(both, None, "Both")
    assert "First" in drawn
    assert "Then" in drawn
    assert image.values(POINTS)[0]["x"] == "2026-01-05"
