"""What the health page draws and lists, from counts alone."""

from datetime import date

from kpi_core.analysis.health import frames
from kpi_core.data import Conversion


def test_a_month_without_rows_is_a_zero_of_its_own() -> None:
    found = frames.months([{"month": "2026-03", "rows": 20, "days": 9}, {"month": "2026-05", "rows": 7, "days": 3}])
    assert found.rows() == [
        ("2026-03", 20, 9, date(2026, 3, 1)),
        ("2026-04", 0, 0, date(2026, 4, 1)),
        ("2026-05", 7, 3, date(2026, 5, 1)),
    ]


def test_a_century_is_not_filled_with_months() -> None:
    ends = [{"month": m, "rows": 1, "days": 1} for m in ("1900-01", "2026-01")]
    assert frames.months(ends).height == 2


def test_a_column_says_how_it_was_read() -> None:
    found = frames.columns(
        [
            Conversion(column="wait_s", source="Wait", kind="duration", how="s", converted=38, missing=1, failed=1),
            Conversion(column="team", source="Team", kind="text", how="", converted=40, missing=0, failed=0),
        ]
    )
    assert found["how"].to_list() == ["duration, s", "text"]
    assert frames.columns(()).columns == ["column", "source", "how", "values", "empty", "not_understood"]
