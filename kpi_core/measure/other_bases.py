"""Other bases on which a figure may have been counted: other dates, other rows, blanks as zero."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import polars as pl
from polars import col

from kpi_core.data import Prepared
from kpi_core.errors import KpiError
from kpi_core.measure.selection import select
from kpi_core.model import Fact, Kind, Kpi, Method
from kpi_core.view import View


@dataclass(frozen=True, eq=False)
class Base:
    """One way to choose the rows: in words, the data and the View to measure."""

    words: str
    data: Prepared
    view: View


def bases(data: Prepared, view: View) -> Iterator[Base]:
    """Yield the View's own rows, then every other choice of rows that could be meant by the same words."""
    yield Base("", data, view)
    selected = view.selection
    if selected.segments:
        unfiltered = replace(selected, where=(), without=())
        yield Base("without the filters of the sidebar", data, replace(view, selection=unfiltered))
    since, until = selected.since or data.first_day, selected.until or data.last_day
    if since < until:
        shorter = replace(view, selection=replace(selected, until=until - timedelta(days=1)))
        yield Base(f"without the last day, {until}", data, shorter)
    if since <= data.first_day and until >= data.last_day:
        return  # another date basis moves contacts over the ends of the range, and here nothing lies beyond
    have = set(data.tables[Fact.CONTACT].columns)
    for words, needs, moment in (
        ("by the time of the answer", {"wait_s"}, _later("wait_s")),
        ("by the time of the end", {"wait_s", "handle_s"}, _later("wait_s", "handle_s")),
        ("by the time in UTC", {"at_utc"}, col("at_utc")),
    ):
        if needs <= have:
            yield Base(words, _moved(data, moment), view)


def _later(*columns: str) -> pl.Expr:
    seconds = pl.sum_horizontal(col(c).fill_null(0.0) for c in columns)
    return col("at") + pl.duration(microseconds=(seconds * 1_000_000).cast(pl.Int64))


def _moved(data: Prepared, moment: pl.Expr) -> Prepared:
    """The same contacts, each at another time; what was derived of the arrival stays."""
    frame = data.tables[Fact.CONTACT].with_columns(at=pl.coalesce(moment, col("at")))
    frame = frame.with_columns(day=col("at").dt.date()).sort("at", maintain_order=True)
    span = replace(data.spans[Fact.CONTACT], start=frame["at"][0], end=frame["at"][-1])
    return replace(data, tables={**data.tables, Fact.CONTACT: frame}, spans={**data.spans, Fact.CONTACT: span})


@dataclass(frozen=True, slots=True)
class Rows:
    """Row counts of a View's selection: all, inbound, and distinct contact ids (None where there is none)."""

    all: int
    offered: int
    contacts: int | None


def rows(base: Base) -> Rows | None:
    """Return the row counts, None where nothing is left."""
    try:
        found = select(base.data, Fact.CONTACT, base.view.selection)
    except KpiError:
        return None
    keyed = "contact_id" in base.data.tables[Fact.CONTACT].columns
    one = found.select(
        n=pl.len(), o=col("offered").sum(), c=col("contact_id").drop_nulls().n_unique() if keyed else pl.lit(None)
    ).collect()
    n, o, c = one.row(0)
    return Rows(int(n), int(o or 0), int(c) if c else None)


def other_counts(kpi: Kpi, numerator: float, have: Rows, dropped: dict[str, int]) -> Iterator[tuple[str, float]]:
    """Yield what a figure is when other rows are counted. `dropped` is empty where the View is only a part."""
    if kpi.kind is Kind.COUNT:
        yield "with outbound contacts", float(have.all)
        if have.contacts:
            yield "each contact id once", float(have.contacts)
        for words, n in dropped.items():
            yield f"with the {n:,} rows left out at the import ({words})", numerator + n
        if len(dropped) > 1:
            yield "with all rows left out at the import", numerator + sum(dropped.values())
    elif kpi.method in (Method.MEAN, Method.WILSON) and kpi.denominator_fact is Fact.CONTACT:
        zero = ", an empty cell as zero" if kpi.method is Method.MEAN else ""
        for words, n in (("of all inbound contacts", have.offered), ("of all rows, outbound too", have.all)):
            if n:
                yield f"{words}{zero}", numerator / n
        if dropped:
            yield (
                f"of all rows of the file, those left out at the import too{zero}",
                numerator / (have.all + sum(dropped.values())),
            )
