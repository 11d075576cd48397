"""What if we left these out? Cut A beside cut B: each KPI of both, and the difference with its interval."""

from dataclasses import dataclass

import polars as pl
from polars import col

from kpi_core.difference import Cut, difference
from kpi_core.errors import CannotAnswer
from kpi_core.kpi import Better, Kpi
from kpi_core.prepare import Prepared
from kpi_core.refusals import refusal
from kpi_core.view import View


@dataclass(frozen=True, eq=False)
class WhatIf:
    """`frame` holds one row a KPI of `kpi_core.difference`, with `verdict`: better, worse, different or the same.

    "The same" means that the interval of the difference holds zero: no more than noise. `refused` names the KPIs that
    these cuts cannot answer.
    """

    a: Cut
    b: Cut
    kpis: tuple[Kpi, ...]
    frame: pl.DataFrame
    refused: tuple[tuple[Kpi, str], ...]


def cuts(view: View) -> tuple[Cut, Cut]:
    """Return the View's two cuts; the second takes the first one's days unless it says its own."""
    a = Cut(view.since, view.until, view.where, view.without)
    since = view.other_since or view.since
    until = view.other_until or view.until
    return a, Cut(since, until, view.other_where, view.other_without)


def whatif(data: Prepared, kpis: tuple[Kpi, ...], view: View) -> WhatIf:
    """Return the chosen KPIs of both cuts side by side. Raises BadInput for an empty cut, naming it."""
    a, b = cuts(view)
    named = [*a.segments, *b.segments]
    whys = [(k, refusal(data, k, where=named)) for k in kpis]
    able = tuple(k for k, why in whys if why is None)
    refused = tuple((k, why) for k, why in whys if why is not None)
    if not able:
        raise CannotAnswer(refused[0][1] if refused else "Choose at least one KPI to compare.")
    frame = difference(data, list(able), a, b)
    better = pl.DataFrame({"kpi": [k.key for k in able], "_better": [str(k.better) for k in able]})
    frame = frame.join(better, on="kpi", how="left", maintain_order="left")
    zero = ((col("low") <= 0) & (col("high") >= 0)) | col("low").is_null() | (col("difference") == 0)
    up = col("difference") > 0
    sided = (
        pl.when(~col("_better").is_in([Better.UP, Better.DOWN]))
        .then(pl.lit("different"))
        .when(up == (col("_better") == Better.UP))
        .then(pl.lit("better"))
        .otherwise(pl.lit("worse"))
    )
    return WhatIf(
        a,
        b,
        able,
        frame.with_columns(verdict=pl.when(zero).then(pl.lit("the same")).otherwise(sided)).drop("_better"),
        refused,
    )
