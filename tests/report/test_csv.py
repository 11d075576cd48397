import csv
import json
from io import StringIO

import pytest

from kpi_core.report import to_csv
from kpi_core.report.csv import escape_formula
from tests import published


def test_cells_are_escaped_as_expected() -> None:
    rows = published.rows("formula_cells.csv")
    assert [escape_formula(json.loads(r["cell_json"])) for r in rows] == [json.loads(r["escaped_json"]) for r in rows]


@pytest.mark.parametrize("text", ["=1", "+1", "@a", "-a", "\t1", "\r1", "\uff1d1", "  =1", '"=1', "\u200b=1", "'+1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "Voice", "-12", "-1.5", "1 + 1"])
def test_plain_text_stays(text: str) -> None:
    assert escape_formula(text) == text


def test_numbers_stay_numbers_and_notes_stand_on_top() -> None:
    text = to_csv(["=a", "n"], [["=x", -1.5], [None, 2]], ["one\ntwo"])
    assert list(csv.reader(StringIO(text))) == [["# one two"], [], ["'=a", "n"], ["'=x", "-1.5"], ["", "2"]]
