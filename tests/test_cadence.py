"""Periods begin where people say they begin."""

import csv
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.cadence import Cadence, Calendar, label

ORACLES = Path(__file__).resolve().parents[1].parent / "shared" / "oracles"
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


@pytest.mark.skipif(not ORACLES.exists(), reason="the published figures lie beside the project only here and in CI")
def test_iso_years_of_53_weeks_are_the_published_ones() -> None:
    with (ORACLES / "iso_53_week_years.csv").open() as f:
        published = {int(r["iso_year_with_53_weeks"]) for r in csv.DictReader(f)}
    found = set()
    for year in range(min(published), max(published) + 1):
        first, last = date.fromisocalendar(year, 1, 1), date.fromisocalendar(year + 1, 1, 1) - timedelta(days=1)
        if len(list(Calendar().periods(first, last, Cadence.WEEK))) == 53:
            found.add(year)
    assert found == published


def test_weeks_may_start_on_sunday() -> None:
    assert Calendar(week_start=6).start(date(2026, 1, 3), Cadence.WEEK) == date(2025, 12, 28)
    assert Calendar(week_start=6).start(date(2026, 1, 4), Cadence.WEEK) == date(2026, 1, 4)


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.sampled_from(PERIODS),
    st.integers(0, 6),
    st.integers(1, 12),
)
def test_the_expression_and_the_function_agree_and_periods_tile_the_calendar(
    day: date, cadence: Cadence, week_start: int, year_start: int
) -> None:
    calendar = Calendar(week_start, year_start)
    start = calendar.start(day, cadence)
    frame = pl.DataFrame({"day": [day]})
    assert frame.select(calendar.start_expr(pl.col("day"), cadence)).item() == start
    following = calendar.next(start, cadence)
    assert start <= day < following
    assert calendar.start(following, cadence) == following
    assert calendar.start(following - timedelta(days=1), cadence) == start


@pytest.mark.parametrize(
    ("cadence", "text"),
    [
        (Cadence.DAY, "Thu 1 Jan 2026"),
        (Cadence.WEEK, "week of 1 Jan 2026"),
        (Cadence.MONTH, "Jan 2026"),
        (Cadence.QUARTER, "Q1 2026"),
        (Cadence.YEAR, "2026"),
        (Cadence.ALL, "all"),
    ],
)
def test_periods_have_names_for_people(cadence: Cadence, text: str) -> None:
    assert label(date(2026, 1, 1), cadence) == text
