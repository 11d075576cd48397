"""A KPI, declared: a ratio of two sums over rows.

Both sides are Polars expressions over canonical columns. A contact counts where both sides are known and the
denominator is not zero, a row of totals (interval, agent time) where both sides are known; the value is the sum of
the numerator over the sum of the denominator on the rows that count. Where the sides stand on different facts, each
sums its own known rows. A count has no denominator; a distinct KPI divides by the number of different keys in the
denominator. What can be read off the expressions is read off them, not typed beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from kpi_core.errors import BadInput, CannotAnswer, unknown
from kpi_core.model.columns import BY_NAME, Fact, schema
from kpi_core.model.kinds import Better, Category, Kind, Method, Pack, Role, Unit

_SIGNED = {Unit.POINTS, Unit.NPS, Unit.MONEY}  # answers have scales of their own, and money is given back
_COUNTED = {
    Fact.AGENT_TIME: "rows of agent time",
    Fact.ACCOUNT_MONTH: "account-months",
    Fact.SURVEY: "answers",
    Fact.QA_ITEM: "items",
    Fact.COST: "costs",
}


@dataclass(frozen=True, eq=False)
class Sides:
    """The same KPI read from rows of another fact."""

    numerator: pl.Expr
    denominator: pl.Expr | None
    numerator_fact: Fact
    denominator_fact: Fact


@dataclass(frozen=True, eq=False)
class Variant:
    """Another accepted way to count the same KPI. What is None stays as the KPI has it."""

    definition: str
    formula: str
    numerator: pl.Expr
    denominator: pl.Expr | None
    unit: Unit | None = None
    given: tuple[str, ...] | None = None
    window: str | None = None
    numerator_fact: Fact | None = None
    denominator_fact: Fact | None = None
    stand_ins: tuple[Sides, ...] = ()
    allocated: bool = False
    choice: bool = False  # a choice of rows or of an allocation, no accepted way of counting of its own


@dataclass(frozen=True, eq=False)
class Kpi:
    """One KPI: its words, its two sides, and what a reader must know about it."""

    key: str
    name: str
    definition: str  # one sentence for people who know contacts
    formula: str  # numerator / denominator, in the field's words
    category: Category
    role: Role
    unit: Unit
    better: Better
    numerator: pl.Expr
    source: str
    denominator: pl.Expr | None = None
    packs: tuple[Pack, ...] = ()
    kind: Kind = Kind.RATIO
    numerator_fact: Fact = Fact.CONTACT
    denominator_fact: Fact = Fact.CONTACT
    variants: Mapping[str, Variant] = field(default_factory=dict)
    variant: str | None = None
    given: tuple[str, ...] = ()  # columns that must be in the data, not taken by default (docs/rules.md, rule 3)
    window: str | None = None  # the maturity window that its rows must have behind them (rule 7)
    companions: tuple[str, ...] = ()  # KPIs that must be shown with it (rule 9)
    read_by: str | None = None  # the segment that tells most about it
    quantile: float | None = None
    stand_ins: tuple[Sides, ...] = ()  # facts that stand in where its own rows do not hold it, the first that does
    allocated: bool = False  # its numerator is a named allocation, so each side sums its own rows
    unsigned: bool = False  # its values are sizes, never below zero, although others in its unit may be

    def at(self, quantile: float) -> "Kpi":
        """Return the same KPI read at a quantile of its rows; refused where a row has no size of its own."""
        if not 0 < quantile < 1:
            raise BadInput(f"A quantile lies between 0 and 1, like 0.9; {quantile:g} does not.")
        if not self.has_quantiles:
            raise CannotAnswer(
                f"{self.name} ({self.key}) has no percentiles: they are read from durations, scores and money of "
                f"single contacts, and a {'count' if self.kind is not Kind.RATIO else 'rate'} has none of its own."
            )
        return replace(self, quantile=quantile)

    def beyond(self, limit: float | None = None) -> "Kpi":
        """Return the share of its rows whose size is more than a limit; without one, more than the row's promise."""
        if not self.has_quantiles:
            raise CannotAnswer(f"{self.name} ({self.key}) has no size of a single contact to hold against a limit.")
        promise = pl.col("promise_s") if limit is None else pl.lit(limit)
        return replace(
            self,
            name=f"{self.name} beyond {'the promise' if limit is None else f'{limit:g} {self.unit}'}",
            definition="Contacts beyond it, of all whose value is known and that have one.",
            formula=f"more than {'the promise' if limit is None else f'{limit:g} {self.unit}'} / known",
            unit=Unit.PERCENT,
            numerator=self.numerator > promise,
            variants={},
            stand_ins=(),
        )

    def as_variant(self, name: str) -> "Kpi":
        """Return the KPI counted the named way."""
        if name not in self.variants:
            raise BadInput(unknown(f"variant of {self.key}", name, self.variants))
        return self._counted[name]

    def with_sides(self, sides: Sides) -> "Kpi":
        """Return the same KPI read from rows of another fact."""
        return replace(
            self,
            numerator=sides.numerator,
            denominator=sides.denominator,
            numerator_fact=sides.numerator_fact,
            denominator_fact=sides.denominator_fact,
            stand_ins=(),
        )

    @cached_property
    def _counted(self) -> dict[str, "Kpi"]:
        """The KPI counted each way, made once: what is read off its expressions is read off them once too."""
        return {
            name: replace(
                self,
                variant=name,
                definition=v.definition,
                formula=v.formula,
                numerator=v.numerator,
                denominator=v.denominator,
                unit=v.unit or self.unit,
                given=self.given if v.given is None else v.given,
                window=self.window if v.window is None else (v.window or None),
                numerator_fact=v.numerator_fact or self.numerator_fact,
                denominator_fact=v.denominator_fact or self.denominator_fact,
                stand_ins=v.stand_ins,
                allocated=v.allocated,
            )
            for name, v in self.variants.items()
        }

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that its two sides read, in order."""
        sides = [self.numerator] if self.denominator is None else [self.numerator, self.denominator]
        return tuple(dict.fromkeys(name for side in sides for name in side.meta.root_names()))

    @property
    def scale(self) -> float:
        """What the ratio of the sums is multiplied by to give the value."""
        return 100.0 if self.unit is Unit.NPS else 1.0

    @property
    def from_zero(self) -> bool:
        """Whether its values cannot lie below zero: times, counts, shares and ratios of them, and sizes of gaps."""
        return self.unsigned or self.unit not in _SIGNED

    @property
    def sides(self) -> tuple[tuple[Fact, pl.Expr], ...]:
        """Its numerator and, where it has one, its denominator, each with its fact."""
        top = (self.numerator_fact, self.numerator)
        return (top,) if self.denominator is None else (top, (self.denominator_fact, self.denominator))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts whose rows it reads."""
        return tuple(dict.fromkeys(fact for fact, _ in self.sides))

    @property
    def separate_sides(self) -> bool:
        """Whether each side sums its own rows, as sides on different facts and allocations do."""
        return self.allocated or len(self.facts) > 1

    @cached_property
    def has_quantiles(self) -> bool:
        """Whether each counted row has a size of its own: durations, scores and money (rule 8)."""
        return self.method is Method.MEAN and self.unit in {Unit.SECONDS, Unit.POINTS, Unit.MONEY}

    @cached_property
    def method(self) -> Method:
        """How its interval is made, read off the types of its sides."""
        if self.kind is Kind.COUNT:
            return Method.COUNT
        if self.kind is Kind.DISTINCT or self.denominator is None:
            return Method.NONE
        if self.separate_sides:
            return Method.APART
        if self.numerator_fact is Fact.INTERVAL:  # counts of contacts keep their interval, totals of time have none
            return Method.WILSON if self.unit is Unit.PERCENT else Method.TOTALS
        if self.unit is Unit.NPS:
            return Method.NPS
        top, bottom = self._types
        if bottom != pl.Boolean:
            return Method.RATIO
        return Method.WILSON if top == pl.Boolean else Method.MEAN

    @property
    def ways(self) -> tuple[str, ...]:
        """The accepted ways of counting it; `variants` holds choices of rows and of allocations as well."""
        return tuple(name for name, v in self.variants.items() if not v.choice)

    @property
    def counted(self) -> str:
        """What its `n` counts, in the field's words."""
        return _COUNTED.get(self.facts[-1], "contacts")

    @property
    def bounded(self) -> bool:
        """Whether its values have an interval."""
        return self.method not in {Method.NONE, Method.TOTALS, Method.APART}

    @property
    def refuses_agent(self) -> bool:
        """Whether contacts without an agent are in its base, so that a cut by agent would lose them (rule 5)."""
        if "erlang_s" in self.columns:  # shares of those that nobody answered too
            return True
        base = set() if self.denominator is None else set(self.denominator.meta.root_names())
        held = self.facts[-1] in {Fact.CONTACT, Fact.INTERVAL}
        return held and (self.category is Category.ACCESS or bool(base & {"offered", "abandoned"}))

    @property
    def _types(self) -> tuple[pl.DataType, pl.DataType]:
        """The Polars types of numerator and denominator."""
        if self.denominator is None:  # pragma: no cover - guarded by `method`
            raise CannotAnswer(f"{self.name} has no denominator.")
        own = schema(self.numerator_fact)
        read = {n: own[n] if n in own else BY_NAME[n].dtype for n in self.columns if n in own or n in BY_NAME}
        types = pl.DataFrame(schema=read).select(a=self.numerator, b=self.denominator).schema
        return types["a"], types["b"]
