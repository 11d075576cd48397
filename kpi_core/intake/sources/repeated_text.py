"""Text whose cells repeat, held as codes: a fraction of the memory, and each different cell is read only once.

Exports of many megabytes are packed while they are read; small ones stay text. Nothing else differs: what is read
from packed cells is what would be read from each of them.
"""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

PACK_FROM = 64 << 20  # bytes of all files together
_NARROW = 3_000  # different cells in the first block, up to which two bytes for each cell are tried
_LONG = 1_000_000  # cells
_PART = 1 << 18  # cells that are marked at once: numpy needs 8 bytes for each

Put = Callable[[pl.Series], pl.Series]


class Packer:
    """Packs the blocks of one reading; it settles for each column on the first block that has it."""

    def __init__(self) -> None:
        self._kinds: dict[str, pl.DataType] = {}

    def pack(self, block: pl.DataFrame) -> pl.DataFrame:
        """Return the block with its repeating text as codes."""
        return block.with_columns(self._packed(c) for c in block.get_columns() if c.dtype == pl.String)

    def _packed(self, cells: pl.Series) -> pl.Series:
        kind = self._kinds.get(cells.name)
        if kind is None:
            kind = self._kinds[cells.name] = _kind(cells)
        try:
            return cells.cast(kind)
        except pl.exceptions.ComputeError:  # more different cells than two bytes can tell apart
            self._kinds[cells.name] = _kind(cells, narrow=0)
            return cells.cast(self._kinds[cells.name])


def repeating(cells: pl.Series) -> pl.Series:
    """Return a long column of text as codes where its cells repeat, though none of its blocks showed it."""
    if cells.dtype != pl.String or len(cells) < _LONG:
        return cells
    if 2 * cells.to_frame().select(pl.all().approx_n_unique()).item() > len(cells):
        return cells
    return cells.cast(pl.Categorical(pl.Categories.random()))


def _kind(cells: pl.Series, narrow: int = _NARROW) -> pl.DataType:
    different = cells.n_unique()
    if 2 * different > len(cells):
        return pl.String()
    return pl.Categorical(pl.Categories.random(physical=pl.UInt16 if different <= narrow else pl.UInt32))


def joined(blocks: list[pl.Series]) -> pl.Series:
    """Return the blocks of one column under one another, also where they were not packed alike."""
    if len({str(b.dtype) for b in blocks}) > 1 or len({_categories(b) for b in blocks}) > 1:
        wide = pl.String() if any(b.dtype == pl.String for b in blocks) else blocks[-1].dtype
        blocks = [b.cast(pl.String).cast(wide) for b in blocks]
    return pl.concat(blocks, rechunk=True)


def _categories(cells: pl.Series) -> str:
    return cells.dtype.categories.name() if isinstance(cells.dtype, pl.Categorical) else ""


def is_packed(cells: pl.Series) -> bool:
    """Whether the cells are codes."""
    return isinstance(cells.dtype, pl.Categorical | pl.Enum)


def apart(cells: pl.Series, *, just_put: bool = False) -> tuple[pl.Series, Put]:
    """Return the different cells of a packed column as text, and what puts their values into every row.

    The missing cell is the last one. Text that is put back is packed again. Cells that were `just_put` there have a
    row for each of their categories.
    """
    if just_put and isinstance(cells.dtype, pl.Enum):
        once, codes = cells.dtype.categories, np.arange(len(cells.dtype.categories))
    else:
        codes = _held(cells.to_physical())
        once = pl.Series(codes, dtype=cells.to_physical().dtype).cat.to(cells.dtype).cast(pl.String)
    once = once.extend_constant(None, 1) if cells.null_count() else once

    def put(values: pl.Series) -> pl.Series:
        if values.dtype == pl.String:
            values = values.cast(pl.Enum(values.drop_nulls().unique(maintain_order=True)))
        if not len(codes):
            return values.clear().extend_constant(None, len(cells)).alias(cells.name)
        place = np.zeros(int(codes.max()) + 1, dtype=np.uint32)
        place[codes] = np.arange(len(codes))
        known = values.head(len(codes)).gather(pl.Series(place))
        return known.gather(cells.to_physical().cast(pl.UInt32)).alias(cells.name)

    return once, put


def _held(codes: pl.Series) -> NDArray[np.int64]:
    """The codes that are there, in order: marked, since to tell them apart by a table takes four times as long."""
    most = codes.to_frame().select(pl.all().max()).item() or 0
    there = np.zeros(int(most) + 1, dtype=np.bool_)
    for first in range(0, len(codes), _PART):
        there[codes.slice(first, _PART).drop_nulls().to_numpy()] = True
    return np.flatnonzero(there)


def each(cells: pl.Series, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Return what `read` makes of the cells, of packed ones once for each different cell. Missing stays missing."""
    if not is_packed(cells):
        return read(cells)
    once, put = apart(cells)
    return put(read(once))


def all_different(cells: pl.Series) -> bool:
    """Whether no cell comes twice, missing ones included, in less memory than a table of them would take."""
    if is_packed(cells):
        return cells.n_unique() == len(cells)
    marks = cells.hash().sort()
    return not (marks.head(-1) == marks.tail(-1)).any() or cells.n_unique() == len(cells)


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with all packed columns as text."""
    return frame.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String))
