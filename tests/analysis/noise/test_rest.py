"""A part is held against the rest, which shares no contact with it."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from kpi_core.analysis.noise import against_before, against_rest, by_day
from kpi_core.analysis.verdict import Cluster, judge_together
from kpi_core.catalogue import CATALOGUE
from kpi_core.measure import ask, measure, valued, without
from kpi_core.prepare import prepare
from kpi_core.view import EVERYTHING, Selection
from tests.calibration.worlds import World, prepared
from tests.rows import dataset

TIMES = CATALOGUE["average_handle_time"]


def test_the_rest_is_what_measuring_it_by_itself_gives() -> None:
    data = prepared(World(contacts=900, days=40, queues=2), 3)
    parts = measure(ask(data, [TIMES], EVERYTHING, ("queue",)))
    rest = without(TIMES, measure(ask(data, [TIMES], EVERYTHING)), parts)
    other = parts.reverse()
    for c in ("n", "value", "low", "high"):
        assert rest[c].to_list() == pytest.approx(other[c].to_list(), rel=1e-9)


def test_days_that_vary_make_ranges_wider_and_say_so() -> None:
    calm, moody = (prepared(World(contacts=20_000, queues=2, day_cv=cv), 1) for cv in (0.0, 0.5))
    widths, kinds = [], []
    for data in (calm, moody):
        parts = measure(ask(data, [TIMES], EVERYTHING, ("queue",)))
        whole = measure(ask(data, [TIMES], EVERYTHING))
        found = against_rest(TIMES, parts, whole, by_day(data, TIMES, EVERYTHING, parts.select("queue")))
        widths.append((found[0].high or 0) - (found[0].low or 0))
        kinds.append(found[0].cluster)
    assert widths[1] > 2 * widths[0]
    assert kinds[1] is Cluster.DAY


def test_a_group_on_few_days_is_too_few_to_tell_beside_others() -> None:
    data = prepared(World(contacts=8_000, queues=3), 2)
    parts = measure(ask(data, [TIMES], EVERYTHING, ("queue",)))
    whole = measure(ask(data, [TIMES], EVERYTHING))
    days = by_day(data, TIMES, EVERYTHING, parts.select("queue"))
    assert days is not None
    days.bottom[5:, 0] = 0.0
    assert [e.enough for e in against_rest(TIMES, parts, whole, days)] == [False, True, True]


def test_the_whole_has_no_rest() -> None:
    data = prepared(World(contacts=300, days=30, queues=1), 2)
    whole = measure(ask(data, [TIMES], EVERYTHING))
    parts = measure(ask(data, [TIMES], EVERYTHING, ("queue",)))
    (found,) = against_rest(TIMES, parts, whole, by_day(data, TIMES, EVERYTHING, parts.select("queue")))
    assert (found.difference, found.enough) == (None, False)


def test_a_group_whose_values_are_all_alike_is_too_few_to_tell_and_has_no_range() -> None:
    """One contact in fifty is put on hold; forty of which none was are no finding, however many days they are of."""
    hold = CATALOGUE["average_hold_time"]
    rows = [
        {
            "at": datetime(2026, 1, 5, 9) + timedelta(days=i % 40),
            "outcome": "answered",
            "queue": "small" if i < 40 else "large",
            "hold_s": 60.0 if i % 50 == 49 else 0.0,
        }
        for i in range(4_000)
    ]
    data = prepare(dataset(rows))
    parts = measure(ask(data, [hold], EVERYTHING, ("queue",))).sort("n")
    whole = measure(ask(data, [hold], EVERYTHING))
    small, _ = against_rest(hold, parts, whole, by_day(data, hold, EVERYTHING, parts.select("queue")))
    assert (small.difference, small.low, small.high) == (pytest.approx(-80 * 60 / 3_960), None, None)
    assert judge_together([small])[0].kind == "few"


def test_a_percentile_gets_no_verdict_against_the_rest_nor_against_before() -> None:
    data = prepared(World(contacts=2_000, queues=2), 1)
    p90 = TIMES.at(0.9)
    parts = measure(ask(data, [p90], EVERYTHING, ("queue",)))
    days = by_day(data, p90, EVERYTHING, parts.select("queue"))
    found = against_rest(p90, parts, measure(ask(data, [p90], EVERYTHING)), days)
    spans = ((date(2025, 1, 6), date(2025, 1, 13)), (date(2025, 1, 13), date(2025, 1, 20)))
    steps = against_before(p90, parts, parts, parts, days, spans, 0.0)
    assert [(v.kind, v.difference) for v in judge_together((*found, *steps))] == [("open", None)] * 4


def test_more_answered_than_offered_has_a_range_and_is_judged_as_all_of_them() -> None:
    """Rows of totals: what was offered before midnight and answered after it."""
    rate = CATALOGUE["answer_rate"]
    nothing = dict.fromkeys(("xx", "dd", "xd", "xxx"), 0.0)

    def of(*sides: tuple[float, float]) -> pl.DataFrame:
        return valued(rate, pl.DataFrame([{"numerator": x, "denominator": n, "n": n, **nothing} for x, n in sides]))

    over, all_of_it, whole = of((208.0, 200.0)), of((200.0, 200.0)), of((2_008.0, 2_200.0))
    assert (over["low"][0], over["high"][0]) == (all_of_it["low"][0], pytest.approx(1.04))
    (found,) = against_rest(rate, over, whole, None)
    assert (found.enough, judge_together([found])[0].kind) == (True, "up")


def test_a_day_without_contacts_counts_none() -> None:
    rows = [
        {"at": datetime(2026, 1, 5, 9) + timedelta(days=d, minutes=i), "queue": queue}
        for d in range(60)
        for queue, many in (("small", 20 if d % 3 == 0 else 0), ("large", 5))
        for i in range(many)
    ]
    data = prepare(dataset(rows))
    keys = pl.DataFrame({"queue": ["small"]})
    only = Selection(where=(("queue", ("small",)),))
    for selection in (EVERYTHING, only):
        days = by_day(data, CATALOGUE["contact_volume"], selection, keys)
        assert days is not None
        assert days.top[:, 0].tolist() == [20.0, 0.0, 0.0] * 20
