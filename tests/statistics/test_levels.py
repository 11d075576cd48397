"""What agents, customers and reviews have of their own is found from all of them, and adds as much as it should."""

import numpy as np
import pytest

from kpi_core.statistics import Floats, levels

RNG = np.random.default_rng(5)


def grouped(x: Floats, cluster: list[int], value: list[int]) -> levels.Grouped:
    """Rows that count one each."""
    pairs, place = np.unique(np.array([cluster, value]), axis=1, return_inverse=True)
    n, sums, squares = (np.bincount(place.ravel(), w) for w in (np.ones_like(x), x, x * x))
    return levels.Grouped(
        cluster=pairs[0], value=pairs[1], top=sums, bottom=n, xx=squares, xd=sums, dd=n, values=max(value) + 1
    )


def test_the_variance_between_agents_is_found_from_all_of_them() -> None:
    agents, each, values = 200, 30, 4
    cluster = np.repeat(np.arange(agents), each)
    x = RNG.normal(0, 2, agents)[cluster] + RNG.normal(0, 1, len(cluster))
    rows = grouped(x, list(cluster), list(cluster % values))
    between, freedom = levels.between(rows)
    assert between == pytest.approx(4, rel=0.2)
    assert freedom == pytest.approx(agents - values)
    total = np.full(values, agents * each / values)
    assert levels.of_each(rows, total) == pytest.approx(np.full(values, (1 - 1 / each) / (agents / values)))


def test_pairs_of_contacts_tell_as_well_as_many_a_cluster() -> None:
    customers = 4_000
    cluster = np.repeat(np.arange(customers), 1 + np.arange(customers) % 3)
    x = RNG.normal(0, 1, customers)[cluster] + RNG.normal(0, 2, len(cluster))
    assert levels.between(grouped(x, list(cluster), [0] * len(x)))[0] == pytest.approx(1, rel=0.2)


def test_clusters_that_do_not_differ_add_nothing_much() -> None:
    cluster = np.repeat(np.arange(100), 20)
    between, _ = levels.between(grouped(RNG.normal(0, 1, 2_000), list(cluster), [0] * 2_000))
    assert 0 <= between < 0.05


def test_one_row_a_cluster_has_nothing_in_common() -> None:
    rows = grouped(RNG.normal(0, 1, 50), list(range(50)), [i % 2 for i in range(50)])
    assert np.isnan(levels.between(rows)).all()
    assert levels.against_others(rows, np.array([25.0, 25.0])) == pytest.approx([0, 0], abs=1e-12)


def test_a_cluster_that_does_as_much_of_both_takes_itself_out() -> None:
    rows = grouped(np.zeros(40), [i // 4 for i in range(40)], [i % 2 for i in range(40)])
    shares = levels.against_others(rows, np.array([20.0, 20.0]))
    assert shares == pytest.approx([-0.1, -0.1])  # less than independent rows: 1 / 20 + 1 / 20
    assert levels.weighed(rows, np.array([1 / 20, -1 / 20])) == pytest.approx(-0.1)


def test_each_value_against_the_others_is_what_its_weights_say() -> None:
    cluster, value = RNG.integers(0, 9, 300), RNG.integers(0, 3, 300)
    rows = grouped(np.zeros(300), list(cluster), list(value))
    total = np.bincount(value).astype(float)
    shares = levels.against_others(rows, total)
    for v in range(3):
        weights = np.full(3, -1 / (300 - total[v]))
        weights[v] = 1 / total[v]
        assert shares[v] == pytest.approx(levels.weighed(rows, weights))


def test_no_rows_tell_nothing() -> None:
    nothing = np.zeros(0)
    rows = levels.Grouped(
        cluster=np.zeros(0, int),
        value=np.zeros(0, int),
        top=nothing,
        bottom=nothing,
        xx=nothing,
        xd=nothing,
        dd=nothing,
        values=2,
    )
    assert np.isnan(levels.between(rows)).all()
