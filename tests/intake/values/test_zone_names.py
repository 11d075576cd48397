"""A zone's name behind a time is read where all that use it mean the same."""

from datetime import datetime

import polars as pl
import pytest

from kpi_core.intake.values.dates import parse
from kpi_core.intake.values.zone_names import offsets


@pytest.mark.parametrize(
    ("names", "zone", "minutes"),
    [
        (["EST"], None, {"EST": -300}),
        (["CET", "CEST"], None, {"CET": 60, "CEST": 120}),
        (["CST"], None, {}),
        (["CST", "CDT"], "America/Chicago", {"CST": -360, "CDT": -300}),
        (["CST"], "Asia/Shanghai", {"CST": 480}),
        (["IST"], None, {}),
        (["XYZ"], None, {}),
    ],
)
def test_a_name_is_read_where_it_is_clear(names: list[str], zone: str | None, minutes: dict[str, int]) -> None:
    assert offsets(names, zone) == minutes


def test_a_time_with_a_zones_name_stays_as_written_and_its_instant_is_known() -> None:
    times = parse(pl.Series(["05/17/2024 01:28:00 PM EST", "2024-01-02 10:00 CET"]))
    assert times.local.to_list() == [datetime(2024, 5, 17, 13, 28), datetime(2024, 1, 2, 10)]
    assert times.utc is not None
    assert times.utc.to_list() == [datetime(2024, 5, 17, 18, 28), datetime(2024, 1, 2, 9)]


def test_a_name_that_may_be_several_zones_is_asked_for_unless_the_file_has_a_zone() -> None:
    texts = pl.Series(["2024-01-02 10:00 CST"])
    assert parse(texts).local.to_list() == [None]
    assert parse(texts, zone="America/Chicago").local.to_list() == [datetime(2024, 1, 2, 10)]
