"""Rules: what decides that a contact is eligible, qualified or reached the next step, as conditions on columns.

A rule is binary and can be audited: each condition is true or false for each contact, what is not known fulfils no
condition, and `words` says what it asks for. A rule goes before what the export says in the same column.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
from polars import col

from kpi_core.errors import nearest
from kpi_core.model import BY_NAME, ColumnKind

RULED = ("eligible", "qualified", "reached_next_step")
TESTS = ("is", "is_not", "at_least", "at_most")

Value = str | float | bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one column. `values` holds the accepted or refused values, or the one limit."""

    column: str
    test: str
    values: tuple[Value, ...]
    line: int = field(default=0, compare=False)  # of the file it was read from

    @property
    def words(self) -> str:
        """What it asks for: `customer type is new or trial`."""
        name = self.column.replace("_", " ")
        if self.test in {"at_least", "at_most"}:
            return f"{name} is {self.test.replace('_', ' ')} {self.values[0]:g}"
        said = " or ".join(_said(v) for v in self.values)
        return f"{name} is {'' if self.test == 'is' else 'not '}{said}"

    def holds(self, dtype: pl.DataType) -> pl.Expr:
        """Return whether each contact fulfils it, for a column of this type; what is not known does not."""
        if self.test == "at_least":
            return (col(self.column) >= self.values[0]).fill_null(value=False)
        if self.test == "at_most":
            return (col(self.column) <= self.values[0]).fill_null(value=False)
        if dtype == pl.Boolean:
            hit = pl.any_horizontal(col(self.column) == pl.lit(value=bool(v)) for v in self.values)
        elif dtype.is_numeric():
            hit = col(self.column).is_in([float(v) for v in self.values])
        else:
            words = [(v if isinstance(v, str) else _said(v)).lower() for v in self.values]
            hit = col(self.column).cast(pl.String).str.to_lowercase().is_in(words)
        return (hit if self.test == "is" else ~hit).fill_null(value=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A column that is true where every condition of `every` holds and, if there are any, one of `some`."""

    makes: str
    every: tuple[Condition, ...] = ()
    some: tuple[Condition, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All of its conditions."""
        return (*self.every, *self.some)

    @property
    def words(self) -> str:
        """What it asks for, in one sentence."""
        said = [c.words for c in self.every]
        if self.some:
            one = " or ".join(c.words for c in self.some)
            said.append(f"one of these holds: {one}" if len(self.some) > 1 else one)
        return f"A contact is {self.makes.replace('_', ' ')} where " + ", and ".join(said) + "."

    def holds(self, types: Mapping[str, pl.DataType]) -> pl.Expr:
        """Return whether each contact fulfils it."""
        found = [c.holds(types[c.column]) for c in self.every]
        if self.some:
            found.append(pl.any_horizontal(c.holds(types[c.column]) for c in self.some))
        return pl.all_horizontal(found)


def strange(rule: Rule, types: Mapping[str, pl.DataType]) -> str | None:
    """Return one clause saying which column of the rule cannot be tested, with its line and the nearest that can."""
    for c in rule.conditions:
        place = f"line {c.line}, " if c.line else ""
        if c.test in {"at_least", "at_most"} and c.column in types and not types[c.column].is_numeric():
            return f"{place}[rules.{rule.makes}]: {c.column} holds no numbers in this data; test it with is or is_not."
        if c.column not in types:
            guess = nearest(c.column, types)
            hint = f"; did you mean '{guess}'?" if guess else ", so the rule cannot be used."
            return f"{place}[rules.{rule.makes}]: the data has no column '{c.column}'{hint}"
    return None


def fits(column: str, test: str, values: tuple[Value, ...]) -> str | None:
    """Return what is wrong with testing a canonical column for these values; None where nothing is."""
    known = BY_NAME.get(column)
    if known is None:  # perhaps a segment that the export's mapping adds; those are labels
        return None
    limit = test in {"at_least", "at_most"}
    numbers = {ColumnKind.SECONDS, ColumnKind.NUMBER, ColumnKind.COUNT, ColumnKind.MONEY}
    if limit and known.kind not in numbers:
        return f"{column} holds no numbers, so it cannot be tested with {test}"
    if known.kind is ColumnKind.FLAG and not all(isinstance(v, bool) for v in values):
        return f"{column} is true or false, and cannot be {_said(values[0])}"
    if known.kind in numbers and not all(isinstance(v, float) for v in values):
        return f"{column} holds numbers, and cannot be {_said(values[0])}"
    if known.kind is ColumnKind.TIME:
        return f"{column} is a time; test a segment made from it, like hour or weekday"
    return None


def _said(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else f"'{value}'"
