"""Two cuts side by side: the difference of a KPI between them, with an interval that is right when they overlap.

Cuts that share contacts (everything, and everything without one vendor) are not independent, so their intervals
cannot be combined. The contacts fall into three cells: in A only, in B only, in both. Each contact's weight in the
difference of the two ratios is linear in its numerator and denominator, so the variance follows from the sums of
squares and products of the three cells (Taylor linearisation; Woodruff 1971). Cuts that share nothing are compared
by `intervals.difference`.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from polars import col

from kpi_core.data import Prepared
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure import two_facts
from kpi_core.measure.availability import check_cuts, refusal
from kpi_core.measure.measure import measure
from kpi_core.measure.row_source import sourced
from kpi_core.measure.selection import Where, days, is_outcome, within
from kpi_core.measure.selection import cut as conditions
from kpi_core.measure.sums import ALL_SUMS, sums
from kpi_core.measure.values import unbounded_low, with_values
from kpi_core.model import Fact, Kind, Kpi, Method
from kpi_core.statistics import intervals


@dataclass(frozen=True, slots=True)
class Cut:
    """A selection of contacts: whole days, both inclusive, segment values kept and left out."""

    since: date | None = None
    until: date | None = None
    where: Where = ()
    without: Where = ()

    @property
    def segments(self) -> Where:
        """Every segment that it names, with its values."""
        return [*self.where, *self.without]


def difference(data: Prepared, kpis: list[Kpi], a: Cut, b: Cut) -> pl.DataFrame:
    """Return one row a KPI: `kpi, variant, n_a, value_a, low_a, high_a, n_b ... , difference, low, high, shared`.

    The difference is A minus B, in the KPI's unit; `rows_a`, `rows_b` and `shared` count the rows in A, in B and in
    both, `young` those of A or B that are too young to judge. Raises BadInput for an empty cut, CannotAnswer for a KPI
    or cut that this data does not know.
    """
    for name, one in (("A", a), ("B", b)):
        check_cuts(data, [], one.segments)
        outcome = next((s for s, _ in one.segments if is_outcome(s)), None)
        if outcome:
            raise CannotAnswer(
                f"Cut {name} is made by {outcome}, which is an outcome of the contact and cannot choose contacts to "
                "compare; cut by another segment."
            )
    return pl.concat([_one(data, kpi, a, b) for kpi in kpis], how="diagonal_relaxed")


def _one(data: Prepared, kpi: Kpi, a: Cut, b: Cut) -> pl.DataFrame:
    for one in (a, b):
        why = refusal(data, kpi, where=one.segments, since=one.since, until=one.until)
        if why:
            raise CannotAnswer(why)
    kpi = sourced(data, kpi)
    fact = kpi.denominator_fact if kpi.separate_sides else kpi.numerator_fact
    if kpi.separate_sides:
        return _apart(data, kpi, fact, a, b)
    cells = _cells(data, kpi, fact, a, b)
    sides, rows = {}, {}
    for name, mine in (("a", col("_a")), ("b", col("_b"))):
        whole = cells.filter(mine)
        rows[f"rows_{name}"] = int(whole["rows"].sum())
        if not rows[f"rows_{name}"]:
            raise BadInput(f"Cut {name.upper()} holds no contact; keep more values or widen the dates.")
        sides[name] = with_values(
            _added(whole) if kpi.kind is not Kind.DISTINCT else _distinct(data, kpi, fact, a if name == "a" else b),
            [kpi],
            [0],
        ).row(0, named=True)
    gap = (sides["a"]["value"] or np.nan) - (sides["b"]["value"] or np.nan)
    if sides["a"]["value"] is not None and sides["b"]["value"] is not None:
        gap = sides["a"]["value"] - sides["b"]["value"]
    low, high = _bounds(kpi, cells, sides, gap)
    shared = int(cells.filter(col("_a") & col("_b"))["rows"].sum())
    numbers = {"difference": gap, "low": low, "high": high}
    row = {"kpi": kpi.key, "variant": kpi.variant, **rows, "shared": shared, "young": int(cells["young"].sum())}
    for name, side in sides.items():
        row |= {f"n_{name}": int(side["n"]), **{f"{c}_{name}": side[c] for c in ("value", "low", "high")}}
    return pl.DataFrame([row | {k: v if np.isfinite(v) else None for k, v in numbers.items()}])


def _apart(data: Prepared, kpi: Kpi, fact: Fact, a: Cut, b: Cut) -> pl.DataFrame:
    """A KPI whose sides stand on different rows: both values as measured, without an interval."""
    masks = [_mask(data, fact, one) for one in (a, b)]
    held = data.tables[fact].select(a=masks[0], b=masks[1])
    row: dict[str, object] = {"kpi": kpi.key, "variant": kpi.variant}
    row |= {f"rows_{s}": int(held[s].sum()) for s in "ab"} | {"shared": int((held["a"] & held["b"]).sum())}
    row["young"] = two_facts.young(data, kpi, masks[0] | masks[1])
    values = []
    for name, one in (("a", a), ("b", b)):
        if not row[f"rows_{name}"]:
            raise BadInput(f"Cut {name.upper()} holds no contact; keep more values or widen the dates.")
        found = measure(data, [kpi], since=one.since, until=one.until, where=one.where, without=one.without)
        side = found.row(0, named=True)
        row |= {f"{c}_{name}": side[c] for c in ("n", "value", "low", "high")}
        values.append(side["value"])
    gap = None if None in values else values[0] - values[1]
    bounds = col("low_a", "high_a", "low_b", "high_b", "low", "high")
    return pl.DataFrame([row | {"difference": gap, "low": None, "high": None}]).with_columns(bounds.cast(pl.Float64))


def _mask(data: Prepared, fact: Fact, one: Cut) -> pl.Expr:
    """Whether a row of the fact is in the cut."""
    keep = [*within(*days(data, fact, one.since, one.until)), *conditions(one.where, one.without, outcomes=False)]
    return pl.all_horizontal(keep) if keep else pl.lit(value=True)


def _cells(data: Prepared, kpi: Kpi, fact: Fact, a: Cut, b: Cut) -> pl.DataFrame:
    """The KPI's sums in each cell: in A only, in B only, in both."""
    latest = None if kpi.window is None else data.spans[fact].end - data.definitions.window(kpi.window)
    found = sums(kpi, data.nullable[fact], latest)
    table = (
        data.tables[fact]
        .lazy()
        .with_columns(_a=_mask(data, fact, a), _b=_mask(data, fact, b))
        .filter(col("_a") | col("_b"))
    )
    cells = table.group_by("_a", "_b").agg(rows=pl.len(), **found).collect()
    missing = [pl.lit(0.0).alias(n) for n in ALL_SUMS if n not in cells.columns]
    return cells.with_columns(missing).with_columns(col(n).cast(pl.Float64) for n in ALL_SUMS)


def _added(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells added up, as `with_values` takes them."""
    return cells.select(*(col(n).sum() for n in ALL_SUMS), _i=pl.lit(0))


def _distinct(data: Prepared, kpi: Kpi, fact: Fact, one: Cut) -> pl.DataFrame:
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
        one, two = (_triple(kpi, sides[name]) for name in ("a", "b"))
        low, high = intervals.difference(one, two)
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
        p, q = in_a - in_b, in_a * xa / da - in_b * xb / db
        xx = cell["numerator"] if kpi.method is Method.WILSON else cell["xx"]
        dd, xd = (cell["dd"], cell["xd"]) if kpi.method is Method.RATIO else (cell["denominator"], cell["numerator"])
        variance += p * p * xx - 2 * p * q * xd + q * q * dd
    return max(variance, 0.0)
