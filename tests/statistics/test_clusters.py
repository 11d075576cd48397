"""What varies as one widens what can be told: days, agents, reviews, skewed times."""

import numpy as np
import pytest

from kpi_core.statistics import clusters

RNG = np.random.default_rng(5)


def test_what_clusters_add_is_nothing_on_the_whole() -> None:
    x, d = RNG.random((9, 3)), RNG.random((9, 3))
    assert clusters.linear(x, d).sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-12)


def test_one_contact_a_cluster_varies_as_contacts_do() -> None:
    x = RNG.random((400, 1))
    found = clusters.spread(clusters.linear(x, np.ones_like(x)), np.ones_like(x, dtype=bool))
    assert found.variance[0] == pytest.approx(x.var(ddof=1) / 400)
    assert found.freedom[0] == 399


def test_ten_equal_contacts_a_cluster_tell_no_more_than_one() -> None:
    x = RNG.random((60, 1))
    there = np.ones_like(x, dtype=bool)
    alone = clusters.spread(clusters.linear(x, np.ones_like(x)), there)
    ten = clusters.spread(clusters.linear(10 * x, 10 * np.ones_like(x)), there)
    assert ten.variance == pytest.approx(alone.variance)


def test_a_weekly_pattern_is_no_noise() -> None:
    week = np.tile([5.0, 4, 3, 3, 3, 1, 1], 20)[:, None] + RNG.normal(0, 0.1, (140, 1))
    there, days = np.ones((140, 1), dtype=bool), np.arange(140) % 7
    parts = clusters.linear(week, np.ones_like(week))
    assert clusters.spread(parts, there, days).variance[0] < clusters.spread(parts, there).variance[0] / 50


def test_few_clusters_tell_nothing() -> None:
    x = RNG.random((6, 1))
    found = clusters.spread(clusters.linear(x, np.ones_like(x)), np.ones_like(x, dtype=bool))
    assert np.isnan(found.freedom[0])
    assert np.isnan(clusters.chance(np.array([1.0]), found)[0])


def test_what_lies_within_a_day_counts_once_and_what_spreads_over_days_comes_on_top() -> None:
    def spread(variance: float, freedom: float) -> clusters.Spread:
        return clusters.Spread(variance=np.array([variance]), third=np.zeros(1), freedom=np.array([freedom]))

    days, reviews, agents = spread(5.0, 90), spread(3.0, 400), spread(2.0, 40)
    found = clusters.together(days, [reviews], [agents], np.array([1.0]))
    assert (found.variance[0], found.freedom[0]) == (7.0, 40)
    found = clusters.together(None, [reviews], [agents], np.array([1.0]))
    assert (found.variance[0], found.freedom[0]) == (6.0, 40)


def test_skewed_times_hold_their_level_better_than_students_t() -> None:
    runs, n = 4_000, 40
    x = RNG.lognormal(0, 1, (n, runs))
    parts = clusters.linear(x, np.ones_like(x))
    found = clusters.spread(parts, np.ones_like(x, dtype=bool))
    low = x.mean(axis=0) - np.exp(0.5)
    plain = clusters.Spread(variance=found.variance, third=np.zeros(runs), freedom=found.freedom)
    assert (clusters.chance(low, found) < 0.01).mean() < 0.6 * (clusters.chance(low, plain) < 0.01).mean()
