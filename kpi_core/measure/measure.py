"""The only place where sums become KPI values.

`measure` turns prepared rows and KPIs into one tidy frame, a row per KPI, period and segment value:

    kpi, variant, period, *by, quantile, n, numerator, denominator, value, low, high, complete, mature, young,
    xx, dd, xd, xxx

`period` is the first day, null for the whole; for cadences within the day it is the first moment, on the data's own
clock. Rates are fractions, times seconds. `low` and `high` bound the value at 95 % by the method that the KPI names.
`complete`: the data, and the range asked for, cover the period from its first day to its last; one within the day is
complete when the data run on to its end. `mature`: every contact in it is old enough for the KPI; `young` counts those
left out because they are not.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from kpi_core.errors import CannotAnswer
from kpi_core.measure import two_facts
from kpi_core.measure.ask import Asked
from kpi_core.measure.quantiles import quantiles
from kpi_core.measure.ratios import ratios
from kpi_core.measure.run import Numbered, as_text, run_of
from kpi_core.measure.selection import height, nothing_left, select
from kpi_core.measure.sums import SQUARES
from kpi_core.measure.values import with_values
from kpi_core.model import Fact

_NUMBERS = ("numerator", "denominator", "value", "low", "high")


def measure(asked: Asked) -> pl.DataFrame:
    """Return the measured frame of the KPIs that can be answered, in the order given.

    Raises CannotAnswer, with the first refusal, where none can be; BadInput where the selection leaves no row.
    """
    if not asked.kpis:
        asked.all()
        raise CannotAnswer("No KPI was asked for; choose at least one.")
    rows = {
        fact: select(asked.data, fact, asked.selection, empty=True)
        for fact in dict.fromkeys(f for k in asked.kpis for f in k.facts)
    }
    if not any(height(asked.data, fact, asked.selection) for fact in rows):
        raise nothing_left(asked.data, next(iter(rows)))
    frames = [*_apart(asked, rows), *_together(asked, rows)]
    whole = pl.concat(frames, how="diagonal_relaxed").sort("_i", "period", *asked.by, nulls_last=False)
    return whole.select(
        "kpi",
        "variant",
        "period",
        *(as_text(b) for b in asked.by),
        "quantile",
        "n",
        *_NUMBERS,
        "complete",
        "mature",
        "young",
        *(pl.col(c) if c in whole.columns else pl.lit(None, dtype=pl.Float64).alias(c) for c in SQUARES),
    )


def _apart(asked: Asked, rows: Mapping[Fact, pl.LazyFrame]) -> Iterator[pl.DataFrame]:
    """The values of KPIs each of whose sides sums its own rows."""
    for i, kpi in enumerate(asked.kpis):
        if kpi.separate_sides:
            yield with_values(two_facts.sums(asked, kpi, rows).with_columns(_i=pl.lit(i)), [kpi], [i])


def _together(asked: Asked, rows: Mapping[Fact, pl.LazyFrame]) -> Iterator[pl.DataFrame]:
    """The values of all others, those of one fact at once."""
    numbered = [(i, k) for i, k in enumerate(asked.kpis) if not k.separate_sides]
    for fact in dict.fromkeys(k.numerator_fact for _, k in numbered):
        run = run_of(asked, fact, rows[fact])
        of_fact = [(i, k) for i, k in numbered if k.numerator_fact is fact]
        means = [(i, k) for i, k in of_fact if k.quantile is None]
        if means:
            yield ratios(run, means)
        at: dict[tuple[str, str | None], Numbered] = {}
        for i, k in of_fact:
            if k.quantile is not None:
                at[k.key, k.variant] = [*at.get((k.key, k.variant), []), (i, k)]
        yield from (quantiles(run, same) for same in at.values())
