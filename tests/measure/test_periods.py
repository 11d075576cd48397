"""An export taken in the middle of a day: no period that holds that day is complete, wherever it is told."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from kpi_core.analysis.health import health
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.model import Cadence, Fact
from kpi_core.prepare import prepare
from kpi_core.view import View
from tests.asking import measured
from tests.rows import dataset

VOLUME = CATALOGUE["contact_volume"]
START = datetime(2026, 3, 2, 8)  # a Monday
TEN_MINUTES = [timedelta(minutes=10 * i) for i in range(54)]  # to 16:50


@cache
def exported(hours: float, stated: datetime | None = None) -> Prepared:
    """Four whole weeks and the Monday after, up to so many hours from 8:00."""
    at = [START + timedelta(days=d) + t for d in range(28) for t in TEN_MINUTES]
    at += [START + timedelta(days=28) + t for t in TEN_MINUTES if t <= timedelta(hours=hours)]
    made = dataset([{"at": t, "outcome": "answered"} for t in at])
    return prepare(replace(made, until={Fact.CONTACT: stated} if stated else {}))


def complete(
    data: Prepared, cadence: Cadence, since: date | None = None, until: date | None = None
) -> dict[date | None, bool]:
    frame = measured(data, [VOLUME], cadence=cadence, since=since, until=until)
    return dict(frame.select("period", "complete").iter_rows())


def test_the_day_its_month_and_its_week_are_not_complete_at_eleven() -> None:
    data = exported(3)
    days = complete(data, Cadence.DAY)
    assert [d for d, whole in days.items() if not whole] == [date(2026, 3, 30)]
    assert not complete(data, Cadence.WEEK)[date(2026, 3, 30)]
    assert complete(exported(9), Cadence.DAY)[date(2026, 3, 30)]


def test_the_whole_of_the_data_is_whole_and_a_part_that_ends_on_the_open_day_is_not() -> None:
    data = exported(3)
    assert complete(data, Cadence.ALL)[None]
    assert complete(data, Cadence.ALL, date(2026, 3, 2), date(2026, 3, 30))[None]
    assert not complete(data, Cadence.ALL, date(2026, 3, 9), date(2026, 3, 30))[None]
    assert complete(data, Cadence.ALL, date(2026, 3, 9), date(2026, 3, 29))[None]


def test_data_that_are_said_to_run_on_cover_days_without_contacts() -> None:
    data = exported(9, datetime(2026, 4, 1))
    assert complete(data, Cadence.MONTH) == {date(2026, 3, 1): False}  # which begins before the data
    assert complete(data, Cadence.DAY)[date(2026, 3, 31)]
    assert data.last_day == date(2026, 3, 31)
    frame = measured(data, [VOLUME], cadence=Cadence.DAY)
    assert frame.filter(period=date(2026, 3, 31))["value"].to_list() == [0.0]


def test_an_hour_is_over_where_the_data_are_said_to_run_to_its_end() -> None:
    hour = datetime(2026, 3, 30, 10)
    assert not complete(exported(2.9), Cadence.HOUR)[hour]  # the last contact came at 10:50
    assert complete(exported(2.9, datetime(2026, 3, 30, 11)), Cadence.HOUR)[hour]


def test_health_says_until_when_the_data_run() -> None:
    assert "run until 11:00 on 30 Mar 2026" in health(exported(3), View()).covered
    assert "run" not in health(exported(9), View()).covered
