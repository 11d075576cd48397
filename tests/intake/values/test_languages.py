"""Times and durations are read in the languages of exports."""

from datetime import datetime

import polars as pl
import pytest

from kpi_core.intake import DurationUnit, to_seconds
from kpi_core.intake.values.dates import parse
from kpi_core.intake.values.durations import guess_unit

AT = datetime(2024, 5, 17, 13, 28)


@pytest.mark.parametrize(
    "text",
    [
        "17 mai 2024 13:28", "17/5/2024 1:28 p. m.", "17/5/2024 1:28 p.\u202fm.", "17. Mai 2024 um 13:28 Uhr",
        "17 de mayo de 2024 13:28", "17 \u043c\u0430\u044f 2024 \u0433., 13:28", "17 maja 2024 13:28",
        "2024\u5e745\u670817\u65e5 13:28", "2024\u5e745\u670817\u65e5 \u4e0b\u53481:28", "17/05/2024 13h28",
        "17.5.2024 klo 13.28", "fr. 17 maj 2024 kl. 13:28", "mi\u00e9, 17 may 2024 13:28", "17 mag 2024 13:28",
        "17 May\u0131s 2024 13:28", "2024. m\u00e1j. 17. 13:28", "17.05.2024 13:28 Uhr", "Fri May 17 13:28:00 2024",
        "Friday, 17 May 2024 13:28", "17/05/2024 13:28 hrs", "2024-05-17 1.28 pm", "45429,5611111111",
    ],
)  # fmt: skip
def test_a_time_is_read_in_its_language(text: str) -> None:
    assert parse(pl.Series([text]), day_first=True).local.dt.round("1s").to_list() == [AT]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1 Min. 30 Sek.", 90), ("1 Std. 2 Min. 3 Sek.", 3723), ("1 minute and 30 seconds", 90),
        ("1 hour, 2 minutes and 3 seconds", 3723), ("1 min et 30 s", 90), ("2 minuti e 3 secondi", 123),
        ("1 \u043c\u0438\u043d 30 \u0441\u0435\u043a", 90), ("1 godz. 2 min 3 sek.", 3723),
        ("1\u6642\u95932\u52063\u79d2", 3723),
        ("1,5 Std.", 5400), ("3 d\u00edas y 2 horas", 266_400), ("PT1M30S", 90), ("P1DT2H", 93_600),
        ("PT0S", 0), ("PT1,5S", 1.5),
        ("1:30 min", 90), ("1h30", 5400), ("1 min 30", 90), ("1'30\"", 90), ("00h01m30s", 90),
        (":25", 25), ("1 : 02 : 03", 3723), ("12:01:30 AM", 90), ("1:02:03 AM", 3723), ("1899-12-30 00:01:30", 90),
    ],
)  # fmt: skip
@pytest.mark.parametrize("unit", [DurationUnit.CLOCK, DurationUnit.S])
def test_a_duration_is_read_in_its_language(text: str, seconds: float, unit: DurationUnit) -> None:
    assert to_seconds(pl.Series([text]), unit).item() == seconds
    assert guess_unit(pl.Series([text])) is DurationUnit.CLOCK


def test_what_may_be_two_lengths_is_not_understood() -> None:
    assert to_seconds(pl.Series(["P1M", "1900-01-01 00:01:30"]), DurationUnit.CLOCK).to_list() == [None, None]


def test_a_spreadsheets_first_day_is_clear_beside_another_one() -> None:
    texts = pl.Series(["1899-12-31 00:01:30", "1900-01-01 00:01:30"])
    assert to_seconds(texts, DurationUnit.CLOCK).to_list() == [90, 86_490]
