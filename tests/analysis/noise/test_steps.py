"""A value against itself a period before: what counts as enough, and like with like."""

from datetime import datetime, timedelta

import pytest

from kpi_core.analysis.noise.steps import enough
from kpi_core.analysis.segments.compute import segments
from kpi_core.catalogue import CATALOGUE
from kpi_core.model import Cadence
from kpi_core.prepare import prepare
from kpi_core.view import View
from tests.rows import dataset

RATE, VOLUME = CATALOGUE["abandonment_rate"], CATALOGUE["contact_volume"]


def test_a_count_that_fell_to_few_fell_and_a_rate_of_few_is_too_few_to_tell() -> None:
    assert enough(VOLUME, 20, 500)
    assert enough(VOLUME, None, 500)
    assert not enough(VOLUME, 30, 29)  # together 60: choosing by the higher one would choose by chance
    assert not enough(RATE, 20, 500)
    assert not enough(RATE, None, None)


def test_a_month_of_fewer_days_is_no_fall() -> None:
    start = datetime(2026, 1, 1, 9)
    rows = [{"at": start + timedelta(hours=2 * i), "queue": "one"} for i in range(12 * 59)]
    data = prepare(dataset(rows))
    found = segments(data, VOLUME, View(by=("queue",), cadence=Cadence.MONTH)).frame.row(0, named=True)
    # January on February's days: four of each weekday with twelve contacts; its first Thursday begins at nine
    assert found["before"] == pytest.approx(4 * (6 * 12 + (8 + 4 * 12) / 5))
    assert (found["now"], found["signal"]) == (28 * 12, "none")
    assert abs(found["change"]) < 5


def test_a_day_is_held_against_the_same_weekday() -> None:
    rows = [
        {"at": datetime(2026, 1, 5, 9) + timedelta(days=d, minutes=i), "queue": "one"}
        for d in range(28)
        for i in range(200 if d % 7 < 5 else 60)
    ]
    data = prepare(dataset(rows))
    found = segments(data, VOLUME, View(by=("queue",), cadence=Cadence.DAY))
    assert found.periods is not None
    assert (found.periods[1] - found.periods[0]).days == 7
    assert found.frame["signal"].to_list() == ["none"]
