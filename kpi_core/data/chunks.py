"""Rows that are read a stretch at a time, so that they never lie in memory as a whole.

All that makes contacts measurable is written once, over `Rows`: in memory they come as one stretch, from a dataset's
file as many. Each reading gives the same rows in the same order, and only the columns that are asked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl
from polars import col

from kpi_core.data.prefetch import ahead


class Rows(Protocol):
    """Rows in their order."""

    @property
    def schema(self) -> pl.Schema:
        """The columns and their types."""

    def read(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """Yield the rows from the first to the last, with these columns or with all."""


@dataclass(frozen=True, eq=False)
class InMemory:
    """Rows that are there already, as one stretch."""

    frame: pl.DataFrame

    @property
    def schema(self) -> pl.Schema:
        """The columns and their types."""
        return self.frame.schema

    def read(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """Yield them all."""
        yield self.frame if columns is None else self.frame.select(columns)


@dataclass(frozen=True, eq=False)
class OnDisk:
    """Rows of a Parquet file, `about` of them at a time; the next are read while these are used."""

    path: Path
    schema: pl.Schema
    height: int
    about: int

    def read(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """Yield one stretch after the other."""
        file = pl.scan_parquet(self.path, glob=False)
        wanted = file if columns is None else file.select(columns)
        starts = range(0, self.height, self.about)
        yield from ahead(wanted.slice(first, self.about).collect() for first in starts)


def labels_of(rows: Rows, columns: Iterable[str]) -> dict[str, pl.Series]:
    """Return what each of these columns holds, as sorted text, each value once and without blanks."""
    names = list(columns)
    found: dict[str, list[pl.Series]] = {c: [] for c in names}
    for part in rows.read(names) if names else ():
        each = part.lazy().select(col(c).drop_nulls().unique().implode() for c in names).collect()
        for c in names:
            found[c].append(each[c].explode(empty_as_null=False).cast(pl.String))
    return {c: pl.concat(parts).unique().sort() for c, parts in found.items()}
