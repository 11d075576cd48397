"""The same rows in two files of one call, also where one is a workbook or a Parquet file that writes cells otherwise.

What tells them is what was read from their cells. A row with a contact number counts once; without one two equal rows
may be two contacts, or two queues with the same totals, so both count and the doubt is said.
"""

from collections.abc import Sequence

import polars as pl
from polars import col

from kpi_core.data import Finding
from kpi_core.intake.sources.read import FILE
from kpi_core.intake.sources.records import LINE
from kpi_core.intake.sources.repeated_text import all_different
from kpi_core.model import Fact

_ROW, _NTH, _SAME = "__row", "__nth", "__same"


def without_copies_between(frame: pl.DataFrame) -> pl.DataFrame:
    """Return canonical rows without those that say what a row of an earlier file says of the same contact.

    A file that has a row twice has it twice: as many stay as the file that has most of it.
    """
    if "contact_id" not in frame.columns or _one_file(frame) or all_different(frame["contact_id"].drop_nulls()):
        return frame
    ids = frame.select(FILE, "contact_id").with_row_index(_ROW).filter(col("contact_id").is_not_null())
    twice = ids.filter(col(FILE).min().over("contact_id") != col(FILE).max().over("contact_id"))[_ROW]
    if twice.is_empty():
        return frame
    values = [c for c in frame.columns if c not in (FILE, LINE)]
    rows = frame.select(FILE, *values).gather(twice)
    rows = rows.with_columns(pl.int_range(pl.len()).over(FILE, *values).alias(_NTH))
    copies = twice.filter(~rows.select(pl.struct(*values, _NTH).is_first_distinct()).to_series())
    return frame.filter(~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(copies.implode())) if len(copies) else frame


def doubtful_copies(frame: pl.DataFrame, fact: Fact, files: Sequence[str]) -> tuple[Finding, ...]:
    """Return a finding where rows without a contact number stand in two files; `files` are the names behind FILE."""
    if _one_file(frame):
        return ()
    nameless = frame.filter(col("contact_id").is_null()) if "contact_id" in frame.columns else frame
    values = [c for c in frame.columns if c not in (FILE, LINE)]
    marked = nameless.select(FILE, LINE, nameless.select(values).hash_rows().alias(_SAME))
    counts = marked.group_by(_SAME, FILE).len().group_by(_SAME).agg(n=col("len").sum() - col("len").max())
    twice = counts.filter(col("n") > 0)
    if twice.is_empty():
        return ()
    n = int(twice["n"].sum())
    again = marked.filter(col(_SAME).is_in(twice[_SAME].implode()))
    later = again.filter(col(FILE) > col(FILE).min().over(_SAME))
    file, line = later.select(FILE, LINE).row(0)
    said = (
        f"{n:,} {fact} rows stand in two files with the same values and without a contact number, so that all count: "
        "if a period was exported twice, leave one of the files out."
    )
    return (Finding(check="copies", column="", count=n, of=frame.height, sentence=said, file=files[file], line=line),)


def _one_file(frame: pl.DataFrame) -> bool:
    return frame.is_empty() or frame[FILE].min() == frame[FILE].max()
