"""Intervals equal the published figures."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from kpi_core.statistics import intervals
from tests import published


def a(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def test_wilson_gives_the_figures_printed_by_newcombe() -> None:
    low, high = intervals.wilson(a(81, 0), a(263, 20))
    assert np.round(low, 4).tolist() == [0.2553, 0]
    assert np.round(high, 4).tolist() == [0.3662, 0.1611]


@pytest.mark.parametrize("name", ["wilson.csv", "wilson_public_health.csv"])
def test_wilson_equals_the_published_tables(name: str) -> None:
    for r in published.rows(name):
        low, high = intervals.wilson(a(float(r["successes"])), a(float(r["n"])))
        assert low[0] == pytest.approx(float(r["low"]), abs=1e-9)
        assert high[0] == pytest.approx(float(r["high"]), abs=1e-9)


def test_no_data_is_not_zero_per_cent() -> None:
    low, high = intervals.wilson(a(0), a(0))
    assert np.isnan(low[0])
    assert np.isnan(high[0])


def test_the_difference_of_two_proportions_is_newcombes() -> None:
    first, second = (a(56 / 70), *intervals.wilson(a(56), a(70))), (a(48 / 80), *intervals.wilson(a(48), a(80)))
    low, high = intervals.difference(first, second)
    assert (round(low[0], 4), round(high[0], 4)) == (0.0524, 0.3339)


def test_the_ranks_that_bound_a_percentile_equal_the_published_ones() -> None:
    for r in published.rows("percentile_ranks.csv"):
        low, high = intervals.quantile_ranks(np.array([int(r["n"])]), float(r["quantile"]))
        assert (low[0], high[0]) == (int(r["lower_rank"] or 0), int(r["upper_rank"] or 0)), r


def test_a_percentile_has_an_upper_bound_only_from_enough_rows() -> None:
    n = np.arange(2, 100)
    for p, enough in ((0.9, 36), (0.95, 72)):
        _, high = intervals.quantile_ranks(n, p)
        assert n[high > 0].min() == enough


def test_a_count_below_ten_is_exact_and_byar_comes_close_above() -> None:
    low, high = intervals.count(a(0, 4, 20))
    assert low.tolist()[0] == 0
    assert high[0] == pytest.approx(3.6889, abs=1e-4)
    assert (low[1], high[1]) == (pytest.approx(1.0899, abs=1e-4), pytest.approx(10.2416, abs=1e-4))
    exact = stats.chi2.ppf([0.025, 0.975], [40, 42]) / 2
    assert (low[2], high[2]) == (pytest.approx(exact[0], rel=0.01), pytest.approx(exact[1], rel=0.01))


def mean_of(x: Any) -> Any:
    return intervals.mean(*(np.atleast_1d((x**k).sum(axis=0)) for k in (1, 2, 3)), a(*[len(x)] * (x[0].size)))


def test_a_mean_of_few_rows_has_the_t_interval_of_its_rows() -> None:
    x = np.array([3.0, 9, 4, 40, 22])
    low, high = mean_of(x)
    expected = stats.t.interval(0.95, 4, loc=x.mean(), scale=stats.sem(x))
    assert (low[0], high[0]) == pytest.approx(expected)


def test_one_row_has_no_interval() -> None:
    assert np.isnan(mean_of(np.array([3.0]))[0][0])


def test_rows_that_are_all_alike_have_no_interval_of_width_zero() -> None:
    assert np.isnan(mean_of(np.full(40, 30.1))[0][0])
    assert np.isnan(intervals.ratio(a(6), a(3), a(12), a(3), a(6), a(3))[0][0])  # each row is twice its denominator


def test_a_mean_of_many_symmetric_rows_has_the_t_interval() -> None:
    x = np.arange(-50.0, 51.0)
    assert [e[0] for e in mean_of(x)] == pytest.approx(stats.t.interval(0.95, 100, loc=0, scale=stats.sem(x)))


@pytest.mark.parametrize(("n", "least"), [(30, 0.91), (100, 0.93)])
def test_skewed_times_are_held_as_often_as_is_promised(n: int, least: float) -> None:
    x = np.random.default_rng(7).lognormal(0, 1, (n, 20_000))
    low, high = mean_of(x)
    truth = np.exp(0.5)
    assert ((low <= truth) & (truth <= high)).mean() >= least  # plain t: 0.88 and 0.92


def test_a_ratio_with_a_constant_denominator_is_a_mean() -> None:
    x = np.array([3.0, 9, 4, 40, 22])
    one = mean_of(x)
    two = intervals.ratio(a(x.sum()), a(5), a((x * x).sum()), a(5), a(x.sum()), a(5))
    assert two[0][0] == pytest.approx(one[0][0])
    assert two[1][0] == pytest.approx(one[1][0])


def test_the_delta_method_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    d = rng.poisson(3, (4000, 60)) + 1.0
    x = rng.binomial(d.astype(int), 0.8).astype(float)
    low, high = intervals.ratio(x.sum(1), d.sum(1), (x * x).sum(1), (d * d).sum(1), (x * d).sum(1), np.full(4000, 60.0))
    held = ((low <= 0.8) & (high >= 0.8)).mean()
    assert 0.93 < held < 0.97


def test_a_net_score_stays_between_minus_one_and_one() -> None:
    low, high = intervals.net_score(a(5, 0), a(5, 0), a(5, 5))
    assert high[0] == 1
    assert low[0] > 0
    assert low[1] == -high[1]
