"""Contacts are added up beforehand into a lattice of small cubes (see `kpi_core.data.cubes`).

One cube for each segment by day and, where it stays small, time band; one for the minimum practical cut. Segments
that a segment determines (the site of a team) ride along and cost no row, and so does the weekday. A cube that is
not much smaller than its rows is not kept. The rows are read a stretch of whole days at a time, and several cubes
are added up from one finer grouping, so that the rows are grouped a few times only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set

import polars as pl
from polars import col

from kpi_core.data import NO_CUBES, ROWS, Cube, Lattice, Prepared, ahead, regrouped
from kpi_core.model import Fact
from kpi_core.rollup.packed_sums import Addends, addends
from kpi_core.rollup.plan import planned
from kpi_core.rollup.reuse import BAND, Carried

PRACTICAL = ("channel", "reason", "location", "team", "coverage")  # and time band (docs/glossary.md, practical cut)
WORTH = 16  # a cube must have this many times fewer rows than the fact ...
SMALL = 4_096  # ... or be as small as this
STRETCH = 250_000  # rows read at once, about
_FAR = 1.5  # what the first days tell of the size of a cube may be off by so much
_TIMES = (BAND, "weekday")
_LOOK = 50_000  # rows that tell most segments apart

Segments = tuple[str, ...]


def roll_up(
    data: Prepared, stretch: int = STRETCH, before: Carried | None = None, release: Callable[[], None] = lambda: None
) -> Lattice:
    """Return the cubes of the contacts, with the sums of every KPI and variant that the data can answer.

    What cubes of before hold of the same rows is taken over, and only the days from `before.until` are read for it.
    `release` is called when a stretch has been read, so that mapped rows need not stay in memory.
    """
    if Fact.CONTACT not in data.tables:
        return NO_CUBES
    table, known = data.tables[Fact.CONTACT], data.spans[Fact.CONTACT].segments
    times = [s for s in _TIMES if s in known]
    wanted = addends(planned(data), table.schema)
    most = max(table.height // WORTH, SMALL)
    plan = _plan(table, [s for s in known if s not in times])
    left = {cut for cuts in plan.values() for cut in cuts}
    parts = {cut: before.part([*times, *cut], table) for cut in left} if before else {}
    pieces = {cut: [part] for cut, part in parts.items() if part is not None}
    taken, split = set(pieces), int(table["day"].search_sorted(before.until)) if before else 0
    keys = dict.fromkeys(["day", *times, *(s for wide in plan for s in wide)])
    grouped = 0
    for rows in ahead(wanted.of(rows, keys) for rows in stretches(table.slice(split), stretch)):
        grouped += rows.height
        _add(pieces, left, plan, rows, times, wanted)
        release()
        for cut in filter(None, list(left)):  # that of no segment is always kept
            if _too_large(pieces[cut], most * (grouped + split if cut in taken else grouped) / table.height):
                left.discard(cut)
                del pieces[cut]
    missing = {
        c for c in left - taken if c in pieces and (not c or _days(pieces[c], c) * table.height <= most * grouped)
    }
    for rows in ahead(wanted.of(rows, keys) for rows in stretches(table.head(split if missing else 0), stretch)):
        grouped += rows.height
        _add(pieces, missing, plan, rows, times, wanted)
        release()
    cubes = [_cube(cut, pieces.pop(cut), times, most) for cut in sorted((left & taken) | missing)]
    smallest_first = sorted((c for c in cubes if c), key=lambda c: c.table.height)
    return Lattice(cubes=tuple(smallest_first), of=table, grouped=grouped)


def _add(
    pieces: dict[Segments, list[pl.DataFrame]],
    left: Set[Segments],
    plan: Mapping[Segments, Sequence[Segments]],
    rows: pl.DataFrame,
    times: Sequence[str],
    wanted: Addends,
) -> None:
    """Add the addends of rows up to a piece of each cube that is left, by the times that its last piece has."""
    for wide, cuts in plan.items():
        mine = {c: [t for t in times if c not in pieces or t in pieces[c][-1].columns] for c in cuts if c in left}
        if not mine:
            continue
        keys = ["day", *(t for t in times if any(t in kept for kept in mine.values())), *wide]
        middle = wanted.sums(_group(rows, keys, wanted.columns(rows.height)), rows.height)
        for cut, kept in mine.items():
            own = ["day", *kept, *cut]
            pieces.setdefault(cut, []).append(middle if own == keys else regrouped(middle, own))


def _too_large(pieces: list[pl.DataFrame], room: float) -> bool:
    """Whether a cube of these pieces will be far too large, even without the time band, which is then left out."""
    if sum(p.height for p in pieces) <= _FAR * room:
        return False
    for i, piece in enumerate(pieces):
        if BAND in piece.columns:
            pieces[i] = regrouped(piece, [c for c in piece.columns[: piece.columns.index(ROWS)] if c != BAND])
    return sum(p.height for p in pieces) > _FAR * room


def _days(pieces: Sequence[pl.DataFrame], cut: Segments) -> int:
    """The rows of a cube of these pieces without the time band, about."""
    return pl.concat(p.select("day", *cut) for p in pieces).n_unique()


def stretches(table: pl.DataFrame, about: int = STRETCH) -> Iterator[pl.DataFrame]:
    """Yield the table's rows in order, some whole days at a time."""
    day, first = table["day"], 0
    while first < table.height:
        last = int(day.search_sorted(day[min(first + about, table.height) - 1], "right"))
        yield table.slice(first, last - first)
        first = last


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


def _group(rows: pl.DataFrame, keys: Sequence[str], added: Sequence[str]) -> pl.DataFrame:
    return rows.lazy().group_by(keys).agg(pl.len().alias(ROWS), *(col(c).sum() for c in added)).collect()


def _cube(cut: Segments, pieces: list[pl.DataFrame], times: Sequence[str], most: int) -> Cube | None:
    """The pieces as one cube, without the time band where it is too large with it; None if it still is."""
    kept = [t for t in times if all(t in p.columns for p in pieces)]
    keys = ["day", *kept, *cut]
    table = pl.concat((p if kept == times else regrouped(p, keys) for p in pieces), how="vertical_relaxed")
    if table.height > most and cut and BAND in kept:
        kept.remove(BAND)
        table = regrouped(table, ["day", *kept, *cut])
    if table.height > most and cut:
        return None
    return Cube((*kept, *cut), table.sort("day"))
