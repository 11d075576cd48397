"""KPIs whose sides stand on different facts, such as cost per contact: each side sums its own known rows.

Both are joined by period and segment, and count on the days that both facts cover: cost that runs to March is not
divided by the contacts of April. A month of a monthly fact counts where the other fact has a day in it; where that
other fact does not cover all of it, the period is not complete. Where one side has no row, there is no value: never
0, never infinity.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import polars as pl
from polars import col

from kpi_core.data import Prepared
from kpi_core.measure.ask import Asked
from kpi_core.measure.periods import latest
from kpi_core.measure.selection import days
from kpi_core.measure.sums import ALL_SUMS
from kpi_core.model import Fact, Kpi

Days = list[tuple[date, date]]
_DAY = timedelta(days=1)


def sums(asked: Asked, kpi: Kpi, rows: Mapping[Fact, pl.LazyFrame]) -> pl.DataFrame:
    """Return `kpi, variant, period, *by`, the sums of `measure.sums`, `complete` and `mature`, one row a group.

    `rows` are the selected rows of each fact.
    """
    assert kpi.denominator is not None  # noqa: S101 - a KPI with two sides has one
    data = asked.data
    start = data.definitions.calendar.start_expr(col("day"), asked.cadence).alias("period")
    keys = ["period", *asked.by]
    both = shared(data, kpi)
    ripe = _of_age(data, kpi, both)
    top = rows[kpi.numerator_fact].filter(_in(ripe), kpi.numerator.is_not_null()).with_columns(start)
    bottom = rows[kpi.denominator_fact].filter(_in(both), kpi.denominator.is_not_null()).with_columns(start)
    of, weight = kpi.denominator.cast(pl.Float64), _weight(kpi)
    tops = top.group_by(keys).agg(numerator=kpi.numerator.cast(pl.Float64).sum())
    bottoms = bottom.group_by(keys).agg(
        denominator=of.filter(_in(ripe)).sum(),
        n=weight.filter(_in(ripe)).sum().cast(pl.Float64),
        young=weight.filter(~_in(ripe)).sum().cast(pl.Float64),
    )
    found = tops.join(bottoms, on=keys, how="full", coalesce=True, nulls_equal=True).collect()
    if found.is_empty() and asked.cadence.whole and not asked.by:
        found = pl.DataFrame([{}], schema=found.schema)  # the whole always has its row
    stamps = pl.DataFrame(
        [(p, _complete(asked, kpi, p), _mature(asked, kpi, p)) for p in found["period"].unique()],
        schema={"period": pl.Date, "complete": pl.Boolean, "mature": pl.Boolean}, orient="row",
    )  # fmt: skip
    empty = [pl.lit(None, dtype=pl.Float64).alias(n) for n in ALL_SUMS if n not in found.columns]
    return found.join(stamps, on="period", how="left", nulls_equal=True).with_columns(
        *empty,
        col("denominator", "n", "young").fill_null(0.0),
        kpi=pl.lit(kpi.key),
        variant=pl.lit(kpi.variant, dtype=pl.String),
        quantile=pl.lit(None, dtype=pl.Float64),
    )


def shared(data: Prepared, kpi: Kpi) -> Days:
    """Return the days on which both facts can be set against each other, as ranges."""
    (one, ones), (two, twos) = ((fact, _known(data, fact, side)) for fact, side in _booked(kpi))
    coarse = [data.spans[one].grain.coarse, data.spans[two].grain.coarse]
    if all(coarse):
        return [d for d in ones if d in twos]
    if any(coarse):
        units, (span,) = (ones, twos or [(date.max, date.min)]) if coarse[0] else (twos, ones or [(date.max, date.min)])
        return [(a, b) for a, b in units if a <= span[1] and b >= span[0]]
    return [(max(a, c), min(b, d)) for a, b in ones for c, d in twos if max(a, c) <= min(b, d)]


def _booked(kpi: Kpi) -> tuple[tuple[Fact, pl.Expr], ...]:
    """Both sides with their facts; shares of the cost are covered as the cost itself is."""
    top, bottom = kpi.sides
    return ((Fact.COST, col("cost")) if kpi.allocated else top, bottom)


def _known(data: Prepared, fact: Fact, side: pl.Expr) -> Days:
    """The days that the known rows of a side cover: from the first to the last, or unit by unit."""
    span = data.spans[fact]
    found = data.tables[fact].filter(side.is_not_null())["day"].unique().sort().to_list()
    if span.grain.coarse:
        return [(d, span.until(d)) for d in found]
    return [(found[0], found[-1])] if found else []


def young(data: Prepared, kpi: Kpi, keep: pl.Expr) -> int:
    """Return how many of the denominator's rows that `keep` holds are left out since they are too young to judge."""
    both = shared(data, kpi)
    rows = data.tables[kpi.denominator_fact].filter(keep, _in(both), ~_in(_of_age(data, kpi, both)))
    return int(rows.select(_weight(kpi).sum()).item() or 0)


def _weight(kpi: Kpi) -> pl.Expr:
    """How many contacts a row of the denominator stands for."""
    assert kpi.denominator is not None  # noqa: S101 - a KPI of two facts has one
    of = kpi.denominator.cast(pl.Float64)
    return of if kpi.denominator_fact is Fact.INTERVAL else (of != 0)


def _of_age(data: Prepared, kpi: Kpi, both: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Those of the days that are old enough for the KPI."""
    return _ripe(both, latest(data, kpi), whole=any(data.spans[fact].grain.coarse for fact, _ in _booked(kpi)))


def _ripe(both: Days, until: datetime | None, *, whole: bool) -> Days:
    """The days whose contacts are all old enough; a month is, or is not, as a whole."""
    if until is None:
        return both
    last = until.date() - _DAY  # the day of `until` itself is not over yet
    return [(a, b if whole else min(b, last)) for a, b in both if (b if whole else a) <= last]


def _in(ranges: Days) -> pl.Expr:
    """Whether a row's day lies in one of the ranges."""
    joined: Days = []
    for a, b in sorted(ranges):
        if joined and joined[-1][1] + _DAY == a:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return pl.any_horizontal([col("day").is_between(a, b) for a, b in joined] or [pl.lit(value=False)])


def _complete(asked: Asked, kpi: Kpi, period: date | None) -> bool:
    """Whether every side's fact covers the period, and the range asked for does too."""
    data = asked.data
    spans = {fact: data.spans[fact] for fact, _ in _booked(kpi)}
    ranges = [days(data, fact, asked.selection) for fact in spans]
    if period is None:
        first = min((s for s, _ in ranges if s), default=min(s.first for s in spans.values()))
        last = max((u for _, u in ranges if u), default=max(s.last_over for s in spans.values()))
    else:
        first, last = period, data.definitions.calendar.next(period, asked.cadence) - _DAY
    if any((s and s > first) or (u and u < last) for s, u in ranges):
        return False
    if kpi.allocated:  # a share depends on all the contacts of its unit
        touched = list(spans[Fact.COST].units(first, last))
        first, last = min([first, *(a for a, _ in touched)]), max([last, *(b for _, b in touched)])
    return all(s.covers(first, last) for s in spans.values())


def _mature(asked: Asked, kpi: Kpi, period: date | None) -> bool:
    """Whether every contact of the period is old enough."""
    until = latest(asked.data, kpi)
    if until is None:
        return True
    span = asked.data.spans[kpi.denominator_fact]
    after = min(asked.selection.until or span.last, span.last) + _DAY
    if period is not None:
        after = min(after, asked.data.definitions.calendar.next(period, asked.cadence))
    return datetime.combine(after, time()) <= until
