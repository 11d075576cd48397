"""The table of figures, in words."""

from kpi_core.analysis.reconcile.frames import Line, table
from kpi_core.analysis.reconcile.printed import figure
from kpi_core.catalogue import CATALOGUE


def line(key: str, theirs: str, ours: float | None, *, agrees: bool = False, why_not: str = "") -> Line:
    return Line(kpi=CATALOGUE[key], theirs=figure(key, theirs), ours=ours, agrees=agrees, why_not=why_not, explained=())


def test_each_figure_is_one_line_as_it_was_printed() -> None:
    found = table([line("answer_rate", "80 %", 0.8, agrees=True), line("csat", "4", None, why_not="No contact here.")])
    assert found.rows() == [
        ("Answer rate", "80.0%", "80 %", "0", "agrees"),
        ("Customer satisfaction", "-", "4", "", "No contact here."),
    ]


def test_without_figures_the_table_keeps_its_columns() -> None:
    assert table([]).columns == ["kpi", "ours", "theirs", "difference", "verdict"]
