"""A comparison knows where its two stretches of days are made up otherwise."""

from datetime import date, datetime

import pytest

from kpi_core.analysis.makeup import days, otherwise, stretch, whole_weeks
from kpi_core.model import Cadence, Calendar

FEBRUARY, MARCH = (date(2026, 2, 1), date(2026, 2, 28)), (date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("then", "now", "holidays", "words"),
    [
        (FEBRUARY, MARCH, (), "28 days, not 31"),
        (MARCH, FEBRUARY, (date(2026, 3, 19),), "31 days, not 28 and 1 holiday, not 0"),
        ((date(2025, 3, 1), date(2025, 3, 31)), MARCH, (), "other days of the week"),
        ((date(2026, 2, 1), date(2026, 2, 28)), (date(2026, 3, 1), date(2026, 3, 28)), (), ""),
        ((date(2026, 3, 2), date(2026, 3, 2)), (date(2026, 3, 9), date(2026, 3, 9)), (date(2026, 3, 9),),
         "0 holidays, not 1"),
    ],
)  # fmt: skip
def test_what_is_made_up_otherwise_is_said(
    then: tuple[date, date], now: tuple[date, date], holidays: tuple[date, ...], words: str
) -> None:
    assert otherwise(then, now, holidays) == words


def test_a_range_is_shifted_by_the_whole_weeks_that_reach_over_it() -> None:
    assert whole_weeks(date(2026, 3, 1), date(2026, 4, 1)) == 5
    assert whole_weeks(date(2026, 3, 2), date(2026, 3, 30)) == 4
    assert whole_weeks(datetime(2026, 3, 2), datetime(2026, 3, 2, 1)) == 1


def test_a_period_within_the_day_is_of_one_day() -> None:
    calendar = Calendar()
    assert days(calendar, datetime(2026, 3, 2, 9), Cadence.HOUR) == 1
    assert stretch(calendar, datetime(2026, 3, 2, 9), Cadence.HOUR) == (date(2026, 3, 2), date(2026, 3, 2))
    assert stretch(calendar, date(2026, 2, 1), Cadence.MONTH) == FEBRUARY
