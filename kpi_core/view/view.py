"""A View is everything that a link says, as a frozen value.

`to_query` writes every part, so that a link keeps its meaning when defaults or data move on. Nothing here looks at
data: `kpi_core.measure.fit` compares a View with the data it is opened on.
"""

from dataclasses import dataclass
from datetime import date

from kpi_core.catalogue import CATALOGUE
from kpi_core.model import Cadence, Kpi
from kpi_core.view.selection import Cut, Selection

VERSION = "1"
COMPARISONS = ("none", "previous", "year")
LISTED = ("all", "answered", "missing")
SORTS = ("value", "change", "n", "name")
MOST = 50  # values of one kind that a link may hold
LONGEST_FIND = 60

Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at. Empty or None means: not said."""

    dataset: str = ""  # fingerprint of the data
    definitions: str = ""  # version of the definitions
    kpis: tuple[str, ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    since: date | None = None  # whole local days, both inclusive
    until: date | None = None
    cadence: Cadence = Cadence.WEEK
    by: tuple[str, ...] = ()
    where: Cut = ()  # segment and the values kept; "" stands for a blank one
    without: Cut = ()  # segment and the values left out
    quantiles: tuple[float, ...] = ()
    compare: str = "none"
    other_since: date | None = None  # the second cut: its days, values kept and values left out
    other_until: date | None = None
    other_where: Cut = ()
    other_without: Cut = ()
    focus: str = ""  # the one KPI that a page is about; the leading one of a pair
    against: str = ""  # the lagging one of a pair
    sort: str = "value"
    lag: int = 0  # periods that the leading KPI is set forward
    limit: float | None = None  # the promise, in the KPI's unit; None is each contact's own
    page: int = 1  # of the contacts behind a number; 0 shows none
    category: str = ""  # of the KPIs that are listed; "" lists every one
    listed: str = "all"  # which KPIs are listed: all, those that the data answers, those that it does not
    find: str = ""  # words that a listed KPI holds

    @property
    def selection(self) -> Selection:
        """The rows that are looked at."""
        return Selection(self.since, self.until, self.where, self.without)

    def chosen(self) -> tuple[Kpi, ...]:
        """Return the KPIs, each counted in the View's variant."""
        variants = dict(self.variants)
        return tuple(CATALOGUE[k].as_variant(variants[k]) if k in variants else CATALOGUE[k] for k in self.kpis)

    def to_query(self) -> Query:
        """Return the View as URL parameters, one list of values per name."""
        query: Query = {"v": [VERSION]}
        if self.dataset:
            query["ds"] = [self.dataset]
        if self.definitions:
            query["def"] = [self.definitions]
        if self.kpis:
            query["k"] = list(self.kpis)
        if self.variants:
            query["var"] = [f"{k}:{v}" for k, v in self.variants]
        query["d"] = [f"{self.since or ''}..{self.until or ''}"]
        query["c"] = [str(self.cadence)]
        if self.by:
            query["by"] = list(self.by)
        if self.where:
            query["w"] = [f"{s}={v}" for s, values in self.where for v in values]
        if self.without:
            query["x"] = [f"{s}={v}" for s, values in self.without for v in values]
        if self.quantiles:
            query["q"] = [repr(q) for q in self.quantiles]
        query["vs"] = [self.compare]
        return query | self._second_cut() | self._page_choices()

    def _second_cut(self) -> Query:
        """The parts of the second cut that are said."""
        query: Query = {}
        if self.other_since or self.other_until:
            query["bd"] = [f"{self.other_since or ''}..{self.other_until or ''}"]
        for name, cut in (("bw", self.other_where), ("bx", self.other_without)):
            if cut:
                query[name] = [f"{s}={v}" for s, values in cut for v in values]
        return query

    def _page_choices(self) -> Query:
        """The page's own choices; what stands at its beginning is left out, since it never moves with the data."""
        query: Query = {}
        if self.focus:
            query["f"] = [self.focus]
        if self.against:
            query["g"] = [self.against]
        if self.sort != SORTS[0]:
            query["sort"] = [self.sort]
        if self.lag:
            query["lag"] = [str(self.lag)]
        if self.limit is not None:
            query["lim"] = [repr(self.limit)]
        if self.page != 1:
            query["p"] = [str(self.page)]
        if self.category:
            query["cat"] = [self.category]
        if self.listed != LISTED[0]:
            query["list"] = [self.listed]
        if self.find:
            query["find"] = [self.find]
        return query
