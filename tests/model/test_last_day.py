"""The last day of the data is over only where silence to its end is likely: worked on days of known shape."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl
import pytest

from kpi_core.model import Fact, Grain, Span, runs, with_last_day

MONDAY = date(2026, 3, 2)


def times(first: date, days: int, *, last: str = "16:54", each: int = 6, weekdays: Iterable[int] = range(5)) -> Any:
    """Arrivals every so many minutes from 8:00 to the `last` one, on these weekdays."""
    end = time.fromisoformat(last)
    found = []
    for d in (first + timedelta(days=i) for i in range(days)):
        at = datetime.combine(d, time(8))
        while d.weekday() in weekdays and at <= datetime.combine(d, end):
            found.append(at)
            at += timedelta(minutes=each)
    return found


def judged(at: list[datetime], fact: Fact = Fact.CONTACT, stated: datetime | None = None, **more: Any) -> Span:
    rows = pl.DataFrame({"at": at, **more}).sort("at")
    span = Span(start=rows["at"][0], end=rows["at"][-1], grain=more.pop("grain", Grain.MOMENT))
    return with_last_day(span, fact, [rows], stated)


FOUR_WEEKS = times(MONDAY, 28)
LAST = date(2026, 3, 30)  # the Monday after


def test_an_export_taken_at_eleven_leaves_its_day_open() -> None:
    span = judged(FOUR_WEEKS + times(LAST, 1, last="11:00"))
    assert (span.over, round(span.due)) == (False, 59)  # 90 of a Monday, less the 31 until 11:00
    assert (span.last, span.last_over) == (date(2026, 3, 30), date(2026, 3, 29))
    assert span.covers(MONDAY, date(2026, 3, 29))
    assert not span.covers(date(2026, 3, 30), date(2026, 3, 30))
    assert runs(Fact.CONTACT, span) == (
        "The contact rows run until 11:00 on 30 Mar 2026; on such a day about 59 more usually come after that: this "
        "day is not complete."
    )


def test_a_centre_that_closes_at_five_has_a_whole_day() -> None:
    for last in ("16:54", "16:48", "16:42"):
        span = judged(FOUR_WEEKS + times(LAST, 1, last=last))
        assert span.over, last
    assert runs(Fact.CONTACT, span) == "The contact rows run to the end of 30 Mar 2026."
    assert not judged(FOUR_WEEKS + times(LAST, 1, last="16:30")).over  # four are due


def test_a_few_contacts_of_many_that_stayed_away_leave_the_day_whole() -> None:
    busy = [at for at in FOUR_WEEKS for _ in range(20)]
    last = [at for at in times(LAST, 1, last="16:48") for _ in range(20)]
    assert not judged(busy + last).over  # 20 of 1,800 are due
    late = [datetime.combine(at.date(), time(16, 57)) for at in FOUR_WEEKS if at.hour == 8]  # ten a day
    assert judged(busy + late + [at for at in times(LAST, 1) for _ in range(20)]).over  # 10 of 1,800


def test_a_quiet_day_is_held_against_its_own_level() -> None:
    holiday = [datetime(2026, 3, 30, 9), datetime(2026, 3, 30, 16)]
    assert judged(FOUR_WEEKS + holiday).over  # 2 instead of 81 until 16:00: a fifth of a contact is due
    assert not judged(FOUR_WEEKS + holiday[:1]).over  # 1 instead of 11 until 9:00: seven are due


def test_a_day_that_often_ends_then_is_over() -> None:
    earlier = times(MONDAY, 7, last="12:54") + times(MONDAY + timedelta(days=7), 21)
    assert judged(earlier + times(LAST, 1, last="12:54")).over  # one Monday of four ended so
    earlier = times(MONDAY, 7) + times(MONDAY + timedelta(days=7), 21)
    assert not judged(earlier + times(LAST, 1, last="12:54")).over


def test_a_saturday_is_held_against_saturdays_only() -> None:
    weeks = times(MONDAY, 26) + times(MONDAY, 26, last="12:54", weekdays=[5])
    saturday = date(2026, 3, 28)
    assert judged(weeks + times(saturday, 1, last="12:54", weekdays=[5])).over
    assert not judged(weeks + times(saturday, 1, last="10:00", weekdays=[5])).over


def test_with_few_days_of_the_weekday_working_days_stand_in_for_one_another() -> None:
    assert not judged(times(MONDAY, 3) + times(date(2026, 3, 5), 1, last="11:00")).over
    assert judged(times(MONDAY, 2) + times(date(2026, 3, 4), 1, last="11:00")).over  # two days tell nothing
    saturday = times(date(2026, 3, 7), 1, last="10:00", weekdays=[5])
    assert judged(times(MONDAY, 5) + saturday).over  # no other Saturday


def test_dates_alone_and_days_as_totals_count_as_over() -> None:
    dates = [datetime.combine(MONDAY + timedelta(days=i), time()) for i in range(29) for _ in range(90)]
    assert judged(dates).over
    assert judged(FOUR_WEEKS + times(LAST, 1, last="11:00"), Fact.AGENT_TIME, grain=Grain.DAY).over


def test_few_contacts_a_day_tell_nothing() -> None:
    assert judged(times(MONDAY, 28, each=240) + times(LAST, 1, last="08:00")).over  # two are due


def test_a_first_contact_before_any_usual_one_leaves_the_day_open() -> None:
    assert not judged([*FOUR_WEEKS, datetime(2026, 3, 30, 0, 2)]).over


def test_intervals_count_their_contacts_and_reviews_their_moments() -> None:
    half_hours = times(MONDAY, 28, each=30, last="16:30")
    many = half_hours + times(LAST, 1, each=30, last="16:00")
    busy = judged(many, Fact.INTERVAL, grain=Grain.MINUTES_30, offered=[20] * len(many))
    assert (busy.over, busy.due) == (False, 20.0)
    assert judged(many, Fact.INTERVAL, grain=Grain.MINUTES_30, offered=[2] * len(many)).over
    items = [at for at in times(MONDAY, 28, each=240) for _ in range(10)] + [datetime(2026, 3, 30, 8)] * 10
    assert judged(items, Fact.QA_ITEM).over  # two reviews of ten items are due
    assert not judged(items).over


@pytest.mark.parametrize(
    ("stated", "last", "last_over"),
    [
        (datetime(2026, 4, 1), date(2026, 3, 31), date(2026, 3, 31)),
        (datetime(2026, 3, 31), date(2026, 3, 30), date(2026, 3, 30)),
        (datetime(2026, 3, 31, 8, 30), date(2026, 3, 31), date(2026, 3, 30)),
        (datetime(2026, 3, 30, 18), date(2026, 3, 30), date(2026, 3, 30)),  # nothing comes after it
        (
            datetime(2026, 3, 30, 16, 54),
            date(2026, 3, 30),
            date(2026, 3, 30),
        ),  # the last row is no earlier
    ],
)
def test_what_the_mapping_says_goes_before(stated: datetime, last: date, last_over: date) -> None:
    span = judged(FOUR_WEEKS + times(LAST, 1), stated=stated)
    assert (span.last, span.last_over) == (last, last_over)
    assert ("as the mapping says" in runs(Fact.CONTACT, span)) is (stated > span.end)


def test_rows_in_parts_are_judged_as_rows_at_once() -> None:
    rows = pl.DataFrame({"at": FOUR_WEEKS + times(LAST, 1, last="11:00")})
    span = Span(start=rows["at"][0], end=rows["at"][-1])
    whole = with_last_day(span, Fact.CONTACT, [rows])
    assert with_last_day(span, Fact.CONTACT, [rows[:700], rows[700:1790], rows[1790:]]) == whole
