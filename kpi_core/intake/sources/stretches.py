"""The rows of one file, some at a time: blocks of text are checked ahead, a workbook's grid is read as it is."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from kpi_core.data import Refusal
from kpi_core.errors import BadInput
from kpi_core.intake.sources.delimited import Layout, blocks
from kpi_core.intake.sources.guard import guarded
from kpi_core.intake.sources.headers import normal
from kpi_core.intake.sources.heads import Head
from kpi_core.intake.sources.open_quotes import reaches
from kpi_core.intake.sources.records import LINE, Records, check, plain
from kpi_core.intake.sources.typed import Grid

_STRAYS, _STRAY = 3, 0.001  # rows, and share of rows, that may hold a value behind the last column
_END = ord("\n")
_AT_ONCE, _AHEAD = 2, 3  # blocks that are checked at once, and that are asked for
_Chunk = tuple[pl.DataFrame, list[Refusal], int]


def chunks(head: Head, headers: dict[str, str], names: Sequence[str], size: int) -> Iterator[_Chunk]:
    """Yield a file's good rows under the union's names, its refused records and the number of blank ones."""
    spelling = [headers[normal(n)] for n in head.headers]
    asked = set(names)
    wanted = [i for i, name in enumerate(spelling) if name in asked]
    with guarded(f"'{head.part.name}' cannot be read"):
        source = _text(head, head.how, wanted, size) if isinstance(head.how, Layout) else _grid(head.how, wanted)
        for frame, refused, blank in source:
            yield frame.rename({str(i): spelling[i] for i in wanted}), refused, blank


def _text(head: Head, how: Layout, wanted: Sequence[int], size: int) -> Iterator[_Chunk]:
    """Blocks are checked ahead, as if each began with a record; one that an open record reaches into, once more."""
    rest = b""
    rows = over = torn = 0
    positions = [*wanted, how.width - 1] if how.trailing else wanted
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        ahead: deque[tuple[_Stretch, Future[Records]]] = deque()
        source = _stretches(head, how, size)
        while True:
            while len(ahead) < _AHEAD and (one := next(source, None)):
                ahead.append((one, pool.submit(one.records, how, positions)))
            if not ahead:
                break
            stretch, found = ahead.popleft()
            if rest or reaches(torn, stretch.first):
                found.cancel()
                stretch = replace(stretch, block=rest + stretch.block, first=stretch.first - _height(rest))
                done = stretch.records(how, positions, torn)
            else:
                done = found.result()
            torn = done.torn
            rest = b"" if stretch.last else _behind(stretch.block, done.taken)
            frame, shifted = _ended(done.frame, how) if how.trailing else (done.frame, [])
            rows, over = rows + done.frame.height, over + len(shifted)
            yield frame, sorted([*done.refused, *shifted], key=lambda r: r.line), done.blank
    if over > max(_STRAYS, rows * _STRAY):
        raise BadInput(
            f"{over:,} of {rows:,} rows of '{head.part.name}' have a value behind the last column of its header, so "
            "the header may lack a column; name every column."
        )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some lines of a file, the number of the first one, and whether they are its last."""

    block: bytes
    first: int
    last: bool

    def records(self, how: Layout, positions: Sequence[int], torn: int = 0) -> Records:
        where = (self.first, how.width, how.delimiter, positions)
        quick = plain(self.block, *where)
        if quick:
            return replace(quick, torn=torn)
        lines = _lines(self.block)
        return check(_filled_up(lines, how) if how.ragged else lines, *where, last=self.last, torn=torn)


def _stretches(head: Head, how: Layout, size: int) -> Iterator[_Stretch]:
    """The lines of a file behind its header."""
    line, source = 1, blocks(head.part.name, head.part.path, how, size)
    block = next(source, b"")
    while block:
        following = next(source, b"")
        if line < how.first_line:
            above = min(how.first_line - line, _height(block))
            line, block = line + above, _behind(block, above)
        yield _Stretch(block, line, not following)
        line += _height(block)
        block = following


def _height(block: bytes) -> int:
    """How many lines a block has."""
    full = int(np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == _END)) if block else 0
    return full + (block[-1:] not in (b"", b"\n"))


def _behind(block: bytes, lines: int) -> bytes:
    """The block without so many lines at its start."""
    if not 0 < lines < _height(block):
        return b"" if lines else block
    ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == _END)
    return block[ends[lines - 1] + 1 :]


def _ended(frame: pl.DataFrame, how: Layout) -> tuple[pl.DataFrame, list[Refusal]]:
    """Rows whose field behind the last column is empty, as in all rows at the top; the others are shifted."""
    last = str(how.width - 1)
    good = pl.col(last).str.strip_chars() == ""
    lines = frame.filter(~good)[LINE].to_list()
    return frame.filter(good).drop(last), [Refusal(n, None, "a value stands behind the last column") for n in lines]


def _lines(block: bytes) -> pl.Series:
    """The block's lines without their ends."""
    if not block:
        return pl.Series("line", [], dtype=pl.String)
    if not block.strip(b"\r\n"):
        return pl.Series("line", [""] * block.count(b"\n"), dtype=pl.String)
    return pl.read_lines(block)["line"]


def _filled_up(lines: pl.Series, how: Layout) -> pl.Series:
    """Lines with fewer fields than the header, with empty ones at their end; blank lines stay blank."""
    line = pl.col("line")
    lacking = how.width - 1 - line.str.replace_all(r'"[^"]*"', "").str.count_matches(how.delimiter, literal=True)
    short = (lacking > 0) & (line.str.strip_chars() != "") & (line.str.count_matches('"', literal=True) % 2 == 0)
    ends = pl.lit(how.delimiter).repeat_by(lacking.clip(lower_bound=0)).list.join("")
    filled = pl.when(short).then(pl.concat_str(line.str.strip_chars_end("\r"), ends)).otherwise(line)
    return lines.to_frame("line").select(filled.alias("line"))["line"]


def _grid(how: Grid, wanted: Sequence[int]) -> Iterator[_Chunk]:
    names = [how.cells[i] for i in wanted] if how.sheet is None else [str(i) for i in wanted]
    every = [str(i) for i in range(len(how.cells))] if how.sheet is not None else list(how.cells)
    frame = pl.scan_ipc(how.path).slice(how.skipped).with_row_index(LINE, offset=how.first_line)
    filled = pl.any_horizontal(pl.col(every).str.strip_chars() != "")
    chosen = frame.select(
        pl.col(LINE).cast(pl.Int64), filled.alias("__filled"),
        *(pl.col(n).alias(str(i)) for n, i in zip(names, wanted, strict=True)),
    ).collect()  # fmt: skip
    good = chosen.filter("__filled").drop("__filled")
    yield good, [], chosen.height - good.height
