"""A lag sets the leading KPI forward by whole periods, and unfinished periods pair with nothing."""

from datetime import date, datetime, timedelta

import pytest

from kpi_core.analysis.pairing import pairing
from kpi_core.cadence import Cadence
from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import BadInput
from kpi_core.prepare import prepare
from kpi_core.view import View
from tests.rows import dataset

MONDAY = datetime(2026, 1, 5, 10)
DATA = prepare(
    dataset(
        [
            {
                "at": MONDAY + timedelta(days=d),
                "outcome": "answered",
                "wait_s": float(d // 7),
                "csat": float(d // 7 % 5 + 1),
            }
            for d in range(7 * 6 + 2)
        ]
    )
)
WAIT, CSAT = CATALOGUE["average_speed_of_answer"], CATALOGUE["csat"].as_variant("mean")


def test_each_lagging_value_stands_beside_the_leading_one_so_many_periods_before() -> None:
    points = pairing(DATA, WAIT, CSAT, View(cadence=Cadence.WEEK), shift=2).points
    assert points["lead"].to_list() == [0, 1, 2, 3]
    assert points["lag"].to_list() == [3, 4, 5, 1]
    assert points["period"][0] == date(2026, 1, 19)
    assert points["lead_period"][0] == date(2026, 1, 5)


def test_the_unfinished_week_pairs_with_nothing() -> None:
    found = pairing(DATA, WAIT, CSAT, View(cadence=Cadence.WEEK))
    assert found.points.height == 6
    assert found.series["period"].n_unique() == 7


def test_a_lag_outside_reason_is_refused() -> None:
    with pytest.raises(BadInput, match="between 0 and 26"):
        pairing(DATA, WAIT, CSAT, View(), shift=27)
