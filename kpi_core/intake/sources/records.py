"""The record guard: which records of a delimited text have the header's number of fields, and the cells of those.

A record is a line, or several where a quoted field holds line breaks. One with too few or too many fields, or
with a quote that does not close, is refused by the line it starts on; it is never shifted and never takes its
neighbours with it. Lines without riddles are counted by Polars; the others are read one at a time.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from kpi_core.data import Refusal
from kpi_core.intake.sources.open_quotes import BAD, BLANK, COMPLEX, GOOD, Riddles, count, record

LINE = "__line"


@dataclass(frozen=True, slots=True)
class Records:
    """A block's good records as strings with their lines, and what became of the others."""

    frame: pl.DataFrame  # LINE, then one column for each wanted position, named by the position
    refused: list[Refusal] = field(default_factory=list)
    blank: int = 0
    taken: int = 0  # lines used up; the rest waits for the next block
    torn: int = 0  # the line of the last refused record that left a quote open, which may reach into records below


def check(
    lines: pl.Series,
    first: int,
    width: int,
    delimiter: str,
    wanted: Sequence[int],
    *,
    last: bool,
    torn: int = 0,
) -> Records:
    """Sort a block's lines into good, refused and blank. `first` is the line number of the block's first line.

    `torn` is what the block above said. Unless the block is the last, a record still open at its end is left for the
    next one (see `Records.taken`).
    """
    state = _states(lines, width, delimiter)
    status = state["state"]
    found = Riddles(len(lines), first, torn)
    if status.eq(COMPLEX).any():
        status = found.solve(lines, state, width, delimiter, last=last)
    bad = status.eq(BAD).arg_true()
    counts = state["fields"].gather(bad).to_list()
    found.refused += [(at, count(n, width)) for at, n in zip(bad.to_list(), counts, strict=True)]
    keep = status.eq(GOOD).arg_true()
    frame = _cells(lines if len(keep) == len(lines) else lines.gather(keep), keep, width, delimiter, wanted)
    if found.built:
        extra = {LINE: [at for at, _ in found.built]} | {str(w): [c[w] for _, c in found.built] for w in wanted}
        frame = pl.concat([frame, pl.DataFrame(extra, schema=frame.schema)]).sort(LINE)
    refused = [Refusal(first + at, None, reason) for at, reason in sorted(found.refused)]
    blank = int(status.eq(BLANK).sum())
    return Records(frame.with_columns(pl.col(LINE) + first), refused, blank, found.taken, found.torn)


def plain(block: bytes, first: int, width: int, delimiter: str, wanted: Sequence[int]) -> Records | None:
    """Return what `check` would, for a block in which every line is seen to be a good record; None for any other.

    Without quotes a record is a line and its fields are what the delimiters part. They are counted in bytes that wrap:
    a line has as many as it needs or 256 more, and where all lines together have what they need none has more.
    """
    if not block or not 1 < width <= 256 or 2 * len(wanted) < width or b'"' in block or b"\r" in block:
        return None
    text = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(text == ord("\n"))
    starts = np.append(0, ends[:-1] + 1 if block.endswith(b"\n") else ends + 1)
    delimits = (text == ord(delimiter)).view(np.uint8)
    each = np.add.reduceat(delimits, starts, dtype=np.uint8)
    may_be_blank = np.isin(text[starts], list(f" \t\n{delimiter}".encode())).any()
    if may_be_blank or (each != width - 1).any() or np.count_nonzero(delimits) != len(starts) * (width - 1):
        return None
    schema = {str(i): pl.String() for i in range(width)}
    try:
        frame = pl.read_csv(
            block, has_header=False, schema=schema, separator=delimiter, quote_char=None, empty_string_is_null=False
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != len(starts):
        return None
    number = pl.int_range(first, first + len(starts), dtype=pl.Int64, eager=True).alias(LINE)
    return Records(frame.select(number, *(str(w) for w in wanted)), taken=len(starts))


def _states(lines: pl.Series, width: int, delimiter: str) -> pl.DataFrame:
    """For each line: state, number of fields, and whether it holds a quote."""
    line, quote = pl.col("line"), {"\t": r"\t", "|": r"\|"}.get(delimiter, delimiter)
    frame = pl.DataFrame({"line": lines}).with_columns(
        quoted=line.str.contains('"', literal=True), fields=line.str.count_matches(delimiter, literal=True) + 1
    )
    whole = pl.lit(value=True)
    if frame["quoted"].any():
        one = rf'(?:"(?:[^"]|"")*"|[^"{quote}]*)'
        bare = line.str.replace_all(r'"[^"]*"', "").str.count_matches(delimiter, literal=True) + 1
        frame = frame.with_columns(
            whole=pl.when("quoted").then(line.str.contains(rf"^{one}(?:{quote}{one})*$")).otherwise(whole),
            fields=pl.when("quoted").then(bare).otherwise("fields"),
        )
        whole = pl.col("whole")
    blank = pl.lit(value=False)
    if frame.select(pl.any_horizontal(line.str.starts_with(c) for c in f" \t\r{delimiter}").any()
                    | (line.str.len_bytes() == 0).any()).item():  # fmt: skip
        blank = line.str.strip_chars(f" \t\r{delimiter}").str.len_bytes() == 0
    if frame["quoted"].any():
        blank |= line.str.contains(rf'^(?:""|[ \t]*)(?:{quote}(?:""|[ \t]*))*$')
    state = (
        pl.when(blank).then(BLANK)
        .when(~whole).then(COMPLEX)
        .when(pl.col("fields") == width).then(GOOD)
        .otherwise(BAD)
    )  # fmt: skip
    return frame.select("quoted", "fields", state=state.cast(pl.Int8))


def _cells(lines: pl.Series, at: pl.Series, width: int, delimiter: str, wanted: Sequence[int]) -> pl.DataFrame:
    """Split good lines into their wanted cells; empty cells are empty strings."""
    schema = {LINE: pl.Int64(), **{str(w): pl.String() for w in wanted}}
    if lines.is_empty():
        return pl.DataFrame(schema=schema)
    number = at.cast(pl.Int64).alias(LINE)
    if width == 1:
        cell = pl.col("line")
        bare = cell.str.slice(1, cell.str.len_chars() - 2).str.replace_all('""', '"', literal=True)
        lone = pl.DataFrame({"line": lines}).select(pl.when(cell.str.starts_with('"')).then(bare).otherwise(cell))
        return pl.DataFrame([number, *(lone["line"].alias(str(w)) for w in wanted)], schema=schema)
    if not wanted:
        return pl.DataFrame([number])
    source = io.BytesIO()
    pl.DataFrame({"line": lines}).write_csv(source, include_header=False, quote_style="never")
    source.seek(0)
    names = [f"column_{w}" for w in sorted(wanted)]
    frame = pl.read_csv(
        source, has_header=False, infer_schema=False, separator=delimiter, columns=names, empty_string_is_null=False
    )
    if frame.height != len(lines) or frame.columns != names:
        rows = [record([line], 0, delimiter)[0] or [] for line in lines]
        frame = pl.DataFrame({n: [r[w] for r in rows] for n, w in zip(names, sorted(wanted), strict=True)})
    frame = frame.rename(dict(zip(names, (str(w) for w in sorted(wanted)), strict=True)))
    return frame.select(number, *(pl.col(str(w)).fill_null("") for w in wanted))
