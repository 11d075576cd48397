"""A View is everything that a link says, as a frozen value.

`to_query` writes every part that could come to mean something else, so that a link keeps its meaning when defaults
or data move on. Nothing here looks at data: `kpi_core.measure.fit` compares a View with the data it is opened on.
"""

from dataclasses import dataclass

from kpi_core.catalogue import CATALOGUE
from kpi_core.model import Cadence, Kpi
from kpi_core.view.choices import CHOICES
from kpi_core.view.paths import value_of
from kpi_core.view.selection import EVERYTHING, Selection

Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at. Empty or None means: not said. How each field is linked and chosen stands in `CHOICES`."""

    dataset: str = ""  # fingerprint of the data
    definitions: str = ""  # version of the definitions
    kpis: tuple[str, ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    selection: Selection = EVERYTHING
    cadence: Cadence = Cadence.WEEK
    by: tuple[str, ...] = ()
    quantiles: tuple[float, ...] = ()
    compare: str = "none"
    other: Selection = EVERYTHING  # the second cut; days that it does not say are those of the first
    focus: str = ""  # the one KPI that a page is about; the leading one of a pair
    against: str = ""  # the lagging one of a pair
    sort: str = "value"
    lag: int = 0  # periods that the leading KPI is set forward
    limit: float | None = None  # the promise, in the KPI's unit; None is each contact's own
    page: int = 1  # of the contacts behind a number; 0 shows none
    category: str = ""  # of the KPIs that are listed; "" lists every one
    listed: str = "all"  # which KPIs are listed: all, those that the data answers, those that it does not
    find: str = ""  # words that a listed KPI holds

    def chosen(self) -> tuple[Kpi, ...]:
        """Return the KPIs, each counted in the View's variant."""
        variants = dict(self.variants)
        return tuple(CATALOGUE[k].as_variant(variants[k]) if k in variants else CATALOGUE[k] for k in self.kpis)

    def to_query(self) -> Query:
        """Return the View as URL parameters, one list of values per name."""
        query: Query = {}
        for choice in CHOICES:
            values = [value_of(self, path) for path in choice.fields]
            if choice.always or any(v != choice.default for v in values):
                query[choice.key] = choice.write(*values)
        return query
