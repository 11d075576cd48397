"""A value against one of other contacts: from both their intervals, and only where enough was counted."""

import numpy as np
import pytest

from kpi_core.analysis.change import change, enough
from kpi_core.catalogue import CATALOGUE
from kpi_core.statistics.intervals import wilson

RATE, VOLUME = CATALOGUE["abandonment_rate"], CATALOGUE["contact_volume"]


def row(value: float, low: float | None, high: float | None, n: int = 400) -> dict[str, float | None]:
    return {"value": value, "low": low, "high": high, "n": n}


def test_a_difference_is_real_where_its_interval_leaves_out_zero() -> None:
    assert change(RATE, row(0.3, 0.25, 0.35), row(0.05, 0.03, 0.08)).kind == "up"
    assert change(RATE, row(0.3, 0.2, 0.4), row(0.25, 0.15, 0.35)).kind == "none"
    assert change(RATE, row(0.3, None, None), row(0.05, 0.03, 0.08)).kind == "none"
    wait = row(100, 0, 210)  # 100 give or take 110, bounded at zero
    assert change(CATALOGUE["queue_delay"], wait, row(250, 205, 295)).kind == "down"
    assert change(CATALOGUE["queue_delay"], wait, row(215, 165, 265)).kind == "none"


def test_later_minus_earlier_with_its_range() -> None:
    found = change(RATE, row(0.3, 0.26, 0.34), row(0.2, 0.17, 0.23))
    assert (found.difference, found.low, found.high) == pytest.approx((0.1, 0.05, 0.15))


def test_a_count_that_fell_to_few_fell_and_a_rate_of_few_is_too_few_to_tell() -> None:
    assert enough(VOLUME, 20, 500)
    assert enough(VOLUME, None, 500)
    assert not enough(VOLUME, 20, 29)
    assert not enough(RATE, 20, 500)
    assert not enough(RATE, None, None)
    assert change(RATE, row(0.3, 0.25, 0.35, 29), row(0.05, 0.03, 0.08)).kind == "few"


def test_the_highest_and_the_lowest_of_many_differ_only_where_chance_among_all_of_them_does_not_explain_it() -> None:
    high, low = (row(v, v - 0.05, v + 0.05) for v in (0.4, 0.3))
    assert change(RATE, high, low).kind == "up"  # as one pair: 0.1 with a half-width of 0.071
    assert change(RATE, high, low, pairs=28).kind == "none"  # as the farthest of 8: 0.071 times 3.12 / 1.96 is 0.113
    rng = np.random.default_rng(5)
    wrong = 0
    for _ in range(2000):  # eight alike, 400 contacts each
        rates = np.sort(rng.binomial(400, 0.3, 8)) / 400
        ends = wilson(rates * 400, np.full(8, 400.0))
        rows = [row(v, a, b) for v, a, b in zip(rates, *ends, strict=True)]
        wrong += change(RATE, rows[-1], rows[0], pairs=28).kind != "none"
    assert wrong <= 2000 * 0.05  # 40 to 50 of 100 without widening
