"""What do we mean by it? Every KPI in words, whether this data answers it, and its variants with their values here.

`entries` reads the data once for a selection; `listed` picks what a View asks to see of them. Both are words and
frames only: a page shows them as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from kpi_core.analysis.definitions.in_force import goal, place
from kpi_core.catalogue import BENCHMARKS, CATALOGUE, COPIED_LABEL, SOURCES, sources
from kpi_core.data import Prepared
from kpi_core.definitions import Target, judged
from kpi_core.errors import KpiError
from kpi_core.measure import ask, measure, sourced, told
from kpi_core.measure import ways as there_of
from kpi_core.model import METHODS, NOTHING, Better, Kpi, Method, change_text, duration, several, unit_word, value_text
from kpi_core.view import EVERYTHING, View, counted

GOOD: dict[Better, str] = {
    Better.UP: "higher is better",
    Better.DOWN: "lower is better",
    Better.BAND: "within a band: too low is as bad as too high",
    Better.CONTEXT: "neither way: it gives context",
}
_COLUMNS = (
    "key", "name", "variant", "category", "role", "packs", "unit", "better", "definition", "formula", "window",
    "interval", "source", "copied benchmark", "answered by this data", "what is missing", "value here", "n",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One accepted way of counting, and what it gives on this data."""

    name: str
    definition: str
    formula: str
    value: str
    n: int
    there: bool  # whether the data hold the rows that it reads
    window: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One KPI: why this data cannot answer it, its value here, its ways of counting."""

    kpi: Kpi
    why_not: str | None
    value: str
    n: int
    ways: tuple[Counted, ...]
    rows: str  # which rows it is read from
    method: Method
    window: str
    copied: tuple[str, ...]
    targets: tuple[str, ...]
    spread: str  # how far the ways of counting lie apart on this data

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What the page lists of it: subject and words."""
        kpi = self.kpi
        packs = several([str(p) for p in kpi.packs])
        said = [
            ("What it is", kpi.definition),
            ("Formula", kpi.formula),
            ("Unit", unit_word(kpi.unit)),
            ("Good is", GOOD[kpi.better]),
            ("Role", {"both": "leading or lagging, as its pair has it"}.get(str(kpi.role), str(kpi.role))),
            ("Read in", packs or "no pack unless chosen"),
            ("Range", METHODS[self.method]),
            ("Judged after", self.window),
            ("Read from", self.rows),
            ("Definition from", sources(kpi)),
            *(("Target", t) for t in self.targets),
            *((COPIED_LABEL, c) for c in self.copied),
            ("On this data", self.why_not or f"{self.value}, n {self.n:,}"),
        ]
        return tuple((subject, words) for subject, words in said if words)


@dataclass(frozen=True, eq=False, kw_only=True)
class Listing:
    """What a View asks to see: the answer in one sentence, the entries, and the same as a table."""

    sentence: str
    entries: tuple[Entry, ...]
    table: pl.DataFrame


def entries(data: Prepared, view: View) -> tuple[Entry, ...]:
    """Return every KPI of the catalogue with its values in the View's selection."""
    asked = ask(data, CATALOGUE.values(), EVERYTHING)
    whys = {key: asked.why(kpi) for key, kpi in CATALOGUE.items()}
    able = [counted(key, view) for key, why in whys.items() if why is None]
    ways = [k.as_variant(name) for k in able for name in k.variants]
    values = _values(data, view, [*able, *ways])
    return tuple(_entry(data, judged(counted(key, view), data.definitions), why, values) for key, why in whys.items())


def _values(data: Prepared, view: View, kpis: Sequence[Kpi]) -> dict[tuple[str, str | None], tuple[float | None, int]]:
    """The value and n of each KPI over the selection; none where the selection leaves nothing."""
    try:
        found = measure(ask(data, kpis, view.selection))
    except KpiError:
        return {}
    return {(r["kpi"], r["variant"]): (r["value"], r["n"]) for r in found.iter_rows(named=True)}


def _entry(
    data: Prepared,
    kpi: Kpi,
    why_not: str | None,
    values: dict[tuple[str, str | None], tuple[float | None, int]],
) -> Entry:
    def here(k: Kpi) -> tuple[str, int]:
        value, n = values.get((k.key, k.variant), (None, 0))
        return value_text(value, k.unit), n

    def waits(k: Kpi) -> str:
        window = duration(data.definitions.window(k.window).total_seconds()) if k.window else ""
        return f"{window}; contacts younger than that are left out and counted" if window else ""

    there = there_of(data, kpi)

    def way(name: str) -> Counted:
        one, v = kpi.as_variant(name), kpi.variants[name]
        value, n = here(one)
        return Counted(
            name=name,
            definition=v.definition,
            formula=v.formula,
            value=value,
            n=n,
            there=name in there,
            window=waits(one),
        )

    found = {name: values.get((kpi.key, name), (None, 0))[0] for name in kpi.variants}
    value, n = here(kpi)
    return Entry(
        kpi=kpi,
        why_not=why_not,
        value=value,
        n=n,
        ways=tuple(way(name) for name in kpi.variants),
        rows=told(data, kpi),
        method=sourced(data, kpi).method,
        window=waits(kpi),
        copied=tuple(f"{words} ({SOURCES.get(s, s)})" for words, s in BENCHMARKS.get(kpi.key, ())),
        targets=tuple(_target(t) for t in data.definitions.targets if t.kpi == kpi.key),
        spread=_spread(kpi, found),
    )


def _target(t: Target) -> str:
    """A target in words, with where it holds and what will be done."""
    where = place(t.scope, t.since)
    return f"{goal(t)}{f' ({where})' if where else ''}; {t.action or 'no action written yet'}"


def _spread(kpi: Kpi, found: dict[str, float | None]) -> str:
    """How far the ways of counting that share the KPI's unit lie apart."""
    known = [v for name, v in found.items() if v is not None and kpi.as_variant(name).unit is kpi.unit]
    if len(known) < 2:
        return ""
    apart = change_text(max(known) - min(known), kpi.unit).lstrip("+")
    return f"On this data they lie up to {apart} apart."


def listed(found: Sequence[Entry], view: View) -> Listing:
    """Return the entries of a category, answered or not, that hold the words looked for."""
    shown = tuple(
        e
        for e in found
        if view.category in {"", str(e.kpi.category)}
        and (view.listed == "all" or (view.listed == "answered") is (e.why_not is None))
        and _holds(e.kpi, view.find)
    )
    able = sum(e.why_not is None for e in found)
    sentence = f"This data answers {able} of {len(found)} KPIs"
    if not shown:
        sentence += "; none of them fits what you look for: try another word, or every category."
    elif len(shown) < len(found):
        sentence += f"; {len(shown)} {'is' if len(shown) == 1 else 'are'} listed."
    else:
        sentence += ", each with its formula, its unit and where its definition comes from."
    return Listing(sentence=sentence, entries=shown, table=_table(shown))


def _holds(kpi: Kpi, words: str) -> bool:
    """Whether each word stands somewhere in what is said about the KPI."""
    said = " ".join((kpi.key, kpi.name, kpi.definition, kpi.formula, sources(kpi), *kpi.variants)).casefold()
    return all(w in said for w in words.casefold().split())


def _table(shown: Sequence[Entry]) -> pl.DataFrame:
    rows = [
        [
            e.kpi.name, str(e.kpi.category), "not answered" if e.why_not else e.value, None if e.why_not else e.n,
            e.kpi.formula, str(e.kpi.role), GOOD[e.kpi.better].partition(":")[0], unit_word(e.kpi.unit),
        ]
        for e in shown
    ]  # fmt: skip
    names = ("kpi", "category", "value", "n", "formula", "role", "better", "unit")
    return pl.DataFrame(rows, schema={n: pl.Int64 if n == "n" else pl.String for n in names}, orient="row")


def catalogue_rows(found: Sequence[Entry]) -> tuple[tuple[str, ...], list[list[str | int | None]]]:
    """Return the catalogue as columns and rows: each KPI, below it each other way of counting it."""
    rows: list[list[str | int | None]] = []
    for e in found:
        k = e.kpi
        words = [str(k.category), str(k.role), several([str(p) for p in k.packs]), unit_word(k.unit), GOOD[k.better]]
        rest = [e.window, METHODS[e.method], sources(k), "; ".join(e.copied), "no" if e.why_not else "yes", e.why_not]
        own = [k.key, k.name, k.variant, *words, k.definition, k.formula, *rest]
        rows.append([*own, None if e.why_not else e.value, None if e.why_not else e.n])
        for w in e.ways:
            way = k.as_variant(w.name)
            words[3], rest[0], rest[1] = str(way.unit), w.window, METHODS[way.method]
            here = [None, None] if e.why_not or w.value == NOTHING else [w.value, w.n]
            rows.append([k.key, k.name, w.name, *words, w.definition, w.formula, *rest, *here])
    return _COLUMNS, rows
