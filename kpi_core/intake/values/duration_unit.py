"""The unit of an export's durations, settled once for all its columns: a platform writes all of them alike.

One column by itself can mislead: a queue time of 20,000 is twenty seconds or six hours. A duration of the contact
beside its start and end cannot.
"""

import polars as pl

from kpi_core.intake.mappings.field import DurationUnit
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.values import durations
from kpi_core.intake.values.cells import numbers, present
from kpi_core.intake.values.times import Clock, difference
from kpi_core.model import BY_NAME, ColumnKind

_RATIOS = ((DurationUnit.S, 1.0), (DurationUnit.MS, 1_000.0), (DurationUnit.MIN, 1 / 60), (DurationUnit.H, 1 / 3_600))


def unit_of(
    frame: pl.DataFrame, bound: Mapping, missing: tuple[str, ...], clock: Clock
) -> tuple[DurationUnit, str] | None:
    """Return the unit and how it was settled; None where the mapping names no gauge that the export has."""
    if bound.gauge is None:
        return None

    def cells(header: str) -> pl.Series:
        return frame.select(present(pl.col(header), missing).alias(header))[header]

    header = bound.gauge.column[0]
    text = cells(header)
    guess = durations.guess_unit(text, header)
    if guess is DurationUnit.CLOCK:
        return guess, f"as {header} is written"
    span = difference(cells(bound.gauge.start[0]), cells(bound.gauge.end[0]), clock, wrap=False).seconds
    pairs = pl.DataFrame({"d": numbers(text), "s": span}).filter(pl.col("s") > 0, pl.col("d") > 0)
    ratio = pairs.select((pl.col("d") / pl.col("s")).median()).item() if pairs.height else None
    for unit, factor in _RATIOS:
        if ratio is not None and 0.9 < ratio / factor < 1.1:
            return unit, f"as {header} fits {bound.gauge.start[0]} to {bound.gauge.end[0]}"
    headers = [
        f.parts[0][0] for n, f in bound.columns if n in BY_NAME and BY_NAME[n].kind is ColumnKind.SECONDS and f.parts
    ]
    pooled = pl.concat([cells(h).rename("") for h in (header, *headers)])
    return durations.guess_unit(pooled, header), "guessed over all durations"
