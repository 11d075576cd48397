"""Totals that cannot be: a part of an interval's contacts that is more than the whole."""

import polars as pl
from polars import col

from kpi_core.data import Refusal
from kpi_core.intake.sources.read import FILE, MOST_REFUSALS, Export
from kpi_core.intake.sources.records import LINE

_SAID = {"answered_in_target": "answered within target", "abandoned_in_target": "abandoned within target"}
# By part what it is a part of; the first that is known counts, since a contact may be offered in one interval and
# answered in the next.
_WHOLES = {
    "answered_in_target": ("answered", "offered"),
    "abandoned_in_target": ("abandoned", "offered"),
}


def possible(frame: pl.DataFrame, export: Export) -> tuple[pl.DataFrame, tuple[Refusal, ...]]:
    """Return the interval rows whose parts fit into their wholes, and refusals of the others, the first of them."""
    wrong: list[tuple[str, str, pl.Expr]] = []
    for part, wholes in _WHOLES.items():
        known = pl.lit(value=True)
        for whole in (w for w in wholes if {part, w} <= set(frame.columns)):
            wrong.append((part, whole, known & (col(part) > col(whole)).fill_null(value=False)))
            known = known & col(whole).is_null()
    any_wrong = pl.any_horizontal(e for *_, e in wrong) if wrong else pl.lit(value=False)
    if not wrong or not frame.select(any_wrong.any()).item():
        return frame, ()
    refused: dict[tuple[int, int], Refusal] = {}
    for part, whole, expr in wrong:
        for file, line, n, of in frame.filter(expr).select(FILE, LINE, part, whole).head(MOST_REFUSALS).iter_rows():
            why = f"{n:,} {_SAID[part]} are more than the {of:,} {whole}"
            refused.setdefault((file, line), Refusal(line, part, why, export.heads[file].part.name))
    return frame.filter(~any_wrong), tuple(refused[place] for place in sorted(refused))
