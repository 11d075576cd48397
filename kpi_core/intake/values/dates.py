"""Columns of dates and times in any writing: which order day and month stand in, and which zone they mean."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import polars as pl
from polars import col

from kpi_core.errors import DayOrder
from kpi_core.intake.sources.repeated_text import is_packed
from kpi_core.intake.values.written_times import WEEKDAY, wall_clock

_HEADER_ZONE = re.compile(r"\(\s*([A-Za-z_]+/[A-Za-z_+\-0-9]+(?:/[A-Za-z_]+)?|UTC|GMT)\s*\)", re.IGNORECASE)
_HOUR = pl.duration(hours=1)
_LOOKED_AT = 20_000  # cells that tell whether times come again
_AT_ONCE = 1_000_000  # cells that are read together; what is made on the way is many times their size


@dataclass(frozen=True, slots=True)
class Order:
    """What a column says about the order of day and month."""

    day_first: bool = False  # a value fits only with the day in front
    month_first: bool = False  # a value fits only with the month in front
    open: bool = False  # a value would be another day in the other order

    @property
    def settled(self) -> bool | None:
        """True for day first, False for month first, None where nothing settles it."""
        return None if self.day_first == self.month_first else self.day_first


@dataclass(frozen=True, slots=True)
class Times:
    """A column of times: the site's wall clock, the same in UTC where a zone is known, and what was met."""

    local: pl.Series
    utc: pl.Series | None
    offsets: int  # values that carried an offset or Z
    moved: int  # local times that do not exist and were moved one hour on


def order(texts: pl.Series) -> Order:
    """Return what a column's numeric dates say about day and month."""
    texts = (texts.drop_nulls().unique() if is_packed(texts) else texts.drop_nulls()).cast(pl.String)
    if texts.str.contains(r"^\d{3}").all():  # the year stands in front, as in nearly every export
        return Order()
    head = (
        texts.str.strip_chars()
        .str.replace(WEEKDAY, "")
        .str.extract(r"^(\d{1,2}[-/.]\d{1,2})[-/.](?:\d{4}|\d{2})(?:\D|$)")
        .unique()
    )
    pairs = pl.DataFrame({"t": head.drop_nulls()}).select(
        a=col("t").str.extract(r"^(\d+)").cast(pl.Int32), b=col("t").str.extract(r"(\d+)$").cast(pl.Int32)
    )
    a, b = pairs["a"], pairs["b"]
    return Order(
        day_first=bool(((a > 12) & (b <= 12)).any()),
        month_first=bool(((b > 12) & (a <= 12)).any()),
        open=bool(((a <= 12) & (b <= 12) & (a != b)).any()),
    )


def settle(header: str, found: Order, *, given: bool | None, others: bool | None = None) -> bool:
    """Return whether days come first, or raise DayOrder that names `day_first`.

    `given` is the mapping's word; `others` is what the export's other date columns settled.
    """
    if given is not None:
        return given
    if found.settled is not None:
        return found.settled
    if not found.open and not found.day_first:
        return False
    if not found.day_first and others is not None:
        return others
    why = "holds dates of both orders" if found.day_first else "never shows a day above 12"
    raise DayOrder(
        f"Column '{header}' {why}, so day and month cannot be told apart: set day_first = true or false under [file] "
        "in the mapping.",
        header,
        both=found.day_first,
    )


def header_zone(header: str) -> str | None:
    """Return the time zone that stands in a header, as in `Started at (America/New_York)`."""
    found = _HEADER_ZONE.search(header)
    if not found:
        return None
    return "UTC" if found[1].upper() in ("UTC", "GMT") else found[1]


def parse(texts: pl.Series, *, day_first: bool = False, zone: str | None = None, own: str | None = None) -> Times:
    """Read a column. `zone` is the site's; `own` the one its values without an offset are in, if it is another.

    Values with an offset or Z become the zone's wall clock, or UTC's where no zone is given; those with a zone's name
    stay as they are written then. A local time that the
    clock skipped moves one hour on; one that came twice is the first.
    """
    texts = texts.cast(pl.String)
    if len(texts) > _AT_ONCE:
        each = partial(parse, day_first=day_first, zone=zone, own=own)
        with ThreadPoolExecutor(2) as pool:
            slices = (texts.slice(first, _AT_ONCE) for first in range(0, len(texts), _AT_ONCE))
            return _together(list(pool.map(each, slices)))
    some = texts.drop_nulls().head(_LOOKED_AT)
    # Where hardly a time comes twice nothing is won, and much memory lost, by reading each once.
    once = texts if 2 * some.n_unique() > len(some) else texts.drop_nulls().unique()
    distinct = pl.DataFrame({"t": once}).with_columns(c=col("t").str.strip_chars())
    own = own or zone
    read = distinct.with_columns(wall_clock(distinct["c"], day_first=day_first, zone=own))
    if once is texts and own == zone and read["offset"].null_count() == len(texts):
        return _of_one_clock(read["wall"].alias(texts.name), zone)
    instant = col("wall") - pl.duration(minutes=col("offset"))
    moved = pl.lit(value=False)
    plain = pl.lit(None, dtype=pl.Datetime("us"))
    if own:
        fixed = col("wall").dt.replace_time_zone(own, ambiguous="earliest", non_existent="null")
        later = (col("wall") + _HOUR).dt.replace_time_zone(own, ambiguous="earliest", non_existent="null")
        moved = fixed.is_null() & col("wall").is_not_null() & col("offset").is_null()
        plain = pl.coalesce(fixed, later).dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    read = read.with_columns(utc=pl.coalesce(instant, plain), moved=moved)
    if zone:
        local = col("utc").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)
    else:
        local = pl.when("named").then("wall").otherwise(pl.coalesce("utc", "wall"))
    offset = col("offset").is_not_null() & (~col("named") | pl.lit(zone is not None))
    table = read.select("t", "utc", "moved", local=local, offset=offset, instant=col("offset").is_not_null())
    joined = (
        table if once is texts else pl.DataFrame({"t": texts}).join(table, on="t", how="left", maintain_order="left")
    )
    known = zone is not None or own is not None or joined["instant"].any()
    return Times(
        joined["local"].alias(texts.name),
        joined["utc"] if known else None,
        int(joined["offset"].sum()),
        int(joined["moved"].sum()),
    )


def _of_one_clock(wall: pl.Series, zone: str | None) -> Times:
    """The times of a column without offsets."""
    if zone is None:
        return Times(wall, None, 0, 0)
    fixed = wall.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    skipped = (fixed.is_null() & wall.is_not_null()).arg_true()
    if len(skipped):
        later = wall.gather(skipped) + timedelta(hours=1)
        fixed = fixed.scatter(skipped, later.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null"))
        wall = wall.scatter(skipped, fixed.gather(skipped).dt.replace_time_zone(None))
    return Times(wall, fixed.dt.convert_time_zone("UTC").dt.replace_time_zone(None), 0, len(skipped))


def _together(parts: list[Times]) -> Times:
    """The times of one column that was read in parts; where one of them tells instants, all have them."""
    utc = None
    if any(p.utc is not None for p in parts):
        blank = pl.Series([None], dtype=pl.Datetime("us"))
        utc = pl.concat([blank.new_from_index(0, len(p.local)) if p.utc is None else p.utc for p in parts])
    return Times(pl.concat([p.local for p in parts]), utc, sum(p.offsets for p in parts), sum(p.moved for p in parts))
