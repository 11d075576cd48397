"""Any export files as one frame of source text: one column for each header, all strings, and each row's place."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import polars as pl

from kpi_core.data import Refusal
from kpi_core.errors import BadInput
from kpi_core.intake.sources import repeated_text
from kpi_core.intake.sources.delimited import BLOCK, Layout
from kpi_core.intake.sources.guard import guarded
from kpi_core.intake.sources.heads import Head, union
from kpi_core.intake.sources.records import LINE
from kpi_core.intake.sources.repeated_text import Packer, joined
from kpi_core.intake.sources.stretches import chunks

FILE = "__file"
_AT_ONCE = 2  # columns that are put together at once
MOST_REFUSALS = 1_000
_FIRST_BLOCK = 1 << 20  # bytes, where only the first rows are looked at


@dataclass(frozen=True, slots=True)
class Step:
    """How far the reading is: rows so far, and the share of all bytes that are read."""

    file: str
    rows: int
    share: float


Progress = Callable[[Step], None]


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
        for part, bad, empty in chunks(head, headers, names, BLOCK if first is None else _FIRST_BLOCK):
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


def whole_rows(found: Sequence[Head], places: pl.DataFrame) -> pl.DataFrame:
    """Read some rows once more, with every column of their files. `places` holds their FILE and LINE."""
    headers = union(found)
    frames = [places.clear()]
    for number, head in enumerate(found):
        lines = places.filter(pl.col(FILE) == number)[LINE]
        if lines.is_empty():
            continue
        for part, _, _ in chunks(head, headers, list(headers.values()), BLOCK):
            rows = part.with_columns(pl.lit(number, places.schema[FILE]).alias(FILE), pl.col(LINE).cast(lines.dtype))
            frames.append(rows.filter(pl.col(LINE).is_in(lines.implode())))
    return pl.concat(frames, how="diagonal")


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
