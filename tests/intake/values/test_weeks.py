"""Weeks of a year are the weeks of ISO 8601."""

from datetime import date

import polars as pl
import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import CannotAnswer
from kpi_core.intake import from_toml, load
from kpi_core.intake.values.weeks import first_days
from kpi_core.measure import ask, measure
from kpi_core.model import Cadence
from kpi_core.prepare import prepare
from kpi_core.view import EVERYTHING


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-W03", date(2024, 1, 15)), ("2024W03", date(2024, 1, 15)), ("2024 W3", date(2024, 1, 15)),
        ("KW 3 2024", date(2024, 1, 15)), ("Week 3, 2024", date(2024, 1, 15)), ("2024-W03-2", date(2024, 1, 16)),
        ("2020-W53", date(2020, 12, 28)), ("2021-W53", None), ("2024-W00", None), ("2024-03", None),
    ],
)  # fmt: skip
def test_a_week_is_its_monday(text: str, day: date | None) -> None:
    found = first_days(pl.Series([text])).item()
    assert (found and found.date()) == day


@pytest.mark.parametrize(
    ("content", "at"),
    [
        ("y;KW;n\n2023;52;7\n2024;1;5\n2024;2;6\n", '{ columns = ["y", "KW"] }'),
        ("w;n\n2023-W52;7\n2024-W01;5\n2024-W02;6\n", '"w"'),
        ("w;n\n2023-12-25;7\n2024-01-01;5\n2024-01-08;6\n", '"w"'),
    ],
)
def test_totals_of_weeks_are_given_by_week_and_by_no_day(content: str, at: str) -> None:
    mapping = from_toml(f'fact = "interval"\n[columns]\nat = {at}\noffered = "n"\n')
    data, kpi = prepare(load(("t.csv", content.encode()), mapping)), CATALOGUE["contact_volume"]
    weekly = measure(ask(data, [kpi], EVERYTHING, (), Cadence.WEEK))
    assert weekly["value"].to_list() == [7, 5, 6]
    with pytest.raises(CannotAnswer, match="by week"):
        ask(data, [kpi], EVERYTHING, (), Cadence.DAY).all()


def test_weeks_that_begin_anew_with_the_year_are_weeks() -> None:
    days = ["2023-12-17", "2023-12-24", "2023-12-31", "2024-01-01", "2024-01-08", "2024-01-15"]
    content = "w;n\n" + "".join(f"{d};5\n" for d in days)
    mapping = from_toml('fact = "interval"\n[columns]\nat = "w"\noffered = "n"\n')
    data = prepare(load(("t.csv", content.encode()), mapping))
    assert "by week" in (
        ask(data, [CATALOGUE["contact_volume"]], EVERYTHING, (), Cadence.DAY).why(CATALOGUE["contact_volume"]) or ""
    )
