"""Two cuts beside each other as a page shows them: words, what a chart draws, what a table lists.

People ask what becomes of a KPI when they go from A to B, so everything here is said of B: its change against A, and
whether B is the better one.
"""

from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from kpi_core.analysis.points import Scale, scale_of
from kpi_core.model import NOTHING, Kpi, change_text, choice_words, count, day, percent, several, value_text
from kpi_core.view import Selection

SAME = "no more than noise"
SMALL = "too small to act on"  # more than noise, less than the definitions call worth acting on
UNSURE = "too few to tell"  # a difference without a range
_WORDS = {"the same": SAME, "small": SMALL}
_MARKS = {"better": "\u25b2", "worse": "\u25bc", "different": "\u25c6", SAME: "=", SMALL: "\u2248", UNSURE: "?"}
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


@dataclass(frozen=True, eq=False)
class Beside:
    """One KPI of both cuts: why it cannot be given, or what is drawn and said."""

    kpi: Kpi
    why_not: str | None = None
    because_of: str | None = None
    scale: Scale | None = None
    points: pl.DataFrame | None = None  # columns: `POINTS`
    row: dict[str, Any] | None = None  # of `kpi_core.measure.two_cuts`
    verdict: str = ""
    change: str = ""  # B against A with its range, in words
    text: str = ""  # what the picture shows, for those who do not see it
    young: int = 0

    @property
    def headline(self) -> str:
        """The verdict with a sign that needs no colour."""
        return f"{_MARKS[self.verdict]} {'' if self.verdict in {SAME, SMALL, UNSURE} else 'B is '}{self.verdict}"


def cut_words(one: Selection) -> str:
    """Return a cut as it would be said: what is kept, what is left out, which days."""
    parts = [*choice_words("only", one.where), *choice_words("without", one.without)] or ["all contacts"]
    since = f"{day(one.since)}" if one.since else "the first day"
    until = f"{day(one.until)}" if one.until else "the last day"
    said = f"{'; '.join(parts)}; {since} to {until}"
    return said[0].upper() + said[1:]


def shared_words(row: dict[str, Any]) -> str:
    """Say how many contacts both cuts hold, and how overlapping cuts are compared."""
    a, b, shared = row["rows_a"], row["rows_b"], row["shared"]
    sizes = f"A holds {count(a)} contacts, B {count(b)}"
    if not shared:
        return f"{sizes}; none is in both, so they are compared as two separate groups."
    part = percent(shared / a)
    return (
        f"{sizes}; {count(shared)} are in both ({part} of A). What both share cannot differ, so only the contacts "
        "that are in one cut alone make the difference uncertain. So a change can be more than noise although the "
        "ranges of both values overlap."
    )


def panel(kpi: Kpi, because_of: str | None, row: dict[str, Any] | None, why_not: str | None) -> Beside:
    """Return one KPI as it is shown."""
    if row is None:
        return Beside(kpi, why_not or f"{kpi.name} has no value in these cuts.", because_of)
    both = pl.DataFrame({"value": [row["value_a"], row["value_b"]]}, schema={"value": pl.Float64})
    scale = scale_of(kpi, both)
    scale = replace(scale, axis=".2~%") if scale.title == "percent" else scale
    if row["value_a"] is None or row["value_b"] is None:
        empty = " and ".join(s.upper() for s in _SIDES if row[f"value_{s}"] is None)
        return Beside(kpi, f"{kpi.name} has nothing to count in cut {empty}; keep more there.", because_of)
    verdict = _WORDS.get(row["verdict"], row["verdict"]) if row["low"] is not None else UNSURE
    if not kpi.bounded:
        verdict = "different" if row["difference"] else SAME
    said = {s: value_text(row[f"value_{s}"], kpi.unit) for s in _SIDES}
    change = change_text(row["difference"], kpi.unit)
    if row["low"] is not None and row["difference"]:
        low, high = (change_text(row[c], kpi.unit) for c in ("low", "high"))
        change = f"{change} (likely {low.removesuffix(' points')} to {high})"
    points = pl.DataFrame([_point(kpi, scale, row, s) for s in _SIDES], schema=POINTS)
    text = f"{kpi.name}: cut A {said['a']}, cut B {said['b']}; {verdict}."
    return Beside(kpi, None, because_of, scale, points, row, verdict, change, text, row["young"])


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


def sentence(panels: tuple[Beside, ...]) -> str:
    """Return the answer: what is better or worse in B, and what is no more than noise."""
    said: dict[str, list[str]] = {}
    for p in panels:
        if p.row is None:
            continue
        name = p.kpi.name.lower()
        values = [value_text(p.row[f"value_{s}"], p.kpi.unit) for s in ("b", "a")]
        near = change_text(p.row["difference"], p.kpi.unit)
        shown = near if values[0] == values[1] else f"{values[0]} instead of {values[1]}"
        said.setdefault(p.verdict, []).append(name if p.verdict in {SAME, UNSURE} else f"{name} ({shown})")
    if not said:
        return "None of the chosen KPIs can be compared between these cuts; the reasons stand below."
    parts = [f"{verdict}: {several(said[verdict])}" for verdict in ("better", "worse", "different") if verdict in said]
    if SAME in said:
        parts.append(
            f"{SAME}: {several(said[SAME])}"
            if parts
            else "nothing differs by more than noise"
            if SMALL not in said
            else f"{SAME}: {several(said[SAME])}"
        )
    if SMALL in said:
        parts.append(f"more than noise but {SMALL}: {several(said[SMALL])}")
    if UNSURE in said:
        parts.append(f"{UNSURE}: {several(said[UNSURE])}")
    return f"Cut B against cut A: {'; '.join(parts)}."


def table(panels: tuple[Beside, ...]) -> pl.DataFrame:
    """Return one row a KPI in words: both values with range and n, the change with its range, the verdict."""
    rows = []
    for p in panels:
        if p.row is None or p.points is None:
            continue
        a, b = p.points.to_dicts()
        rows.append(
            [p.kpi.name, p.verdict, p.change, *(side[c] for side in (a, b) for c in ("t_value", "t_range", "t_n"))]
        )
    names = ["kpi", "verdict", "change", "a", "a_range", "a_n", "b", "b_range", "b_n"]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def numbers(panels: tuple[Beside, ...]) -> pl.DataFrame:
    """Return the same as plain numbers: shares as fractions, times in seconds."""
    columns = [f"{c}_{s}" for s in _SIDES for c in ("value", "low", "high", "n")]
    values = [*columns, "difference", "low", "high"]
    rows = [
        [p.kpi.name, p.kpi.variant, str(p.kpi.unit), *(p.row[c] for c in values), p.verdict]
        for p in panels
        if p.row is not None
    ]
    types: dict[str, Any] = {"kpi": pl.String, "variant": pl.String, "unit": pl.String}
    types |= {c: pl.Int64 if c.startswith("n_") else pl.Float64 for c in columns}
    types |= dict.fromkeys(("difference", "low", "high"), pl.Float64) | {"verdict": pl.String}
    return pl.DataFrame(rows, schema=types, orient="row")
