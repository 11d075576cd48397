"""Many looks are judged together, and single ones hold their level."""

from math import comb

import numpy as np
import pytest

from kpi_core.statistics import alike, by_range, discoveries
from tests.published import rows


def test_the_published_example_rejects_four_of_fifteen() -> None:
    published = rows("false_discovery_rate.csv")
    found = discoveries(np.array([float(r["p"]) for r in published]))
    assert found.tolist() == [r["rejected"] == "True" for r in published]
    assert found.sum() == 4


def test_what_is_not_known_is_never_a_discovery_and_counts_as_no_look() -> None:
    assert discoveries(np.array([np.nan, 0.04])).tolist() == [False, True]
    assert discoveries(np.array([np.nan])).tolist() == [False]
    assert discoveries(np.array([])).tolist() == []


def test_two_shares_are_told_apart_as_fishers_exact_test_does() -> None:
    one, n, two, m = (np.array([float(v)]) for v in (1, 10, 11, 14))
    tail = sum(comb(10, k) * comb(14, 12 - k) for k in (0, 1)) / comb(24, 12)
    assert alike(one, n, two, m)[0] == pytest.approx(2 * tail)
    assert np.isnan(alike(np.zeros(1), np.zeros(1), two, m)[0])


def test_a_range_that_just_touches_none_is_a_chance_of_five_in_a_hundred() -> None:
    found = by_range(np.array([1.0, -1.0]), np.array([0.0, -2.0]), np.array([2.0, 0.0]), np.array([1e9, 1e9]))
    assert found == pytest.approx([0.05, 0.05], abs=1e-6)
