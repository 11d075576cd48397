"""One judgement: moved, not by more than chance, too few to tell; and what it is called."""

from typing import Any

import pytest

from kpi_core.analysis.verdict import Evidence, Verdict, judge_together, would_show
from kpi_core.analysis.verdict_text import headline, seen, sided, signal, too_few, verb, way
from kpi_core.catalogue import CATALOGUE
from kpi_core.model import Better


def judged(difference: float | None, chance: float | None, **said: Any) -> Verdict:
    (found,) = judge_together([Evidence(difference=difference, chance=chance, **said)])
    return found


@pytest.mark.parametrize(
    ("difference", "chance", "kind"),
    [(2.0, 0.01, "up"), (-2.0, 0.01, "down"), (2.0, 0.06, "none"), (0.0, 0.01, "none"), (2.0, None, "few"),
     (None, 0.01, "few")],
)  # fmt: skip
def test_it_moved_where_chance_alone_would_rarely_do_so(
    difference: float | None, chance: float | None, kind: str
) -> None:
    assert judged(difference, chance).kind == kind


def test_the_more_is_looked_through_the_rarer_must_be_what_is_named() -> None:
    one = Evidence(difference=1.0, chance=0.02)
    others = [Evidence(difference=1.0, chance=0.5)] * 9
    assert judge_together([one])[0].kind == "up"
    assert judge_together([one, *others])[0].kind == "none"
    few = [Evidence(difference=1.0, chance=0.5, enough=False)] * 9  # what is too few to tell is no look
    assert judge_together([one, *few])[0].kind == "up"


def test_too_few_are_too_few_whatever_the_chance() -> None:
    assert judged(2.0, 0.001, enough=False).kind == "few"
    assert judged(2.0, None, enough=False, ranged=False).kind == "few"


def test_without_a_range_of_its_own_a_kpi_is_not_told_from_chance() -> None:
    assert judged(2.0, None, ranged=False).kind == "open"


def test_a_move_below_what_is_worth_acting_on_is_small_and_chance_is_not() -> None:
    assert judged(-2.0, 0.01, least=2.5).small
    assert not judged(-2.0, 0.01, least=2.0).small
    assert not judged(2.0, 0.5, least=2.5).small


UP, DOWN = judged(2.0, 0.01), judged(-2.0, 0.01)
SMALL, NONE = judged(2.0, 0.01, least=9.0), judged(2.0, 0.5)
FEW, OPEN = judged(2.0, None, enough=False), judged(2.0, None, ranged=False)


@pytest.mark.parametrize(
    ("found", "better", "words", "over_it"),
    [
        (UP, Better.UP, "better", "\u25b2 B is better"),
        (UP, Better.DOWN, "worse", "\u25bc B is worse"),
        (DOWN, Better.DOWN, "better", "\u25b2 B is better"),
        (DOWN, Better.CONTEXT, "different", "\u25c6 B is different"),
        (SMALL, Better.UP, "too small to act on", "\u2248 too small to act on"),
        (NONE, Better.UP, "no more than chance", "= no more than chance"),
        (FEW, Better.UP, "too few to tell", "? too few to tell"),
        (OPEN, Better.UP, "different", "\u25c6 B is different"),
        (judged(0.0, None, ranged=False), Better.UP, "no more than chance",
         "= no more than chance"),
    ],
)  # fmt: skip
def test_whether_it_is_for_the_better(found: Verdict, better: Better, words: str, over_it: str) -> None:
    assert sided(found, better) == words
    assert headline(words) == over_it


def test_rose_and_fell_are_said_of_what_moved_and_is_worth_it() -> None:
    assert [verb(v) for v in (UP, DOWN, SMALL, OPEN)] == ["rose", "fell", "went", "went"]
    assert [signal(v.kind, small=v.small) for v in (UP, DOWN, SMALL, NONE, FEW, OPEN)] == [
        "rose", "fell", "too small to act on", "no more than chance", "too few to tell", "without a range",
    ]  # fmt: skip
    assert signal(None, small=False) == "nothing to compare"
    assert [way(v.kind) for v in (UP, DOWN)] == ["higher", "lower"]


def test_what_would_have_shown_grows_with_how_much_is_looked_through() -> None:
    one = Evidence(difference=0.0, low=-1.96, high=1.96, chance=1.0)
    assert judge_together([one])[0].reach == pytest.approx(1.96)
    assert judge_together([one] * 10)[0].reach == pytest.approx(2.807, abs=1e-3)  # 0.25 % on either side
    few = Evidence(difference=0.0, low=-1.96, high=1.96, chance=1.0, enough=False)
    assert [v.reach for v in judge_together([one, few])] == [pytest.approx(1.96), None]
    chosen = Evidence(difference=0.0, low=-1.96, high=1.96, chance=1.0, tries=10)
    assert judge_together([chosen])[0].reach == pytest.approx(2.807, abs=1e-3)


def test_a_difference_that_would_have_shown_shows() -> None:
    """Ten looks; the p-value of a difference as large as the reach is 0.005, the first step of the ten."""
    noise = [Evidence(difference=0.0, low=-1.96, high=1.96, chance=1.0)] * 9
    reach = judge_together([*noise, noise[0]])[0].reach or 0.0
    assert judge_together([*noise, Evidence(difference=reach, low=0.1, high=9.0, chance=0.005)])[-1].kind == "up"


RATE, VOLUME, NPS = (CATALOGUE[k] for k in ("answer_rate", "contact_volume", "nps"))


def test_no_value_that_is_not_possible_would_have_shown() -> None:
    assert would_show(RATE, 0.97, 0.05) == (pytest.approx(0.92), None)
    assert would_show(RATE, 0.03, 0.05) == (None, pytest.approx(0.08))
    assert would_show(VOLUME, 40.0, 50.0) == (None, 90.0)
    assert would_show(NPS, 80.0, 30.0) == (50.0, None)
    assert seen(RATE, 0.715, 0.034) == "below 68.1% or above 74.9%"
    assert seen(RATE, 0.5, 0.6) == "no value"
    assert seen(RATE, None, 0.1) == seen(RATE, 0.5, None) == ""


def test_what_is_too_few_is_named_where_it_is_not_contacts() -> None:
    assert too_few(RATE, 125, 123) == "all but 2 of the 125 contacts count as 'answered'"
    assert too_few(RATE, 125, 1) == "only 1 of the 125 contacts count as 'answered'"
    assert too_few(RATE, 125, 125) == "all of the 125 contacts count as 'answered'"
    assert too_few(RATE, 125, 60) == too_few(RATE, 20, 1) == too_few(VOLUME, 125, None) == ""
