"""One judgement: moved, not by more than chance, too few to tell; and what it is called."""

import pytest

from kpi_core.analysis.verdict import Moved, Verdict, judge
from kpi_core.analysis.verdict_text import headline, sided, signal, verb, way
from kpi_core.model import Better


@pytest.mark.parametrize(
    ("difference", "low", "high", "kind"),
    [
        (2.0, 1.0, 3.0, "up"),
        (-2.0, -3.0, -1.0, "down"),
        (2.0, -1.0, 5.0, "none"),
        (2.0, 0.0, 4.0, "none"),
        (-2.0, -4.0, 0.0, "none"),
        (2.0, 1.0, None, "up"),
        (2.0, None, 3.0, "none"),
        (2.0, None, None, "none"),
        (None, None, None, "none"),
    ],
)
def test_it_moved_where_the_range_leaves_out_zero(
    difference: float | None, low: float | None, high: float | None, kind: str
) -> None:
    assert judge(difference=difference, low=low, high=high) == Verdict(
        kind=Moved(kind), difference=difference, low=low, high=high
    )


def test_too_few_are_too_few_whatever_the_range_says() -> None:
    assert judge(difference=2.0, low=1.0, high=3.0, enough=False).kind == "few"
    assert judge(difference=2.0, low=None, high=None, enough=False, ranged=False).kind == "few"


def test_without_a_range_of_its_own_a_kpi_is_not_told_from_chance() -> None:
    assert judge(difference=2.0, low=None, high=None, ranged=False).kind == "open"


def test_a_move_below_what_is_worth_acting_on_is_small_and_chance_is_not() -> None:
    assert judge(difference=-2.0, low=-3.0, high=-1.0, least=2.5).small
    assert not judge(difference=-2.0, low=-3.0, high=-1.0, least=2.0).small
    assert not judge(difference=2.0, low=-1.0, high=5.0, least=2.5).small


UP, DOWN = judge(difference=2.0, low=1.0, high=3.0), judge(difference=-2.0, low=-3.0, high=-1.0)
SMALL, NONE = judge(difference=2.0, low=1.0, high=3.0, least=9.0), judge(difference=2.0, low=-1.0, high=5.0)
FEW = judge(difference=2.0, low=None, high=None, enough=False)
OPEN = judge(difference=2.0, low=None, high=None, ranged=False)


@pytest.mark.parametrize(
    ("found", "better", "words", "over_it"),
    [
        (UP, Better.UP, "better", "\u25b2 B is better"),
        (UP, Better.DOWN, "worse", "\u25bc B is worse"),
        (DOWN, Better.DOWN, "better", "\u25b2 B is better"),
        (DOWN, Better.CONTEXT, "different", "\u25c6 B is different"),
        (SMALL, Better.UP, "too small to act on", "\u2248 too small to act on"),
        (NONE, Better.UP, "no more than noise", "= no more than noise"),
        (FEW, Better.UP, "too few to tell", "? too few to tell"),
        (OPEN, Better.UP, "different", "\u25c6 B is different"),
        (judge(difference=0.0, low=None, high=None, ranged=False), Better.UP, "no more than noise",
         "= no more than noise"),
    ],
)  # fmt: skip
def test_whether_it_is_for_the_better(found: Verdict, better: Better, words: str, over_it: str) -> None:
    assert sided(found, better) == words
    assert headline(words) == over_it


def test_rose_and_fell_are_said_of_what_moved_and_is_worth_it() -> None:
    assert [verb(v) for v in (UP, DOWN, SMALL, OPEN)] == ["rose", "fell", "went", "went"]
    assert [signal(v.kind, small=v.small) for v in (UP, DOWN, SMALL, NONE, FEW, OPEN)] == [
        "rose", "fell", "too small to act on", "no signal", "no signal", "no signal",
    ]  # fmt: skip
    assert signal(None, small=False) == "nothing to compare"
    assert [way(v.kind) for v in (UP, DOWN)] == ["higher", "lower"]
