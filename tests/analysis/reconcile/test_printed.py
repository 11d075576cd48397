"""Figures as platforms print them, read with what their rounding hides."""

import pytest

from kpi_core.analysis.reconcile import figures, pasted
from kpi_core.analysis.reconcile.printed import figure
from kpi_core.errors import BadInput
from kpi_core.model import Unit


@pytest.mark.parametrize(
    ("kpi", "text", "value", "slack", "unit"),
    [
        ("answer_rate", "81.08 %", 0.8108, 0.00005, Unit.PERCENT),
        ("Answer rate", "81,1", 0.811, 0.0005, Unit.PERCENT),
        ("answer_rate", "0.8108", 0.8108, 0.00005, Unit.PERCENT),
        ("contact_volume", "5,000", 5000, 0.5, Unit.COUNT),
        ("average_speed_of_answer", "1:07", 67, 0.5, Unit.SECONDS),
        ("average_speed_of_answer", "1.13 min", 67.8, 0.3, Unit.SECONDS),
        ("average_speed_of_answer", "67.5 s", 67.5, 0.05, Unit.SECONDS),
    ],
)
def test_a_figure_is_read_with_what_its_rounding_hides(
    kpi: str, text: str, value: float, slack: float, unit: Unit
) -> None:
    assert figure(kpi, text).within(unit) == pytest.approx((value, slack))


def test_what_is_no_figure_is_said_line_by_line() -> None:
    good, wrong = figures([("answer_rate", "80 %"), ("answr rate", "80 %"), ("csat", "good"), ("", "")])
    assert [f.kpi for f in good] == ["answer_rate"]
    assert len(wrong) == 2
    assert "did you mean" in wrong[0]
    with pytest.raises(BadInput, match="number"):
        figure("csat", "-")


def test_a_pasted_line_is_cut_at_its_tab_its_semicolon_or_its_first_comma() -> None:
    assert pasted("Contact volume, 5,000\nAnswer rate;81,08 %\n\ncsat\t4\nnps 12") == [
        ("Contact volume", " 5,000"),
        ("Answer rate", "81,08 %"),
        ("csat", "4"),
        ("nps", "12"),
    ]
