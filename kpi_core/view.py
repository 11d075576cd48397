"""A View is everything that a link says, as a frozen value.

`to_query` writes every part, so that a link keeps its meaning when defaults or data move on; `from_query` reads a
link back and says in sentences what it could not use. Nothing here looks at data: `kpi_core.fit` compares a View
with the data it is opened on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import unknown
from kpi_core.model import Cadence, Category, Kpi

VERSION = "1"
COMPARISONS = ("none", "previous", "year")
LISTED = ("all", "answered", "missing")
SORTS = ("value", "change", "n", "name")
MOST = 50  # values of one kind that a link may hold
LONGEST_FIND = 60
_LONGEST = 300
_YEARS = (1900, 2199)

Query = dict[str, list[str]]
Cut = tuple[tuple[str, tuple[str, ...]], ...]


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


def from_query(query: Mapping[str, Sequence[str]], default: View) -> tuple[View, tuple[str, ...]]:
    """Read a link. What it does not say is taken from `default`; what it says wrongly is named and left out.

    A link that says anything (has the version parameter) stands alone: lists it does not name are empty in it.
    """
    problems: list[str] = []
    if not query:
        return default, ()
    strange = [name for name in query if name not in _READERS]
    problems += [f"The link has a part '{_short(name)}' that is not known; it was left out." for name in strange]
    version = list(query.get("v", ()))
    if version and version != [VERSION]:
        problems.append(
            f"The link was made by another version of this app (v={_short(version[0])}); "
            "it was read as well as possible."
        )
    found: dict[str, object] = {}
    for name, reader in _READERS.items():
        if name == "v" or (name not in query and not (version and name in _LISTS)):
            continue
        values = [v for v in query.get(name, ()) if v != ""]
        if len(values) > MOST:
            problems.append(f"The link holds {len(values)} values for '{name}'; only the first {MOST} are used.")
            values = values[:MOST]
        found |= reader(values, problems)
    for first, last in (("since", "until"), ("other_since", "other_until")):
        since, until = found.get(first, getattr(default, first)), found.get(last, getattr(default, last))
        if isinstance(since, date) and isinstance(until, date) and since > until:
            problems.append(f"The link's dates run backwards ({since} to {until}); the default range is shown.")
            found |= {first: getattr(default, first), last: getattr(default, last)}
    return replace(default, **found), tuple(problems)  # type: ignore[arg-type]


def _short(text: str) -> str:
    """A value of a link as it may be shown: bounded, without control characters."""
    clean = "".join(c if c.isprintable() else "?" for c in text)
    return clean if len(clean) <= 60 else clean[:57] + "..."


def _one(field: str, values: list[str]) -> dict[str, object]:
    """A single word, kept as it is (fingerprints and versions are compared, never used)."""
    return {field: values[0][:64]} if values else {}


def _kpis(values: list[str], problems: list[str]) -> dict[str, object]:
    good = []
    for v in values:
        if v not in CATALOGUE:
            problems.append(f"From the link: {unknown('KPI', _short(v), CATALOGUE)}")
        elif v not in good:
            good.append(v)
    return {"kpis": tuple(good)}


def _variants(values: list[str], problems: list[str]) -> dict[str, object]:
    good: dict[str, str] = {}
    for v in values:
        key, _, name = v.partition(":")
        if key not in CATALOGUE:
            problems.append(f"From the link: {unknown('KPI', _short(key), CATALOGUE)}")
        elif name not in CATALOGUE[key].variants:
            problems.append(f"From the link: {unknown(f'variant of {key}', _short(name), CATALOGUE[key].variants)}")
        else:
            good[key] = name
    return {"variants": tuple(sorted(good.items()))}


def _dates(fields: tuple[str, str], values: list[str], problems: list[str]) -> dict[str, object]:
    if not values:
        return {}
    first, dots, last = values[0].partition("..")
    found: dict[str, object] = {}
    for field, text in zip(fields, (first, last), strict=True):
        try:
            day = date.fromisoformat(text) if text else None
        except ValueError:
            day = None
            problems.append(f"The link's date '{_short(text)}' is not a date like 2026-01-31; it was left out.")
            continue
        if day and not _YEARS[0] <= day.year <= _YEARS[1]:
            problems.append(f"The link's date {day} is out of range; it was left out.")
            continue
        found[field] = day
    if not dots:
        problems.append("The link's date range must read like 2026-01-01..2026-01-31; its end was left out.")
    return found


def _cadence(values: list[str], problems: list[str]) -> dict[str, object]:
    if not values:
        return {}
    if values[0] not in set(Cadence):
        problems.append(f"From the link: {unknown('cadence', _short(values[0]), list(Cadence))}")
        return {}
    return {"cadence": Cadence(values[0])}


def _by(values: list[str], problems: list[str]) -> dict[str, object]:
    if any(len(v) > _LONGEST for v in values):
        problems.append("The link names a segment that is too long to be one; it was left out.")
    return {"by": tuple(dict.fromkeys(v for v in values if len(v) <= _LONGEST))}


def _cut(field: str, values: list[str], problems: list[str]) -> dict[str, object]:
    kept: dict[str, list[str]] = {}
    for v in values:
        segment, equals, value = v.partition("=")
        if not equals or not segment:
            problems.append(f"The link's filter '{_short(v)}' does not read like segment=value; it was left out.")
        elif value not in kept.setdefault(segment, []):
            kept[segment].append(value)
    return {field: tuple((s, tuple(vs)) for s, vs in kept.items())}


def _quantiles(values: list[str], problems: list[str]) -> dict[str, object]:
    good = []
    for v in values:
        try:
            q = float(v)
        except ValueError:
            q = float("nan")
        if not 0 < q < 1:
            problems.append(f"The link's percentile '{_short(v)}' is not a number between 0 and 1; it was left out.")
        elif q not in good:
            good.append(q)
    return {"quantiles": tuple(sorted(good))}


def _word(field: str, what: str, known: tuple[str, ...], values: list[str], problems: list[str]) -> dict[str, object]:
    if not values:
        return {}
    if values[0] not in known:
        problems.append(f"From the link: {unknown(what, _short(values[0]), known)}")
        return {}
    return {field: values[0]}


def _whole(field: str, low: int, high: int, values: list[str], problems: list[str]) -> dict[str, object]:
    if not values:
        return {}
    if not values[0].isascii() or not values[0].isdigit() or not low <= int(values[0][:9]) <= high:
        problems.append(f"The link's {field} '{_short(values[0])}' is not a whole number from {low} to {high:,}.")
        return {}
    return {field: int(values[0][:9])}


def _limit(values: list[str], problems: list[str]) -> dict[str, object]:
    if not values:
        return {}
    try:
        limit = float(values[0])
    except ValueError:
        limit = float("nan")
    if not 0 <= limit < 1e12:
        problems.append(f"The link's limit '{_short(values[0])}' is not a number from 0 up; it was left out.")
        return {}
    return {"limit": limit}


_READERS: dict[str, Callable[[list[str], list[str]], dict[str, object]]] = {
    "v": lambda _values, _problems: {},
    "ds": lambda values, _problems: _one("dataset", values),
    "def": lambda values, _problems: _one("definitions", values),
    "k": _kpis,
    "var": _variants,
    "d": partial(_dates, ("since", "until")),
    "c": _cadence,
    "by": _by,
    "w": partial(_cut, "where"),
    "x": partial(_cut, "without"),
    "q": _quantiles,
    "vs": partial(_word, "compare", "comparison", COMPARISONS),
    "bd": partial(_dates, ("other_since", "other_until")),
    "bw": partial(_cut, "other_where"),
    "bx": partial(_cut, "other_without"),
    "f": partial(_word, "focus", "KPI", tuple(CATALOGUE)),
    "g": partial(_word, "against", "KPI", tuple(CATALOGUE)),
    "sort": partial(_word, "sort", "sort order", SORTS),
    "lag": partial(_whole, "lag", 0, 26),
    "lim": _limit,
    "p": partial(_whole, "page", 0, 1_000_000),
    "cat": partial(_word, "category", "category", tuple(Category)),
    "list": partial(_word, "listed", "list of KPIs", LISTED),
    "find": lambda values, _problems: {"find": values[0][:LONGEST_FIND]} if values else {},
}
# Absent from a link, these are empty; `k` absent means the page's own choice.
_LISTS = frozenset({"var", "by", "w", "x", "q", "bw", "bx"})
