"""What is said of figures that agree and of those that do not."""

from kpi_core.analysis.reconcile import text
from kpi_core.analysis.reconcile.printed import figure
from kpi_core.model import Unit


def test_the_answer_counts_what_agrees_and_what_could_be_explained() -> None:
    assert text.sentence(2, 0, 3) == "2 of 3 figures agree."
    assert text.sentence(1, 2, 3) == "1 of 3 figures agree; 2 more could be explained."


def test_three_explanations_are_named_and_the_others_counted() -> None:
    assert text.verdict((), agrees=True) == "agrees"
    assert text.verdict((), agrees=False) == "differs; nothing that was tried explains it"
    assert text.verdict(("a", "b"), agrees=False) == "differs; would fit a; or b"
    assert text.verdict(tuple("abcde"), agrees=False) == "differs; would fit a; or b; or c; and 2 more ways"


def test_the_difference_is_theirs_less_ours_in_the_kpis_unit() -> None:
    theirs = figure("answer_rate", "81.0 %")
    assert text.difference(0.8, theirs, Unit.PERCENT, agrees=False) == "+1.0 points"
    assert text.difference(0.8, theirs, Unit.PERCENT, agrees=True) == "0"
    assert text.difference(None, theirs, Unit.PERCENT, agrees=False) == ""
