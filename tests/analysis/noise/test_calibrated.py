"""Where nothing happens nothing is claimed, as often as is promised; where something does, it is found.

A small form of `make calibration` with fixed seeds. Its bounds are those that a true rate of one in twenty passes in
all but 1 of 1,000 samples.
"""

import pytest
from scipy.stats import binom

from kpi_core.model import Cadence
from kpi_core.view import Selection
from tests.calibration.claims import by_queue, cut_differs, first_queue_found, newest_moved, place_named, rate
from tests.calibration.worlds import World

RUNS = 30
ONE = (("queue", ("001",)),)
MOST = int(binom.ppf(0.999, RUNS, 0.05))


@pytest.mark.parametrize(
    "world",
    [
        World(contacts=4_000, queues=8),
        World(contacts=4_000, queues=8, alike=0.2, nested=True),
        World(contacts=4_000, queues=2, first=0.9, share=0.98),
    ],
    ids=["days vary", "agents vary", "unequal shares near all"],
)
def test_segments_of_a_stable_centre_are_not_told_apart(world: World) -> None:
    keys = ("average_handle_time", "resolution_rate", "contact_volume")
    found = rate(world, [by_queue(k) for k in keys], RUNS)
    assert max(r.claimed for r in found) <= MOST, dict(zip(keys, found, strict=True))


@pytest.mark.parametrize(
    "world",
    [World(contacts=4_000, alike=0.2, nested=True), World(contacts=4_000, customers_each=6, customers_alike=0.2)],
    ids=["agents of one queue each", "customers"],
)
def test_cuts_of_those_who_do_not_differ_but_for_their_people_are_no_news(world: World) -> None:
    keys = ("average_handle_time", "resolution_rate")
    found = rate(world, [cut_differs(keys, Selection(where=ONE)), place_named("average_handle_time")], RUNS)
    assert max(r.claimed for r in found) <= MOST, found


def test_items_of_few_reviews_are_no_news_even_on_few_days() -> None:
    world, key = World(contacts=400, days=6, day_cv=0.0, items=8, items_alike=0.3), "qa_item_pass_rate"
    found = rate(world, [by_queue(key), cut_differs((key,), Selection(where=ONE))], RUNS)
    assert max(r.claimed for r in found) <= MOST, found


def test_a_segment_that_is_off_is_found() -> None:
    world = World(contacts=4_000, queues=20, day_cv=0.0, planted=4.0)
    (found,) = rate(world, [first_queue_found("answer_rate")], 20)
    assert found.share >= 0.6, found


def test_the_newest_week_and_a_cut_of_a_stable_centre_are_no_news() -> None:
    keys = ("average_handle_time", "resolution_rate", "answer_rate")
    without = cut_differs(keys, Selection(without=ONE))
    week = newest_moved((*keys, "contact_volume"))
    found = rate(World(contacts=4_000), [week, newest_moved(keys, Cadence.DAY), without], RUNS)
    assert max(r.claimed for r in found) <= MOST, found
