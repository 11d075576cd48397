"""Counting and sorting give the same value at every rank."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core import ordered as module
from kpi_core.ordered import ordered

KIND = pl.Enum(["a", "b", "c"])
ROW = st.tuples(
    st.sampled_from([None, "a", "c"]),
    st.sampled_from([None, date(1969, 12, 30), date(2025, 1, 6), date(2025, 1, 13)]),
    st.integers(-3, 40),
)


def frame(rows: list[tuple[str | None, date | None, float]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"s": KIND, "d": pl.Date, "x": pl.Float64}, orient="row")


def values(found: module.Ordered, keys: list[str]) -> dict[tuple[object, ...], list[float]]:
    n = found.groups["n"].to_numpy()
    first = np.cumsum(n) - n
    by = found.groups.select(keys).rows() if keys else [()]
    return {k: found.at(np.arange(f, f + size)).tolist() for k, f, size in zip(by, first, n, strict=True)}


@settings(deadline=None)
@given(
    rows=st.lists(ROW, min_size=1, max_size=60),
    keys=st.sampled_from([[], ["s"], ["s", "d"]]),
    shift=st.sampled_from([0.0, 0.5]),
)
def test_every_rank_of_every_group_is_the_naive_one(
    rows: list[tuple[str | None, date | None, float]], keys: list[str], shift: float
) -> None:
    table = frame([(s, d, x + shift) for s, d, x in rows])
    naive: dict[tuple[object, ...], list[float]] = {}
    for row in table.rows(named=True):
        naive.setdefault(tuple(row[k] for k in keys), []).append(row["x"])
    naive = {k: sorted(v) for k, v in naive.items()}
    assert values(ordered(table, keys, "x"), keys) == naive
    assert values(module._sorted(table, keys, "x"), keys) == naive
    many = pl.concat([table] * 400)  # enough rows for counting to be taken
    if not shift and "d" not in keys:
        assert module._counted(many, keys, "x") is not None
    assert values(ordered(many, keys, "x"), keys) == {k: sorted(v * 400) for k, v in naive.items()}


@pytest.mark.parametrize("bad", [0.5, 1e15, float("inf"), float("nan")])
def test_what_cannot_be_counted_is_sorted(bad: float) -> None:
    table = frame([("a", None, 1.0), ("a", None, bad), ("c", None, 2.0)])
    assert module._counted(table, ["s"], "x") is None
    assert ordered(table, ["s"], "x").groups["n"].sum() == 3


def test_keys_without_codes_are_sorted() -> None:
    table = frame([("a", None, 1.0)] * 9).with_columns(s=pl.col("s").cast(pl.String))
    assert values(ordered(table, ["s"], "x"), ["s"]) == {("a",): [1.0] * 9}
