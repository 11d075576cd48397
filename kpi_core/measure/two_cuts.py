"""Two cuts side by side: what becomes of a KPI from one to the other, with an interval that is right when they overlap.

Cuts that share contacts (everything, and everything without one vendor) are not independent, so their intervals
cannot be combined. The contacts fall into three cells: in A only, in B only, in both. Each contact's weight in the
difference of the two ratios is linear in its numerator and denominator, so the variance follows from the sums of
squares and products of the three cells (Taylor linearisation; Woodruff 1971). Cuts that share nothing are compared
by `intervals.difference`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from polars import col

from kpi_core.data import Prepared
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure import two_facts
from kpi_core.measure.ask import Asked, ask
from kpi_core.measure.measure import measure
from kpi_core.measure.periods import latest
from kpi_core.measure.selection import cut as conditions
from kpi_core.measure.selection import days, is_outcome, within
from kpi_core.measure.sums import ALL_SUMS, sums
from kpi_core.measure.values import unbounded_low, with_values
from kpi_core.model import Fact, Kind, Kpi, Method
from kpi_core.statistics import intervals
from kpi_core.view import Selection

_SIDES = ("a", "b")


@dataclass(frozen=True, eq=False)
class Compared:
    """KPIs of two selections side by side, as far as both can answer them; `refused` says why not the others.

    `frame` has one row a KPI: `kpi, variant, n_a, value_a, low_a, high_a, n_b ... , difference, low, high, shared`. The
    difference is B minus A, in the KPI's unit; `rows_a`, `rows_b` and `shared` count the rows in A, in B and in both,
    `young` those of A or B that are too young to judge. `cells` has the sums of each KPI by day and by `_a` and `_b`,
    whether they are of A and of B; none where the sides stand on different rows.
    """

    kpis: tuple[Kpi, ...]
    refused: Mapping[Kpi, str]
    frame: pl.DataFrame
    cells: Mapping[str, pl.DataFrame]


def compare_cuts(data: Prepared, kpis: Sequence[Kpi], a: Selection, b: Selection) -> Compared:
    """Return KPIs of two selections of contacts, and what becomes of each from A to B.

    Raises BadInput for an empty selection, CannotAnswer where no KPI can be given for both or a cut cannot choose.
    """
    first = ask(data, kpis, a)
    second = ask(data, first.kpis, b)
    refused = {**first.refused, **second.refused}
    if not second.kpis:
        raise CannotAnswer(next(iter(refused.values()), "Choose at least one KPI to compare."))
    for name, one in (("A", a), ("B", b)):
        outcome = next((s for s, _ in one.segments if is_outcome(s)), None)
        if outcome:
            raise CannotAnswer(
                f"Cut {name} is made by {outcome}, which is an outcome of the contact and cannot choose contacts to "
                "compare; cut by another segment."
            )
    apart = _apart(first, second, tuple(k for k in second.kpis if k.separate_sides))
    cells = {k.key: _cells(data, k, k.numerator_fact, a, b) for k in second.kpis if not k.separate_sides}
    frames = [apart[k] if k.separate_sides else _one(data, k, cells[k.key], a, b) for k in second.kpis]
    return Compared(second.kpis, refused, pl.concat(frames, how="diagonal_relaxed"), cells)


def _one(data: Prepared, kpi: Kpi, by_day: pl.DataFrame, a: Selection, b: Selection) -> pl.DataFrame:
    """A KPI whose sides stand on the same rows."""
    fact = kpi.numerator_fact
    cells = by_day.group_by("_a", "_b", maintain_order=True).agg(col("rows", *ALL_SUMS).sum())
    sides, rows = {}, {}
    for name, one in zip(_SIDES, (a, b), strict=True):
        whole = cells.filter(col(f"_{name}"))
        rows[f"rows_{name}"] = int(whole["rows"].sum())
        _check_held(name, rows[f"rows_{name}"])
        found = _distinct(data, kpi, fact, one) if kpi.kind is Kind.DISTINCT else _added(whole)
        sides[name] = with_values(found, [kpi], [0]).row(0, named=True)
    gap = _gap(sides["a"]["value"], sides["b"]["value"])
    low, high = _bounds(kpi, cells, sides, np.nan if gap is None else gap)
    shared = int(cells.filter(col("_a") & col("_b"))["rows"].sum())
    row: dict[str, Any] = {"kpi": kpi.key, "variant": kpi.variant, **rows, "shared": shared}
    row["young"] = int(cells["young"].sum())
    for name, side in sides.items():
        row |= {f"n_{name}": int(side["n"]), **{f"{c}_{name}": side[c] for c in ("value", "low", "high")}}
    bounds = {c: v if np.isfinite(v) else None for c, v in (("low", low), ("high", high))}
    return pl.DataFrame([row | {"difference": gap} | bounds])


def _apart(first: Asked, second: Asked, kpis: tuple[Kpi, ...]) -> dict[Kpi, pl.DataFrame]:
    """KPIs whose sides stand on different rows: both values as measured, without an interval."""
    if not kpis:
        return {}
    held = [_held(first, second, kpi) for kpi in kpis]
    sides = [measure(replace(side, kpis=kpis)).to_dicts() for side in (first, second)]
    ranges = ("low_a", "high_a", "low_b", "high_b", "low", "high")
    found = {}
    for kpi, row, one, two in zip(kpis, held, *sides, strict=True):
        for name, side in zip(_SIDES, (one, two), strict=True):
            row |= {f"{c}_{name}": side[c] for c in ("n", "value", "low", "high")}
        row |= {"difference": _gap(one["value"], two["value"]), "low": None, "high": None}
        found[kpi] = pl.DataFrame([row]).with_columns(pl.col(*ranges).cast(pl.Float64))
    return found


def _held(first: Asked, second: Asked, kpi: Kpi) -> dict[str, Any]:
    """How many rows of the KPI's base each side holds, and both."""
    data, fact = first.data, kpi.denominator_fact
    masks = [_mask(data, fact, side.selection) for side in (first, second)]
    held = data.tables[fact].select(a=masks[0], b=masks[1])
    row: dict[str, Any] = {"kpi": kpi.key, "variant": kpi.variant}
    row |= {f"rows_{s}": int(held[s].sum()) for s in _SIDES} | {"shared": int((held["a"] & held["b"]).sum())}
    for name in _SIDES:
        _check_held(name, row[f"rows_{name}"])
    return row | {"young": two_facts.young(data, kpi, masks[0] | masks[1])}


def _check_held(name: str, rows: int) -> None:
    """Refuse a side without contacts by its name."""
    if not rows:
        raise BadInput(f"Cut {name.upper()} holds no contact; keep more values or widen the dates.")


def _gap(a: float | None, b: float | None) -> float | None:
    """B minus A, where both are known."""
    return None if a is None or b is None else b - a


def _mask(data: Prepared, fact: Fact, one: Selection) -> pl.Expr:
    """Whether a row of the fact is in the selection."""
    keep = [*within(*days(data, fact, one)), *conditions(one, outcomes=False)]
    return pl.all_horizontal(keep) if keep else pl.lit(value=True)


def marked(data: Prepared, fact: Fact, a: Selection, b: Selection) -> pl.LazyFrame:
    """Return the fact's rows that one of two cuts holds, with `_a` and `_b`, whether they are of A and of B."""
    table = data.tables[fact].lazy().with_columns(_a=_mask(data, fact, a), _b=_mask(data, fact, b))
    return table.filter(col("_a") | col("_b"))


def _cells(data: Prepared, kpi: Kpi, fact: Fact, a: Selection, b: Selection) -> pl.DataFrame:
    """The KPI's sums by day in each cell: in A only, in B only, in both."""
    found = sums(kpi, data.nullable[fact], latest(data, kpi))
    cells = (
        marked(data, fact, a, b)
        .group_by("day", "_a", "_b")
        .agg(rows=pl.len(), **found)
        .sort("day", "_a", "_b")
        .collect()
    )
    missing = [pl.lit(0.0).alias(n) for n in ALL_SUMS if n not in cells.columns]
    return cells.with_columns(missing).with_columns(col(n).cast(pl.Float64) for n in ALL_SUMS)


def _added(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells added up, as `with_values` takes them."""
    return cells.select(*(col(n).sum() for n in ALL_SUMS), _i=pl.lit(0))


def _distinct(data: Prepared, kpi: Kpi, fact: Fact, one: Selection) -> pl.DataFrame:
    """A distinct KPI's sums, which cells cannot be added up to."""
    found = sums(kpi, data.nullable[fact], None)
    whole = data.tables[fact].filter(_mask(data, fact, one)).select(**found).with_columns(_i=pl.lit(0))
    missing = [pl.lit(0.0).alias(n) for n in ALL_SUMS if n not in whole.columns]
    return whole.with_columns(missing).with_columns(col(n).cast(pl.Float64) for n in ALL_SUMS)


def _bounds(kpi: Kpi, cells: pl.DataFrame, sides: dict[str, dict[str, float]], gap: float) -> tuple[float, float]:
    """The interval of the difference."""
    if not kpi.bounded or not np.isfinite(gap):
        return np.nan, np.nan
    if kpi.kind is Kind.COUNT:  # what both share cancels; the rest are two counts
        alone = float(cells.filter(col("_a") != col("_b"))["numerator"].sum())
        half = intervals.Z95 * float(np.sqrt(alone))
        return gap - half, gap + half
    if cells.filter(col("_a") & col("_b")).is_empty():
        one, two = (_triple(kpi, sides[name]) for name in _SIDES)
        low, high = intervals.difference(two, one)
        return float(low[0]), float(high[0])
    half = intervals.Z95 * float(np.sqrt(_variance(kpi, cells))) * kpi.scale
    return gap - half, gap + half


def _triple(kpi: Kpi, side: dict[str, float]) -> intervals.Triple:
    """A side's value and its interval, not bounded at zero."""
    value, low, high = (
        np.array([np.nan if side[c] is None else side[c]], dtype=float) for c in ("value", "low", "high")
    )
    return value, unbounded_low(kpi, value, low, high), high


def _variance(kpi: Kpi, cells: pl.DataFrame) -> float:
    """The variance of the difference of two ratios whose rows overlap."""
    total = {}
    for name in ("_a", "_b"):
        mine = cells.filter(col(name))
        total[name] = (mine["numerator"].sum(), mine["denominator"].sum())
    (xa, da), (xb, db) = total["_a"], total["_b"]
    variance = 0.0
    for cell in cells.iter_rows(named=True):
        in_a, in_b = cell["_a"] / da, cell["_b"] / db
        p, q = in_b - in_a, in_b * xb / db - in_a * xa / da
        xx = cell["numerator"] if kpi.method is Method.WILSON else cell["xx"]
        dd, xd = (cell["dd"], cell["xd"]) if kpi.method is Method.RATIO else (cell["denominator"], cell["numerator"])
        variance += p * p * xx - 2 * p * q * xd + q * q * dd
    return max(variance, 0.0)
