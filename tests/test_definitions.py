"""Definitions are checked in one sentence, keep their defaults, and carry a version made from their content."""

from datetime import date, time
from pathlib import Path

import pytest

from kpi_core.definitions import DEFAULT, parse, read
from kpi_core.errors import BadInput


def test_what_a_file_leaves_out_keeps_its_default() -> None:
    found = parse("[thresholds]\nVoice = 30\n[windows]\nrepeat_h = 24")
    assert found.thresholds == (("voice", 30.0),)
    assert found.repeat_window_h == 24
    assert found.business_hours == DEFAULT.business_hours


def test_definitions_come_back_from_their_file_unchanged() -> None:
    text = """
    [business_hours]
    sat = ["11:00-14:30", "18:00-24:00"]
    [calendar]
    week_starts = "sun"
    year_starts_in_month = 4
    holidays = [2026-12-25]
    [shifts]
    day = "07:00"
    night = "19:00"
    [targets]
    service_level = 0.8
    """
    found = parse(text)
    assert parse(found.to_toml()) == found
    assert found.business_hours[5] == ((time(11), time(14, 30)), (time(18), time.max))
    assert found.holidays == (date(2026, 12, 25),)


@pytest.mark.parametrize(
    "change",
    [
        "[thresholds]\nvoice = 21",
        "[windows]\nqa_days = 1",
        "[scales]\nqa_pass_mark = 1",
        '[business_hours]\nsun = ["09:00-10:00"]',
    ],
)
def test_any_change_changes_the_version(change: str) -> None:
    assert parse(change).version != DEFAULT.version
    assert parse(change).version == parse(change).version


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[treshholds]\nvoice = 20", "did you mean 'thresholds'"),
        ("[windows]\nrepeat_hours = 20", "did you mean 'repeat_h'"),
        ("[thresholds]\nvoice = -1", "must not be negative"),
        ("[thresholds]\nvoice = nan", "finite"),
        ('[thresholds]\nvoice = "20"', "must be a number"),
        ('[business_hours]\nmon = ["09:00-12:00", "11:00-17:00"]', "overlap at 11:00"),
        ('[business_hours]\nmon = ["17:00-09:00"]', "ends before it starts"),
        ('[business_hours]\nmon = ["9-5"]', "clock time like 09:00"),
        ('[calendar]\nweek_starts = "monday"', "did you mean 'mon'"),
        ("[calendar]\nyear_starts_in_month = 13", "a month from 1 to 12"),
        ('[calendar]\nholidays = ["Christmas"]', "list of dates"),
        ("[targets]\nservice_levle = 0.8", "did you mean 'service_level'"),
        ("thresholds = 3", "must be a table"),
        ("[thresholds\n", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=r"mine\.toml") as error:
        parse(text, "mine.toml")
    assert said in str(error.value)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read(tmp_path / "none.toml")
