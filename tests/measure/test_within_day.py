"""Hours and parts of them: what a clock does in spring and autumn, where the data end, what cannot be told."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from kpi_core.analysis.pairing import moves_first
from kpi_core.analysis.pairing.compute import pairing
from kpi_core.analysis.segments import board
from kpi_core.analysis.tail import hidden
from kpi_core.analysis.trend import trend
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Dataset, Prepared
from kpi_core.definitions import Definitions
from kpi_core.errors import CannotAnswer
from kpi_core.intake.rows.defaults import complete
from kpi_core.measure import longest, offered
from kpi_core.model import Cadence, Fact, doubled, on_the_clock
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.asking import measured

VOLUME = CATALOGUE["contact_volume"]


def data(
    times: list[datetime],
    zone: str | None = "Europe/Zurich",
    definitions: Definitions | None = None,
    *,
    keys: bool = False,
) -> Prepared:
    rows = [{"at": t, "channel": "voice", "queue": f"Q{i % 2}", "answered": i % 5 > 0, "wait_s": float(i % 40)}
            for i, t in enumerate(times)]  # fmt: skip
    frame = pl.DataFrame(rows)
    if keys:
        frame = frame.with_columns(customer_key=pl.int_range(pl.len()).cast(pl.String))
    frame, assumptions = complete(frame)
    dataset = Dataset(
        name="hours", fingerprint="0" * 16, tables={Fact.CONTACT: frame}, assumptions=assumptions, timezone=zone
    )
    return prepare(dataset, definitions or Definitions())


def each(first: datetime, last: datetime, minutes: int) -> list[datetime]:
    return pl.datetime_range(first, last, f"{minutes}m", eager=True).to_list()


def counts(found: Prepared, cadence: Cadence) -> dict[datetime, tuple[int, bool]]:
    frame = measured(found, [VOLUME], cadence=cadence)
    return {r["period"]: (int(r["value"]), r["complete"]) for r in frame.to_dicts()}


@pytest.mark.parametrize("cadence", [c for c in Cadence if c.minutes])
@pytest.mark.parametrize("last", [datetime(2026, 1, 5, 10), datetime(2026, 1, 5, 8)])
def test_a_last_contact_on_the_stroke_of_the_hour_is_counted(cadence: Cadence, last: datetime) -> None:
    times = [datetime(2026, 1, 5, 8), last]
    found = counts(data(times), cadence)
    assert sum(n for n, _ in found.values()) == len(times)
    assert not found[last][1]


def test_a_contact_at_a_time_that_the_clock_skips_is_counted() -> None:
    times = [datetime(2026, 3, 29, h, 30) for h in (1, 2, 3)]
    assert [n for n, _ in counts(data(times), Cadence.HOUR).values()] == [1, 1, 1]


def test_contacts_fall_in_their_hour_and_an_hour_without_any_is_a_zero() -> None:
    day = datetime(2026, 1, 5)
    times = [day.replace(hour=8, minute=m) for m in (0, 29, 30, 59)] + [day.replace(hour=11, minute=15)]
    assert counts(data(times), Cadence.HOUR) == {
        day.replace(hour=8): (4, True),
        day.replace(hour=9): (0, True),
        day.replace(hour=10): (0, True),
        day.replace(hour=11): (1, False),  # the data end in it
    }
    assert counts(data(times), Cadence.HALF_HOUR)[day.replace(hour=8, minute=30)] == (2, True)
    assert counts(data(times), Cadence.QUARTER_HOUR)[day.replace(hour=8, minute=45)] == (1, True)


def test_the_hour_that_the_clock_skips_in_spring_is_no_gap() -> None:
    times = [t for t in each(datetime(2026, 3, 28, 22), datetime(2026, 3, 29, 6), 20) if t.hour != 2]
    found = counts(data(times), Cadence.HOUR)
    assert datetime(2026, 3, 29, 2) not in found
    assert min(n for n, whole in found.values() if whole) == 3
    without_zone = counts(data(times, zone=None), Cadence.HOUR)
    assert without_zone[datetime(2026, 3, 29, 2)] == (0, True)  # nothing says that the clock skipped it


@pytest.mark.parametrize(
    ("day", "lag", "leads", "lags"),
    [
        (date(2026, 3, 29), 1, [0, 1, 3, 4], [1, 3, 4, 5]),  # no 2:00
        (date(2026, 3, 29), 3, [0, 1, 3, 4], [4, 5, 6, 7]),
        (date(2026, 10, 25), 1, [0, 1, 2, 3], [1, 2, 3, 4]),  # 2:00 holds two hours
        (date(2026, 10, 24), 3, [0, 1, 2, 3], [3, 4, 5, 6]),
    ],
)
def test_pairs_by_the_hour_stand_the_lag_apart_when_the_clock_changes(
    day: date, lag: int, leads: list[int], lags: list[int]
) -> None:
    start = datetime.combine(day, datetime.min.time())
    times = [t for t in each(start, start + timedelta(hours=12), 5) if day.month != 3 or t.hour != 2]
    speed = CATALOGUE["average_speed_of_answer"]
    found = pairing(data(times, "Europe/Amsterdam"), speed, speed, View(cadence=Cadence.HOUR), shift=lag).points
    assert [t.hour for t in found["lead_period"].head(4)] == leads
    assert [t.hour for t in found["period"].head(4)] == lags


def test_a_period_of_which_the_clock_skips_a_part_exists() -> None:
    start = datetime(2026, 3, 29, 2)
    assert on_the_clock([start], 60, "Europe/Zurich") == []
    assert on_the_clock([start], 120, "Europe/Zurich") == [start]
    half = datetime(2026, 10, 4, 2)  # Lord Howe's clock skips half an hour
    assert on_the_clock([half], 30, "Australia/Lord_Howe") == []
    assert on_the_clock([half], 60, "Australia/Lord_Howe") == [half]


def test_the_hour_that_comes_twice_in_autumn_is_said_to_hold_two() -> None:
    times = sorted([*each(datetime(2026, 10, 24, 0), datetime(2026, 10, 26, 0), 20), *each(
        datetime(2026, 10, 25, 2), datetime(2026, 10, 25, 2, 40), 20)])  # fmt: skip
    found = data(times)
    assert counts(found, Cadence.HOUR)[datetime(2026, 10, 25, 2)] == (6, True)
    assert doubled(date(2026, 10, 20), date(2026, 10, 31), "Europe/Zurich") == [datetime(2026, 10, 25, 2)]
    shown = trend(found, View(kpis=("contact_volume",), cadence=Cadence.HOUR))
    assert "The clock showed 02:00 on 25 Oct 2026 twice: both count in the same hour." in shown.remarks
    assert on_the_clock([date(2026, 10, 25)], 60, "Europe/Zurich") == [date(2026, 10, 25)]


def test_what_is_too_young_is_left_out_by_the_hour() -> None:
    keyed = data(each(datetime(2026, 1, 5), datetime(2026, 1, 9), 10), keys=True)
    rows = measured(keyed, [CATALOGUE["first_contact_resolution"]], cadence=Cadence.HOUR).to_dicts()
    mature = {r["period"]: r["mature"] for r in rows}
    assert mature[datetime(2026, 1, 6, 23)] is True  # 48 hours before the last contact
    assert mature[datetime(2026, 1, 7, 0)] is False


def test_data_that_do_not_tell_the_time_are_refused() -> None:
    days = data([datetime(2026, 1, 5) + timedelta(days=i) for i in range(9)])
    with pytest.raises(CannotAnswer, match="gives the day of a contact, nothing finer"):
        measured(days, [VOLUME], cadence=Cadence.HOUR)
    assert Cadence.HOUR not in offered(days, View())
    closed = data(each(datetime(2026, 1, 5), datetime(2026, 1, 9), 10), definitions=Definitions(date_basis="answer"))
    with pytest.raises(CannotAnswer, match="on the day of their answer here; set date_basis to arrival"):
        measured(closed, [VOLUME], cadence=Cadence.HOUR)


def test_a_range_too_long_to_read_is_refused_with_the_days_that_would_do() -> None:
    found = data(each(datetime(2026, 1, 5), datetime(2026, 3, 9), 55))
    with pytest.raises(CannotAnswer, match=r"by 15min from 5 Jan 2026 to 8 Mar 2026: choose at most 31 days"):
        measured(found, [VOLUME], cadence=Cadence.QUARTER_HOUR)
    assert [longest(c) for c in (Cadence.QUARTER_HOUR, Cadence.HALF_HOUR, Cadence.HOUR)] == [31, 62, 125]
    short = View(selection=Selection(since=date(2026, 2, 1), until=date(2026, 2, 28)))
    assert Cadence.QUARTER_HOUR in offered(found, short)
    assert Cadence.HOUR in offered(found, View())
    assert Cadence.HALF_HOUR not in offered(found, View())


def test_every_page_of_a_view_by_the_hour_has_an_answer() -> None:
    found = data(each(datetime(2026, 1, 5), datetime(2026, 1, 20, 12), 2))
    view = View(kpis=("service_level",), cadence=Cadence.HOUR, focus="service_level", by=("queue",))
    shown = trend(found, View(kpis=("service_level",), cadence=Cadence.HOUR))
    assert "In the hour from Tue 20 Jan 2026, 11:00, against the same time of the 2 weeks before" in shown.sentence
    points = shown.panels[0].points
    assert points is not None
    assert points["x"].dtype == pl.Datetime("ms", "UTC")
    assert "a year earlier" in " ".join(trend(found, View(kpis=("service_level",), cadence=Cadence.HOUR,
        compare="year")).remarks)  # fmt: skip
    before = trend(found, View(kpis=("service_level",), cadence=Cadence.HOUR, compare="previous",
        selection=Selection(since=date(2026, 1, 12), until=date(2026, 1, 14))))  # fmt: skip
    first = before.panels[0].points
    assert first is not None
    assert first["tip"][0]["Compared with"].endswith("(Mon 5 Jan 2026, 00:00)")
    assert "Mon 19 Jan 2026" in board(found, view).sentence  # whole days are set against each other
    assert hidden(found, View(focus="average_speed_of_answer", cadence=Cadence.HOUR)).lines.height
    pair = moves_first(found, View(focus="average_speed_of_answer", against="service_level", cadence=Cadence.HOUR,
        lag=2, selection=Selection(since=date(2026, 1, 12), until=date(2026, 1, 14))))  # fmt: skip
    assert "2 hours later" in pair.sentence
    assert pair.lead.series["x"][0].hour == 2


def test_times_rounded_to_the_half_hour_tell_no_quarter_hours() -> None:
    rounded = data(each(datetime(2026, 1, 5), datetime(2026, 1, 9), 30))
    with pytest.raises(CannotAnswer, match="gives times to 30 minutes, nothing finer"):
        measured(rounded, [VOLUME], cadence=Cadence.QUARTER_HOUR)
    assert Cadence.QUARTER_HOUR not in offered(rounded, View())
    assert Cadence.HALF_HOUR in offered(rounded, View())


def test_the_first_hour_is_whole_only_where_the_data_begin_with_it() -> None:
    half = counts(data(each(datetime(2026, 1, 5, 7, 30), datetime(2026, 1, 5, 9, 10), 5)), Cadence.HOUR)
    assert [whole for _, whole in half.values()] == [False, True, False]
    full = counts(data(each(datetime(2026, 1, 5, 7), datetime(2026, 1, 5, 9, 10), 5)), Cadence.HOUR)
    assert [whole for _, whole in full.values()] == [True, True, False]


def test_an_hour_that_comes_twice_is_not_over_while_data_end_in_it() -> None:
    times = each(datetime(2026, 10, 25, 0), datetime(2026, 10, 25, 2, 59), 1)
    quarters = counts(data(times), Cadence.QUARTER_HOUR)
    assert not quarters[datetime(2026, 10, 25, 2)][1]
    assert counts(data(times, zone=None), Cadence.QUARTER_HOUR)[datetime(2026, 10, 25, 2)][1]
    assert doubled(date(2026, 4, 5), date(2026, 4, 5), "Australia/Lord_Howe") == [datetime(2026, 4, 5, 1, 30)]


def test_months_of_four_and_five_weeks_are_said_beside_a_count() -> None:
    found = data(each(datetime(2026, 1, 5), datetime(2026, 4, 20), 30), definitions=Definitions(year_weeks="4-4-5"))
    remark = "Months have four or five weeks here; a count of five weeks is larger for that alone."
    assert remark in trend(found, View(kpis=("contact_volume",), cadence=Cadence.MONTH)).remarks
    assert remark not in trend(found, View(kpis=("contact_volume",), cadence=Cadence.WEEK)).remarks
    assert remark not in trend(found, View(kpis=("service_level",), cadence=Cadence.MONTH)).remarks


def test_a_value_of_an_older_period_is_named_by_its_own_period() -> None:
    keyed = data(each(datetime(2026, 1, 5), datetime(2026, 2, 16), 20), keys=True)
    view = View(
        kpis=("contact_volume", "first_contact_resolution"), variants=(("first_contact_resolution", "within_7d"),)
    )
    said = trend(keyed, replace(view, cadence=Cadence.WEEK)).sentence
    assert said.startswith("In the week of 9 Feb 2026")
    assert "first contact resolution 100.0% (in the week of 2 Feb 2026)" in said
