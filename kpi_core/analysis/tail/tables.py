"""Percentiles as tables list them: by place, by segment, by period, and who is beyond the promise."""

from typing import Any

import polars as pl

from kpi_core.analysis.points import Scale, state_words
from kpi_core.analysis.verdict import Moved
from kpi_core.analysis.verdict_text import CERTAIN, SAME, UNSURE
from kpi_core.model import BLANK, Cadence, Calendar, Unit, change_text, label, plain

MOST_ROWS = 300
QUANTILES: tuple[float | None, ...] = (None, 0.5, 0.75, 0.9, 0.95)  # None is the mean


def named(value: object) -> str:
    """Return a segment value for people."""
    return plain(BLANK if value in {None, ""} else str(value))


def wide(frame: pl.DataFrame, keys: list[str]) -> list[dict[str, Any]]:
    """Return one dict a group: its keys, n, and the row of each quantile under `at`."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in frame.to_dicts():
        key = tuple(row[k] for k in keys)
        one = found.setdefault(key, {k: row[k] for k in keys} | {"n": 0, "at": {}})
        one["n"] = max(one["n"], row["n"])
        one["at"][row["quantile"]] = row
    return [g for g in found.values() if g["n"]]


def value(group: dict[str, Any], quantile: float | None, per: float = 1.0) -> float | None:
    """Return a group's value at a quantile, in display units."""
    row = group["at"].get(quantile)
    return None if row is None or row["value"] is None else row["value"] / per


def ranked(found: list[dict[str, Any]], by: str, worst: dict[Any, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the groups, the longest tail of any quarter first; those with too few contacts for one last."""

    def tail(group: dict[str, Any]) -> float:
        return float(worst[group[by]]["tail"] or 0) if group[by] in worst else -1.0

    return sorted(found, key=lambda g: (-tail(g), -(value(g, 0.9) or 0.0), -g["n"]))


def worst_of(places: pl.DataFrame, by: str) -> dict[Any, dict[str, Any]]:
    """Return each value's quarter with the longest tail; `places` has the longest first."""
    return {r[by]: r for r in places.unique(by, keep="first", maintain_order=True).to_dicts()}


def groups(scale: Scale, found: list[dict[str, Any]], by: str) -> pl.DataFrame:
    """Return mean and percentiles of each group as a table."""
    shown = found[:MOST_ROWS]
    columns: dict[str, Any] = {"segment": [named(g[by]) for g in shown]}
    for i, q in enumerate(QUANTILES):
        columns[f"q{i}"] = [value(g, q, scale.per) for g in shown]
    columns["ratio"] = [_over(value(g, 0.9), value(g, None)) for g in shown]
    columns["n"] = [g["n"] for g in shown]
    types: dict[str, pl.DataType] = {c: pl.Float64() for c in columns if c not in {"segment", "n"}}
    return pl.DataFrame(columns, schema_overrides=types)


def _over(a: float | None, b: float | None) -> float | None:
    return a / b if a is not None and b else None


def periods(scale: Scale, trend: pl.DataFrame, cadence: Cadence, calendar: Calendar) -> pl.DataFrame:
    """Return mean and percentiles of each period as a table, the latest first."""
    found = sorted(wide(trend, ["period"]), key=lambda g: g["period"], reverse=True)
    columns: dict[str, Any] = {"period": [label(g["period"], cadence, calendar) for g in found]}
    for i, q in enumerate(QUANTILES):
        columns[f"q{i}"] = [value(g, q, scale.per) for g in found]
    columns["n"] = [g["n"] for g in found]
    columns["state"] = [state_words(next(iter(g["at"].values()))) for g in found]
    return pl.DataFrame(columns, schema_overrides={c: pl.Float64() for c in columns if c.startswith("q")})


def places(scale: Scale, found: pl.DataFrame, by: str | None, calendar: Calendar) -> pl.DataFrame:
    """Return the places where the tail is longest as a table, in their order."""
    rows = found.head(MOST_ROWS).to_dicts()
    columns: dict[str, Any] = {"segment": [named(r[by]) for r in rows]} if by else {}
    columns["period"] = [label(r["period"], Cadence.QUARTER, calendar) for r in rows]
    for c in ("tail", "low", "high", "mean"):
        columns[c] = [None if r[c] is None else r[c] / scale.per for r in rows]
    columns["ratio"] = [r["ratio"] for r in rows]
    if "over" in found.columns:
        columns["over"] = [None if r["over"] is None else r["over"] * 100 for r in rows]
        columns["beyond"] = [None if r["beyond"] is None else round(r["beyond"]) for r in rows]
    columns["n"] = [r["n"] for r in rows]
    columns["against"] = [standing(r) for r in rows]
    columns["state"] = ["finished" if r["complete"] else "unfinished" for r in rows]
    floats = {"tail", "low", "high", "mean", "ratio", "over"} & set(columns)
    types: dict[str, pl.DataType] = {c: pl.Float64() for c in floats}
    return pl.DataFrame(columns, schema_overrides=types | ({"beyond": pl.Int64()} if "beyond" in columns else {}))


def standing(row: dict[str, Any]) -> str:
    """Return whether more, or fewer, contacts of a place lie in the tail than of all others, in words."""
    if row["apart"] == Moved.NONE:
        return f"{SAME}{shows(row, ' ({} more would have shown)')}"
    return {Moved.UP: f"longer, {CERTAIN}", Moved.DOWN: f"shorter, {CERTAIN}"}.get(row["apart"], UNSURE)


def shows(row: dict[str, Any], said: str) -> str:
    """Return how many points more of its contacts would have shown, filled into `said`; "" where not known."""
    reach = row["apart_reach"]
    return "" if reach is None else said.format(change_text(reach, Unit.PERCENT).removeprefix("+"))


def exceptions(measured: pl.DataFrame, by: str | None) -> pl.DataFrame:
    """Return who is beyond the promise as a table, the most first."""
    found = measured.filter(pl.col("n") > 0).sort("numerator", descending=True, maintain_order=True)
    rows = found.head(MOST_ROWS).to_dicts()
    columns: dict[str, Any] = {"segment": [named(r[by]) for r in rows]} if by else {}
    columns["beyond"] = [round(r["numerator"]) for r in rows]
    columns["n"] = [r["n"] for r in rows]
    for c in ("value", "low", "high"):
        columns[c] = [None if r[c] is None else r[c] * 100 for r in rows]
    return pl.DataFrame(columns, schema_overrides={c: pl.Float64() for c in ("value", "low", "high")})
