"""What if these were left out? Cut A beside cut B: each KPI of both, and the difference with its interval.

`whatif` compares two cuts; `side_by_side` does it for what a View says and returns what the page shows. Cut A is the
View's own selection, cut B its second one. It is arithmetic on contacts that happened, not a forecast.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from kpi_core.analysis.noise import in_cuts, of_cuts, range_of_cut, worth
from kpi_core.analysis.verdict import Evidence, Verdict, judge_together
from kpi_core.analysis.verdict_text import headline, sided
from kpi_core.analysis.whatif import text
from kpi_core.analysis.whatif.examples import Example, examples
from kpi_core.analysis.whatif.frames import Beside, numbers, points, scale_of_both, table
from kpi_core.data import Prepared
from kpi_core.definitions import judged
from kpi_core.errors import BadInput
from kpi_core.measure import ask, compare_cuts, measure
from kpi_core.model import Better, Kind, Kpi
from kpi_core.view import EVERYTHING, Selection, View, with_beside


@dataclass(frozen=True, eq=False, kw_only=True)
class WhatIf:
    """`frame` holds one row a KPI of `kpi_core.measure.two_cuts`, as B minus A; `verdicts` what to make of each.

    The ranges of both values are as wide as days have them. `refused` names the KPIs that these cuts cannot answer.
    """

    a: Selection
    b: Selection
    kpis: tuple[Kpi, ...]
    frame: pl.DataFrame
    verdicts: Mapping[str, Verdict]
    refused: tuple[tuple[Kpi, str], ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class SideBySide:
    """What the page shows. Without a cut B there are `examples` to pick from instead of panels."""

    view: View
    sentence: str
    words: tuple[str, str]  # cut A and cut B, as they would be said
    panels: tuple[Beside, ...] = ()
    remarks: tuple[str, ...] = ()
    table: pl.DataFrame | None = None  # in words, for the page
    numbers: pl.DataFrame | None = None  # plain numbers, for a download
    examples: tuple[Example, ...] = ()


def says_b(view: View) -> bool:
    """Return whether the View has a second cut."""
    return view.other != EVERYTHING


def cuts(view: View) -> tuple[Selection, Selection]:
    """Return the View's two cuts; the second takes the first one's days unless it says its own."""
    a = view.selection
    return a, replace(view.other, since=view.other.since or a.since, until=view.other.until or a.until)


def side_by_side(data: Prepared, view: View) -> SideBySide:
    """Return both cuts of the View for its KPIs. Raises BadInput for a cut that holds nothing."""
    a, b = cuts(view)
    words = (text.cut_words(a), text.cut_words(b))
    chosen = with_beside(view)
    if not says_b(view):
        return SideBySide(view=view, sentence=text.NO_B, words=words, examples=_examples(data, view))
    if b.since and b.until and b.since > b.until:
        raise BadInput(f"Cut B's dates run backwards: {b.since} is after {b.until}; change its first or its last day.")
    found = whatif(data, tuple(k for k, _ in chosen), view)
    whys = {k.key: why for k, why in found.refused}
    rows = {r["kpi"]: r for r in found.frame.iter_rows(named=True)}
    better = {k.key: k.better for k in found.kpis}
    panels = tuple(
        _panel(k, because_of, rows[k.key], found.verdicts[k.key], better[k.key])
        if k.key in rows
        else Beside(kpi=k, why_not=whys.get(k.key) or text.no_value(k), because_of=because_of)
        for k, because_of in chosen
    )
    cautions = data.cautions_on(c for k in found.kpis for c in k.columns)
    return SideBySide(
        view=view,
        sentence=text.sentence(panels),
        words=words,
        panels=panels,
        remarks=(
            text.shared(next(iter(rows.values()))),
            text.ranges(found.verdicts.values()),
            *text.other_days(
                [_days(data, cut) for cut in (a, b)],
                data.definitions.holidays,
                counts=any(k.kind is Kind.COUNT for k in found.kpis),
            ),
            *cautions,
            text.NOT_A_FORECAST,
        ),
        table=table(panels),
        numbers=numbers(panels),
    )


def _days(data: Prepared, cut: Selection) -> tuple[date, date]:
    """The first and the last day of a cut that the data hold."""
    first, last = data.first_day, data.last_day
    return max(cut.since or first, first), min(cut.until or last, last)


def _panel(kpi: Kpi, because_of: str | None, row: dict[str, Any], verdict: Verdict, better: Better) -> Beside:
    """One KPI of both cuts as it is shown."""
    empty = [s for s in ("a", "b") if row[f"value_{s}"] is None]
    if empty:
        return Beside(kpi=kpi, why_not=text.nothing_to_count(kpi, empty), because_of=because_of)
    scale = scale_of_both(kpi, row)
    words = sided(verdict, better)
    return Beside(
        kpi=kpi,
        because_of=because_of,
        scale=scale,
        points=points(kpi, scale, row),
        row=row,
        verdict=verdict,
        words=words,
        headline=headline(words),
        change=text.change(kpi, verdict),
        reach=text.reach(kpi, row, verdict),
        few=text.few(kpi, row, verdict),
        text=text.picture(kpi, row, words),
        young=row["young"],
    )


def _examples(data: Prepared, view: View) -> tuple[Example, ...]:
    """Where the first KPI that has a good side is worst."""

    def measured(kpi: Kpi, segment: str) -> pl.DataFrame | None:
        asked = ask(data, [kpi], view.selection, (segment,))
        return None if asked.refused else measure(asked)

    return examples(view, data.segments, measured, data.definitions)


def whatif(data: Prepared, kpis: tuple[Kpi, ...], view: View) -> WhatIf:
    """Return the chosen KPIs of both cuts side by side. Raises BadInput for an empty cut, naming it."""
    a, b = cuts(view)
    found = compare_cuts(data, kpis, a, b)
    able = tuple(judged(k, data.definitions) for k in found.kpis)
    rows = {r["kpi"]: r for r in found.frame.iter_rows(named=True)}
    told = [_evidence(data, k, (a, b), rows[k.key], found.cells.get(k.key)) for k in found.kpis]
    verdicts = dict(zip((k.key for k in found.kpis), judge_together(told), strict=True))
    for side in ("a", "b"):
        for kpi in found.kpis:
            if kpi.key in found.cells and kpi.bounded and kpi.denominator is not None:
                low, high = range_of_cut(kpi, found.cells[kpi.key], side)
                rows[kpi.key] |= {f"low_{side}": low, f"high_{side}": high}
    frame = pl.DataFrame(list(rows.values()), schema=found.frame.schema)
    return WhatIf(a=a, b=b, kpis=able, frame=frame, verdicts=verdicts, refused=tuple(found.refused.items()))


def _evidence(
    data: Prepared, kpi: Kpi, both: tuple[Selection, Selection], row: Mapping[str, Any], cells: pl.DataFrame | None
) -> Evidence:
    """What tells B from A; what contacts have in common beside the day is asked for where it would be claimed."""
    least = data.definitions.smallest(kpi.key)
    found = of_cuts(kpi, row, cells, least)
    n = row["n_a"] + row["n_b"]
    if cells is None or not worth((found,), n):
        return found
    return of_cuts(kpi, row, cells, least, in_cuts(data, kpi, both, n))
