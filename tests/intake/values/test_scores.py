"""Scores are read as surveys write them."""

import polars as pl
import pytest

from kpi_core.intake.values.scores import scores


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["4/5", "2/5"], [4, 2]),
        (["4 of 5", "2 von 5"], [4, 2]),
        (["4 - Satisfied", "1: very bad"], [4, 1]),
        (["4 (good)", "5 stars", "3 Sterne"], [4, 5, 3]),
        (["\u2605\u2605\u2605\u2605\u2606", "\u2b50\u2b50"], [4, 2]),
        (["4/5", "8/10"], [None, None]),
        (["4.0/5.0", "4 out of 5", "3/5 stars"], [4, 4, 3]),
        (["Very satisfied (5)", "Score: 4"], [5, 4]),
        (["satisfied", "4-5", "2024-05-01", ""], [None, None, None, None]),
    ],
)
def test_a_score_is_read_in_its_writing(cells: list[str], expected: list[float | None]) -> None:
    assert scores(pl.Series(cells))[0].to_list() == expected
