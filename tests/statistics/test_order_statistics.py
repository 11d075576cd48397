"""Counting and sorting give the same value at every rank."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.statistics import order_statistics as module
from kpi_core.statistics.order_statistics import ordered

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


def naive(table: pl.DataFrame, keys: list[str]) -> dict[tuple[object, ...], list[float]]:
    found: dict[tuple[object, ...], list[float]] = {}
    for row in table.rows(named=True):
        found.setdefault(tuple(row[k] for k in keys), []).append(row["x"])
    return {k: sorted(v) for k, v in found.items()}


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
    assert values(ordered(table, keys, "x"), keys) == naive(table, keys)
    assert values(module._sorted(table, keys, "x"), keys) == naive(table, keys)
    many = pl.concat([table] * 400)  # enough rows for counting to be taken
    if not shift and "d" not in keys:
        assert module._counted(many, keys, "x") is not None
    assert values(ordered(many, keys, "x"), keys) == naive(many, keys)


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    spread=st.sampled_from([0.01, 1.0, 6.0]),
    digits=st.sampled_from([None, 0, 1]),
    shift=st.sampled_from([0.0, -40.0, 1e9]),
    few=st.sampled_from([0, 1_000, 1_000_000]),
)
def test_every_rank_of_many_rows_is_the_naive_one(
    seed: int, spread: float, digits: int | None, shift: float, few: int
) -> None:
    rng = np.random.default_rng(seed)
    x = rng.lognormal(2.0, spread, 3_000) + shift
    x = np.concatenate([x if digits is None else np.round(x, digits), [0.0, -0.0, -1e-300, 5e-324, -1e300]])
    table = pl.DataFrame({"s": pl.Series(rng.choice(["a", "b", None], len(x)).tolist(), dtype=KIND), "x": x})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", few)  # what is many
        found = values(ordered(table, ["s"], "x"), ["s"])
        assert few or module._counted(table, ["s"], "x") is not None
    assert found == naive(table, ["s"])


@pytest.mark.parametrize("bad", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_number_is_sorted(bad: float) -> None:
    table = pl.concat([frame([("a", None, 1.0), ("a", None, bad), ("c", None, 2.0)])] * 9_000)
    assert module._counted(table, ["s"], "x") is None
    assert ordered(table, ["s"], "x").groups["n"].sum() == table.height


@pytest.mark.parametrize("bad", [0.5, 1e15])
def test_few_rows_that_cannot_be_counted_are_sorted(bad: float) -> None:
    table = frame([("a", None, 1.0), ("a", None, bad), ("c", None, 2.0)])
    assert module._counted(table, ["s"], "x") is None
    assert values(ordered(table, ["s"], "x"), ["s"]) == naive(table, ["s"])


def test_keys_without_codes_are_sorted() -> None:
    table = frame([("a", None, 1.0)] * 9).with_columns(s=pl.col("s").cast(pl.String))
    assert values(ordered(table, ["s"], "x"), ["s"]) == {("a",): [1.0] * 9}
