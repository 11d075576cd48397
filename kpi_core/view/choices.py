"""Every choice of a View, one record each: a new one is a field of the View and a line here.

The link is written and read by this table in its order, and the controls of the pages offer what it offers.
"""

from kpi_core.catalogue import CATALOGUE
from kpi_core.model import Cadence, Category
from kpi_core.view import read, write
from kpi_core.view.choice import Choice

_KPIS = {key: kpi.name for key, kpi in CATALOGUE.items()}
_CATEGORIES = {str(c): c.capitalize() for c in Category}
_CADENCES: dict[str, str] = {
    Cadence.QUARTER_HOUR: "15 min", Cadence.HALF_HOUR: "30 min", Cadence.HOUR: "Hour", Cadence.DAY: "Day",
    Cadence.WEEK: "Week", Cadence.MONTH: "Month", Cadence.QUARTER: "Quarter", Cadence.YEAR: "Year",
    Cadence.ALL: "Whole",
}  # fmt: skip
_COMPARISONS = {"none": "Nothing", "previous": "Range before", "year": "A year earlier"}
_SORTS = {"value": "Value", "change": "Change", "n": "Contacts", "name": "Name"}
_LISTS = {"all": "All", "answered": "Answered by this data", "missing": "Not answered"}

CHOICES = (
    Choice(key="v", fields=(), read=read.nothing, write=write.version, always=True),
    Choice(key="ds", fields=("dataset",), read=read.text, write=write.text, longest=64),
    Choice(key="def", fields=("definitions",), read=read.text, write=write.text, longest=64),
    Choice(key="k", fields=("kpis",), read=read.words, write=write.words, default=(), named="KPI", offered=_KPIS),
    Choice(key="var", fields=("variants",), read=read.variants, write=write.variants, default=(), alone=True),
    Choice(
        key="d", fields=("selection.since", "selection.until"), read=read.days, write=write.days, default=None,
        always=True,
    ),
    Choice(
        key="c", fields=("cadence",), read=read.word, write=write.text, default=Cadence.WEEK, always=True,
        named="cadence", offered=_CADENCES,
    ),
    Choice(key="by", fields=("by",), read=read.segments, write=write.words, default=(), alone=True),
    Choice(key="w", fields=("selection.where",), read=read.cut, write=write.cut, default=(), alone=True),
    Choice(key="x", fields=("selection.without",), read=read.cut, write=write.cut, default=(), alone=True),
    Choice(key="q", fields=("quantiles",), read=read.quantiles, write=write.numbers, default=(), alone=True),
    Choice(
        key="vs", fields=("compare",), read=read.word, write=write.text, default="none", always=True,
        named="comparison", offered=_COMPARISONS,
    ),
    Choice(key="bd", fields=("other.since", "other.until"), read=read.days, write=write.days, default=None),
    Choice(key="bw", fields=("other.where",), read=read.cut, write=write.cut, default=(), alone=True),
    Choice(key="bx", fields=("other.without",), read=read.cut, write=write.cut, default=(), alone=True),
    Choice(key="f", fields=("focus",), read=read.word, write=write.text, named="KPI", offered=_KPIS),
    Choice(key="g", fields=("against",), read=read.word, write=write.text, named="KPI", offered=_KPIS),
    Choice(
        key="sort", fields=("sort",), read=read.word, write=write.text, default="value", named="sort order",
        offered=_SORTS,
    ),
    Choice(key="lag", fields=("lag",), read=read.whole, write=write.text, default=0, named="lag", high=26),
    Choice(key="lim", fields=("limit",), read=read.amount, write=write.number, default=None, named="limit"),
    Choice(key="p", fields=("page",), read=read.whole, write=write.text, default=1, named="page", high=1_000_000),
    Choice(
        key="cat", fields=("category",), read=read.word, write=write.text, named="category", offered=_CATEGORIES,
    ),
    Choice(
        key="list", fields=("listed",), read=read.word, write=write.text, default="all", named="list of KPIs",
        offered=_LISTS,
    ),
    Choice(key="find", fields=("find",), read=read.text, write=write.text, longest=60),
)  # fmt: skip

FIELDS = {path: choice for choice in CHOICES for path in choice.fields}
CUTS = tuple(path for path, choice in FIELDS.items() if choice.read is read.cut)


def choice_of(path: str) -> Choice:
    """Return the choice that sets a field."""
    return FIELDS[path]
