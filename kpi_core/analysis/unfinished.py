"""Why the newest period counts as unfinished where the centre may simply have been closed since."""

from datetime import date, timedelta

import polars as pl
from polars import col

from kpi_core.data import Prepared
from kpi_core.model import Cadence, day, label
from kpi_core.view import Selection

_WEEKS = 8  # whose days tell on which days of the week contacts come
_LEAST = 21  # days that tell it


def closed_since(data: Prepared, found: pl.DataFrame, selection: Selection, cadence: Cadence) -> str:
    """Return what to say where only days on which no contact ever comes are missing to the end of the newest period.

    `found` is a measured frame of the whole by period. "" where the period is finished, or more than that is missing.
    """
    if cadence.whole or cadence.within_a_day or found.is_empty():
        return ""
    span, calendar = data.spans[data.main], data.definitions.calendar
    newest = found.filter(col("period") == col("period").max())
    end = calendar.next(newest["period"][0], cadence) - timedelta(days=1)
    cut_short = selection.until is not None and selection.until < span.last
    if newest["complete"].all() or cut_short or not span.over or not span.last < end:
        return ""
    left = {(span.last + timedelta(days=i)).weekday() for i in range(1, (end - span.last).days + 1)}
    if left & _open(data, span.last):
        return ""
    name = label(newest["period"][0], cadence, calendar)
    return (
        f"{'The ' if name[0].islower() else ''}{name} counts as unfinished: the data end on {day(span.last)}. "
        f"Where no contact came after that, say so in the mapping: data_until = {end:%Y-%m-%d} under [file]."
    )


def _open(data: Prepared, last: date) -> set[int]:
    """The days of the week on which contacts came lately; all of them where too few days tell."""
    cube = data.cubes(data.main).holding(())
    days = (data.tables[data.main] if cube is None else cube)["day"]
    since = days.search_sorted(last - timedelta(weeks=_WEEKS), "left")
    if (last - data.first_day).days < _LEAST:
        return set(range(7))
    return {d - 1 for d in days[since:].dt.weekday().unique().to_list()}
