"""The pages find each thing that is planted in the sample, where and when it happens."""

from datetime import date, timedelta

import numpy as np
import pytest
from polars import col

from kpi_core.analysis.pairing import moves_first
from kpi_core.analysis.segments import board
from kpi_core.analysis.tail import hidden
from kpi_core.analysis.trend import trend
from kpi_core.analysis.verdict import BEYOND, Moved
from kpi_core.analysis.whatif import side_by_side
from kpi_core.data import Prepared
from kpi_core.definitions import DEFAULT
from kpi_core.model import Cadence
from kpi_core.rollup import open_ready
from kpi_core.view import Selection, View
from sample_data.load import kept
from sample_data.make import ensure
from sample_data.story import MIX_SHIFT, NIGHT_BREAK, SQUEEZE

QUEUE, SITE = ("queue", (NIGHT_BREAK.queue,)), ("location", (SQUEEZE.location,))
LAST = NIGHT_BREAK.until - timedelta(days=1)
FOLLOWS = SQUEEZE.since + timedelta(weeks=SQUEEZE.lag_weeks)
WEEK = timedelta(days=6)


@pytest.fixture(scope="module")
def sample() -> Prepared:
    return open_ready(kept(ensure()), DEFAULT)


def moved(data: Prepared, kpis: tuple[str, ...], selection: Selection, cadence: Cadence) -> dict[str, Moved]:
    """What the trend page says of the newest period of each of these KPIs."""
    found = trend(data, View(kpis=kpis, selection=selection, cadence=cadence)).moves
    return {m.kpi.key: m.verdict.kind for m in found if m.kpi.key in kpis}


def test_the_tail_names_the_night_queue_in_its_quarter_before_any_other_place(sample: Prepared) -> None:
    found = hidden(sample, View(focus="average_speed_of_answer", by=("queue",)))
    assert f"The average hides {NIGHT_BREAK.queue} in Q1 2026" in found.sentence
    assert found.places.row(0, named=True)["segment"] == NIGHT_BREAK.queue


def test_segments_name_the_night_queue_while_it_fails_and_not_in_the_quarters_before_and_after(
    sample: Prepared,
) -> None:
    highest = {}
    for since, until in (
        (date(2025, 10, 1), date(2025, 12, 31)), (NIGHT_BREAK.since, LAST), (date(2026, 4, 1), date(2026, 6, 24)),
    ):  # fmt: skip
        cut = Selection(since=since, until=until, where=(("channel", ("Voice",)),))
        rows = board(sample, View(focus="abandonment_rate", by=("queue",), selection=cut)).found.frame
        highest[since] = rows.filter(col("apart") == Moved.UP)["queue"].to_list()
    assert highest[NIGHT_BREAK.since][0] == NIGHT_BREAK.queue
    assert [since for since, named in highest.items() if NIGHT_BREAK.queue in named] == [NIGHT_BREAK.since]


def test_the_trend_names_the_first_month_of_the_night_that_failed(sample: Prepared) -> None:
    kpis = ("service_level", "abandonment_rate", "average_speed_of_answer")
    before, first = (
        moved(sample, kpis, Selection(until=d, where=(QUEUE,)), Cadence.MONTH)
        for d in (date(2025, 12, 31), date(2026, 1, 31))
    )
    assert not set(before.values()) & set(BEYOND)
    assert first == dict(zip(kpis, (Moved.DOWN, Moved.UP, Moved.UP), strict=True))


def test_the_trend_names_the_week_of_the_squeeze_and_repeats_only_three_weeks_later(sample: Prepared) -> None:
    kpis = ("average_handle_time", "first_contact_resolution", "repeat_contact_rate")
    first, follows = (
        moved(sample, kpis, Selection(until=d + WEEK, where=(SITE,)), Cadence.WEEK) for d in (SQUEEZE.since, FOLLOWS)
    )
    assert first == dict(zip(kpis, (Moved.DOWN, Moved.NONE, Moved.NONE), strict=True))
    assert (follows["first_contact_resolution"], follows["repeat_contact_rate"]) == (Moved.DOWN, Moved.UP)


def test_segments_name_the_squeezed_site_in_the_month_in_which_each_of_the_two_moves(sample: Prepared) -> None:
    for key, until in (("average_handle_time", date(2025, 9, 30)), ("first_contact_resolution", date(2025, 10, 31))):
        view = View(focus=key, by=("location",), cadence=Cadence.MONTH, selection=Selection(until=until))
        rows = board(sample, view).found.frame
        fallen = rows.filter(col("signal") == Moved.DOWN).sort("change")
        assert fallen["location"][0] == SQUEEZE.location, key


def test_a_pair_stands_closest_together_at_the_lag_that_is_planted(sample: Prepared) -> None:
    def alike(lag: int) -> float:
        view = View(
            focus="average_handle_time", against="repeat_contact_rate", lag=lag, selection=Selection(where=(SITE,))
        )
        points = moves_first(sample, view).pairing.points
        return float(np.corrcoef(points["lead"], points["lag"])[0, 1])

    found = {lag: alike(lag) for lag in range(7)}
    assert min(found, key=lambda lag: found[lag]) == SQUEEZE.lag_weeks
    assert found[SQUEEZE.lag_weeks] < -0.7


def test_two_cuts_show_that_the_total_falls_while_each_channel_with_a_target_rises(sample: Prepared) -> None:
    said = {}
    for channel in (None, MIX_SHIFT.away_from, MIX_SHIFT.towards):
        where = (("channel", (channel,)),) if channel else ()
        summer = Selection(since=date(2025, 7, 1), until=date(2025, 9, 30), where=where)
        winter = Selection(since=date(2026, 1, 1), until=date(2026, 3, 31), where=where)
        view = View(kpis=("service_level",), selection=summer, other=winter)
        said[channel] = side_by_side(sample, view).sentence
    assert "worse: service level" in said[None]
    assert all("better: service level" in said[c] for c in (MIX_SHIFT.away_from, MIX_SHIFT.towards))


def test_segments_name_the_channels_that_the_mix_moves_between(sample: Prepared) -> None:
    view = View(
        focus="contact_volume", by=("channel",), cadence=Cadence.QUARTER, selection=Selection(until=date(2026, 3, 31))
    )
    signal = dict(board(sample, view).found.frame.select("channel", "signal").iter_rows())
    assert (signal[MIX_SHIFT.away_from], signal[MIX_SHIFT.towards]) == (Moved.DOWN, Moved.UP)
