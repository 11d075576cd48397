"""What cannot be read may be a name in a column of dates: its shape is told and never itself."""

import json

import polars as pl
import pytest

from kpi_core.intake import examine, from_toml
from kpi_core.intake.values.shape import often, shape, told

_MAPPING = 'name = "x"\n[columns]\nat = "When"\nchannel = "Kind"\nwait_s = { column = "Wait", unit = "s" }\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Rosamund Pike", "text of 12 letters and 1 other sign"),
        ("x", "text of 1 letter"),
        ("+41 79 123", "text of 7 digits and 3 other signs"),
        ("A1-", "text of 1 letter, 1 digit and 1 other sign"),
        ("", "text of no characters"),
    ],
)
def test_a_text_is_told_by_its_shape(text: str, said: str) -> None:
    assert shape(text) == said


def test_a_short_value_that_stands_on_three_rows_is_told_with_its_count() -> None:
    cells = pl.Series(["Sí"] * 3 + ["No", "No", None] + ["Rosamund Pike the first"] * 5)
    assert often(cells) == {"Sí": 3}
    assert told("Sí", often(cells)) == "'Sí' (on 3 rows)"
    assert told("No", often(cells)) == "text of 2 letters"
    assert told("Rosamund Pike the first", often(cells)).startswith("text of 20 letters")
    assert told(None, {}) == "nothing"


def test_a_name_in_a_column_of_dates_or_times_stands_in_no_report() -> None:
    rows = [f"2026-01-{d:02d} 10:00,voice,{d}" for d in range(13, 29)]
    odd = ["Rosamund Pike,voice,3", "2026-01-20 11:00,voice,Rosamund Pike", *["Soon,voice,3"] * 3]
    text = "\n".join(["When,Kind,Wait", *rows, *odd])
    dataset, report = examine(("t.csv", text.encode()), from_toml(_MAPPING))
    assert dataset
    said = json.dumps({"of": report, "kept": dict(dataset.report)}, ensure_ascii=False, default=str)
    assert "Rosamund" not in said
    assert "text of 12 letters and 1 other sign is not a date and time" in said
    assert "'Soon' (on 3 rows)" in said
    assert "like text of 12 letters" in said
