"""Which rows go on: keep, drop, and the newest row of each contact, each with the number it left out."""

import polars as pl
from polars import col

from kpi_core.intake import dates
from kpi_core.intake.cells import numbers
from kpi_core.intake.mapping import Latest, Mapping
from kpi_core.intake.read import FILE
from kpi_core.intake.records import LINE
from kpi_core.intake.times import Clock


def chosen(frame: pl.DataFrame, bound: Mapping, clock: Clock) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return the rows that a bound mapping's [keep], [drop] and [latest] leave, and the rows dropped by reason."""
    dropped: dict[str, int] = {}
    for header, values in bound.keep:
        kept = frame.filter(_is(header, values))
        _count(dropped, f"'{header}' is not {' or '.join(_shown(v) for v in values)}", frame, kept)
        frame = kept
    for header, values in bound.drop:
        kept = frame.filter(~_is(header, values))
        _count(dropped, f"'{header}' is {' or '.join(_shown(v) for v in values)}", frame, kept)
        frame = kept
    if bound.latest:
        kept = newest(frame, bound.latest, clock)
        _count(dropped, f"older rows of the same '{bound.latest.by}'", frame, kept)
        frame = kept
    return frame, dropped


def newest(frame: pl.DataFrame, rule: Latest, clock: Clock) -> pl.DataFrame:
    """Return the newest row of each value of `rule.by`; rows without a value all stay. Order is kept."""
    order = (
        _order(frame[rule.order], clock) if rule.order else frame[LINE].clone().clear().extend_constant(0, frame.height)
    )
    small = frame.select(key=col(rule.by).str.strip_chars(), file=FILE, line=LINE).with_columns(order=order)
    small = small.with_row_index("row").sort("order", "file", "line", nulls_last=False)
    blank = small.filter(col("key").is_null() | (col("key") == ""))
    last = small.filter(col("key") != "").group_by("key").agg(col("row").last())
    return frame.gather(pl.concat([last["row"], blank["row"]]).sort())


def last_of(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the last row of each value of a column; rows without a value all stay. Order is kept."""
    index = frame.select(column).with_row_index("row")
    last = index.filter(col(column).is_not_null()).group_by(column).agg(col("row").last())
    blank = index.filter(col(column).is_null())
    return frame.gather(pl.concat([last["row"], blank["row"]]).sort())


def _order(texts: pl.Series, clock: Clock) -> pl.Series:
    """The order of a column: as numbers where all are, else as times, else as text."""
    bare = texts.str.strip_chars()
    given = int((bare.fill_null("") != "").sum())
    values = numbers(pl.select(pl.when(bare != "").then(bare)).to_series())
    if given - (len(values) - values.null_count()) == 0:
        return values.alias("order")
    times = dates.parse(bare, day_first=clock.of([(texts.name,)]))
    moments = times.utc if times.utc is not None else times.local
    return moments.alias("order") if len(moments) - moments.null_count() >= given else bare.alias("order")


def _is(header: str, values: tuple[str, ...]) -> pl.Expr:
    return col(header).str.strip_chars().fill_null("").is_in(values)


def _shown(value: str) -> str:
    return value or "empty"


def _count(dropped: dict[str, int], reason: str, before: pl.DataFrame, after: pl.DataFrame) -> None:
    if before.height > after.height:
        dropped[reason] = dropped.get(reason, 0) + before.height - after.height
