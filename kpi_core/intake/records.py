"""The record guard: which records of a delimited text have the header's number of fields, and the cells of those.

A record is a line, or several where a quoted field holds line breaks. One with too few or too many fields, or
with a quote that does not close, is refused by the line it starts on; it is never shifted and never takes its
neighbours with it. Lines without riddles are counted by Polars; the others are read one at a time.
"""

import io
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

LINE = "__line"
Lines = Sequence[str] | pl.Series
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
_LONGEST = 10_000  # lines that one record may span
_NO_CLOSE = "a quote opens and does not close"
_NOT_DOUBLED = "text follows a closing quote"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record or row that was not taken in: its line from 1, the column where one is to blame, and why."""

    line: int
    column: str | None
    reason: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """A block's good records as strings with their lines, and what became of the others."""

    frame: pl.DataFrame  # LINE, then one column for each wanted position, named by the position
    refused: list[Refusal] = field(default_factory=list)
    blank: int = 0
    taken: int = 0  # lines used up; the rest waits for the next block


def record(lines: Lines, at: int, delimiter: str, quoted: Sequence[int] | None = None) -> tuple[
    list[str] | None, int, str
]:  # fmt: skip
    """Read the record that starts at a line: cells (None where it is malformed), its last line, and the fault.

    One with a quote amid a bare field may not go on over the line's end: a delimiter is missing before that quote, and
    what looks like a quoted line break would swallow the next record.

    `quoted` are the numbers of all lines that hold a quote, in order; only these can close one.
    """
    text, end, position, cells, amid = lines[at], at, 0, [], False
    while True:
        if text[position : position + 1] != '"':
            stop = text.find(delimiter, position)
            cells.append(text[position:] if stop < 0 else text[position:stop])
            amid = amid or '"' in cells[-1]
            if amid and end > at:
                return None, at, _NO_CLOSE
            if stop < 0:
                return cells, end, ""
            position = stop + 1
            continue
        found = _QUOTED.match(text, position)
        while found is None:
            if amid:
                return None, at, _NO_CLOSE
            following = _next_quoted(lines, end, quoted)
            if following is None or following - at > _LONGEST:
                return None, at if following is not None else len(lines), _NO_CLOSE
            text = "\n".join([text, *(lines[i] for i in range(end + 1, following + 1))])
            end = following
            found = _QUOTED.match(text, position)
        cells.append(found[1].replace('""', '"'))
        position = found.end()
        if position == len(text):
            return cells, end, ""
        if text[position] != delimiter:
            return None, at, _NOT_DOUBLED
        position += 1


def _next_quoted(lines: Lines, after: int, quoted: Sequence[int] | None) -> int | None:
    if quoted is None:
        return next((i for i in range(after + 1, min(len(lines), after + _LONGEST)) if '"' in lines[i]), None)
    place = bisect_right(quoted, after)
    return quoted[place] if place < len(quoted) else None


def check(
    lines: pl.Series,
    first: int,
    width: int,
    delimiter: str,
    wanted: Sequence[int],
    *,
    last: bool,
) -> Records:
    """Sort a block's lines into good, refused and blank. `first` is the line number of the block's first line.

    Unless the block is the last, a record still open at its end is left for the next one (see `Records.taken`).
    """
    state = _states(lines, width, delimiter)
    status = state["state"]
    found = _Riddles(len(lines))
    if status.eq(_COMPLEX).any():
        status = found.solve(lines, state, width, delimiter, last=last)
    bad = status.eq(_BAD).arg_true()
    counts = state["fields"].gather(bad).to_list()
    found.refused += [(at, _count(n, width)) for at, n in zip(bad.to_list(), counts, strict=True)]
    keep = status.eq(_GOOD).arg_true()
    frame = _cells(lines if len(keep) == len(lines) else lines.gather(keep), keep, width, delimiter, wanted)
    if found.built:
        extra = {LINE: [at for at, _ in found.built]} | {str(w): [c[w] for _, c in found.built] for w in wanted}
        frame = pl.concat([frame, pl.DataFrame(extra, schema=frame.schema)]).sort(LINE)
    refused = [Refusal(first + at, None, reason) for at, reason in sorted(found.refused)]
    return Records(frame.with_columns(pl.col(LINE) + first), refused, int(status.eq(_BLANK).sum()), found.taken)


def plain(block: bytes, first: int, width: int, delimiter: str, wanted: Sequence[int]) -> Records | None:
    """Return what `check` would, for a block in which every line is seen to be a good record; None for any other.

    Without quotes a record is a line and its fields are what the delimiters part. The parser refuses a line with too
    many of them; where the block has as many as its lines need, none has too few.
    """
    if not block or width == 1 or 2 * len(wanted) < width or b'"' in block or b"\r" in block:
        return None
    text = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(text == ord("\n"))
    starts = np.append(0, ends[:-1] + 1 if block.endswith(b"\n") else ends + 1)
    may_be_blank = np.isin(text[starts], list(f" \t\n{delimiter}".encode())).any()
    if may_be_blank or np.count_nonzero(text == ord(delimiter)) != len(starts) * (width - 1):
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


@dataclass(slots=True)
class _Riddles:
    """Lines whose quotes need reading one at a time, and what came of them."""

    taken: int  # lines of the block that are used up
    refused: list[tuple[int, str]] = field(default_factory=list)
    built: list[tuple[int, list[str]]] = field(default_factory=list)

    def solve(self, lines: pl.Series, state: pl.DataFrame, width: int, delimiter: str, *, last: bool) -> pl.Series:
        """Read every such line and return the states of all lines that are used up."""
        status = state["state"].to_numpy().copy()
        quoted = state["quoted"].arg_true().to_list()
        budget, done = 20 * len(lines) + 1_000, -1  # hostile files may not make each line look through all others
        for at in state["state"].eq(_COMPLEX).arg_true().to_list():
            if at <= done:
                continue
            window = quoted if budget > 0 else quoted[: bisect_right(quoted, at)]
            cells, end, fault = record(lines, at, delimiter, window)
            if end == len(lines):  # nothing below closes the quote
                if not last and len(lines) - at < _LONGEST:
                    self.taken = at
                    break
                end = at
            budget -= max(1, end - at) + (20 if cells is None else 0)
            done = end
            status[at : end + 1] = _USED
            if cells is None:
                self.refused.append((at, fault))
            elif len(cells) != width:
                further = f", on this and the next {end - at} line{'s' * (end - at > 1)}" if end > at else ""
                self.refused.append((at, _count(len(cells), width) + further))
            elif any(c.strip() for c in cells):
                self.built.append((at, cells))
            else:
                status[at] = _BLANK
        return pl.Series("state", status[: self.taken])


_BLANK, _GOOD, _BAD, _COMPLEX, _USED = range(5)


def _count(found: int, width: int) -> str:
    return f"{found:,} field{'s' if found != 1 else ''} where the header has {width:,}"


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
        pl.when(blank).then(_BLANK)
        .when(~whole).then(_COMPLEX)
        .when(pl.col("fields") == width).then(_GOOD)
        .otherwise(_BAD)
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
