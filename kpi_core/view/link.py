"""A link becomes a View: what it says is read, and what could not be used is said in sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import unknown
from kpi_core.model import Cadence, Category
from kpi_core.view.view import COMPARISONS, LISTED, LONGEST_FIND, MOST, SORTS, VERSION, View

_LONGEST = 300


_YEARS = (1900, 2199)


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
