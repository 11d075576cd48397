"""What agents, customers and the items of a review have in common makes differences less certain, where it is there."""

import numpy as np
import pytest

from kpi_core.analysis.noise import against_rest, by_day, in_cuts, in_parts, of_cuts, worth
from kpi_core.analysis.segments.compute import segments
from kpi_core.analysis.verdict import Cluster, Evidence
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.measure import ask, compare_cuts, measure
from kpi_core.model import Kpi
from kpi_core.statistics import levels
from kpi_core.view import EVERYTHING, Selection, View
from tests.calibration.worlds import World, prepared

TIMES, SOLVED, PASSED = (CATALOGUE[k] for k in ("average_handle_time", "resolution_rate", "qa_item_pass_rate"))
ONE = Selection(where=(("queue", ("001",)),))
AGENTS = prepared(World(alike=0.2, nested=True), 1)
CUSTOMERS = prepared(World(customers_each=6, customers_alike=0.3), 1)
REVIEWS = prepared(World(contacts=400, days=6, items=8, items_alike=0.5), 1)


def kinds(data: Prepared, kpi: Kpi, by: str = "queue") -> list[Cluster]:
    parts = measure(ask(data, [kpi], EVERYTHING, (by,)))
    return [m.cluster for m in in_parts(data, kpi, EVERYTHING, parts.select(by), 1_000)]


def test_what_a_kpis_rows_have_in_common_is_read_off_the_data() -> None:
    assert kinds(AGENTS, TIMES) == [Cluster.AGENT]
    assert kinds(CUSTOMERS, TIMES) == [Cluster.AGENT, Cluster.CUSTOMER]
    assert kinds(REVIEWS, PASSED) == [Cluster.REVIEW]
    assert kinds(prepared(World(contacts=200, customers_each=1), 1), TIMES) == [Cluster.AGENT, Cluster.CUSTOMER]


def test_agents_that_are_compared_are_nothing_in_common() -> None:
    assert kinds(AGENTS, TIMES, "agent") == []
    agent = Selection(where=(("agent", ("001",)),))
    assert in_cuts(AGENTS, TIMES, (EVERYTHING, agent), 1_000) == ()


@pytest.mark.parametrize(
    ("data", "kpi", "cluster"),
    [(AGENTS, TIMES, Cluster.AGENT), (CUSTOMERS, TIMES, Cluster.CUSTOMER), (REVIEWS, PASSED, Cluster.REVIEW)],
    ids=["agents", "customers", "reviews"],
)
def test_a_queue_against_the_rest_and_a_cut_to_it_are_as_uncertain(data: Prepared, kpi: Kpi, cluster: Cluster) -> None:
    parts, whole = (measure(ask(data, [kpi], EVERYTHING, by)) for by in (("queue",), ()))
    keys = parts.select("queue")
    days, more = by_day(data, kpi, EVERYTHING, keys), in_parts(data, kpi, EVERYTHING, keys, 1_000)
    alone, found = (against_rest(kpi, parts, whole, days, m)[1] for m in ((), more))
    assert found.cluster is cluster
    assert width(found) > 1.1 * width(alone)

    both = compare_cuts(data, [kpi], EVERYTHING, ONE)
    row, cells = both.frame.row(0, named=True), both.cells[kpi.key]
    others = in_cuts(data, kpi, (EVERYTHING, ONE), 1_000)
    alone, cut = (of_cuts(kpi, row, cells, 0.0, m) for m in ((), others))
    assert cut.cluster is cluster
    assert width(cut) > 1.1 * width(alone)
    share = row["n_b"] / row["n_a"]  # everything less a part is a part of what the part is less the rest
    assert width(cut) == pytest.approx(width(found) * (1 - share), rel=0.1)


def width(found: Evidence) -> float:
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def test_of_many_rows_levels_are_read_only_where_something_would_be_claimed() -> None:
    chance, claim = Evidence(difference=1.0, chance=0.06), Evidence(difference=1.0, chance=0.05)
    assert not worth([chance, Evidence(difference=None)], 1_000_000)
    assert worth([chance, claim], 1_000_000)
    assert worth([chance], 100_000)  # takes no time


def test_a_page_of_queues_that_differ_by_their_agents_alone_names_none() -> None:
    found = segments(AGENTS, TIMES, View(by=("queue",))).frame
    assert set(found["apart_cluster"]) == {"agent"}
    assert not np.isin(found["apart"].to_list(), ["up", "down"]).any()


def test_a_tenth_of_many_customers_tells_what_all_of_them_tell() -> None:
    data = prepared(World(contacts=100_000, customers_each=4, customers_alike=0.3), 1)
    keys = measure(ask(data, [SOLVED], EVERYTHING, ("queue",))).select("queue")
    total = np.full(8, 10_000.0)
    every, tenth = (in_parts(data, SOLVED, EVERYTHING, keys, n)[1] for n in (50_000, 1_000_000))
    assert (every.one_in, tenth.one_in) == (1, 10)
    assert tenth.rows.cluster.max() < every.rows.cluster.max() / 8
    wide, narrow = (m.spread(levels.against_others(m.rows, total)).variance for m in (every, tenth))
    assert narrow == pytest.approx(wide, rel=0.25)
