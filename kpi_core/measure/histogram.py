"""How the values of single contacts spread: counts in steps of equal width, the long tail in one last step."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from polars import col

from kpi_core.data import Prepared
from kpi_core.errors import BadInput
from kpi_core.measure.ask import ask
from kpi_core.measure.periods import latest
from kpi_core.measure.selection import select
from kpi_core.measure.sums import counts
from kpi_core.model import Fact, Kpi
from kpi_core.view import View

STEPS = 40
MOST_PROMISES = 4  # lines in one picture
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, eq=False, kw_only=True)
class Distribution:
    """`frame` holds `low, high, n, share, promised, beyond, last`; the last step has no upper end (`high` null).

    `beyond` counts the values above the promise: the limit that was given, else each contact's own. `promised` counts
    those that have one.
    """

    kpi: Kpi
    frame: pl.DataFrame
    n: int
    step: float


def distribution(data: Prepared, kpi: Kpi, view: View, *, limit: float | None = None) -> Distribution:
    """Return the distribution of a KPI's single values in the View's selection.

    The steps cover all but the highest 1 % of the values; what lies beyond is counted in the last step. Raises
    CannotAnswer for a KPI without sizes of single contacts, BadInput where no value is known.
    """
    asked = ask(data, [kpi.at(0.5)], view.selection)
    for why in asked.refused.values():
        raise BadInput(why)
    kpi = replace(asked.kpis[0], quantile=None)
    fact = kpi.numerator_fact
    rows = select(data, fact, view.selection)
    row = counts(kpi, data.nullable[fact], latest(data, kpi))
    over = _over(data, kpi, limit)
    found = rows.select(x=pl.when(row).then(kpi.numerator).cast(pl.Float64), over=over).drop_nulls("x").collect()
    values = found["x"]
    if values.is_empty():
        raise BadInput(f"No contact in this selection has a value for {kpi.name}; widen the dates or keep more values.")
    least, most = found.select(least=col("x").min(), most=col("x").quantile(0.99, "linear")).row(0)
    step = _step(least, most)
    start = np.floor(least / step) * step
    last = int(np.ceil(max(most - start, step) / step))
    index = ((values - start) / step).floor().cast(pl.Int64).clip(0, last)
    counted = {"n": pl.len(), "promised": col("over").count(), "beyond": col("over").sum()}
    found = found.group_by(i=index).agg(**{name: c.cast(pl.Int64) for name, c in counted.items()})
    grid = pl.DataFrame({"i": range(last + 1)}, schema={"i": pl.Int64})
    frame = grid.join(found, on="i", how="left").with_columns(col(*counted).fill_null(0)).sort("i")
    low = col("i") * step + start
    frame = frame.select(
        low=low,
        high=pl.when(col("i") < last).then(low + step),
        n="n",
        share=col("n") / values.len(),
        promised="promised",
        beyond="beyond",
        last=col("i") == last,
    )
    return Distribution(kpi=kpi, frame=frame, n=values.len(), step=step)


def _over(data: Prepared, kpi: Kpi, limit: float | None) -> pl.Expr:
    """Whether a value is above the promise, null where there is none; a wait has its own where no limit is given."""
    if limit is not None:
        return kpi.numerator > limit
    own = "wait_s" in kpi.numerator.meta.root_names() and "promise_s" in data.tables[kpi.numerator_fact].columns
    return kpi.numerator > col("promise_s") if own else pl.lit(None, dtype=pl.Boolean)


def _step(low: float, high: float) -> float:
    """The smallest round width that needs at most STEPS steps."""
    rough = max(high - low, 1e-9) / STEPS
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(n * power for n in _NICE if n * power >= rough * (1 - 1e-12)))


def promises(data: Prepared, view: View) -> list[tuple[str, float]]:
    """Return the promises that a picture can hold, each with its name: the View's own limit, else the contacts'.

    A channel is named where it has one promise only. More than a few different ones are drawn as none.
    """
    if view.limit is not None:
        return [("promise", view.limit)]
    table = data.tables.get(Fact.CONTACT)
    if table is None or "promise_s" not in table.columns:
        return []
    keys = ["channel", "promise_s"] if "channel" in table.columns else ["promise_s"]
    rows = select(data, Fact.CONTACT, view.selection)
    found = (
        rows.filter(col("promise_s").is_not_null()).group_by(keys).len().sort("len", *keys, descending=True).collect()
    )
    if "channel" in keys and found.height <= MOST_PROMISES and found["channel"].n_unique() == found.height:
        return [(f"promise of {c}" if c else "promise", p) for c, p, _ in found.rows()]
    distinct = found["promise_s"].unique().sort().to_list()
    return [("promise", p) for p in distinct] if len(distinct) <= MOST_PROMISES else []
