"""Where a proposed target comes from, in words."""

from datetime import date

from kpi_core.analysis.targets import text
from kpi_core.definitions import Target


def test_a_label_says_which_quarters_or_whose_benchmark() -> None:
    assert text.labels(2, date(2025, 1, 1), ["CallZent"]) == [
        "The level of the last 2 complete quarters, from 1 Jan 2025",
        "The best of the last 2 complete quarters, from 1 Jan 2025",
        "Copied benchmark, CallZent",
    ]
    assert text.labels(1, date(2025, 1, 1), [])[0] == "The level of the last quarter"


def test_a_proposal_says_in_how_many_weeks_it_was_met() -> None:
    said = text.proposal("The level of the last quarter", Target("service_level", 0.8), 12, 13)
    assert said == "The level of the last quarter: 80.0%, met in 12 of 13 weeks"
