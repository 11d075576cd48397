"""The leaderboard ranks what can be ranked, and calls a change a change only when it is more than noise."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from polars import col

from kpi_core.analysis.segments import board, choices
from kpi_core.analysis.segments.compute import heat_map, segments
from kpi_core.analysis.trend import trend
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.errors import CannotAnswer
from kpi_core.model import Cadence
from kpi_core.prepare import prepare
from kpi_core.view import View
from tests.asking import measured
from tests.rows import contacts, dataset

MONDAY = datetime(2026, 1, 5, 10)
ANSWER = CATALOGUE["answer_rate"]


def week(number: int, team: str, yes: int, no: int) -> list[dict[str, Any]]:
    at = MONDAY + timedelta(weeks=number)
    rows = [{"at": at, "team": team, "outcome": "answered"}] * yes + [
        {"at": at, "team": team, "outcome": "abandoned"}
    ] * no
    return [*rows, {"at": at + timedelta(days=6), "team": "filler", "outcome": "answered"}]


def data(*weeks: list[dict[str, Any]]) -> Prepared:
    return prepare(dataset([row for rows in weeks for row in rows]))


def test_the_best_comes_first_and_too_few_come_last() -> None:
    rows = data(week(0, "good", 90, 10), week(0, "bad", 50, 50), week(0, "tiny", 3, 0))
    found = segments(rows, ANSWER, View(by=("team",)))
    assert found.frame["team"].to_list()[:2] == ["good", "bad"]
    assert found.frame["few"].to_list() == [False, False, True, True]


def test_the_whole_is_the_pooled_value() -> None:
    rows = prepare(dataset(contacts()))
    found = segments(rows, ANSWER, View(by=("channel",)))
    assert found.whole["value"][0] == measured(rows, [ANSWER])["value"][0]
    assert found.frame["share"].sum() == pytest.approx(1)


def test_a_count_that_fell_to_few_is_a_signal() -> None:
    rows = data(
        week(0, "fell", 500, 0),
        week(1, "fell", 20, 0),
        week(0, "gone", 60, 0),
        week(0, "few", 9, 0),
        week(1, "few", 1, 0),
    )
    frame = segments(rows, CATALOGUE["contact_volume"], View(by=("team",), cadence=Cadence.WEEK)).frame
    assert dict(frame.select("team", "signal").iter_rows()) == {
        "fell": "down",
        "gone": "down",
        "few": "few",
        "filler": "few",
    }


def test_the_parts_of_an_outcome_share_one_base_which_is_counted_once() -> None:
    base = {"outcome": "answered", "eligible": True, "reached_next_step": False}
    rows = [
        base | {"at": MONDAY + timedelta(hours=6 * i), "miss_reason": ("a", "b", "b", None)[i % 4]} for i in range(80)
    ]
    found = prepare(dataset(rows))
    view = View(focus="missed_opportunity_rate", kpis=("missed_opportunity_rate",), by=("miss_reason",))
    shown = board(found, view)
    mature = [r for r in rows if r["at"] < rows[-1]["at"] - timedelta(days=7)]
    named = sum(r["miss_reason"] is not None for r in mature)
    assert shown.methods[0] == f"Counted. {len(mature)} contacts in 3 values of miss reason"
    assert f"Left out. {80 - len(mature)} contacts that are too young to judge" in shown.methods
    shares = dict(shown.found.frame.select("miss_reason", "share").iter_rows())
    assert shares["a"] == pytest.approx(sum(r["miss_reason"] == "a" for r in mature) / named)
    assert shares[None] == 0
    assert trend(found, view).panels[0].young == 80 - len(mature)


def test_a_change_is_a_signal_only_when_its_interval_leaves_out_zero() -> None:
    rows = data(week(0, "fell", 95, 5), week(1, "fell", 60, 40), week(0, "same", 80, 20), week(1, "same", 78, 22))
    frame = segments(rows, ANSWER, View(by=("team",), cadence=Cadence.WEEK)).frame
    signal = dict(frame.select("team", "signal").iter_rows())
    assert signal["fell"] == "down"
    assert signal["same"] == "none"


def test_an_unfinished_period_never_enters_a_change() -> None:
    cut = week(2, "a", 1, 99)[:-1]  # the week's Monday only
    found = segments(data(week(0, "a", 90, 10), week(1, "a", 90, 10), cut), ANSWER, View(by=("team",)))
    assert [str(p) for p in found.periods or ()] == ["2026-01-05", "2026-01-12"]
    row = next(r for r in found.frame.iter_rows(named=True) if r["team"] == "a")
    assert row["change"] == 0


def test_two_segments_can_be_crossed() -> None:
    rows = prepare(dataset(contacts()))
    frame = segments(rows, ANSWER, View(by=("channel", "team"))).frame
    assert {"channel", "team"} <= set(frame.columns)
    assert frame["n"].sum() == measured(rows, [ANSWER])["n"][0]


@pytest.mark.parametrize("sort", ["value", "change", "n", "name"])
def test_every_sort_keeps_every_row(sort: str) -> None:
    rows = prepare(dataset(contacts()))
    frame = segments(rows, ANSWER, View(by=("channel",)), sort=sort).frame
    assert frame.height == 4
    if sort == "n":
        assert frame["n"].to_list() == sorted(frame["n"], reverse=True)


def test_without_a_segment_it_says_what_to_choose() -> None:
    with pytest.raises(CannotAnswer, match="Choose a segment"):
        segments(prepare(dataset(contacts())), ANSWER, View())


def test_access_offers_no_cut_by_agent() -> None:
    rows = prepare(dataset(contacts()))
    assert "agent" not in choices(rows, ANSWER)
    assert "agent" in choices(rows, CATALOGUE["average_handle_time"])


def test_the_heat_map_adds_up_to_the_whole() -> None:
    rows = prepare(dataset(contacts()))
    assert heat_map(rows, ANSWER, View())["numerator"].sum() == measured(rows, [ANSWER])["numerator"][0]


def test_a_count_of_a_shorter_month_rises_from_what_it_would_have_been() -> None:
    """Ten contacts a day in January, eleven in February: fewer in all, and no fall."""
    rows = [
        {"at": datetime(2026, 1, 1, 9) + timedelta(days=d, minutes=i), "team": team}
        for d in range(59)
        for team, many in (("one", 30 if d < 31 else 33), ("two", 30))
        for i in range(many)
    ]
    data = prepare(dataset(rows))
    view = View(focus="contact_volume", by=("team",), cadence=Cadence.MONTH)
    found = board(data, view)
    one = found.found.frame.filter(col("team") == "one").row(0, named=True)
    assert (one["now"], one["before"], one["change"]) == (924, pytest.approx(840, abs=0.5), pytest.approx(84, abs=0.5))
    assert found.periods == ("Jan 2026, as on the days of Feb 2026", "Feb 2026")
