"""A failure here means that cubes hold other sums than their rows."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars import col
from polars.testing import assert_frame_equal

from kpi_core.addends import addends
from kpi_core.data import ahead

_SUMS = {
    **{f"flag {n}": (col("x") % n == 0).sum() for n in range(2, 40)},
    "all": col("x").is_not_null().sum(),
    "number": col("x").sum(),
    "square": (col("y") * col("y")).sum(),
    "not": (~(col("y") > 1)).sum(),
}


@given(
    rows=st.lists(
        st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 99), st.none() | st.integers(-9, 9)), max_size=40
    ),
    times=st.sampled_from([1, 2, 3_000, 7_000]),
)
def test_sums_of_addends_are_the_sums_of_the_rows(rows: list[tuple[str, int | None, int | None]], times: int) -> None:
    schema = {"segment": pl.String, "x": pl.Int64, "y": pl.Float64}
    table = pl.DataFrame(rows, schema, orient="row")
    table = pl.concat([table] * times)
    wanted = addends(_SUMS, table.schema)
    laid = wanted.of(table, ["segment"])
    added = laid.group_by("segment").agg(col(c).sum() for c in wanted.columns(table.height))
    expected = table.group_by("segment").agg(e.alias(n) for n, e in _SUMS.items())
    assert_frame_equal(wanted.sums(added, table.height), expected, check_row_order=False)
    assert len(wanted.columns(table.height)) < len(_SUMS)


def test_what_is_no_sum_is_refused() -> None:
    with pytest.raises(ValueError, match="no sum"):
        addends({"most": col("x").max()}, pl.Schema({"x": pl.Int64()}))


def test_items_made_ahead_come_in_order_and_errors_where_they_arise() -> None:
    assert list(ahead(iter(range(50)))) == list(range(50))
    items = ahead(1 // n for n in (1, 0, 1))
    assert next(items) == 1
    with pytest.raises(ZeroDivisionError):
        next(items)
    first = next(ahead(iter(range(50))))  # the rest is left alone
    assert first == 0
