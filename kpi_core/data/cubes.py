"""Sums added up beforehand: small cubes, and which of them holds what a View asks for.

A cube has a row for each day and each value of its segments. Its columns are named by the sums that they hold, by
the expression itself, so a sum that is not exactly the one asked for (other threshold, other last mature arrival)
is never found. What no cube holds is read from the rows, with equal results.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from polars import col

ROWS = "__rows"  # how many rows of the fact each row of a cube stands for; no segment has such a name


def column(expression: bytes) -> str:
    """Return the name of the cube column that holds a sum, given the sum's serialized expression."""
    return hashlib.sha256(expression).hexdigest()[:20]


@dataclass(frozen=True, eq=False)
class Cube:
    """The sums of one fact by day and some segments, in order of days."""

    segments: tuple[str, ...]
    table: pl.DataFrame  # day, the segments, ROWS, and a column for each sum


@dataclass(frozen=True, eq=False, kw_only=True)
class Lattice:
    """The cubes of one fact, the smallest first."""

    cubes: tuple[Cube, ...] = ()
    of: pl.DataFrame | None = None  # the rows that were added up; any other rows are not answered
    grouped: int = 0  # how many of them were read to make the cubes; the others stood in cubes of before

    def holding(self, segments: Iterable[str], sums: Iterable[str] = ()) -> pl.DataFrame | None:
        """Return the smallest cube that has these segments and the columns of these sums."""
        need, wanted = set(segments), set(sums)
        for cube in self.cubes:
            if need <= set(cube.segments):
                return cube.table if wanted <= set(cube.table.columns) else None  # each cube has the same sums
        return None


NO_CUBES = Lattice()


def added(names: Mapping[str, str]) -> list[pl.Expr]:
    """Return the expressions that add cube columns up: cube column to the name of the result."""
    return [col(held).sum().alias(name) for held, name in names.items()]


def regrouped(table: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return a cube's sums by fewer columns."""
    held = table.columns[table.columns.index(ROWS) :]  # the keys stand first
    return table.lazy().group_by(keys).agg(col(c).sum() for c in held).collect()
