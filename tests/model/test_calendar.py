"""Periods begin where people say they begin."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.model import PATTERNS, YEAR_ENDS, Cadence, Calendar, label
from tests import published

PERIODS = [c for c in Cadence if c is not Cadence.ALL]


@pytest.mark.parametrize(
    ("day", "cadence", "start"),
    [
        ("2026-01-01", Cadence.WEEK, "2025-12-29"),
        ("2026-12-31", Cadence.WEEK, "2026-12-28"),
        ("2026-02-28", Cadence.MONTH, "2026-02-01"),
        ("2026-05-31", Cadence.QUARTER, "2026-04-01"),
        ("2026-05-31", Cadence.YEAR, "2026-01-01"),
    ],
)
def test_a_day_falls_in_its_period(day: str, cadence: Cadence, start: str) -> None:
    assert Calendar().start(date.fromisoformat(day), cadence) == date.fromisoformat(start)


def test_a_fiscal_year_from_april_has_its_quarters() -> None:
    calendar = Calendar(year_start=4)
    assert calendar.start(date(2026, 3, 31), Cadence.YEAR) == date(2025, 4, 1)
    assert calendar.start(date(2026, 3, 31), Cadence.QUARTER) == date(2026, 1, 1)
    assert Calendar(year_start=2).start(date(2026, 1, 31), Cadence.QUARTER) == date(2025, 11, 1)


def test_2026_has_53_iso_weeks() -> None:
    weeks = list(Calendar().periods(date(2025, 12, 29), date(2027, 1, 3), Cadence.WEEK))
    assert len(weeks) == 53


def test_iso_years_of_53_weeks_are_the_published_ones() -> None:
    long = {int(r["iso_year"]) for r in published.rows("iso_years_of_53_weeks.csv")}
    found = set()
    for year in range(min(long), max(long) + 1):
        first, last = date.fromisocalendar(year, 1, 1), date.fromisocalendar(year + 1, 1, 1) - timedelta(days=1)
        if len(list(Calendar().periods(first, last, Cadence.WEEK))) == 53:
            found.add(year)
    assert found == long


def test_weeks_may_start_on_sunday() -> None:
    assert Calendar(week_start=6).start(date(2026, 1, 3), Cadence.WEEK) == date(2025, 12, 28)
    assert Calendar(week_start=6).start(date(2026, 1, 4), Cadence.WEEK) == date(2026, 1, 4)


def test_the_retailers_years_are_the_published_ones() -> None:
    calendar = Calendar(week_start=6, year_start=2, weeks="4-5-4")
    years = published.rows("retail_years.csv")
    assert len(years) > 30
    for year in years:
        first, last = date.fromisoformat(year["first_day"]), date.fromisoformat(year["last_day"])
        assert calendar.start(last, Cadence.YEAR) == first
        assert calendar.next(first, Cadence.YEAR) == last + timedelta(days=1)
        assert calendar.long_years(first, last) == ([first] if year["weeks"] == "53" else [])


def test_months_of_weeks_follow_their_pattern_and_the_53rd_week_is_the_last_months() -> None:
    for pattern, weeks in PATTERNS.items():
        calendar = Calendar(week_start=6, year_start=2, weeks=pattern)
        first = calendar.start(date(2023, 6, 1), Cadence.YEAR)
        assert first == date(2023, 1, 29)  # the retailers' year of 2023 has 53 weeks
        starts = list(calendar.periods(first, date(2024, 2, 3), Cadence.MONTH))
        lengths = [(calendar.next(s, Cadence.MONTH) - s).days // 7 for s in starts]
        assert lengths == [*(weeks * 4)[:-1], weeks[-1] + 1]
        quarters = list(calendar.periods(first, date(2024, 2, 3), Cadence.QUARTER))
        assert [(calendar.next(s, Cadence.QUARTER) - s).days // 7 for s in quarters] == [13, 13, 13, 14]
    assert calendar.year_before(date(2024, 2, 4), Cadence.MONTH) == first
    retail = Calendar(week_start=6, year_start=2, weeks="4-5-4")
    assert label(date(2026, 3, 1), Cadence.MONTH, retail) == "month of 5 weeks from 1 Mar 2026"


def test_a_year_may_end_with_the_last_week_of_its_month() -> None:
    calendar = Calendar(week_start=6, year_start=9, weeks="4-4-5", year_ends="last")
    assert calendar.start(date(2026, 3, 1), Cadence.YEAR) == date(
        2025, 8, 31
    )  # 30 August 2025 is August's last Saturday
    assert calendar.start(date(2026, 9, 1), Cadence.YEAR) == date(2026, 8, 30)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(PERIODS),
    st.integers(0, 6),
    st.integers(1, 12),
    st.sampled_from(["", *PATTERNS]),
    st.sampled_from(YEAR_ENDS),
)
def test_the_expression_and_the_function_agree_and_periods_tile_the_calendar(
    at: datetime, cadence: Cadence, week_start: int, year_start: int, weeks: str, ends: str
) -> None:
    calendar = Calendar(week_start, year_start, weeks, ends)
    day = at if cadence.minutes else at.date()
    start = calendar.start(day, cadence)
    frame = pl.DataFrame({"day": [day]})
    assert frame.select(calendar.start_expr(pl.col("day"), cadence)).item() == start
    following = calendar.next(start, cadence)
    assert start <= day < following
    assert calendar.start(following, cadence) == following
    assert (
        calendar.start(following - (timedelta(microseconds=1) if cadence.minutes else timedelta(days=1)), cadence)
        == start
    )


@pytest.mark.parametrize(
    ("cadence", "text"),
    [
        (Cadence.HOUR, "Thu 1 Jan 2026, 00:00"),
        (Cadence.DAY, "Thu 1 Jan 2026"),
        (Cadence.WEEK, "week of 1 Jan 2026"),
        (Cadence.MONTH, "Jan 2026"),
        (Cadence.QUARTER, "Q1 2026"),
        (Cadence.YEAR, "2026"),
        (Cadence.ALL, "all"),
    ],
)
def test_periods_have_names_for_people(cadence: Cadence, text: str) -> None:
    assert label(date(2026, 1, 1), cadence, Calendar()) == text


def test_a_period_that_the_calendar_year_does_not_number_is_named_by_its_first_month() -> None:
    own = Calendar(year_start=2)
    assert label(date(2026, 10, 1), Cadence.QUARTER, Calendar()) == "Q4 2026"
    assert label(date(2026, 2, 1), Cadence.QUARTER, own) == "quarter from Feb 2026"
    assert label(date(2026, 2, 1), Cadence.YEAR, own) == "year from Feb 2026"
    assert label(date(2026, 2, 1), Cadence.MONTH, own) == "Feb 2026"
