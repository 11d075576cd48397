"""Any export files as one frame of source text: one column for each header, all strings, and each row's place.

`heads` looks at layouts and headers only; `read` then reads the rows of the headers that are wanted.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from kpi_core.data import Refusal
from kpi_core.errors import BadInput
from kpi_core.intake.sources import repeated_text
from kpi_core.intake.sources.delimited import BLOCK, DELIMITER_NAMES, Layout, blocks, layout
from kpi_core.intake.sources.detect import FileKind, Part
from kpi_core.intake.sources.guard import guarded
from kpi_core.intake.sources.headers import find, named, normal
from kpi_core.intake.sources.open_quotes import reaches
from kpi_core.intake.sources.records import LINE, Records, check, plain
from kpi_core.intake.sources.repeated_text import Packer, joined
from kpi_core.intake.sources.typed import Grid, grid

FILE = "__file"
MOST_REFUSALS = 1_000
_STRAYS, _STRAY = 3, 0.001  # rows, and share of rows, that may hold a value behind the last column
_END = ord("\n")
_AT_ONCE, _AHEAD = 2, 3  # blocks that are checked at once, and that are asked for
_FIRST_BLOCK = 1 << 20  # bytes, where only the first rows are looked at


@dataclass(frozen=True, slots=True)
class Step:
    """How far the reading is: rows so far, and the share of all bytes that are read."""

    file: str
    rows: int
    share: float


Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Head:
    """One file, its layout and its headers (distinct, trimmed, as the export spells them)."""

    part: Part
    how: Layout | Grid
    headers: tuple[str, ...]
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Export:
    """All rows of all files. `frame` holds FILE (position in `heads`), LINE, and the wanted headers.

    A cell is an empty string where the file has nothing in it and null where the file lacks the column.
    """

    frame: pl.DataFrame
    heads: tuple[Head, ...]
    rows: tuple[int, ...]  # for each file: rows read, refused ones included
    refused: int
    refusals: tuple[Refusal, ...]
    blank: int
    digests: tuple[str, ...] = ()  # of each file's content; none where only first rows were read

    def without_rows(self) -> "Export":
        """Return the same without its rows."""
        return replace(self, frame=self.frame.clear())

    def place(self, file: int, line: int) -> tuple[str, int]:
        """Return a row's file name and line."""
        return self.heads[file].part.name, line


def heads(parts: Sequence[Part], folder: Path, sheet: str | None = None, *, header: bool = True) -> tuple[Head, ...]:
    """Return each file's layout and headers. Without a header the columns are `column_1` and so on."""
    found = []
    for part in parts:
        with guarded(f"'{part.name}' cannot be read"):
            how = layout(part.name, part.path) if part.kind is FileKind.TEXT else grid(part, folder, sheet)
        if not header and not (isinstance(how, Grid) and how.sheet is None):
            how = _headless(how)
        names = named(how.cells)
        firsts = [normal(c) for c in how.cells]
        repeated = tuple(n for n, f in zip(names, firsts, strict=True) if normal(n) != f and f)
        found.append(Head(part, how, names, repeated))
    return tuple(found)


def _headless(how: Layout | Grid) -> Layout | Grid:
    """The same layout, its first line a row of data."""
    blank = ("",) * len(how.cells)
    if isinstance(how, Layout):
        return replace(how, cells=blank, first_line=how.header_line)
    return replace(how, cells=blank, skipped=how.skipped - 1, first_line=how.first_line - 1)


def union(found: Sequence[Head]) -> dict[str, str]:
    """Return every header of the files: normal form to the spelling that came first."""
    headers: dict[str, str] = {}
    for head in found:
        for name in head.headers:
            headers.setdefault(normal(name), name)
    return headers


def unified(found: Sequence[Head], places: Sequence[Sequence[str]]) -> tuple[tuple[Head, ...], tuple[str, ...]]:
    """Return the files with one spelling for headers that changed their name between them, and sentences about it.

    `places` list the names that mean the same, the first of which that is there counts. Without this the column
    would be read from some files and be blank in the others.
    """
    heads, said = list(found), []
    for names in places:
        common = find(names, union(heads))
        for i, head in enumerate(heads):
            own = find(names, union([head]))
            if common is None or own is None or normal(own) == normal(common):
                continue
            heads[i] = replace(head, headers=tuple(common if h == own else h for h in head.headers))
            said.append(f"In '{head.part.name}' the column '{own}' is read as '{common}', as another file calls it.")
    return tuple(heads), tuple(said)


def read(
    found: Sequence[Head],
    wanted: Sequence[str] | None = None,
    progress: Progress | None = None,
    first: int | None = None,
) -> Export:
    """Read the rows of all files. `wanted` are spellings of `union(found)`; None stands for all.

    With `first` no more than so many rows of each file are looked at.
    """
    with ThreadPoolExecutor(1) as beside:
        digests = beside.map(_digest, found if first is None else ())
        return replace(_read(found, wanted, progress, first), digests=tuple(digests))


def _digest(head: Head) -> str:
    with guarded(f"'{head.part.name}' cannot be read"), head.part.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(found: Sequence[Head], wanted: Sequence[str] | None, progress: Progress | None, first: int | None) -> Export:
    headers = union(found)
    asked = set(wanted or ())
    names = list(headers.values()) if wanted is None else [n for n in headers.values() if n in asked]
    frames: list[pl.DataFrame] = []
    rows: list[int] = []
    refused, blank = 0, 0
    refusals: list[Refusal] = []
    sizes = [head.part.path.stat().st_size for head in found]
    pack = Packer().pack if first is None and sum(sizes) >= repeated_text.PACK_FROM else lambda block: block
    kinds = {FILE: pl.UInt16() if len(found) <= 1 << 16 else pl.UInt32(), LINE: pl.UInt32()}
    for number, head in enumerate(found):
        count, before = 0, len(frames)
        for part, bad, empty in _chunks(head, headers, names, BLOCK if first is None else _FIRST_BLOCK):
            frames.append(
                pack(part).with_columns(pl.lit(number, kinds[FILE]).alias(FILE), pl.col(LINE).cast(kinds[LINE]))
            )
            count += part.height + len(bad)
            refused += len(bad)
            blank += empty
            room = MOST_REFUSALS - len(refusals)
            refusals += [Refusal(r.line, r.column, r.reason, head.part.name) for r in bad[:room]]
            if progress:
                done = (len(frames) - before) * BLOCK if isinstance(head.how, Layout) else sizes[number]
                share = (sum(sizes[:number]) + min(sizes[number], done)) / max(sum(sizes), 1)
                progress(Step(head.part.name, sum(rows) + count, share))
            if first is not None and count >= first:
                frames[before:] = [pl.concat(frames[before:]).head(first)]
                break
        rows.append(count)
    frames = frames or [pl.DataFrame(schema={LINE: kinds[LINE]})]
    frame = _whole(frames, {**kinds, **dict.fromkeys(names, pl.String())})
    return Export(frame, tuple(found), tuple(rows), refused, tuple(refusals), blank)


def _whole(blocks: list[pl.DataFrame], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """The blocks under one another, some columns at a time so that no two copies of the rows are ever held.

    A column that a block lacks is null there. The list of blocks is used up.
    """
    parts = [({c.name: c for c in block.get_columns()}, block.height) for block in blocks]
    blocks.clear()

    def column(name: str, dtype: pl.DataType) -> pl.Series:
        cells = [p.pop(name) if name in p else pl.Series(name, [None], dtype).new_from_index(0, n) for p, n in parts]
        return joined(cells)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return pl.DataFrame(list(pool.map(column, schema, schema.values())))


def describe(head: Head) -> dict[str, Any]:
    """Return how a file was read, as plain values."""
    how = head.how
    if isinstance(how, Layout):
        return {
            "name": head.part.name,
            "kind": "text",
            "encoding": "utf-8" if how.encoding == "utf-8-sig" else how.encoding,
            "delimiter": DELIMITER_NAMES[how.delimiter],
            "header_line": how.header_line,
        }
    said: dict[str, Any] = {"name": head.part.name, "kind": str(head.part.kind), "encoding": None, "delimiter": None}
    return said | ({"sheet": how.sheet, "header_line": how.first_line - 1} if how.sheet is not None else {})


_Chunk = tuple[pl.DataFrame, list[Refusal], int]


def _chunks(head: Head, headers: dict[str, str], names: Sequence[str], size: int) -> Iterator[_Chunk]:
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
        return replace(quick, torn=torn) if quick else check(_lines(self.block), *where, last=self.last, torn=torn)


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


def refuse_unreadable(export: Export) -> None:
    """Raise BadInput where no row at all came through the record guard."""
    if export.frame.height:
        return
    names = ", ".join(f"'{h.part.name}'" for h in export.heads[:3])
    if export.refused:
        first = export.refusals[0]
        raise BadInput(
            f"No row of {names} could be read: all {export.refused:,} are malformed, the first on line "
            f"{first.line:,} ({first.reason})."
        )
    raise BadInput(f"{names} holds a header and no rows; check the export's filters and dates.")
