"""What if these were left out? Cut A beside cut B: each KPI of both, and the difference with its interval.

`whatif` compares two cuts; `side_by_side` does it for what a View says and returns what the page shows. Cut A is the
View's own selection, cut B its second one. It is arithmetic on contacts that happened, not a forecast.
"""

from dataclasses import dataclass, replace

import polars as pl
from polars import col

from kpi_core.analysis.whatif.examples import Example, examples
from kpi_core.analysis.whatif.frames import Beside, cut_words, numbers, panel, sentence, shared_words, table
from kpi_core.data import Prepared
from kpi_core.definitions import judged
from kpi_core.errors import BadInput
from kpi_core.measure import ask, compare_cuts, measure
from kpi_core.model import Better, Kpi
from kpi_core.view import EVERYTHING, Selection, View, with_beside

NOT_A_FORECAST = (
    "This is arithmetic on contacts that happened, not a forecast: leaving a group out does not say what would have "
    "become of its customers, or of those who would have waited in another queue instead."
)
_NO_B = "Cut B still says nothing: pick what to keep or to leave out in it, and both cuts stand side by side."


@dataclass(frozen=True, eq=False)
class WhatIf:
    """`frame` holds one row a KPI of `kpi_core.measure.two_cuts`, with `verdict`: better, worse, different or the same.

    The verdict is on B, set against A. "The same" means that the interval of the difference holds zero: no more than
    noise. `refused` names the KPIs that these cuts cannot answer.
    """

    a: Selection
    b: Selection
    kpis: tuple[Kpi, ...]
    frame: pl.DataFrame
    refused: tuple[tuple[Kpi, str], ...]


@dataclass(frozen=True, eq=False)
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
    words = (cut_words(a), cut_words(b))
    chosen = with_beside(view)
    if not says_b(view):
        return SideBySide(view, _NO_B, words, examples=_examples(data, view))
    if b.since and b.until and b.since > b.until:
        raise BadInput(f"Cut B's dates run backwards: {b.since} is after {b.until}; change its first or its last day.")
    found = whatif(data, tuple(k for k, _ in chosen), view)
    whys = {k.key: why for k, why in found.refused}
    rows = {r["kpi"]: r for r in found.frame.iter_rows(named=True)}
    panels = tuple(panel(k, because_of, rows.get(k.key), whys.get(k.key)) for k, because_of in chosen)
    cautions = data.cautions_on(c for k in found.kpis for c in k.columns)
    remarks = (shared_words(next(iter(rows.values()))), *cautions, NOT_A_FORECAST)
    return SideBySide(view, sentence(panels), words, panels, remarks, table(panels), numbers(panels))


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
    frame = found.frame
    least = [data.definitions.smallest(k.key) for k in able]
    better = pl.DataFrame({"kpi": [k.key for k in able], "_better": [str(k.better) for k in able], "_least": least})
    frame = frame.join(better, on="kpi", how="left", maintain_order="left")
    zero = ((col("low") <= 0) & (col("high") >= 0)) | col("low").is_null() | (col("difference") == 0)
    small = col("difference").abs() < col("_least")
    up = col("difference") > 0
    sided = (
        pl.when(~col("_better").is_in([Better.UP, Better.DOWN]))
        .then(pl.lit("different"))
        .when(up == (col("_better") == Better.UP))
        .then(pl.lit("better"))
        .otherwise(pl.lit("worse"))
    )
    return WhatIf(
        a,
        b,
        able,
        frame.with_columns(
            verdict=pl.when(zero).then(pl.lit("the same")).when(small).then(pl.lit("small")).otherwise(sided)
        ).drop("_better", "_least"),
        tuple(found.refused.items()),
    )
