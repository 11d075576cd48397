"""Which rows go on: keep, drop, and the newest row of each contact, each with the number it left out."""

from collections.abc import Callable, Sequence

import polars as pl
from polars import col

from kpi_core.intake.mappings.bind import used
from kpi_core.intake.mappings.mapping import Latest, Mapping
from kpi_core.intake.sources.read import FILE
from kpi_core.intake.sources.records import LINE
from kpi_core.intake.sources.repeated_text import all_different
from kpi_core.intake.values import dates, keys
from kpi_core.intake.values.cells import MISSING, numbers, present
from kpi_core.intake.values.times import Clock

Whole = Callable[[pl.DataFrame], pl.DataFrame]  # FILE and LINE of rows to these rows with all of their cells
_OTHER = "__other"
_TOTAL = r"(?i)^\s*(grand |sub|gesamt|overall )?(totals?|summary|summe|sum|average|gesamt)\s*:?\s*$"


def chosen(
    frame: pl.DataFrame, bound: Mapping, clock: Clock, whole: Whole | None = None
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return the rows that a bound mapping's [latest], [keep] and [drop] leave, and the rows dropped by reason.

    `whole` reads rows with all of their cells, where the frame does not hold them all.

    The newest row says what a contact is. [keep] and [drop] judge that one, so that a contact whose newest row is left
    out does not come back as what it was before.
    """
    dropped: dict[str, int] = {}
    kept = without_summaries(frame, bound)
    _count(dropped, "summary rows below the data", frame, kept)
    frame = kept
    missing = MISSING if bound.missing is None else bound.missing
    if bound.latest:
        kept = newest(frame, bound.latest, clock, missing)
        _count(dropped, f"older rows of the same '{bound.latest.by}'", frame, kept)
        frame = kept
    kept = without_copies(frame, bound, whole)
    _count(dropped, "exact copies of an earlier row", frame, kept)
    frame = kept
    named = dict(bound.columns).get(bound.dedupe or "")
    if named and len(named.parts) == 1 and not named.fallback and (bound.keep or bound.drop):
        kept = newest(frame, Latest(named.parts[0][0]), clock, (*missing, *named.missing))
        _count(dropped, f"earlier rows of the same {bound.dedupe}", frame, kept)
        frame = kept
    for header, values in bound.keep:
        kept = frame.filter(_is(header, values))
        _count(dropped, f"'{header}' is not {' or '.join(_shown(v) for v in values)}", frame, kept)
        frame = kept
    for header, values in bound.drop:
        kept = frame.filter(~_is(header, values))
        _count(dropped, f"'{header}' is {' or '.join(_shown(v) for v in values)}", frame, kept)
        frame = kept
    return frame, dropped


def without_copies(frame: pl.DataFrame, bound: Mapping, whole: Whole | None = None) -> pl.DataFrame:
    """Leave out rows that repeat an earlier one cell by cell: exports that overlap hold the same contact twice.

    Only where a contact number is mapped and given, since without one two equal rows may be two contacts. Rows of one
    file that are equal in what is mapped may differ in other cells, as legs of a contact do: these are looked up.
    """
    field = dict(bound.columns).get("contact_id")
    ids = [n for names in field.parts for n in names] if field else []
    if not ids or any(all_different(frame[i]) for i in ids):  # rows that differ in a cell are no copies
        return frame
    number = pl.concat_str([col(i).cast(pl.String).fill_null("").str.strip_chars() for i in ids])
    cells = [c for c in frame.columns if c not in {FILE, LINE}]
    twice = frame.select(number.alias("id")).with_row_index("row").filter((col("id") != "") & col("id").is_duplicated())
    if twice.is_empty():
        return frame
    rows = frame.select(FILE, LINE, *cells).gather(twice["row"]).with_columns(pl.lit(0, pl.UInt32).alias(_OTHER))
    alike = rows.filter(pl.struct(FILE, *cells).is_duplicated()) if whole else rows.clear()
    if whole and alike.height:
        rows = rows.update(_told_apart(alike, cells, whole), on=(FILE, LINE))
    copies = twice["row"].filter(~rows.select(pl.struct(*cells, _OTHER).is_first_distinct()).to_series())
    return frame.filter(~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(copies.implode()))


def _told_apart(alike: pl.DataFrame, cells: Sequence[str], whole: Whole) -> pl.DataFrame:
    """The places of rows that are alike in these cells, with a number for each that differs in others of its file."""
    places = alike.select(FILE, LINE)
    full = places.join(whole(places), on=(FILE, LINE), how="left", maintain_order="left")
    other = full.drop(FILE, LINE).hash_rows().alias(_OTHER)
    marked = alike.drop(_OTHER).with_columns(other)
    return marked.select(FILE, LINE, col(_OTHER).rank("dense").over(FILE, *cells).cast(pl.UInt32))


def without_summaries(frame: pl.DataFrame, bound: Mapping) -> pl.DataFrame:
    """Return the rows without the totals that stand below the data of a file.

    Such a row has no time, and says so by a word such as Total or by having no contact id where all others have one.
    """
    at = dict(bound.columns).get("at")
    if at is None or not at.parts:
        return frame
    untimed = pl.all_horizontal(_blank(names[0]) | _total(names[0]) for names in at.parts)
    if any(_numeric(frame[names[0]]) for names in at.parts) or not frame.select(untimed.any()).item():
        return frame
    said = pl.any_horizontal(_total(c) for c in used(bound))
    ids = dict(bound.columns).get("contact_id")
    nameless = pl.all_horizontal(_blank(names[0]) for names in ids.parts) if ids and ids.parts else pl.lit(value=False)
    row = (untimed & (said | nameless)).cast(pl.Int8)
    last = row.reverse().cum_min().reverse().over(FILE) == 1
    found = frame.filter(~last) if frame.select(last.any()).item() else frame
    return frame if found.is_empty() else found


def _numeric(cells: pl.Series) -> bool:
    """Whether every cell begins with a digit, told by the first and the last in order; such a cell is no word."""
    if cells.dtype != pl.String or cells.null_count() or cells.is_empty():
        return False
    return all(str(cell)[:1] in set("0123456789") for cell in (cells.min(), cells.max()))


def _blank(header: str) -> pl.Expr:
    return col(header).cast(pl.String).fill_null("").str.strip_chars().is_in(list(MISSING))


def _total(header: str) -> pl.Expr:
    return col(header).cast(pl.String).fill_null("").str.contains(_TOTAL)


def newest(frame: pl.DataFrame, rule: Latest, clock: Clock, missing: Sequence[str] = MISSING) -> pl.DataFrame:
    """Return the newest row of each value of `rule.by`; rows without a value all stay. Order is kept."""
    order = (
        _order(frame[rule.order].cast(pl.String), clock)
        if rule.order
        else frame[LINE].clone().clear().extend_constant(0, frame.height)
    )
    key = keys.plain(frame.select(key=present(col(rule.by), missing)).to_series())
    small = frame.select(key, file=FILE, line=LINE).with_columns(order=order)
    small = small.with_row_index("row").sort("order", "file", "line", nulls_last=False)
    blank = small.filter(col("key").is_null())
    last = small.filter(col("key").is_not_null()).group_by("key").agg(col("row").last())
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
    return col(header).cast(pl.String).str.strip_chars().fill_null("").is_in(values)


def _shown(value: str) -> str:
    return value or "empty"


def _count(dropped: dict[str, int], reason: str, before: pl.DataFrame, after: pl.DataFrame) -> None:
    if before.height > after.height:
        dropped[reason] = dropped.get(reason, 0) + before.height - after.height
