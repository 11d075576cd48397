"""Tables as Arrow files that are mapped into memory as they lie: written whole or by stretches, read where touched."""

import mmap
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import polars as pl
import pyarrow as pa

from kpi_core.data.checksums import Seal, seal_of
from kpi_core.data.prefetch import ahead

_BATCH = 1 << 20  # rows of one Arrow batch at most


def write(table: pl.DataFrame, path: Path) -> None:
    """Write a table and wait until it is on the disk."""
    with path.open("wb") as file:
        table.write_ipc(file, record_batch_size=_BATCH)
        file.flush()
        os.fsync(file.fileno())


def write_stretches(stretches: Iterator[pl.DataFrame], path: Path) -> None:
    """Write a table one stretch after the other; no more than two are held."""
    with path.open("wb") as file, ExitStack() as open_until_all_is_written:
        writer = None
        for frame in ahead(stretches):
            table = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.newest())
            writer = writer or open_until_all_is_written.enter_context(pa.ipc.new_file(file, table.schema))
            writer.write_table(table, max_chunksize=_BATCH)
        open_until_all_is_written.close()
        file.flush()
        os.fsync(file.fileno())


def _seen(file: IO[bytes]) -> tuple[int, int]:
    """What tells that nobody wrote into an open file, whatever its name leads to by now."""
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns


class Maps:
    """Tables mapped into memory as they lie on disk."""

    def __init__(self) -> None:
        self._maps: list[mmap.mmap] = []
        self._files: list[tuple[IO[bytes], tuple[int, int]]] = []

    def read(self, path: Path, sealed: Seal | None = None) -> pl.DataFrame:
        """Map a table; with its seal it is read once and held to it. Raises ValueError where it does not fit."""
        file = path.open("rb")
        self._files.append((file, _seen(file)))
        if sealed and (os.fstat(file.fileno()).st_size != sealed.length or seal_of(file) != sealed):
            raise ValueError(path.name)
        memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            found = pl.from_arrow(pa.ipc.open_file(pa.BufferReader(pa.py_buffer(memory))).read_all())
        except pa.ArrowException as error:
            raise ValueError(str(error)) from error
        if not isinstance(found, pl.DataFrame):
            raise TypeError(path.name)
        self._maps.append(memory)
        return found

    def intact(self) -> bool:
        """Return whether nobody wrote into the files meanwhile: to touch what was cut off would end the process."""
        return all(_seen(file) == seen for file, seen in self._files)

    def release(self) -> None:
        """Give back the memory that reading took; what is read again comes from the system's own copy or the disk."""
        for memory in self._maps:
            if hasattr(memory, "madvise"):  # other systems do so on their own
                memory.madvise(mmap.MADV_DONTNEED)
