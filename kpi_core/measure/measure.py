"""The only place where sums become KPI values.

`measure` turns prepared rows and KPIs into one tidy frame, a row per KPI, period and segment value:

    kpi, variant, period, *by, quantile, n, numerator, denominator, value, low, high, complete, mature, young

`period` is the first day, null for the whole; for cadences within the day it is the first moment, on the data's own
clock. Rates are fractions, times seconds. `low` and `high` bound the value at 95 % by the method that the KPI names.
`complete`: the data, and the range asked for, cover the period from its first day to its last; one within the day is
complete when the data run on to its end. `mature`: every contact in it is old enough for the KPI; `young` counts those
left out because they are not.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import polars as pl
from polars import col

from kpi_core.data import NO_CUBES, Prepared, added, column
from kpi_core.errors import CannotAnswer
from kpi_core.measure import two_facts
from kpi_core.measure.availability import check_cuts, refusal
from kpi_core.measure.row_source import sourced
from kpi_core.measure.selection import Where, cut, days, height, is_outcome, nothing_left, select, taken
from kpi_core.measure.sums import ALL_SUMS, counts, sums
from kpi_core.measure.values import with_values
from kpi_core.model import Cadence, Fact, Kind, Kpi, doubled, moment, on_the_clock
from kpi_core.statistics import quantile_rows
from kpi_core.view import View

_HOUR = timedelta(hours=1)
_NUMBERS = ("numerator", "denominator", "value", "low", "high")


def measure(
    data: Prepared,
    kpis: Sequence[Kpi],
    *,
    by: Sequence[str] = (),
    cadence: Cadence = Cadence.ALL,
    since: date | None = None,
    until: date | None = None,
    where: Where = (),
    without: Where = (),
) -> pl.DataFrame:
    """Return the measured frame of these KPIs, in the order given.

    `where` keeps rows with these segment values, `without` leaves rows with these out; "" stands for a blank one.
    Raises BadInput for a cut or range that nothing answers, CannotAnswer for a KPI that this data cannot give.
    """
    by = list(dict.fromkeys(by))
    check_cuts(data, by, [*where, *without])
    for kpi in kpis:
        why = refusal(data, kpi, by=by, where=[*where, *without], cadence=cadence, since=since, until=until)
        if why:
            raise CannotAnswer(why)
    kpis = [sourced(data, k) for k in kpis]
    rows = {
        fact: select(data, fact, since=since, until=until, where=where, without=without, empty=True)
        for fact in dict.fromkeys(f for k in kpis for f in k.facts)
    }
    if not any(height(data, fact, since=since, until=until, where=where, without=without) for fact in rows):
        raise nothing_left(data, next(iter(rows)))
    frames = []
    for i, kpi in enumerate(kpis):
        if kpi.separate_sides:
            found = two_facts.sums(data, kpi, rows, by, cadence, since, until)
            frames.append(with_values(found.with_columns(_i=pl.lit(i)), [kpi], [i]))
    for fact in dict.fromkeys(k.numerator_fact for k in kpis if not k.separate_sides):
        run = _Run(data, fact, rows[fact], by, cadence, since, until, where, without)
        of_fact = [(i, k) for i, k in enumerate(kpis) if k.numerator_fact is fact and not k.separate_sides]
        means = [(i, k) for i, k in of_fact if k.quantile is None]
        if means:
            frames.append(run.ratios(means))
        at: dict[tuple[str, str | None], list[tuple[int, Kpi]]] = {}
        for i, k in of_fact:
            if k.quantile is not None:
                at.setdefault((k.key, k.variant), []).append((i, k))
        frames += [run.quantiles(same) for same in at.values()]
    whole = pl.concat(frames, how="diagonal_relaxed").sort("_i", "period", *by, nulls_last=False)
    return whole.select(
        "kpi",
        "variant",
        "period",
        *(_plain(b) for b in by),
        "quantile",
        "n",
        *_NUMBERS,
        "complete",
        "mature",
        "young",
    )


def measure_view(
    data: Prepared,
    kpis: Sequence[Kpi],
    view: View,
    *,
    by: Sequence[str] | None = None,
    cadence: Cadence | None = None,
) -> pl.DataFrame:
    """Return the measured frame of a View's selection, by its segments and cadence unless others are given."""
    return measure(
        data,
        kpis,
        by=view.by if by is None else by,
        cadence=cadence or view.cadence,
        since=view.selection.since,
        until=view.selection.until,
        where=view.selection.where,
        without=view.selection.without,
    )


def _plain(segment: str) -> pl.Expr:
    """A segment as plain text; the hour as a number."""
    return col(segment).cast(pl.String).cast(pl.Int64) if segment == "hour" else col(segment).cast(pl.String)


class _Run:
    """One fact's rows on their way to values; made and used within one call of `measure`."""

    def __init__(
        self,
        data: Prepared,
        fact: Fact,
        rows: pl.LazyFrame,
        by: Sequence[str],
        cadence: Cadence,
        since: date | None,
        until: date | None,
        where: Where,
        without: Where,
    ) -> None:
        self.data, self.fact, self.by, self.cadence = data, fact, list(by), cadence
        self.calendar = data.definitions.calendar
        self.nullable = data.nullable[fact]
        self.span = data.spans[fact]
        since, until = self.since, self.until = days(data, fact, since, until)
        self.first = max(self.span.first, since or self.span.first)
        self.last = min(self.span.last, until or self.span.last)
        hidden = cut(where, without, outcomes=True)
        self.keep = pl.all_horizontal(hidden) if hidden else None
        named = [[(s, v) for s, v in cuts if s in self.by] for cuts in (where, without)]
        self.shown = cut(*named, outcomes=True)  # of an outcome cut by and filtered, the groups that are asked for
        self.cut = cut(where, without, outcomes=False)
        self.cut_by = [s for s, _ in [*where, *without] if not is_outcome(s)]
        self.periods = [] if cadence.whole else ["period"]
        self.bare, self.lazy = rows, self._dated(rows)
        self.end = self.span.end + timedelta(minutes=self.span.grain.minutes)
        last = self.end.date()
        self._twice = doubled(last, last, data.dataset.timezone) if cadence.minutes else []

    def _dated(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Rows, or a cube's rows, with their period."""
        return rows.with_columns(period=self._start()) if self.periods else rows

    def _start(self) -> pl.Expr:
        """The first day of each row's period, looked up by day: there are far fewer days than rows."""
        if self.cadence.minutes:
            return self.calendar.start_expr(col("at"), self.cadence)
        if self.first > self.last:
            return pl.lit(None, dtype=pl.Date)
        known = pl.DataFrame({"day": pl.date_range(self.first, self.last, eager=True)})
        starts = known.select(self.calendar.start_expr(col("day"), self.cadence)).to_series()
        return pl.lit(starts).gather(col("day").to_physical() - known["day"].to_physical()[0])

    def ratios(self, kpis: Sequence[tuple[int, Kpi]]) -> pl.DataFrame:
        """Return values of KPIs from their sums."""
        planned: dict[bytes, str] = {}
        exprs: list[pl.Expr] = []
        wanted: list[tuple[int, Kpi, dict[str, str]]] = []
        for i, kpi in kpis:
            names = {}
            for name, expr in sums(kpi, self.nullable, self._latest(kpi), self.keep).items():
                text = expr.meta.serialize()
                if text not in planned:  # equal sums are added up once
                    planned[text] = f"s{len(exprs)}"
                    exprs.append(expr.alias(planned[text]))
                names[name] = planned[text]
            wanted.append((i, kpi, names))
        bases = [b for b in self.by if not is_outcome(b)]
        held = {column(text): name for text, name in planned.items()}
        table = self._group(self.by, exprs, held)
        base = table if bases == self.by else self._group(bases, exprs, held)
        table = table.filter(self.shown) if self.shown else table
        frames = [self._sums(i, kpi, names, table, base, bases) for i, kpi, names in wanted]
        return self._stamp(with_values(pl.concat(frames), [k for _, k, _ in wanted], [i for i, _, _ in wanted]), kpis)

    def quantiles(self, kpis: Sequence[tuple[int, Kpi]]) -> pl.DataFrame:
        """Return one KPI's values at each of its quantiles."""
        kpi = kpis[0][1]
        keys = self.periods + self.by
        row = counts(kpi, self.nullable, self._latest(kpi))
        rows = self._dated(self.bare.filter(row)).select(*keys, _x=kpi.numerator)  # a period for those that count only
        number = {k.quantile: i for i, k in kpis if k.quantile is not None}
        found = quantile_rows(rows, keys, "_x", list(number))
        found = found.with_columns(
            col("n").cast(pl.Int64),
            _i=col("quantile").replace_strict(number, return_dtype=pl.Int32),
            numerator=pl.lit(None, dtype=pl.Float64),
            denominator=pl.lit(None, dtype=pl.Float64),
            young=pl.lit(0, dtype=pl.Int64),
            **self._lead(),
        )
        return self._stamp(found, kpis)

    def _lead(self) -> dict[str, pl.Expr]:
        """A null period where there are none."""
        return {} if self.periods else {"period": pl.lit(None, dtype=pl.Date)}

    def _latest(self, kpi: Kpi) -> datetime | None:
        """The last arrival that is old enough for the KPI."""
        return None if kpi.window is None else self.span.end - self.data.definitions.window(kpi.window)

    def _group(self, by: list[str], exprs: list[pl.Expr], held: dict[str, str]) -> pl.DataFrame:
        """Add up the smallest cube that holds the cut and all of these sums, else the rows."""
        lattice, lazy = NO_CUBES if self.cadence.minutes else self.data.cubes(self.fact), self.lazy  # cubes are by day
        cube = lattice.holding([*by, *self.cut_by], held)
        if cube is not None:
            lazy, exprs = self._dated(taken(cube, self.since, self.until, self.cut)), added(held)
        keys = self.periods + by
        return (lazy.group_by(keys).agg(exprs) if keys else lazy.select(exprs)).collect()

    def _sums(
        self,
        i: int,
        kpi: Kpi,
        names: dict[str, str],
        table: pl.DataFrame,
        base: pl.DataFrame,
        bases: list[str],
    ) -> pl.DataFrame:
        """One KPI's sums under their own names, one row a group."""
        keys = self.periods + self.by
        if bases != self.by and kpi.kind is not Kind.COUNT:  # an outcome cuts the numerator, over the whole base
            rest = {n: s for n, s in names.items() if n != "numerator"}
            below = base.select(self.periods + bases + [col(s).alias(n) for n, s in rest.items()])
            top = table.select([*keys, col(names["numerator"]).alias("numerator")])
            there = table.select(self.by).unique()  # a period without an outcome has none of it: zero, not a gap
            grid = below.join(there, on=bases, nulls_equal=True) if bases else below.join(there, how="cross")
            table = grid.join(top, on=keys, how="left", nulls_equal=True).with_columns(col("numerator").fill_null(0.0))
            names = {n: n for n in names}
        found = table.select(
            *keys,
            *(
                (col(names[n]) if n in names else pl.lit(0 if n == "young" else None)).cast(pl.Float64).alias(n)
                for n in ALL_SUMS
            ),
        )
        if kpi.kind is Kind.COUNT and self.periods:
            found = self._with_zeros(found)
        return found.with_columns(_i=pl.lit(i), quantile=pl.lit(None, dtype=pl.Float64), **self._lead())

    def _with_zeros(self, found: pl.DataFrame) -> pl.DataFrame:
        """A period of the data in which nothing happened is a count of zero, not a gap; one that holds rows stays."""
        starts = pl.Series("period", self._starts(), dtype=self.cadence.dtype)
        grid = pl.concat([starts, found["period"]]).unique().to_frame()
        if self.by:
            grid = grid.join(found.select(self.by).unique(), how="cross")
        whole = grid.join(found, on=["period", *self.by], how="left", nulls_equal=True)
        return whole.with_columns(col("n", "numerator", "young").fill_null(0.0)).select(found.columns)

    def _starts(self) -> list[date]:
        """Every period of the range that the data reach into; hours that the clock skips are none."""
        if not self.cadence.minutes:
            return list(self.calendar.periods(self.first, self.last, self.cadence))
        first = max(moment(self.first), self.span.start)
        last = min(datetime.combine(self.last, time.max), self.end - timedelta(microseconds=1))
        return on_the_clock(self.calendar.periods(first, last, self.cadence), self.data.dataset.timezone)

    def _stamp(self, found: pl.DataFrame, kpis: Sequence[tuple[int, Kpi]]) -> pl.DataFrame:
        """Say which KPI it is, and whether each period is complete and mature."""
        known = found["period"].unique().to_list()
        stamps = pl.DataFrame(
            [
                {
                    "_i": i,
                    "period": p,
                    "kpi": k.key,
                    "variant": k.variant,
                    "_q": k.quantile,
                    "complete": self._complete(p),
                    "mature": self._mature(p, k),
                }
                for i, k in kpis
                for p in known
            ],
            schema={
                "_i": pl.Int32,
                "period": self.cadence.dtype,
                "kpi": pl.String,
                "variant": pl.String,
                "_q": pl.Float64,
                "complete": pl.Boolean,
                "mature": pl.Boolean,
            },
        )
        joined = found.join(stamps, on=["_i", "period"], how="left", nulls_equal=True)
        return joined.with_columns(col("n", "young").cast(pl.Int64), quantile=pl.coalesce("quantile", "_q")).drop(
            "_q", "xx", "dd", "xd", strict=False
        )

    def _complete(self, period: date | None) -> bool:
        """Whether the data cover the period, and the range asked for does too."""
        if period is None:
            return self.span.covers(self.since or self.first, self.until or self.last)
        after = self.calendar.next(period, self.cadence)
        if self.cadence.minutes:
            start = moment(period)
            twice = [t + _HOUR for t in self._twice if t <= start < t + _HOUR]  # over when it has come twice
            return self.span.start <= start and max([moment(after), *twice]) <= self.end
        return self.calendar.covered(period, self.cadence, self.first, self.last) and self.span.covers(
            period, after - timedelta(days=1)
        )

    def _mature(self, period: date | None, kpi: Kpi) -> bool:
        """Whether every contact of the period is old enough."""
        latest = self._latest(kpi)
        if latest is None:
            return True
        after = moment(self.last + timedelta(days=1))
        if period is not None:
            after = min(after, moment(self.calendar.next(period, self.cadence)))
        return after <= latest
