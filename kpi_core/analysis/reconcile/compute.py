"""Does it reconcile: the platform's own totals beside ours, the difference, and what would explain it.

A figure agrees when ours rounds to it. Where it does not, every accepted way of counting, the median, other rows,
other dates and other units are tried; those that round to the figure are named, the plainest first. They would
explain it; which one does, the platform's documentation says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from kpi_core.analysis.reconcile import frames
from kpi_core.analysis.reconcile import text as words
from kpi_core.analysis.reconcile.frames import Line
from kpi_core.analysis.reconcile.printed import Figure
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.errors import KpiError
from kpi_core.measure import Asked, Base, Rows, ask, bases, measure, other_counts, rows
from kpi_core.model import Fact, Kpi, Unit
from kpi_core.view import View


@dataclass(frozen=True, eq=False, kw_only=True)
class Reconciled:
    """All figures; `table` holds kpi, ours, theirs, difference, verdict as words."""

    sentence: str
    lines: tuple[Line, ...]
    table: pl.DataFrame


def reconcile(data: Prepared, view: View, given: Sequence[Figure]) -> Reconciled:
    """Compare figures with the View's own numbers, over its dates and filters."""
    values = _Values(data, view, [f.kpi for f in given])
    lines = tuple(_line(values, view, f) for f in given)
    agree = sum(line.agrees for line in lines)
    explained = sum(bool(line.explained) and not line.agrees for line in lines)
    return Reconciled(
        sentence=words.sentence(agree, explained, len(lines)),
        lines=lines,
        table=frames.table(lines),
    )


def _line(values: "_Values", view: View, given: Figure) -> Line:
    kpi = CATALOGUE[given.kpi]
    name = dict(view.variants).get(kpi.key, next(iter(kpi.variants), ""))
    counted = kpi.as_variant(name) if name else kpi
    why = values.why(counted)
    ours = None if why else values.of(values.bases[0], name, kpi)
    if ours is None and not why:
        why = words.UNCOUNTED
    agrees = ours is not None and given.fits(ours, counted.unit)
    tried = [] if agrees else _explained(values, counted, given)
    if ours is not None and not agrees and counted.unit is Unit.SECONDS:
        tried += [w for size, w in words.UNITS if abs(given.number * size - ours) <= given.half * size]
    return Line(kpi=counted, theirs=given, ours=ours, agrees=agrees, why_not=why, explained=tuple(tried))


def _explained(values: "_Values", counted: Kpi, given: Figure) -> list[str]:
    """Every other way that gives the figure, the plainest first; of ways that give the same value the first."""
    seen: set[float] = set()
    found = []
    for said, value, unit in values.tried(CATALOGUE[counted.key], counted.variant or ""):
        if given.fits(value, unit) and round(value, 9) not in seen:
            seen.add(round(value, 9))
            found.append(said)
    return found


class _Values:
    """The values of some KPIs in every variant, on every base; each base is measured at once."""

    def __init__(self, data: Prepared, view: View, keys: Sequence[str]) -> None:
        self.bases = tuple(bases(data, view))
        self._rows: dict[Base, Rows | None] = {b: rows(b) for b in self.bases}
        self._asked = {b: _asked(b, keys) for b in self.bases}
        self._found = {b: _measured(asked) for b, asked in self._asked.items()}
        report = data.dataset.report
        since, until = view.selection.since or data.first_day, view.selection.until or data.last_day
        whole = not view.selection.segments and since <= data.first_day and until >= data.last_day
        self._dropped = dict(report["dropped"]) if whole and report else {}
        if whole and report and report["refused"]:
            self._dropped["refused"] = report["refused"]

    def why(self, kpi: Kpi) -> str:
        """Return why the View's own rows cannot give a KPI, "" where they can."""
        asked = self._asked[self.bases[0]]
        return (asked.why(kpi) if asked else None) or ""

    def of(self, base: Base, variant: str, kpi: Kpi, quantile: float | None = None) -> float | None:
        """Return one value, None where it is not known."""
        found = self._found[base].get((kpi.key, variant, quantile))
        return found[1] if found else None

    def tried(self, kpi: Kpi, ours: str) -> Iterator[tuple[str, float, Unit]]:
        """Yield every other way to count, the plainest first: what it is, its value and its unit."""
        names = sorted(kpi.variants, key=lambda n: n != ours) or [""]
        for base in self.bases:
            have = self._rows[base]
            for name in names:
                way = words.counted_as(name) if name and name != ours else ""
                one = kpi.as_variant(name) if name else kpi
                for quantile, word in words.QUANTILES.items():
                    value = self.of(base, name, kpi, quantile)
                    said = words.joined(word, way, base.words)
                    if value is not None and said:
                        yield said, value, one.unit
                found = self._found[base].get((kpi.key, name, None))
                dropped = self._dropped if not base.words else {}
                for other, value in other_counts(one, found[0], have, dropped) if found and have else ():
                    yield words.joined(other, way, base.words), value * one.scale, one.unit


def _asked(base: Base, keys: Sequence[str]) -> Asked | None:
    """What this base can give of each KPI in every variant, at the quantiles that it has; None where it has no rows."""
    wanted: list[Kpi] = []
    for key in dict.fromkeys(keys):
        kpi = CATALOGUE[key]
        for way in [kpi.as_variant(n) for n in kpi.variants] or [kpi]:
            wanted += [way, *(way.at(q) for q in (0.5, 0.9) if way.has_quantiles)]
    try:
        return ask(base.data, wanted, base.view.selection)
    except KpiError:
        return None


def _measured(asked: Asked | None) -> dict[tuple[str, str, float | None], tuple[float, float]]:
    """Numerator and value of each KPI, variant and quantile that is counted on contacts and can be given."""
    if asked is None:
        return {}
    try:
        frame = measure(replace(asked, kpis=tuple(k for k in asked.kpis if _on_contacts(k))))
    except KpiError:
        return {}
    return {
        (r["kpi"], r["variant"] or "", r["quantile"]): (r["numerator"], r["value"])
        for r in frame.iter_rows(named=True)
        if r["value"] is not None
    }


def _on_contacts(kpi: Kpi) -> bool:
    """Whether a KPI counts contacts by itself, whatever rows this data reads it from."""
    return CATALOGUE[kpi.key].numerator_fact is Fact.CONTACT
