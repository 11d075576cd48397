"""The trend: what enters the sentence, what is drawn, what is left out and said."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from kpi_core.analysis.trend import Trend, trend
from kpi_core.analysis.trend.scope import MOST_POINTS
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.errors import BadInput
from kpi_core.measure import default_view
from kpi_core.model import Cadence
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.rows import Row, contacts, dataset

RATE = CATALOGUE["answer_rate"]

MONDAY = datetime(2026, 1, 5, 10)


def _calls(weeks: list[tuple[int, int]], channel: str = "voice", start: datetime = MONDAY) -> list[Row]:
    """Return calls by week: how many, and how many of them were abandoned; each week has its first and last day."""
    rows = []
    for w, (n, lost) in enumerate(weeks):
        for i in range(n):
            at = start + timedelta(days=7 * w + (i % 7), minutes=i % 500)
            outcome = "abandoned" if i < lost else "answered"
            rows.append({"at": at, "channel": channel, "outcome": outcome, "direction": "inbound", "wait_s": 30.0})
    return rows


def _data(rows: list[Row]) -> Prepared:
    return prepare(dataset(rows))


def test_weeks_without_contacts_are_not_passed_over_as_if_they_were_not_there() -> None:
    early = _calls([(210, 20)] * 12)
    late = _calls([(210, 100)], start=MONDAY + timedelta(weeks=15))
    data = _data(early + late)
    said = trend(data, _view(data, "abandonment_rate")).sentence
    assert said.startswith(
        "In the week of 20 Apr 2026, against the 12 weeks before: abandonment rate rose from 9.5% to"
    )


def _view(data: Prepared, *kpis: str, **said: object) -> View:
    return replace(default_view(data, kpis), **said)  # type: ignore[arg-type]


def _points(result: Trend, panel: int = 0) -> list[dict[str, object]]:
    points = result.panels[panel].points
    assert points is not None
    return points.to_dicts()


def test_an_unfinished_week_never_enters_the_sentence() -> None:
    rows = _calls([(400, 40)] * 13) + _calls([(40, 40)], start=MONDAY + timedelta(weeks=13))[:3]
    data = _data(rows)
    result = trend(data, _view(data, "abandonment_rate"))
    assert "week of 30 Mar 2026" in result.sentence
    assert "nothing moved by more than chance" in result.sentence
    last = _points(result)[-1]
    assert last["hollow"]
    assert last["line"] is None


def test_a_real_change_is_said_with_both_values() -> None:
    data = _data(_calls([(400, 20)] * 12 + [(400, 120)]))
    assert "abandonment rate rose from 5.0% to 30.0%" in trend(data, _view(data, "abandonment_rate")).sentence


def test_few_contacts_are_too_few_to_tell_and_grey() -> None:
    data = _data(_calls([(20, 1)] * 12 + [(20, 10)]))
    result = trend(data, _view(data, "abandonment_rate"))
    assert "too few contacts to tell" in result.sentence
    assert "fewer than 30" in result.legend


def test_a_count_that_fell_to_few_fell() -> None:
    later = _calls([(3, 0)], start=MONDAY + timedelta(weeks=13))  # so that the week of twenty is over
    data = _data(_calls([(500, 0)] * 12 + [(20, 0)]) + later)
    assert "contact volume fell from 500 to 20" in trend(data, _view(data, "contact_volume")).sentence


def test_fewer_than_twelve_finished_periods_are_too_early_to_tell() -> None:
    said = [
        trend(data, _view(data, "abandonment_rate")).sentence
        for data in (_data(_calls([(400, 20)] * n + [(400, 120)])) for n in (10, 11))
    ]
    assert "too early to tell for abandonment rate 30.0%: that takes 12 finished weeks" in said[0]
    assert "abandonment rate rose from 5.0% to 30.0%" in said[1]


def test_what_would_have_shown_stands_beside_the_picture() -> None:
    data = _data(_calls([(400, 40)] * 13))
    shown = trend(data, _view(data, "abandonment_rate")).panels[0].latest
    # 12 weeks of 400 with 10 %: 0.1 +- t(6.82, 97.5 %) = 2.378 times sqrt(0.09 / 400 * 13 / 12) = 0.01561
    assert shown.endswith("400 contacts. Below 6.3% or above 13.7% would have shown")


def test_a_month_of_fewer_days_is_no_fall() -> None:
    start = datetime(2025, 1, 1, 9)
    rows = [{"at": start + timedelta(hours=6 * i), "channel": "voice"} for i in range(4 * (365 + 59))]
    data = _data(rows)
    said = trend(data, _view(data, "contact_volume", cadence=Cadence.MONTH))
    assert "nothing moved by more than chance (contact volume 112)" in said.sentence


def test_a_month_that_is_held_against_a_longer_one_is_so_by_day() -> None:
    """February 2026 stands beside January 2025, thirteen months before: four contacts a day in both."""
    start, days = datetime(2024, 1, 1, 3), 366 + 365 + 59
    data = _data([{"at": start + timedelta(hours=6 * i), "channel": "voice"} for i in range(4 * days)])
    since = Selection(since=date(2025, 2, 1))
    (move,) = trend(
        data, _view(data, "contact_volume", cadence=Cadence.MONTH, selection=since, compare="previous")
    ).moves
    assert move.verdict.against == date(2025, 1, 1)
    assert (move.now["value"], move.then["value"]) == (112, pytest.approx(112))


def test_days_are_compared_with_the_same_weekday() -> None:
    data = _data(_calls([(700, 70), (700, 70)]))
    said = trend(data, _view(data, "abandonment_rate", cadence=Cadence.DAY)).sentence
    assert "the same weekday a week before" in said


def test_the_range_before_stands_beside_its_place() -> None:
    data = _data(_calls([(400, 20), (400, 20), (400, 120), (400, 120)]))
    view = _view(data, "abandonment_rate", selection=Selection(since=date(2026, 1, 19)), compare="previous")
    points = _points(trend(data, view))
    assert [(p["y"], p["b"]) for p in points] == [(0.3, 0.05), (0.3, 0.05)]


def test_nothing_to_compare_with_is_said() -> None:
    data = _data(_calls([(400, 20), (400, 20)]))
    said = trend(data, _view(data, "abandonment_rate", compare="year")).remarks
    assert any("nothing to compare with" in r for r in said)


def test_a_split_draws_the_largest_and_names_the_others() -> None:
    rows = [r for i in range(11) for r in _calls([(80 + i, 8), (80 + i, 8)], channel=f"line {i:02}")]
    data = _data(rows)
    result = trend(data, _view(data, "abandonment_rate", by=("channel",)))
    assert {p["s"] for p in _points(result)} == {f"line {i:02}" for i in range(3, 11)}
    assert any("line 00, line 01, line 02" in r or "line 02, line 01, line 00" in r for r in result.remarks)
    assert "by channel among the 8 drawn: abandonment rate does not differ by more than chance" in result.sentence


def test_no_chart_holds_more_points_than_the_cap_and_the_cap_is_said() -> None:
    start = datetime(2015, 1, 1, 9)
    rows = [{"at": start + timedelta(days=i), "channel": "voice"} for i in range(2500)]
    data = _data(rows)
    result = trend(data, _view(data, "contact_volume", cadence=Cadence.DAY))
    assert len(_points(result)) == MOST_POINTS
    assert any("choose week" in r for r in result.remarks)


def test_a_kpi_that_cannot_be_given_says_why_and_the_others_stand() -> None:
    data = _data(_calls([(100, 5), (100, 5)]))
    result = trend(data, _view(data, "nps", "abandonment_rate"))
    assert [bool(p.why_not) for p in result.panels] == [True, False]
    assert "needs" in str(result.panels[0].why_not)


def test_speed_brings_satisfaction_and_resolution_with_it() -> None:
    data = prepare(dataset(contacts(600)))
    result = trend(data, _view(data, "average_handle_time"))
    assert [p.kpi.key for p in result.panels] == ["average_handle_time", "csat", "first_contact_resolution"]
    assert [p.because_of for p in result.panels] == [None, "Average handle time", "Average handle time"]


def test_an_empty_selection_says_what_to_do() -> None:
    data = _data(_calls([(100, 5)]) + _calls([(1, 0)], channel="chat", start=MONDAY + timedelta(days=30)))
    view = _view(
        data, "abandonment_rate", selection=Selection(where=(("channel", ("chat",)),), until=date(2026, 1, 10))
    )
    with pytest.raises(BadInput, match="widen the dates"):
        trend(data, view)


def test_labels_stay_labels() -> None:
    names = ["a:Q", "a.b", "a[0]", "datum.x", "<b>", "x" * 300]
    data = _data([r for n in names for r in _calls([(40, 4), (40, 4)], channel=n)])
    result = trend(data, _view(data, "abandonment_rate", by=("channel",)))
    points = result.panels[0].points
    assert points is not None
    assert set(points.columns).isdisjoint(names)
    assert points["s"].str.len_chars().max() == 120


def test_the_table_holds_the_numbers_of_the_chart() -> None:
    data = _data(_calls([(400, 20), (400, 120)]))
    panel = trend(data, _view(data, "abandonment_rate")).panels[0]
    assert panel.table is not None
    row = panel.table.filter(pl.col("period") == "week of 12 Jan 2026").to_dicts()[0]
    assert (row["value"], row["n"], row["numerator"], row["denominator"]) == (30.0, 400, 120.0, 400.0)


def test_days_of_the_range_before_are_those_of_the_same_weekday() -> None:
    """Weekends are quiet: a March of 31 days is shifted by five weeks, and no Saturday stands beside a Wednesday."""
    start = datetime(2025, 12, 1, 9)
    rows = [
        {"at": start + timedelta(days=d, minutes=i), "channel": "voice", "outcome": "answered"}
        for d in range(31 + 31 + 28 + 31)
        for i in range(10 if (start + timedelta(days=d)).weekday() < 5 else 2)
    ]
    data = _data(rows)
    march = Selection(since=date(2026, 3, 1), until=date(2026, 3, 31))
    found = trend(data, _view(data, "contact_volume", cadence=Cadence.DAY, selection=march, compare="previous"))
    points = _points(found)
    assert [p["y"] for p in points] == [p["b"] for p in points]
    assert {p["x"].weekday(): p["b"] for p in points}[5] == 2  # type: ignore[attr-defined]
    assert "It is compared with what lies 5 weeks earlier" in "".join(found.remarks)


def test_a_month_stands_beside_another_as_if_it_had_as_many_days() -> None:
    start, days = datetime(2024, 1, 1, 3), 366 + 365 + 59
    rows = [{"at": start + timedelta(hours=6 * i), "channel": "voice"} for i in range(4 * days)]
    rows += [{"at": datetime(2026, 2, 10, 3), "channel": "voice"}] * 100
    data = _data(rows)
    only = Selection(since=date(2025, 2, 1))
    found = trend(data, _view(data, "contact_volume", cadence=Cadence.MONTH, selection=only, compare="previous"))
    last = _points(found)[-1]
    assert (last["y"], last["b"]) == (212, pytest.approx(112))
    assert last["tip"]["Compared with"] == "112 (Jan 2025, as in 28 days)"  # type: ignore[index]
    assert found.sentence.startswith(
        "In Feb 2026, against its place in the range before, Jan 2025 (31 days, not 28; counts as they would be in "
        "28 days): contact volume rose from 112 to 212"
    )
    assert "Dashed line: what it is compared with, counts as in as many days." in found.legend


def test_a_rare_outcome_is_too_few_and_not_the_contacts() -> None:
    data = _data(_calls([(400, 1)] * 12 + [(400, 3)]))
    said = trend(data, _view(data, "abandonment_rate")).sentence
    assert said.endswith("too few to tell for abandonment rate: only 3 of the 400 contacts count as 'abandoned'.")


def test_lines_that_do_not_differ_say_how_far_apart_would_have_shown() -> None:
    rows = [r for name in ("chat", "voice") for r in _calls([(400, 40), (400, 40)], channel=name)]
    data = _data(rows)
    said = trend(data, _view(data, "abandonment_rate", by=("channel",))).sentence
    assert "abandonment rate does not differ by more than chance (" in said
    assert said.endswith(" points apart would have shown).")
