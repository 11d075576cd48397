"""Sums of whole numbers do not run over, whatever the columns that hold them."""

from datetime import datetime
from typing import Any

import polars as pl
import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.measure import sums
from kpi_core.model import Fact, Kpi
from kpi_core.rollup.packed_sums import addends

LARGE = 3_000_000_000
AT = datetime(2026, 1, 5, 10)


def both(kpi: Kpi, rows: pl.DataFrame) -> tuple[dict[str, Any], dict[str, Any]]:
    """The sums of all rows as read from them, and as cubes add them up."""
    wanted = sums(kpi, frozenset(), None)
    packed = addends(wanted, rows.schema)
    columns = packed.columns(rows.height)
    table = packed.of(rows, ["at"]).group_by("at").agg(pl.col(columns).sum())
    return rows.select(**wanted).row(0, named=True), packed.sums(table, rows.height).row(0, named=True)


@pytest.mark.parametrize(("kind", "size"), [(pl.Int64, LARGE), (pl.Int32, 2_000_000_000), (pl.Float64, LARGE)])
def test_squares_of_large_durations_are_exact_in_whole_numbers_of_any_width(kind: Any, size: int) -> None:
    rows = pl.DataFrame(
        {"at": [AT] * 4, "wait_s": [size] * 4, "answered": [True] * 4}, schema_overrides={"wait_s": kind}
    )
    for found in both(CATALOGUE["average_speed_of_answer"], rows):
        assert (found["n"], found["numerator"], found["xx"]) == (4, 4.0 * size, 4.0 * size**2)


def test_products_of_counts_do_not_run_over() -> None:
    rows = pl.DataFrame(
        {"at": [AT] * 4, "compliance_met": [1_500_000_000] * 4, "compliance_required": [2_000_000_000] * 4},
        schema_overrides={"compliance_met": pl.Int32, "compliance_required": pl.Int32},
    )
    for found in both(CATALOGUE["compliance_adherence"], rows):
        assert (found["numerator"], found["denominator"]) == (6e9, 8e9)
        assert (found["xx"], found["xd"], found["dd"]) == (4 * 1.5e9**2, 4 * 1.5e9 * 2e9, 4 * 2e9**2)


def test_totals_of_intervals_do_not_run_over() -> None:
    kpi = CATALOGUE["contact_volume"].with_sides(CATALOGUE["contact_volume"].stand_ins[0])
    assert kpi.numerator_fact is Fact.INTERVAL
    rows = pl.DataFrame({"at": [AT] * 4, "offered": [2_000_000_000] * 4}, schema_overrides={"offered": pl.Int32})
    assert rows.select(**sums(kpi, frozenset(), None)).row(0) == (8e9, 8e9)
