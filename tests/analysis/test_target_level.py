"""A value against its target: the figures of the design's status, and what may not be judged."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from kpi_core.analysis.segments import all_rows, board
from kpi_core.analysis.target_level import cut_of, level
from kpi_core.analysis.trend import trend
from kpi_core.analysis.verdict_text import SMALL
from kpi_core.analysis.whatif import side_by_side
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Dataset, Prepared
from kpi_core.definitions import Definitions, parse
from kpi_core.intake.rows.defaults import complete
from kpi_core.model import Cadence, Fact
from kpi_core.prepare import prepare
from kpi_core.statistics.intervals import wilson
from kpi_core.view import Selection, View

TARGETS = """
[[target]]
kpi = "service_level"
value = 0.8

[[target]]
kpi = "service_level"
value = 0.9
from = 2026-03-01
channel = "voice"
action = "two more agents from 8 to 10"

[[target]]
kpi = "average_handle_time"
value = 400
low = 200
"""


def row(hits: int, n: int, **more: Any) -> dict[str, Any]:
    low, high = (float(v[0]) for v in wilson(np.array([float(hits)]), np.array([float(n)])))
    return {"value": hits / n, "low": low, "high": high, "n": n, "complete": True, "mature": True, **more}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (row(85, 100), "not certain"),  # 0.7672 to 0.9069, statistics.md
        (row(850, 1000), "met"),
        (row(750, 1000), "missed"),
        (row(20, 20), "too few"),
        (row(750, 1000, complete=False), "not judged yet"),
        (row(750, 1000, mature=False), "not judged yet"),
    ],
)
def test_a_target_is_met_when_the_whole_range_is_on_its_good_side(found: dict[str, Any], words: str) -> None:
    at = level(parse(TARGETS), CATALOGUE["service_level"], found, date(2026, 2, 1), ())
    assert at is not None
    assert at.words == words


@pytest.mark.parametrize(("low", "high", "words"), [
    (210, 390, "met"), (150, 190, "missed"), (410, 450, "missed"), (190, 300, "not certain"), (300, 410, "not certain"),
])  # fmt: skip
def test_a_band_has_two_bad_sides(low: float, high: float, words: str) -> None:
    found = {"value": (low + high) / 2, "low": low, "high": high, "n": 100}
    at = level(parse(TARGETS), CATALOGUE["average_handle_time"], found, date(2026, 1, 1), ())
    assert at is not None
    assert (at.words, at.text(CATALOGUE["average_handle_time"])) == (words, "3 m 20 s to 6 m 40 s")


def test_a_target_holds_from_its_day_on_and_in_its_cut() -> None:
    own, kpi = parse(TARGETS), CATALOGUE["service_level"]

    def value(day: date, cut: tuple[tuple[str, str], ...]) -> float | None:
        at = level(own, kpi, row(85, 100), day, cut)
        return at and at.target.value

    voice = (("channel", "Voice"),)
    assert value(date(2026, 2, 28), voice) == 0.8
    assert value(date(2026, 3, 1), voice) == 0.9
    assert value(date(2026, 3, 1), ()) == 0.8
    assert cut_of([("channel", ["voice"]), ("queue", ["a", "b"]), ("team", ["Red"])]) == (("channel", "voice"),)
    assert level(Definitions(), kpi, row(85, 100), date(2026, 1, 1), ()) is None
    assert level(own, kpi, row(85, 100), datetime(2026, 3, 1, 10), voice) is not None


def test_a_target_is_held_against_its_own_unit_and_where_a_direction_is_good() -> None:
    own = parse("[targets]\ncsat = 0.8\ncontact_volume = 100")
    found = {"value": 4.2, "low": 4.1, "high": 4.3, "n": 100}
    csat, day = CATALOGUE["csat"], date(2026, 1, 1)
    assert level(own, csat.as_variant("mean"), found, day, ()) is None
    assert level(own, csat, found, day, ()) is not None
    assert level(own, CATALOGUE["contact_volume"], found, day, ()) is None


@pytest.mark.parametrize("until", [None, date(2030, 1, 1)])
def test_a_target_that_begins_after_the_data_is_not_in_force(until: date | None) -> None:
    late = data('[[target]]\nkpi = "service_level"\nvalue = 0.9\nfrom = 2028-01-01')
    view = View(
        kpis=("service_level",), focus="service_level", by=(), cadence=Cadence.ALL, selection=Selection(until=until)
    )
    assert trend(late, view).panels[0].goal == ""
    assert "target" not in board(late, replace(view, by=("channel",))).table.columns


def data(definitions: str) -> Prepared:
    """Three months of two channels: voice is answered in time in 60 of 100 from March on, chat always."""
    rows = []
    for i in range(9_300):
        at = datetime(2026, 1, 1) + timedelta(minutes=14 * i)
        late = i % 10 < 4 and at >= datetime(2026, 3, 1)
        channel = "voice" if i % 2 else "chat"
        rows.append({"at": at, "channel": channel, "answered": True, "wait_s": 90.0 if late and channel == "voice" else
                     10.0})  # fmt: skip
    frame, assumptions = complete(pl.DataFrame(rows))
    dataset = Dataset(name="levels", fingerprint="0" * 16, tables={Fact.CONTACT: frame}, assumptions=assumptions)
    return prepare(dataset, parse(definitions))


def test_the_trend_draws_the_target_of_each_period_and_says_what_will_be_done() -> None:
    only = (("channel", ("voice",)),)
    shown = trend(data(TARGETS), View(kpis=("service_level",), cadence=Cadence.MONTH, selection=Selection(where=only)))
    panel = shown.panels[0]
    assert panel.points is not None
    assert panel.points["goal"].to_list() == [0.8, 0.8, 0.9, 0.9]
    march = trend(
        data(TARGETS), View(kpis=("service_level",), cadence=Cadence.WEEK, selection=Selection(where=only))
    ).panels[0]
    assert march.goal == "Target 90.0%: missed. To get there: two more agents from 8 to 10"
    assert march.table is not None
    assert march.table["level"][1] == "missed"
    assert march.table["level"][-1] == "not judged yet"  # the first week began before the data
    assert "Dotted line" in shown.legend
    assert trend(data(""), View(kpis=("service_level",), cadence=Cadence.MONTH)).panels[0].goal == ""


def test_each_group_of_the_leaderboard_stands_to_its_own_target() -> None:
    march = Selection(
        since=date(2026, 3, 1), until=date(2026, 3, 31)
    )  # over all months voice fell, and days that fall tell less for certain
    found = board(data(TARGETS), View(focus="service_level", by=("channel",), selection=march))
    assert found.table.select("segment", "target", "level").sort("segment").rows() == [
        ("chat", "80.0%", "met"), ("voice", "90.0%", "missed"),
    ]  # fmt: skip
    assert len(list(all_rows(found))) == 2


def test_a_change_below_the_smallest_worth_acting_on_is_said_to_be_so() -> None:
    voice, chat = ((("channel", (c,)),) for c in ("voice", "chat"))
    view = View(
        kpis=("service_level",),
        selection=Selection(since=date(2026, 3, 1), where=voice),
        other=Selection(where=chat),
    )
    assert side_by_side(data(""), view).panels[0].words == "better"
    least = data("[smallest_change]\nservice_level = 0.9")
    small = side_by_side(least, view)
    assert small.panels[0].words == SMALL
    instead = "service level (100.0% instead of 60.0%)"
    assert small.sentence == f"Cut B against cut A: more than chance but {SMALL}: {instead}."
    week = View(kpis=("service_level",), cadence=Cadence.WEEK, selection=Selection(until=date(2026, 3, 29)))
    moved = "service level went from 94.3% to 80.0%, more than chance but less than is worth acting on"
    assert trend(least, week).sentence == f"In the week of 23 Mar 2026, against the 11 weeks before: {moved}."
    both = board(least, View(focus="service_level", by=("channel",), cadence=Cadence.MONTH))
    assert dict(both.table.select("segment", "signal").iter_rows()) == {
        "voice": "too small to act on",
        "chat": "too few to tell: all of the 1,594 contacts count as 'answered within target'",
    }
