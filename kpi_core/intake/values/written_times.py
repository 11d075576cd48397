"""The writings of dates and times that are known, and the wall-clock time that each cell means by them."""

import re
from collections.abc import Mapping

import polars as pl
from polars import col

from kpi_core.intake.values import ranges, zone_names
from kpi_core.intake.values.weeks import first_days as weeks_of

_TIME = (
    r"(?:(?:[T,]|,?\s)\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp])?\.?(?:[Mm]\.?)?"
    r"\s*(Z|z|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|(?:UTC|GMT)[+-]\d{1,2}|[+-]\d{2}|\(?[A-Z]{3,5}\)?)?(?:\s*\[[\w/+-]+\])?)?$"
)
WEEKDAY = r"^(?i:mon|tue|wed|thu|fri|sat|sun)[a-zA-Z]*\.?,?\s+"
_ISO = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME
_NUMERIC = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})" + _TIME
_COMPACT = r"^(\d{4}|\d{2})(\d{2})(\d{2})" + _TIME
_STAMP = r"^(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})$"
_DAY_NAMED = r"^(\d{1,2})(?:st|nd|rd|th)?[-/. ]\s*([A-Za-z]{3,9})\.?,?[-/ ]\s*(\d{4}|\d{2})" + _TIME
_NAMED_DAY = r"^([A-Za-z]{3,9})\.?[- ](\d{1,2})(?:st|nd|rd|th)?,?[- ]\s*(\d{4})" + _TIME
_MONTH_ONLY = r"^(\d{4})(?:-| M)(\d{1,2})$"
_SERIAL = r"^[2-7]\d{4}(?:[.,]\d+)?$"
NAMED_ZONE = r"\d\s*(?:[AaPp]\.?[Mm]\.?)?\s+\(?([A-Z]{3,5})\)?(?:\s*\[[\w/+-]+\])?$"
_EPOCH = r"^1\d{9}(?:\d{3})?(?:\.\d+)?$"
_PLAIN = r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?$"
_FAST = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
)
_MONTHS = {
    m.lower(): i
    for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}


def part(text: pl.Expr) -> pl.Expr:
    """Prepare one of several cells that together make a time: spreadsheet dates and fractions become date and clock."""
    number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    serial = pl.when(text.str.contains(_SERIAL)).then(number)
    day = (pl.datetime(1899, 12, 30) + pl.duration(days=serial.floor())).dt.strftime("%Y-%m-%d")
    fraction = pl.when(text.str.contains(r"^0?[.,]\d+$|^0$|^\d(?:[.,]\d+)?[eE]-\d+$")).then(number)
    clock = (pl.datetime(1900, 1, 1) + pl.duration(milliseconds=(fraction * 86_400_000).round(0))).dt.strftime(
        "%H:%M:%S%.3f"
    )
    bare = text.str.replace(r"^1899-12-3[01][ T]", "").str.replace(r"^(\d{4}-\d\d-\d\d)[ T]00:00:00(?:\.0+)?$", "${1}")
    made = pl.when(serial.is_not_null()).then(day).when(fraction.is_not_null()).then(clock)
    return made.otherwise(bare).alias("part")


def wall_clock(texts: pl.Series, *, day_first: bool, zone: str | None = None) -> list[pl.Series]:
    """The wall-clock times as written, the offset in minutes where one is, and whether a zone's name says it.

    `zone` is the one of the file, whose names of zones are its own.
    """
    plain = _all_plain(texts)
    if plain is not None:
        none = pl.Series("offset", [None], dtype=pl.Int32).new_from_index(0, len(texts))
        return [plain, none, pl.Series("named", [False]).new_from_index(0, len(texts))]
    frame = pl.DataFrame({"c": texts}).with_row_index("i")
    iso = frame.filter(col("c").str.contains(r"^\d{4}-\d\d-\d\d"))
    walls = [
        iso.select("i", wall=_fast(iso["c"]), offset=pl.lit(None, dtype=pl.Int32)).filter(col("wall").is_not_null())
    ]
    rest = frame.join(walls[0], on="i", how="anti").with_columns(c=col("c").str.replace(WEEKDAY, ""))
    rest = rest.with_columns(c=ranges.starts(rest["c"]))
    minutes, named = _zones(rest, zone)
    read, rest = _matched(rest, minutes, day_first=day_first)
    walls += read
    weeks = weeks_of(rest["c"])
    walls.append(rest.select("i", wall=weeks, offset=pl.lit(None, dtype=pl.Int32)).filter(weeks.is_not_null()))
    rest = rest.filter(weeks.is_null())
    words = rest.filter(col("c").str.contains(r"\d.*[^\x00-\x7f]|\d.*[A-Za-z]|[A-Za-z].*\d"))
    if words.height:
        from kpi_core.intake.values.languages import times_in_english  # noqa: PLC0415  # loads CLDR; few columns need it

        said = words.with_columns(c=ranges.starts(times_in_english(words["c"])))
        read, _ = _matched(said, minutes, day_first=day_first)
        walls += read
        rest = rest.join(pl.concat([rest.select("i").clear(), *(r.select("i") for r in read)]), on="i", how="anti")
    walls.append(rest.select("i", *_counted(col("c"))))
    found = pl.concat(walls).filter(col("wall").dt.year().is_between(1950, 2199))
    joined = frame.select("i").join(found, on="i", how="left", maintain_order="left")
    return [joined["wall"], joined["offset"], frame["i"].is_in(named.implode()).alias("named")]


def _zones(rest: pl.DataFrame, zone: str | None) -> tuple[dict[str, int], pl.Series]:
    """The minutes of the names of zones behind the cells, and which cells have one."""
    if not ranges.some(rest["c"]).str.contains(NAMED_ZONE).any():
        return {}, rest["i"].clear()
    zones = rest["c"].str.extract(NAMED_ZONE)
    own = zones.is_not_null() & ~zones.is_in(list(zone_names.ZERO))
    return zone_names.offsets(zones.drop_nulls().unique(), zone), rest["i"].filter(own)


def _matched(
    rest: pl.DataFrame, minutes: Mapping[str, int], *, day_first: bool
) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    """The cells `c` in one of the writings, each with its wall clock, and the others."""
    found = []
    numeric = (2, 1, 0) if day_first else (2, 0, 1)
    for pattern, places in (
        (_ISO, (0, 1, 2)), (_NUMERIC, numeric), (_DAY_NAMED, (2, 1, 0)), (_NAMED_DAY, (2, 0, 1)),
        (_COMPACT, (0, 1, 2)), (_STAMP, (0, 1, 2)), (_MONTH_ONLY, (0, 1, None)),
    ):  # fmt: skip
        fitting = rest.filter(col("c").str.contains(pattern))
        if fitting.height:
            found.append(
                fitting.select("i", *_built(fitting["c"], pattern, places, minutes)).filter(col("wall").is_not_null())
            )
            rest = rest.join(found[-1], on="i", how="anti")
    return found, rest


def _all_plain(texts: pl.Series) -> pl.Series | None:
    """The wall-clock times of a column in which every cell is plain ISO, as nearly every export writes it."""
    shaped = texts.str.contains(_PLAIN)
    if not shaped.all():
        return None
    found = _fast(texts)
    fits = found.null_count() == texts.null_count() and bool(found.dt.year().is_between(1950, 2199).all())
    return found if fits else None


def _fast(texts: pl.Series) -> pl.Series:
    """ISO without an offset, which most exports use, by Polars' own parser."""
    found = pl.Series("wall", [None] * len(texts), dtype=pl.Datetime("us"))
    for pattern in _FAST:
        probe = texts.filter(found.is_null()).head(50).str.to_datetime(pattern, strict=False, time_unit="us")
        if probe.len() and probe.null_count() < probe.len():
            parsed = texts.str.to_datetime(pattern, strict=False, time_unit="us")
            found = pl.select(pl.coalesce(found, parsed)).to_series()
    return found.alias("wall")


def _built(texts: pl.Series, pattern: str, places: tuple[int | None, ...], shifts: Mapping[str, int]) -> list[pl.Expr]:
    """Wall and offset from a pattern's groups; `places` say where year, month and day stand.

    `shifts` are the minutes of the names of zones; a time whose zone is not among them is none.
    """
    g = pl.lit(texts).str.extract_groups(pattern).struct
    count = re.compile(pattern).groups

    def group(number: int) -> pl.Expr:
        return g.field(str(number)) if number <= count else pl.lit(None, dtype=pl.String)

    year, month, day = (group(p + 1) if p is not None else pl.lit("1") for p in places)
    name = month.str.slice(0, 3).str.to_lowercase()
    month = pl.coalesce(
        month.cast(pl.Int32, strict=False), name.replace_strict(_MONTHS, default=None, return_dtype=pl.Int32)
    )
    short = year.cast(pl.Int32, strict=False)
    year = (
        pl.when(year.str.len_chars() == 2)
        .then(short + pl.when(short >= 69).then(1900).otherwise(2000))
        .otherwise(short)
    )
    hour, half = group(4).cast(pl.Int32, strict=False), group(8).str.to_lowercase()
    morning = pl.when(hour <= 12).then(hour % 12)  # 13:28 AM is no time
    hour = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(morning).otherwise(hour.fill_null(0))
    minute, second = group(5).cast(pl.Int32, strict=False), group(6).cast(pl.Int32, strict=False)
    written = pl.format(
        "{}-{}-{} {}:{}:{}", year, month, day.cast(pl.Int32, strict=False),
        hour, minute.fill_null(0), second.fill_null(0),
    )  # fmt: skip
    micro = (pl.lit("0.") + group(7)).cast(pl.Float64, strict=False).fill_null(0.0) * 1_000_000
    wall = written.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us") + pl.duration(
        microseconds=micro.round(0).cast(pl.Int64)
    )
    zone = group(9).str.strip_chars("()").str.to_uppercase().str.replace(r"^(?:UTC|GMT)([+-])", "${1}")
    of_name: pl.Expr = pl.lit(None, dtype=pl.Int32)
    if shifts:
        of_name = zone.replace_strict(dict(shifts), default=None, return_dtype=pl.Int32)
    unknown = zone.str.contains(r"^[A-Z]{2}") & of_name.is_null() & ~zone.is_in(list(zone_names.ZERO))
    hours, minutes = zone.str.extract(r"^[+-](\d{1,2})").cast(pl.Int32), zone.str.extract(r"(\d{2})$").cast(pl.Int32)
    minutes = pl.when(zone.str.len_chars() > 3).then(minutes).otherwise(0)
    shift = (hours * 60 + minutes) * pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    offset = pl.when(zone.is_in(list(zone_names.ZERO))).then(0).otherwise(pl.coalesce(of_name, shift)).cast(pl.Int32)
    wall = pl.when(~unknown.fill_null(value=False)).then(wall)
    return [wall.cast(pl.Datetime("us")).alias("wall"), offset.alias("offset")]


def _counted(text: pl.Expr) -> list[pl.Expr]:
    """Spreadsheet serial days, and seconds or milliseconds since 1970 (which are UTC)."""
    value = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    serial = pl.when(text.str.contains(_SERIAL)).then(value)
    epoch = pl.when(text.str.contains(_EPOCH)).then(pl.when(value > 1e11).then(value / 1_000).otherwise(value))
    wall = pl.coalesce(
        pl.datetime(1899, 12, 30) + pl.duration(milliseconds=(serial * 86_400_000).round(0).cast(pl.Int64)),
        pl.datetime(1970, 1, 1) + pl.duration(microseconds=(epoch * 1_000_000).round(0).cast(pl.Int64)),
    )
    return [
        wall.cast(pl.Datetime("us")).alias("wall"),
        pl.when(epoch.is_not_null()).then(0).cast(pl.Int32).alias("offset"),
    ]
