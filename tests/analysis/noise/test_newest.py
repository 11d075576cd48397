"""The newest period against how the ones before it vary by themselves."""

from typing import Any

import numpy as np
import pytest

from kpi_core.analysis.noise import PERIODS, against_usual
from kpi_core.analysis.verdict import judge_together
from kpi_core.catalogue import CATALOGUE
from kpi_core.statistics import process
from tests.published import rows

RATE, TIMES, VOLUME = (CATALOGUE[k] for k in ("answer_rate", "average_handle_time", "contact_volume"))


def share(x: float, n: float = 400) -> dict[str, Any]:
    return {"period": None, "value": x / n, "numerator": x, "denominator": n, "n": int(n), "low": None, "high": None}


def value(v: float, n: int = 400, width: float = 0.0) -> dict[str, Any]:
    squares = n * v**2 + n * (n - 1) * (width / 1.96) ** 2
    sums = {"numerator": n * v, "denominator": n, "xx": squares, "dd": None, "xd": None}
    return {"period": None, "value": v, "n": n, "low": v - width, "high": v + width, **sums}


def test_the_published_chart_of_shares_has_its_sigma() -> None:
    published = rows("shares_chart.csv")
    x, n = (np.array([float(r[c]) for r in published]) for c in ("happened", "of"))
    found = process.of_shares(x, n, float(x[0] / n[0]), float(n[0]))
    assert found.usual == pytest.approx(0.952900, abs=5e-7)
    beyond = found.error / np.sqrt(found.usual * (1 - found.usual) / n[0] * (1 + n[0] / n.sum()))
    assert beyond == pytest.approx(10.640422 * 1.128 / 1.128379167, abs=5e-7)  # the source rounds d2


def test_the_published_chart_of_values_has_its_limits() -> None:
    values = np.array([1.0, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    found = process.of_values(values, 1.0)
    three = 3 * found.error / np.sqrt(1 + 1 / 18)
    assert (found.usual, found.usual - three, found.usual + three) == pytest.approx((1.94, -3.06, 6.95), abs=0.01)


def test_a_stable_series_that_varies_widely_does_not_move_within_its_own_spread() -> None:
    earlier = [share(x) for x in (300, 340, 290, 350, 310, 330, 285, 345, 300, 335, 320, 300)]
    near, far = (against_usual(RATE, share(x), earlier, None, [7] * 13, 0.0) for x in (360, 60))
    assert [v.kind for v in judge_together([near])] == ["none"]
    assert [v.kind for v in judge_together([far])] == ["down"]


def test_fewer_periods_are_too_early_to_tell() -> None:
    earlier = [share(300)] * (PERIODS - 2)
    found = against_usual(RATE, share(60), earlier, None, [7] * PERIODS, 0.0)
    assert (found.enough, found.early) == (False, True)


def test_a_rare_outcome_needs_events_and_not_only_contacts() -> None:
    earlier = [share(1)] * 12
    found = [against_usual(RATE, share(x), earlier, None, [7] * 13, 0.0).enough for x in (3, 9)]
    assert found == [False, True]


def test_values_that_never_varied_are_held_to_the_error_of_their_contacts() -> None:
    earlier = [value(300.0, width=20.0)] * 12
    near = against_usual(TIMES, value(310.0, width=20.0), earlier, None, [7] * 13, 0.0)
    assert judge_together([near])[0].kind == "none"
    assert judge_together([near])[0].reach == pytest.approx(2.378 * 20 / 1.96 * np.sqrt(13 / 12), rel=1e-3)


def test_counts_of_unlike_months_are_compared_by_day() -> None:
    days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 28]
    earlier = [value(100.0 * d, 100 * d) for d in days[:-1]]
    found = against_usual(VOLUME, value(2_800.0, 2_800), earlier, None, days, 0.0)
    assert found.difference == pytest.approx(0.0)


def test_a_count_is_held_against_an_earlier_month_by_day() -> None:
    days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 28]
    earlier = [value(100.0 * d, 100 * d) for d in days[:-1]]
    found = against_usual(VOLUME, value(2_800.0, 2_800), earlier, value(3_100.0, 3_100), [*days, 31], 0.0)
    assert found.difference == pytest.approx(0.0)


def test_a_share_that_was_all_or_nothing_before_still_varies_by_chance() -> None:
    earlier = [share(3, 3)] * 12
    found = against_usual(RATE, share(55, 60), earlier, None, [7] * 13, 0.0)
    (verdict,) = judge_together([found])
    assert (verdict.kind, verdict.reach) == (
        "none",
        pytest.approx(2.378 * np.sqrt(5 * 91 / 96**2 * (1 / 60 + 1 / 36)), rel=1e-3),
    )


def test_a_mean_that_was_none_before_is_held_to_the_error_of_the_newest_contacts() -> None:
    earlier = [value(0.0) | {"low": None, "high": None}] * 12
    found = against_usual(TIMES, value(2.0, 40, width=5.0), earlier, None, [7] * 13, 0.0)
    assert judge_together([found])[0].kind == "none"


def test_a_period_of_few_contacts_is_nothing_to_be_held_against() -> None:
    earlier = [value(300.0 + i % 2, width=1.0) for i in range(12)]
    few, some = (against_usual(TIMES, value(300.0), earlier, value(310.0, n), [7] * 14, 0.0) for n in (3, 30))
    assert judge_together([few])[0].kind == "few"
    error = np.sqrt((1 / 1.128379167) ** 2 + 400 / 30 / 1.96**2)  # of neighbours, and of the 30 contacts
    assert some.high == pytest.approx(-10 + 2.378 * error, rel=1e-3)


def test_a_mean_whose_range_is_cut_off_at_zero_is_held_to_what_was_cut_off_too() -> None:
    """Forty of which one in ten was on hold: the error of such a mean reaches as far below as above."""
    earlier = [value(10.0, 40, width=20.0) | {"low": 0.0, "high": 30.0}] * 12
    (verdict,) = judge_together([against_usual(TIMES, earlier[0], earlier, None, [7] * 13, 0.0)])
    assert verdict.reach == pytest.approx(2.378 * 20 / 1.96 * np.sqrt(13 / 12), rel=1e-3)


def test_a_rare_outcome_is_named_no_more_often_than_is_promised() -> None:
    rng = np.random.default_rng(1)
    named = 0
    for xs in rng.binomial(2_000, 2 / 2_000, (400, 27)):
        now, *earlier = (share(float(x), 2_000) for x in xs)
        (verdict,) = judge_together([against_usual(RATE, now, earlier, None, [7] * 27, 0.0)])
        named += verdict.kind in {"up", "down"}
    assert named <= 400 * 0.05 + 3 * np.sqrt(400 * 0.05 * 0.95)


def test_more_answered_than_offered_is_all_of_them() -> None:
    earlier = [share(x) for x in (380, 390, 404, 385, 395, 401, 390, 380, 385, 395, 390, 400)]
    near, far = (against_usual(RATE, share(x), earlier, None, [7] * 13, 0.0) for x in (402, 300))
    assert [judge_together([v])[0].kind for v in (near, far)] == ["none", "down"]
