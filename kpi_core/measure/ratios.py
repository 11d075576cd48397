"""Values of KPIs from sums of their rows: each sum is added up once, from the smallest cube that holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl
from polars import col

from kpi_core.data import NO_CUBES, added, column
from kpi_core.measure.periods import latest, stamped, starts
from kpi_core.measure.run import Numbered, Run, dated, no_period
from kpi_core.measure.selection import cut, is_outcome, taken
from kpi_core.measure.sums import ALL_SUMS, sums
from kpi_core.measure.values import with_values
from kpi_core.model import Kind, Kpi


@dataclass(frozen=True, eq=False, kw_only=True)
class _Added:
    """Sums by the run's segments, and by those of them that are no outcomes, which cut the whole base."""

    table: pl.DataFrame
    base: pl.DataFrame
    bases: list[str]


def ratios(run: Run, kpis: Numbered) -> pl.DataFrame:
    """Return values of KPIs from their sums."""
    hidden = cut(run.asked.selection, outcomes=True)
    keep = pl.all_horizontal(hidden) if hidden else None
    planned: dict[bytes, str] = {}
    exprs: list[pl.Expr] = []
    wanted: list[tuple[int, Kpi, dict[str, str]]] = []
    for i, kpi in kpis:
        names = {}
        for name, expr in sums(kpi, run.nullable, latest(run.asked.data, kpi), keep).items():
            text = expr.meta.serialize()
            if text not in planned:  # equal sums are added up once
                planned[text] = f"s{len(exprs)}"
                exprs.append(expr.alias(planned[text]))
            names[name] = planned[text]
        wanted.append((i, kpi, names))
    whole = _added(run, exprs, {column(text): name for text, name in planned.items()})
    frames = [_sums(run, i, kpi, names, whole) for i, kpi, names in wanted]
    valued = with_values(pl.concat(frames), [k for _, k, _ in wanted], [i for i, _, _ in wanted])
    return stamped(run, valued, kpis)


def _added(run: Run, exprs: list[pl.Expr], held: Mapping[str, str]) -> _Added:
    """All sums of a run, added up."""
    by = run.asked.by
    bases = [b for b in by if not is_outcome(b)]
    table = _group(run, by, exprs, held)
    base = table if len(bases) == len(by) else _group(run, bases, exprs, held)
    shown = _shown(run)
    return _Added(table=table.filter(shown) if shown else table, base=base, bases=bases)


def _shown(run: Run) -> list[pl.Expr]:
    """Of an outcome that is both cut by and filtered, the groups that are asked for."""
    asked = run.asked
    where, without = (
        tuple((s, v) for s, v in cuts if s in asked.by) for cuts in (asked.selection.where, asked.selection.without)
    )
    return cut(replace(asked.selection, where=where, without=without), outcomes=True)


def _group(run: Run, by: Sequence[str], exprs: list[pl.Expr], held: Mapping[str, str]) -> pl.DataFrame:
    """Add up the smallest cube that holds the cut and all of these sums, else the rows."""
    selection = run.asked.selection
    lattice = NO_CUBES if run.asked.cadence.minutes else run.asked.data.cubes(run.fact)  # cubes are by day
    cube = lattice.holding([*by, *(s for s, _ in selection.segments if not is_outcome(s))], held)
    if cube is None:
        rows = dated(run, run.rows)
    else:
        rows, exprs = dated(run, taken(cube, run.since, run.until, cut(selection, outcomes=False))), added(held)
    keys = [*run.periods, *by]
    return (rows.group_by(keys).agg(exprs) if keys else rows.select(exprs)).collect()


def _sums(run: Run, i: int, kpi: Kpi, names: Mapping[str, str], whole: _Added) -> pl.DataFrame:
    """One KPI's sums under their own names, one row a group."""
    table = whole.table
    if len(whole.bases) != len(run.asked.by) and kpi.kind is not Kind.COUNT:
        table, names = _over_the_base(run, names, whole), {n: n for n in names}
    found = table.select(
        *run.keys,
        *(
            (col(names[n]) if n in names else pl.lit(0 if n == "young" else None)).cast(pl.Float64).alias(n)
            for n in ALL_SUMS
        ),
    )
    if kpi.kind is Kind.COUNT and run.periods:
        found = _with_zeros(run, found)
    return found.with_columns(_i=pl.lit(i), quantile=pl.lit(None, dtype=pl.Float64), **no_period(run))


def _over_the_base(run: Run, names: Mapping[str, str], whole: _Added) -> pl.DataFrame:
    """An outcome cuts the numerator, over the whole base."""
    rest = {n: s for n, s in names.items() if n != "numerator"}
    below = whole.base.select([*run.periods, *whole.bases, *(col(s).alias(n) for n, s in rest.items())])
    top = whole.table.select([*run.keys, col(names["numerator"]).alias("numerator")])
    there = whole.table.select(run.asked.by).unique()  # a period without an outcome has none of it: zero, not a gap
    grid = below.join(there, on=whole.bases, nulls_equal=True) if whole.bases else below.join(there, how="cross")
    joined = grid.join(top, on=run.keys, how="left", nulls_equal=True)
    return joined.with_columns(col("numerator").fill_null(0.0))


def _with_zeros(run: Run, found: pl.DataFrame) -> pl.DataFrame:
    """A period of the data in which nothing happened is a count of zero, not a gap; one that holds rows stays."""
    known = pl.Series("period", starts(run), dtype=run.asked.cadence.dtype)
    grid = pl.concat([known, found["period"]]).unique().to_frame()
    if run.asked.by:
        grid = grid.join(found.select(run.asked.by).unique(), how="cross")
    whole = grid.join(found, on=["period", *run.asked.by], how="left", nulls_equal=True)
    return whole.with_columns(col("n", "numerator", "young").fill_null(0.0)).select(found.columns)
