"""A field's source text: the cells that it names, trimmed, joined, null where nothing stands in them."""

from collections.abc import Sequence
from functools import partial

import polars as pl
from polars import col

from kpi_core.intake.mappings.field import Field
from kpi_core.intake.sources.repeated_text import each
from kpi_core.intake.values import weeks
from kpi_core.intake.values.cells import present
from kpi_core.intake.values.written_times import part

_LOOKED_AT = 1_000  # cells
_WRAPPED = r"""^\s*(?:=\s*"|'[\d+-])"""


def joined_text(frame: pl.DataFrame, entry: Field, missing: Sequence[str], *, of_time: bool = False) -> pl.Series:
    """Return a field's trimmed source text: several cells joined with a space, null where all are missing."""
    if entry.value is not None:
        return pl.Series("text", [entry.value]).new_from_index(0, frame.height)
    if entry.filled:
        words = [pl.when(present(col(n[0]), missing).is_not_null()).then(pl.lit(w)) for w, n in entry.filled]
        return frame.select(pl.coalesce(words).alias("text"))["text"]
    cells = [present(col(names[0]), missing) for names in entry.parts]
    if len(cells) == 1:
        only = partial(present_text, missing=missing)
        return each(frame[entry.parts[0][0]].alias("text"), only)
    whole: pl.Expr
    if of_time:
        cells = [part(c) for c in cells]
        if len(cells) == 2:
            cells[1] = weeks.joined(entry.parts[1][0], cells[1])
        # A time of day without its date is no time.
        whole = pl.when(cells[0].is_not_null()).then(pl.concat_str(cells, separator=" ", ignore_nulls=True))
    else:
        whole = pl.concat_str(cells, separator=" ", ignore_nulls=True)
    return frame.select(pl.when(whole.str.len_bytes() > 0).then(whole).alias("text"))["text"]


def present_text(text: pl.Series, missing: Sequence[str]) -> pl.Series:
    """Return cells trimmed, null where a word for missing or nothing stands.

    What a spreadsheet writes round a text is taken off: `="0041"`, and an apostrophe before a number.
    """
    if text.head(_LOOKED_AT).str.contains(_WRAPPED).any():
        text = text.str.replace(r'^\s*=\s*"(.*)"\s*$', "${1}").str.replace(r"^\s*'([\d+-].*)$", "${1}")
    return pl.select(present(pl.lit(text), missing)).to_series().alias("text")


def met(entry: Field) -> pl.Expr:
    """Return whether the conditions of a field hold in a row."""
    texts = [(col(header).cast(pl.String).str.strip_chars().fill_null(""), values) for header, values in entry.where]
    return pl.all_horizontal([text.is_in(values) for text, values in texts])
