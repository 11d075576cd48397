"""Two cuts side by side: exact values, and an interval that is right when the cuts share contacts."""

from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure import compare_cuts
from kpi_core.prepare import prepare
from kpi_core.view import Selection
from tests import beside
from tests.asking import measured, why_not
from tests.rows import contacts, dataset

AT = datetime(2026, 1, 5, 10)


def answered(channel: str, yes: int, no: int) -> list[dict[str, Any]]:
    row = {"at": AT, "channel": channel}
    return [row | {"outcome": "answered"}] * yes + [row | {"outcome": "abandoned"}] * no


def keep(segment: str, *values: str) -> Selection:
    return Selection(where=((segment, values),))


def test_cuts_that_share_nothing_have_newcombes_interval() -> None:
    data = prepare(dataset(answered("a", 56, 14) + answered("b", 48, 32)))
    a, b = keep("channel", "a"), keep("channel", "b")
    row = compare_cuts(data, [CATALOGUE["answer_rate"]], a, b).frame.row(0, named=True)
    assert (row["n_a"], row["n_b"], row["shared"]) == (70, 80, 0)
    assert row["difference"] == pytest.approx(-0.2)
    assert (round(row["low"], 4), round(row["high"], 4)) == (-0.3339, -0.0524)


def test_the_bound_at_zero_of_each_side_does_not_narrow_their_difference() -> None:
    rows = [
        {"at": AT, "channel": c, "outcome": "answered", "wait_s": w}
        for c, w in (("a", 0.0), ("a", 100.0), ("b", 8.0), ("b", 12.0))
    ]
    one = [CATALOGUE["average_speed_of_answer"]], keep("channel", "b"), keep("channel", "a")
    row = compare_cuts(prepare(dataset(rows)), *one).frame.row(0, named=True)
    assert (row["low_a"], round(row["high_a"]), row["low_b"], round(row["high_b"])) == (0, 35, 0, 685)
    assert (round(row["low"]), round(row["high"])) == (-596, 676)  # 40 more, give or take 635 and 25


def test_a_cut_beside_itself_differs_by_exactly_nothing() -> None:
    data = prepare(beside.together(contacts(), beside.facts()))
    for kpi in CATALOGUE.values():
        row = compare_cuts(data, [kpi], Selection(), Selection()).frame.row(0, named=True)
        assert row["difference"] == 0, kpi.key
        if row["low"] is not None:
            assert abs(row["low"]) < 1e-9 > abs(row["high"]), kpi.key


def test_both_sides_equal_what_measure_gives() -> None:
    data = prepare(beside.together(contacts(), beside.facts()))
    for kpi in CATALOGUE.values():
        a, b = keep("channel", "voice", "chat"), Selection(without=(("channel", ("chat",)),))
        if why_not(data, kpi, where=a.where):  # its facts know no channel
            a, b = Selection(until=date(2025, 12, 31)), Selection(since=date(2025, 12, 1))
        row = compare_cuts(data, [kpi], a, b).frame.row(0, named=True)
        for name, cut in (("a", a), ("b", b)):
            days = {"since": cut.since, "until": cut.until}
            whole = measured(data, [kpi], where=cut.where, without=cut.without, **days).row(0, named=True)
            assert row[f"value_{name}"] == pytest.approx(whole["value"]), kpi.key
            assert row[f"n_{name}"] == whole["n"], kpi.key
            assert row[f"low_{name}"] == (whole["low"] if whole["low"] is None else pytest.approx(whole["low"]))


def test_the_interval_of_overlapping_cuts_holds_the_truth_as_often_as_it_says() -> None:
    """Everything beside everything without one channel, 400 times; the truth is known."""
    rng = np.random.default_rng(5)
    p = {"a": 0.9, "b": 0.6}
    truth = p["a"] - (300 * p["a"] + 100 * p["b"]) / 400
    held = 0
    for _ in range(400):
        yes = {c: int(rng.binomial(n, p[c])) for c, n in (("a", 300), ("b", 100))}
        data = prepare(dataset(answered("a", yes["a"], 300 - yes["a"]) + answered("b", yes["b"], 100 - yes["b"])))
        without = Selection(without=(("channel", ("b",)),))
        row = compare_cuts(data, [CATALOGUE["answer_rate"]], Selection(), without).frame.row(0, named=True)
        held += row["low"] <= truth <= row["high"]
    assert 0.92 < held / 400 < 0.98


def test_an_overlapping_difference_is_known_better_than_two_separate_ones() -> None:
    data = prepare(dataset(answered("a", 270, 30) + answered("b", 60, 40)))
    row = compare_cuts(data, [CATALOGUE["answer_rate"]], Selection(), keep("channel", "a")).frame.row(0, named=True)
    apart = np.hypot(row["high_a"] - row["low_a"], row["high_b"] - row["low_b"])
    assert row["high"] - row["low"] < apart


def test_an_empty_cut_says_which_one() -> None:
    data: Prepared = prepare(dataset(answered("a", 1, 1)))
    empty = Selection(where=(("channel", ("a",)),), without=(("channel", ("a",)),))
    with pytest.raises(BadInput, match="Cut B holds no contact"):
        compare_cuts(data, [CATALOGUE["answer_rate"]], Selection(), empty)


def test_an_outcome_cannot_choose_the_contacts_to_compare() -> None:
    data = prepare(dataset(contacts()))
    with pytest.raises(CannotAnswer, match="miss_reason"):
        compare_cuts(data, [CATALOGUE["answer_rate"]], Selection(), keep("miss_reason", "misrouted"))


def test_what_one_of_the_cuts_cannot_answer_is_said_and_left_out() -> None:
    data = prepare(dataset(answered("a", 3, 1) + answered("b", 1, 1)))
    kpis = [CATALOGUE["csat"], CATALOGUE["answer_rate"]]
    found = compare_cuts(data, kpis, Selection(), keep("channel", "a"))
    assert [k.key for k in found.kpis] == found.frame["kpi"].to_list() == ["answer_rate"]
    assert [k.key for k in found.refused] == ["csat"]
    with pytest.raises(CannotAnswer, match="csat"):
        compare_cuts(data, kpis[:1], Selection(), keep("channel", "a"))
