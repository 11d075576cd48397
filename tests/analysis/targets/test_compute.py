"""Targets from the own baseline, worked by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from kpi_core.analysis.targets import proposals, taken
from kpi_core.catalogue import BENCHMARKS, CATALOGUE, NUMBERS
from kpi_core.data import Prepared
from kpi_core.definitions import DEFAULT, Target, parse, to_toml, version_of
from kpi_core.errors import CannotAnswer
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.rows import dataset

FIRST = datetime(2026, 1, 1, 12)  # the first quarter has 90 days, the second 91


def daily(days: int, in_time: Any, definitions: str = "") -> Prepared:
    """Ten answered calls a day, of which `in_time(day)` within 20 seconds."""
    rows = [
        {"at": FIRST + timedelta(days=d, minutes=i), "outcome": "answered", "channel": "voice", "direction": None,
         "wait_s": 5.0 if i < in_time(d) else 50.0}
        for d in range(days) for i in range(10)
    ]  # fmt: skip
    return prepare(dataset(rows), parse(definitions))


SERVICE = CATALOGUE["service_level"]


def test_the_unfinished_quarter_proposes_nothing() -> None:
    """8 of 10 in the first quarter, 6 in the second, 1 in the third, which has ten days only."""
    found = proposals(daily(191, lambda d: 8 if d < 90 else 6 if d < 181 else 1), SERVICE, View())
    level, best, copied = found
    assert level.target.value == pytest.approx((90 * 8 + 91 * 6) / 1810)
    assert best.target == Target("service_level", 0.8)
    # Weeks from Monday 5 January on: 12 whole ones of 80% to 29 March, one with 30 and 31 March in it
    assert (best.met, best.weeks) == (12, 25)
    assert (copied.target.value, copied.target.copied) == (0.8, "My AI Front Desk")
    assert copied.words == "Copied benchmark, My AI Front Desk: 80.0%, met in 12 of 25 weeks"


def test_a_target_of_one_channel_holds_for_that_channel() -> None:
    data = daily(181, lambda _day: 8)
    found = proposals(data, SERVICE, View(selection=Selection(where=(("channel", ("voice",)),))))
    assert {p.target.scope for p in found} == {(("channel", "voice"),)}
    assert {p.target.scope for p in proposals(data, SERVICE, View())} == {()}


def test_a_count_and_another_unit_take_no_proposal() -> None:
    rows = [{"at": FIRST + timedelta(days=d), "outcome": "answered", "csat": 4.0, "escalation_required": True,
             "escalation_documented": False, "escalated_in_time": True,
             "escalation_right_place": True} for d in range(181)]  # fmt: skip
    data = prepare(dataset(rows))
    with pytest.raises(CannotAnswer, match="another unit"):
        proposals(data, CATALOGUE["csat"].as_variant("mean"), View())
    assert proposals(data, CATALOGUE["csat"], View())
    with pytest.raises(CannotAnswer, match="is a count"):
        proposals(data, CATALOGUE["escalation_breaches"], View())


def test_where_less_is_better_the_lowest_is_best() -> None:
    found = proposals(daily(181, lambda d: 8 if d < 90 else 6), CATALOGUE["queue_delay"], View())
    assert found[1].target.value == 14.0


def test_without_a_complete_quarter_or_a_good_direction_there_is_none() -> None:
    data = daily(40, lambda _day: 5)
    with pytest.raises(CannotAnswer, match="no complete quarter"):
        proposals(data, SERVICE, View())
    with pytest.raises(CannotAnswer, match="gives context"):
        proposals(data, CATALOGUE["contact_volume"], View())


def test_every_number_of_a_benchmark_stands_in_its_words() -> None:
    for key, numbers in NUMBERS.items():
        for value, source in numbers:
            said = " ".join(w for w, s in BENCHMARKS[key] if s == source)
            assert any(f"{value * by:g}" in said for by in (1, 100, 1 / 60)), (key, value)


def test_a_target_takes_the_place_of_the_one_before() -> None:
    one = taken(DEFAULT, Target("csat", 0.8, action="Call back the unhappy ones"))
    two = taken(one, Target("csat", 0.9, copied="CallZent", action="Same"))
    assert [t.value for t in two.targets] == [0.9]
    assert parse(to_toml(two)) == two
    both = taken(taken(one, Target("nps", 1.0)), Target("csat", 0.7, scope=(("queue", "Night"),)))
    assert version_of(parse(to_toml(both))) == version_of(both)
