"""Contacts are added up beforehand into a lattice of small cubes (see `kpi_core.lattice`).

One cube for each segment by day and, where it stays small, time band; one for the minimum practical cut. Segments
that a segment determines (the site of a team) ride along and cost no row, and so does the weekday. A cube that is
not much smaller than its rows is not kept. The rows are read a stretch of whole days at a time, and several cubes
are added up from one finer grouping, so that the rows are grouped a few times only.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from polars import col

from kpi_core.catalogue import CATALOGUE
from kpi_core.columns import Fact
from kpi_core.kpi import Kind, Kpi
from kpi_core.lattice import NO_CUBES, ROWS, Cube, Lattice, column
from kpi_core.prepare import Prepared
from kpi_core.refusals import refusal
from kpi_core.sources import sourced
from kpi_core.sums import sums

PRACTICAL = ("channel", "reason", "location", "team", "coverage")  # and time band (kpis.md, S0)
BAND = "time_band"
WORTH = 16  # a cube must have this many times fewer rows than the fact ...
SMALL = 4_096  # ... or be as small as this
STRETCH = 1_000_000  # rows read at once, about
_TIMES = (BAND, "weekday")
_LOOK = 50_000  # rows that tell most segments apart

Segments = tuple[str, ...]


def roll_up(data: Prepared, stretch: int = STRETCH) -> Lattice:
    """Return the cubes of the contacts, with the sums of every KPI and variant that the data can answer."""
    if Fact.CONTACT not in data.tables:
        return NO_CUBES
    table, known = data.tables[Fact.CONTACT], data.spans[Fact.CONTACT].segments
    wanted = planned(data)
    times = [s for s in _TIMES if s in known]
    pieces: dict[Segments, list[pl.DataFrame]] = {}
    most = max(table.height // WORTH, SMALL)
    given_up: set[Segments] = set()
    plan = _plan(table, [s for s in known if s not in times])
    done = 0
    for rows in stretches(table, stretch):
        done += rows.height
        for wide, cuts in plan.items():
            left = [c for c in cuts if c not in given_up]
            if not left:
                continue
            middle = _group(rows, ["day", *times, *wide], {ROWS: pl.len(), **wanted})
            for cut in left:
                found = middle if cut == wide else _regroup(middle, ["day", *times, *cut])
                pieces.setdefault(cut, []).append(found)
                height = sum(p.height for p in pieces[cut])
                if height * table.height > 4 * most * done:  # a day has few time bands: it will be too large
                    given_up.add(cut)
                    del pieces[cut]
    cubes = [_cube(cut, pieces.pop(cut), times, most) for cut in sorted(pieces)]
    return Lattice(tuple(sorted((c for c in cubes if c), key=lambda c: c.table.height)), table)


def planned(data: Prepared) -> dict[str, pl.Expr]:
    """Return every sum that cubes hold, by the name of its column; distinct counts cannot be added up."""
    span, nullable = data.spans[Fact.CONTACT], data.nullable[Fact.CONTACT]
    found = {}
    for kpi in (sourced(data, k) for k in _kpis()):
        if kpi.kind is Kind.DISTINCT or kpi.apart or kpi.facts != (Fact.CONTACT,):
            continue
        if refusal(data, kpi):
            continue
        latest = None if kpi.window is None else span.end - data.definitions.window(kpi.window)
        for expr in sums(kpi, nullable, latest).values():
            found[column(expr.meta.serialize())] = expr
    return found


def stretches(table: pl.DataFrame, about: int = STRETCH) -> Iterator[pl.DataFrame]:
    """Yield the table's rows in order, some whole days at a time."""
    day, first = table["day"], 0
    while first < table.height:
        last = int(day.search_sorted(day[min(first + about, table.height) - 1], "right"))
        yield table.slice(first, last - first)
        first = last


def _kpis() -> Iterator[Kpi]:
    """Every KPI in each of its variants."""
    for kpi in CATALOGUE.values():
        yield kpi
        yield from (kpi.as_variant(name) for name in kpi.variants)


def _plan(table: pl.DataFrame, segments: Sequence[str]) -> Mapping[Segments, list[Segments]]:
    """The groupings of the rows to make, each with the cubes to be added up from it."""
    sizes = {s: table[s].n_unique() for s in segments}
    ties = _determined(table, segments, sizes)
    cuts = {(): [], **{tuple(sorted((s, *ties[s]))): [s] for s in segments}}
    room = table.height / 4 / max(table["day"].n_unique() * 3, 1)  # values of segments in a day's time band
    wides: list[set[str]] = []
    combined: list[int] = []
    for cut, leader in sorted(cuts.items(), key=lambda c: [sizes[s] for s in c[1]]):
        size = sizes[leader[0]] if leader else 1
        fits = next((i for i, w in enumerate(wides) if set(cut) <= w or combined[i] * size <= room), None)
        if fits is None:
            wides.append(set(cut))
            combined.append(size)
        elif not set(cut) <= wides[fits]:
            wides[fits] |= set(cut)
            combined[fits] *= size
    plan: dict[Segments, list[Segments]] = {tuple(sorted(w)): [] for w in wides}
    practical = {s for name in PRACTICAL if name in segments for s in (name, *ties[name])}
    cuts.setdefault(tuple(sorted(practical)), [])
    for cut in cuts:
        wide = next((w for w in plan if set(cut) <= set(w)), cut)
        plan.setdefault(wide, []).append(cut)
    return plan


def _determined(table: pl.DataFrame, segments: Sequence[str], sizes: Mapping[str, int]) -> dict[str, list[str]]:
    """The segments that have one value only (or none) for each value of another."""
    found = {s: [t for t in segments if t != s and sizes[t] <= sizes[s]] for s in segments}
    for rows in (table.head(_LOOK), table):  # most pairs part early
        for s, others in found.items():
            one = [
                (
                    (col(t).to_physical().min() == col(t).to_physical().max()).fill_null(value=True)
                    & ((col(t).null_count() == 0) | (col(t).null_count() == pl.len()))
                ).alias(t)
                for t in others
            ]
            if one:
                same = rows.lazy().group_by(s).agg(one).select(pl.col(others).all()).collect().row(0, named=True)
                found[s] = [t for t in others if same[t]]
    return found


def _group(rows: pl.DataFrame, keys: Sequence[str], exprs: Mapping[str, pl.Expr]) -> pl.DataFrame:
    return rows.lazy().group_by(keys).agg(e.alias(name) for name, e in exprs.items()).collect()


def _regroup(table: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The same sums by fewer columns."""
    held = table.columns[table.columns.index(ROWS) :]  # the keys stand first
    return _group(table, keys, {c: col(c).sum() for c in held})


def _cube(cut: Segments, pieces: list[pl.DataFrame], times: Sequence[str], most: int) -> Cube | None:
    """The pieces as one cube, without the time band where it is too large with it; None if it still is."""
    table = pl.concat(pieces)
    kept = list(times)
    if table.height > most and cut and BAND in kept:
        kept.remove(BAND)
        table = _regroup(table, ["day", *kept, *cut])
    if table.height > most and cut:
        return None
    return Cube((*kept, *cut), table.sort("day"))
