"""What each row adds to many sums, laid out so that they are added up fast.

Most sums count the rows of which something holds. Such flags stand side by side in one whole number, each with room
for all rows that are added up at once, so that one addition adds several. Any other addend is a column of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl
from polars import col

_WORD = 64  # bits


@dataclass(frozen=True, eq=False)
class Addends:
    """The addends of sums by the sums' names, of which those in `flags` are true or false."""

    values: Mapping[str, pl.Expr]
    flags: tuple[str, ...]

    def of(self, rows: pl.DataFrame, keys: Iterable[str]) -> pl.DataFrame:
        """Return these columns of the rows and their addends; what adds nothing is zero."""
        bits = _room(rows.height)
        words = {}
        for word, names in self._words(bits).items():
            fields = [
                self.values[n].fill_null(value=False).cast(pl.UInt64) * (1 << bits * i) for i, n in enumerate(names)
            ]
            words[word] = sum(fields[1:], fields[0])
        numbers = {n: self.values[n].fill_null(0) for n in self._numbers()}
        return rows.lazy().select(*keys, **words, **numbers).collect()

    def columns(self, height: int) -> list[str]:
        """Return the columns that hold the addends of so many rows."""
        return [*self._words(_room(height)), *self._numbers()]

    def sums(self, table: pl.DataFrame, height: int) -> pl.DataFrame:
        """Return a table of such addends, added up over parts of `height` rows, with each sum in its own column."""
        bits = _room(height)
        words = self._words(bits)
        fields = {
            n: ((col(word) // (1 << bits * i)) % (1 << bits)).cast(pl.get_index_type())
            for word, names in words.items()
            for i, n in enumerate(names)
        }
        others = [c for c in table.columns if c not in words and c not in self.values]
        return table.lazy().select(*others, *(fields.get(n, col(n)).alias(n) for n in self.values)).collect()

    def _numbers(self) -> list[str]:
        return [n for n in self.values if n not in self.flags]

    def _words(self, bits: int) -> dict[str, tuple[str, ...]]:
        """The names of the flags that stand in one number, by its column."""
        many = _WORD // bits
        return {f"__{i}": self.flags[i : i + many] for i in range(0, len(self.flags), many)}


def addends(sums: Mapping[str, pl.Expr], schema: pl.Schema) -> Addends:
    """Return what rows of this schema add to the sums, each of which must be the sum of some expression."""
    values = {name: _summed(expr) for name, expr in sums.items()}
    kinds = schema.to_frame().lazy().select(**values).collect_schema()
    return Addends(values, tuple(n for n in values if kinds[n] == pl.Boolean))


def _summed(expr: pl.Expr) -> pl.Expr:
    value, *more = expr.meta.pop()
    if more or not value.sum().meta == expr:
        raise ValueError(f"{expr} is no sum.")
    return value


def _room(rows: int) -> int:
    """How many bits can count so many rows."""
    return max(rows.bit_length(), 1)
