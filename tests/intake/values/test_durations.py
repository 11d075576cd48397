"""Durations in any writing become seconds."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.intake import DurationUnit, to_seconds
from kpi_core.intake.values.durations import guess_unit, time_of_day


def seconds(text: str, unit: str) -> float | None:
    return to_seconds(pl.Series("d", [text]), DurationUnit(unit)).item()


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("90", "s", 90.0),
        ("1,500", "s", 1500.0),
        ("1,5", "min", 90.0),
        ("1500", "ms", 1.5),
        ("2.5", "min", 150.0),
        ("1.5", "h", 5400.0),
        ("0.5", "day", 43200.0),
        ("00:01:30", "clock", 90.0),
        ("1:30", "clock", 90.0),
        ("50:38:24.085", "clock", 182304.085),
        ("2 days 01:00:00", "clock", 176400.0),
        ("1h 2m 3s", "clock", 3723.0),
        ("-00:00:05", "clock", -5.0),
        ("0.25", "clock", 21600.0),
        ("0", "clock", 0.0),
        ("1899-12-31 00:02:23", "clock", 143.0),
        ("1900-01-02 02:24:00", "clock", 181440.0),
        ("00:01:30", "s", 90.0),
    ],
)
def test_a_duration_is_read_in_its_unit(text: str, unit: str, expected: float) -> None:
    assert seconds(text, unit) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "unit"), [("x", "s"), ("", "s"), ("00:75:00", "clock"), ("45", "clock"), ("inf", "s"), ("NaN", "s")]
)
def test_what_is_no_duration_is_missing(text: str, unit: str) -> None:
    assert seconds(text, unit) is None


@given(st.integers(0, 10**7), st.integers(0, 999))
def test_a_clock_that_is_written_is_read_back(whole: int, milli: int) -> None:
    text = f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}.{milli:03}"
    assert seconds(text, "clock") == pytest.approx(whole + milli / 1000, abs=1e-6)


@given(st.integers(0, 10**8), st.sampled_from([("s", 1.0), ("ms", 0.001), ("min", 60.0), ("h", 3600.0)]))
def test_a_plain_number_scales_by_its_unit(number: int, unit: tuple[str, float]) -> None:
    assert seconds(str(number), unit[0]) == pytest.approx(number * unit[1], rel=1e-12, abs=1e-6)


@pytest.mark.parametrize(
    ("texts", "header", "expected"),
    [
        (["00:10:00", ""], "Resolution time (in hrs)", "clock"),
        (["0.0016", "0.1"], "Duration", "day"),
        (["16", "1"], "First reply time (in minutes)", "min"),
        (["160000", "111111"], "Total Talk", "ms"),
        (["16", "140"], "Talk", "s"),
        (["16"], "wait_ms", "ms"),
        ([], "x", "s"),
    ],
)
def test_the_unit_of_a_column_is_guessed(texts: list[str], header: str, expected: str) -> None:
    assert guess_unit(pl.Series("d", texts, dtype=pl.String), header) == expected


def test_clock_times_of_the_day() -> None:
    texts = pl.Series("t", ["7:02:47", "7:02 PM", "12:00 am", "24:30", "x"])
    assert time_of_day(texts).to_list() == [25367.0, 68520.0, 0.0, None, None]
