"""Dates in any writing become the site's wall clock; what nothing settles is asked, never guessed."""

from datetime import datetime

import polars as pl
import pytest

from kpi_core.errors import BadInput
from kpi_core.intake import from_toml, load
from kpi_core.intake.values import dates, written_times


def local(text: str, **options: object) -> datetime | None:
    return dates.parse(pl.Series("t", [text]), **options).local.item()  # type: ignore[arg-type]


def test_a_weekday_in_front_does_not_hide_the_order_of_day_and_month() -> None:
    assert dates.order(pl.Series(["Tue 13/05/2024 10:00", "Wed 03/04/2024"])).settled is True
    with pytest.raises(BadInput, match="day_first"):
        dates.settle("when", dates.order(pl.Series(["Wed, 03/04/2024 10:00"])), given=None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-01-02 03:04:05", datetime(2021, 1, 2, 3, 4, 5)),
        ("2021-01-02T03:04", datetime(2021, 1, 2, 3, 4)),
        ("2021-01-02", datetime(2021, 1, 2)),
        ("2021/1/2 3:04", datetime(2021, 1, 2, 3, 4)),
        ("29/2/2016 01:16", datetime(2016, 2, 29, 1, 16)),
        ("1.2.2021", datetime(2021, 2, 1)),
        ("02-03-21 5:06 PM", datetime(2021, 3, 2, 17, 6)),
        ("12/11/2020, 12:00:01 AM", datetime(2020, 11, 12, 0, 0, 1)),
        ("990201 7:02:47", datetime(1999, 2, 1, 7, 2, 47)),
        ("20210203", datetime(2021, 2, 3)),
        ("20210203040506", datetime(2021, 2, 3, 4, 5, 6)),
        ("Thu, 27 Oct 2016 14:51:34", datetime(2016, 10, 27, 14, 51, 34)),
        ("Oct 5, 2016 3:04 pm", datetime(2016, 10, 5, 15, 4)),
        ("5-Mar-21 12:00 AM", datetime(2021, 3, 5)),
        ("44197.5", datetime(2021, 1, 1, 12)),
        ("1612137600", datetime(2021, 2, 1)),
        ("2021-02", datetime(2021, 2, 1)),
    ],
)
def test_a_date_is_read_in_its_writing(text: str, expected: datetime) -> None:
    assert local(text, day_first=True) == expected


@pytest.mark.parametrize("text", ["junk", "2021-13-01", "31/02/2021", "12:00", "9999-12-31", "", "3"])
def test_what_is_no_date_is_missing(text: str) -> None:
    assert local(text, day_first=True) is None


@pytest.mark.parametrize(
    ("texts", "settled"),
    [(["1/2/2020", "13/2/2020"], True), (["1/2/2020 10:00", "1/13/20"], False), (["1/2/2020"], None)],
)
def test_a_day_above_twelve_settles_the_order(*, texts: list[str], settled: bool | None) -> None:
    assert dates.order(pl.Series(texts)).settled is settled


def test_an_open_order_is_refused_by_the_name_of_the_setting() -> None:
    with pytest.raises(BadInput, match="day_first") as caught:
        dates.settle("Date", dates.order(pl.Series(["1/2/2020"])), given=None)
    assert caught.value.status == 2


def test_dates_of_both_orders_are_refused() -> None:
    with pytest.raises(BadInput, match="both orders"):
        dates.settle("Date", dates.order(pl.Series(["13/2/2020", "2/13/2020"])), given=None)


def test_the_same_day_in_either_order_needs_no_answer() -> None:
    assert dates.settle("Date", dates.order(pl.Series(["5/5/2020"])), given=None) is False


def test_an_offset_becomes_the_sites_wall_clock() -> None:
    assert local("2021-07-02T03:04:05Z", zone="Europe/Zurich") == datetime(2021, 7, 2, 5, 4, 5)
    assert local("2021-07-02T03:04:05+05:30") == datetime(2021, 7, 1, 21, 34, 5)


def test_a_skipped_local_time_moves_one_hour_on_and_a_doubled_one_is_the_first() -> None:
    times = dates.parse(pl.Series("t", ["2021-03-28 02:30:00", "2021-10-31 02:30:00"]), zone="Europe/Zurich")
    assert times.local.to_list() == [datetime(2021, 3, 28, 3, 30), datetime(2021, 10, 31, 2, 30)]
    assert times.utc is not None
    assert times.utc.to_list() == [datetime(2021, 3, 28, 1, 30), datetime(2021, 10, 31, 0, 30)]
    assert times.moved == 1


def test_a_zone_in_the_header_is_found() -> None:
    assert dates.header_zone("Conversation started at (America/New_York)") == "America/New_York"
    assert dates.header_zone("datetime (UTC)") == "UTC"
    assert dates.header_zone("Answered (Y/N)") == "Y/N"  # is checked for being a zone before use


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("44197", "2021-01-01"),
        ("0.5", "12:00:00.000"),
        ("1899-12-31 09:12:58", "09:12:58"),
        ("2021-01-01 00:00:00", "2021-01-01"),
        ("990201", "990201"),
    ],
)
def test_spreadsheet_cells_become_parts_of_a_time(text: str, expected: str) -> None:
    assert pl.DataFrame({"t": [text]}).select(written_times.part(pl.col("t"))).item() == expected


@pytest.mark.parametrize("column", ['at_utc = "t"', 'at = "t"\n[file]\ntimes = "UTC"\ntimezone = "America/New_York"'])
def test_naive_times_that_are_utc_become_the_sites_clock(column: str) -> None:
    zone = "" if "[file]" in column else '[file]\ntimezone = "America/New_York"\n'
    rows = load(("t.csv", b"t;n\n2024-03-01 00:30:00;1\n"), from_toml(f"{zone}[columns]\n{column}\n")).contacts
    assert rows["at"].to_list() == [datetime(2024, 2, 29, 19, 30)]
    assert rows["at_utc"].to_list() == [datetime(2024, 3, 1, 0, 30)]


def test_an_end_without_a_time_of_day_is_not_midnight() -> None:
    content = b"a;b\n2024-05-01 09:30;2024-05-01\n2024-05-01 10:00;2024-05-03\n2024-05-03 08:00;2024-05-04 09:00\n"
    dataset = load(("t.csv", content), from_toml('[columns]\nat = "a"\nresolution_s = { from = "a", to = "b" }\n'))
    assert dataset.contacts["resolution_s"].to_list() == [0, 172_800, 90_000]
    assert any("whole days" in note for note in dataset.report["notes"])
