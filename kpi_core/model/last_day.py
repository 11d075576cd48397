"""Is the last day of the data over, or was the export taken in the middle of it?

A day with data counts as covered. Of the last day that is true only where nothing more was to come: an export taken at
11:00 looks like a fall by half. The data's own arrivals tell. Looked at are the days of the same weekday in the twelve
weeks before: how many arrivals each had up to the time of day of the last one, and how many after it. What usually
comes after it, times how busy the last day was until then, is what stayed away if the day is over. It counts as over
where that is less than QUIET arrivals; where it is less than SLIGHT of those that came, so that the day's numbers would
hardly differ; or where COMMON of those days had nothing after that time either, as where the doors close at 17:00.

With fewer than FEWEST such days, Mondays to Fridays stand in for one another. With fewer of these too, or where rows
bear a date and no time of day, nothing can be told, and the day counts as over. Where the mapping states until when the
data run, that moment stands in place of the last arrival; the end of a day needs no judgement.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

import polars as pl
from polars import col

from kpi_core.model.columns import Fact
from kpi_core.model.formatting import count, day
from kpi_core.model.grain import Span

FEWEST = 3  # days that tell what is usual
QUIET = 3.0  # arrivals: where so many are due, none of them comes in 5 of 100 cases
SLIGHT = 0.01  # of the arrivals of the last day
COMMON = 0.25  # of the days
_BACK = timedelta(weeks=12)
_FRIDAY = 5


def with_last_day(span: Span, fact: Fact, parts: Iterable[pl.DataFrame], stated: datetime | None = None) -> Span:
    """Return the span of a fact with whether its last day is over; `parts` are all of the fact's rows.

    The moment to which the data are `stated` to run goes before the last row, unless rows stand after it.
    """
    if span.grain.coarse:
        return span
    if stated is not None and stated > span.end:
        span = replace(span, stated=stated, over=stated.time() == time())
        if span.over:
            return span
    if not span.grain.within_day:
        return span
    days = _by_day(fact, parts, span.now)
    usual = _like(days, span.now)
    if usual.height < FEWEST:
        return span
    today = float(days.filter(col("day") == span.now.date())["before"].sum())
    before, after = (float(usual[c].sum()) / usual.height for c in ("before", "after"))
    due = after * (today / before if before and (today or not span.stated) else 1.0)
    silent = usual.filter(col("after") == 0).height / usual.height
    return replace(span, due=due, over=due < max(QUIET, SLIGHT * today) or silent >= COMMON)


def runs(fact: Fact, span: Span) -> str:
    """Return until when the rows of a fact run, as a sentence."""
    said = ", as the mapping says" if span.stated else ""
    if span.over:
        return f"The {fact} rows run to the end of {day(span.last)}{said}."
    more = f"; on such a day about {count(round(span.due))} more usually come after that" if span.due else ""
    return f"The {fact} rows run until {span.now:%H:%M} on {day(span.last)}{said}{more}: this day is not complete."


def _by_day(fact: Fact, parts: Iterable[pl.DataFrame], end: datetime) -> pl.DataFrame:
    """The arrivals of each day up to the time of day of `end`, and after it."""
    found = []
    for part in parts:
        rows = part.lazy().filter(col("at").dt.date() >= end.date() - _BACK)
        if fact is Fact.QA_ITEM:  # the items of one review are written at one moment
            rows = rows.unique("at")
        contacts = fact is Fact.INTERVAL and "offered" in part.columns  # else each row is one
        many = (col("offered").fill_null(0) if contacts else pl.lit(1)).cast(pl.Float64)
        late = col("at").dt.time() > end.time()
        known = rows.select(many.alias("many"), day=col("at").dt.date(), late=late)
        sums = {name: col("many").filter(which).sum() for name, which in (("before", ~col("late")), ("after", "late"))}
        found.append(known.group_by("day").agg(**sums).collect())
    return pl.concat(found).group_by("day").sum().sort("day")


def _like(days: pl.DataFrame, end: datetime) -> pl.DataFrame:
    """The days before that tell what is usual on the last one."""
    weekday, last = col("day").dt.weekday(), end.isoweekday()
    earlier = days.filter(col("day") < end.date())
    same = earlier.filter(weekday == last)
    if same.height >= FEWEST or last > _FRIDAY:
        return same
    return earlier.filter(weekday <= _FRIDAY)
