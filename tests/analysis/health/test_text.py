"""The sentences of the health page, from counts alone."""

from kpi_core.analysis.health import text
from kpi_core.data import Refusal, Report

REPORT = Report(
    files=(),
    read=1_200,
    kept=1_000,
    dropped={"outcome is test": 150},
    refused=50,
    refusals=(Refusal(7, "at", "at is empty", "t.csv"),),
)


def test_the_answer_counts_rows_oddities_and_kpis() -> None:
    assert text.sentence(REPORT, 1, 20, 63) == (
        "Every row is accounted for and 1,000 of 1,200 are used; 1 thing looks odd; 20 of 63 KPIs can be answered."
    )
    assert text.sentence(None, 0, 3, 63) == (
        "This dataset keeps no import report; nothing looks odd; 3 of 63 KPIs can be answered."
    )


def test_the_account_adds_up() -> None:
    assert text.account(REPORT) == "1,200 rows read = 1,000 kept + 150 dropped + 50 refused."
    assert text.refused(REPORT) == "50 of 1,200 rows were refused, the first since at is empty."


def test_the_first_six_kpis_are_named_and_the_others_counted() -> None:
    assert text.touches(()) == "No KPI reads it."
    assert text.touches(("A", "B")) == "Touches A and B."
    assert text.touches(tuple("ABCDEFGH")) == "Touches A, B, C, D, E, F and 2 more."


def test_what_is_covered_is_said_with_its_gaps() -> None:
    span = {"first": "2026-01-05", "last": "2026-02-03", "gap_count": 1, "missing": 2, "expected": 30,
            "gaps": [{"words": "from 7 to 8 Jan 2026"}]}  # fmt: skip
    assert text.covered(span).startswith("Contacts from 5 Jan 2026 to 3 Feb 2026, with 1 gap on days")
    assert text.gaps(span) == ("No contacts from 7 to 8 Jan 2026.",)
    assert text.missing(span) == "2 of 30 days that usually have contacts have none."


def test_a_place_without_a_line_is_no_place() -> None:
    assert text.place("t.csv", 1_234) == "t.csv, line 1,234"
    assert text.place("t.csv", None) == ""
