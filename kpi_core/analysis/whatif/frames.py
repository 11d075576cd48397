"""Two cuts beside each other as charts draw them and tables list them."""

from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from kpi_core.analysis.points import Scale, scale_of
from kpi_core.analysis.verdict import Verdict, would_show
from kpi_core.model import NOTHING, Kpi, count, unit_word, value_text

_SIDES = ("a", "b")

POINTS: dict[str, pl.DataType] = {
    "s": pl.String(),
    "v": pl.Float64(),
    "lo": pl.Float64(),
    "hi": pl.Float64(),
    "t_value": pl.String(),
    "t_range": pl.String(),
    "t_n": pl.String(),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Beside:
    """One KPI of both cuts: why it cannot be given, or what is drawn and said."""

    kpi: Kpi
    why_not: str | None = None
    because_of: str | None = None
    scale: Scale | None = None
    points: pl.DataFrame | None = None  # columns: `POINTS`
    row: dict[str, Any] | None = None  # of `kpi_core.measure.two_cuts`, B minus A
    verdict: Verdict | None = None
    words: str = ""  # what the verdict makes of cut B
    headline: str = ""  # the same with a sign that needs no colour
    change: str = ""  # B against A with its range, in words
    reach: str = ""  # where they do not differ, the values of B from which on they would have
    few: str = ""  # where it cannot be told, of what there is too little if not of contacts
    text: str = ""  # what the picture shows, for those who do not see it
    young: int = 0


def scale_of_both(kpi: Kpi, row: dict[str, Any]) -> Scale:
    """Choose the unit in which both values read well."""
    both = pl.DataFrame({"value": [row["value_a"], row["value_b"]]}, schema={"value": pl.Float64})
    scale = scale_of(kpi, both)
    return replace(scale, axis=".2~%") if scale.title == "percent" else scale


def points(kpi: Kpi, scale: Scale, row: dict[str, Any]) -> pl.DataFrame:
    """Return one row a cut (columns: `POINTS`)."""
    return pl.DataFrame([_point(kpi, scale, row, s) for s in _SIDES], schema=POINTS)


def _point(kpi: Kpi, scale: Scale, row: dict[str, Any], s: str) -> dict[str, Any]:
    value, low, high = (row[f"{c}_{s}"] for c in ("value", "low", "high"))
    bounds = low is not None and high is not None
    return {
        "s": s.upper(),
        "v": value / scale.per,
        "lo": low / scale.per if bounds else None,
        "hi": high / scale.per if bounds else None,
        "t_value": value_text(value, kpi.unit),
        "t_range": f"{value_text(low, kpi.unit)} to {value_text(high, kpi.unit)}" if bounds else NOTHING,
        "t_n": count(row[f"n_{s}"]),
    }


def table(panels: tuple[Beside, ...]) -> pl.DataFrame:
    """Return one row a KPI in words: both values with range and n, the change with its range, the verdict."""
    rows = []
    for p in panels:
        if p.row is None or p.points is None:
            continue
        a, b = p.points.to_dicts()
        rows.append(
            [
                p.kpi.name,
                p.words,
                p.change,
                p.reach or NOTHING,
                *(side[c] for side in (a, b) for c in ("t_value", "t_range", "t_n")),
            ]
        )
    names = ["kpi", "verdict", "change", "reach", "a", "a_range", "a_n", "b", "b_range", "b_n"]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def numbers(panels: tuple[Beside, ...]) -> pl.DataFrame:
    """Return the same as plain numbers: shares as fractions, times in seconds."""
    columns = [f"{c}_{s}" for s in _SIDES for c in ("value", "low", "high", "n")]
    rows = [
        [
            *(p.kpi.name, p.kpi.variant, unit_word(p.kpi.unit)),
            *(p.row[c] for c in columns),
            *(p.verdict.difference, p.verdict.low, p.verdict.high),  # the range that the verdict is made of
            *would_show(p.kpi, p.row["value_a"], p.verdict.reach),
            p.words,
        ]
        for p in panels
        if p.row is not None and p.verdict is not None
    ]
    types: dict[str, Any] = {"kpi": pl.String, "variant": pl.String, "unit": pl.String}
    types |= {c: pl.Int64 if c.startswith("n_") else pl.Float64 for c in columns}
    types |= dict.fromkeys(("difference", "low", "high", "reach_low", "reach_high"), pl.Float64)
    types |= {"verdict": pl.String}
    return pl.DataFrame(rows, schema=types, orient="row")
