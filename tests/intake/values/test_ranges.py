"""A range of time is an interval: its first part is the time, its length what a row of totals stands for."""

import polars as pl
import pytest

from kpi_core.intake.values import ranges
from kpi_core.model import Grain


def starts(*cells: str) -> list[str]:
    return ranges.starts(pl.Series("t", cells)).to_list()


@pytest.mark.parametrize(
    ("cell", "start"),
    [
        ("2024-05-13 08:00-08:30", "2024-05-13 08:00"),
        ("2024-05-13 08:00 \u2013 08:30", "2024-05-13 08:00"),
        ("13.05.2024 08.00-08.30", "13.05.2024 08:00"),
        ("5/13/24 8:00 AM - 8:30 AM", "5/13/24 08:00"),
        ("5/13/24 8:00-8:30 PM", "5/13/24 20:00"),
        ("5/13/24 11:30-12:00 PM", "5/13/24 11:30"),
        ("2024-05-13 0800-0830", "2024-05-13 08:00"),
        ("2024-05-13 8-9", "2024-05-13 08:00"),
        ("2024-05-13 23:30 to 00:00", "2024-05-13 23:30"),
        ("2024-05-13T08:00:00/2024-05-13T08:30:00", "2024-05-13T08:00:00"),
        ("13.05.2024 23:30 - 14.05.2024 00:00", "13.05.2024 23:30"),
        ("2024-05-13 08:00~08:30", "2024-05-13 08:00"),
        ("2024-05-13 8 AM\u20149 AM", "2024-05-13 08:00"),
        ("2024-05-13 08:00:00 - 08:29:59", "2024-05-13 08:00:00"),
        ("13.05.2024 08:00 Uhr bis 08:30 Uhr", "13.05.2024 08:00"),
    ],
)
def test_the_first_part_of_a_range_is_the_time(cell: str, start: str) -> None:
    assert starts(cell) == [start]


@pytest.mark.parametrize(
    "cells",
    [
        ("2024-05-13 08:00:00-05:00",),
        ("2024-05-13 08:00-05:00", "2024-05-13 17:20-05:00"),
        ("2024-05-13T08:00-09:00",),
        ("2024-05-13 10:00-03",),
        ("2024-05-13 08:00 -0500",),
        ("2024-05-13",),
        ("2024-05",),
        ("5 May 2024 - 10:30",),
        ("Thu, 27 Oct 2016 14:51:34",),
    ],
)
def test_an_offset_and_a_date_are_no_range(cells: tuple[str, ...]) -> None:
    assert starts(*cells) == list(cells)


@pytest.mark.parametrize(
    ("cells", "grain"),
    [
        (("2024-05-13 08:00-08:30", "2024-05-13 13:00-13:30"), Grain.MINUTES_30),
        (("2024-05-13 08:00-08:14", "2024-05-13 13:15-13:29"), Grain.MINUTES_15),
        (("2024-05-13 08:00-09:00", "2024-05-13 13:00-13:30"), Grain.HOUR),
        (("2024-05-13 08:00-10:00",), Grain.MOMENT),
        (("2024-05-13 00:00-23:59",), Grain.DAY),
        (("2024-W03", "2024-W04"), Grain.WEEK),
        (("2024-05-13 08:00", "2024-05-13 08:30"), None),
    ],
)
def test_the_length_is_what_a_row_stands_for(cells: tuple[str, ...], grain: Grain | None) -> None:
    assert ranges.grain(pl.Series(cells)) is grain
