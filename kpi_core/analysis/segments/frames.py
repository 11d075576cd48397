"""A leaderboard and a heat map as what charts draw and tables list: safe names, display units, words."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from kpi_core.analysis.points import Judge, Scale
from kpi_core.analysis.segments.changes import is_part
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import BEYOND, Moved
from kpi_core.analysis.verdict_text import CERTAIN, SAME, UNRANGED, UNSURE, seen, signal, too_few
from kpi_core.model import BLANK, NOTHING, WEEKDAYS, Kind, Kpi, count, percent, plain, value_text

MOST_DOTS = 30  # rows that a picture holds
MOST_ROWS = 1_000  # rows that a table lists; the CSV holds all

DOTS: dict[str, pl.DataType] = {
    "i": pl.Int64(),
    "s": pl.String(),
    "x": pl.Float64(),
    "lo": pl.Float64(),
    "hi": pl.Float64(),
    "few": pl.Boolean(),
    "hollow": pl.Boolean(),
    "w": pl.Float64(),
    "wt": pl.String(),
    "t_value": pl.String(),
    "t_range": pl.String(),
    "t_n": pl.String(),
    "t_under": pl.String(),
    "t_share": pl.String(),
    "t_change": pl.String(),
    "t_note": pl.String(),
}
CELLS: dict[str, pl.DataType] = {
    "h": pl.String(),
    "d": pl.String(),
    "v": pl.Float64(),
    "few": pl.Boolean(),
    "t_day": pl.String(),
    "t_hour": pl.String(),
    "t_value": pl.String(),
    "t_range": pl.String(),
    "t_n": pl.String(),
}


def name(row: dict[str, Any], by: Iterable[str]) -> str:
    """Return what a row is called: its segment values in one line."""
    return " / ".join(plain(BLANK if row[s] in {None, ""} else str(row[s])) for s in by)


def names(rows: Iterable[dict[str, Any]], by: Iterable[str]) -> list[str]:
    """Return the rows' names; two that read alike are told apart by a number."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        one = name(row, by)
        seen[one] = seen.get(one, 0) + 1
        found.append(one if seen[one] == 1 else f"{one} ({seen[one]})")
    return found


def keys(frame: pl.DataFrame, by: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the segment values of each row as filters write them."""
    return tuple(tuple("" if v is None else str(v) for v in row) for row in frame.select(by).iter_rows())


def dots(kpi: Kpi, scale: Scale, frame: pl.DataFrame, by: tuple[str, ...], whole: pl.DataFrame) -> pl.DataFrame:
    """Return one row a dot, the first at the top; the whole stands in the first row alone (columns: `DOTS`)."""
    rows = frame.to_dicts()
    named = enumerate(zip(names(rows, by), rows, strict=True))
    found = [_dot(kpi, scale, i, s, row, by) for i, (s, row) in named]
    all_of_it = whole["value"][0]
    if found and all_of_it is not None and not is_part(kpi, by):
        found[0] |= {"w": all_of_it / scale.per, "wt": f"all {value_text(all_of_it, kpi.unit)}"}
    return pl.DataFrame(found, schema=DOTS)


def _dot(kpi: Kpi, scale: Scale, i: int, s: str, row: dict[str, Any], by: tuple[str, ...]) -> dict[str, Any]:
    bounds = row["low"] is not None and row["high"] is not None
    share = NOTHING if row["share"] is None else percent(row["share"])
    return {
        "i": i,
        "s": s,
        "x": None if row["value"] is None else row["value"] / scale.per,
        "lo": row["low"] / scale.per if bounds else None,
        "hi": row["high"] / scale.per if bounds else None,
        "few": row["few"],
        "hollow": not (row["few"] or row["apart"] in BEYOND or is_part(kpi, by)),
        "w": None,
        "wt": None,
        "t_value": value_text(row["value"], kpi.unit),
        "t_range": between(row, kpi) if bounds else NOTHING,
        "t_n": count(row["n"]),
        "t_under": share if kpi.kind is Kind.COUNT else f"n {count(row['n'])}",
        "t_share": share,
        "t_change": change_text(row, kpi),
        "t_note": _with_reach(standing(row, kpi, by), reach(row, kpi)),
    }


def between(row: dict[str, Any], kpi: Kpi) -> str:
    """Return a range in words."""
    return f"{value_text(row['low'], kpi.unit)} to {value_text(row['high'], kpi.unit)}"


def change_text(row: dict[str, Any], kpi: Kpi) -> str:
    """Return what a value was and is."""
    if row["change"] is None:
        return NOTHING
    said = f"{value_text(row['before'], kpi.unit)} to {value_text(row['now'], kpi.unit)}, {changed(row, kpi)}"
    return _with_reach(said, change_reach(row, kpi))


def changed(row: dict[str, Any], kpi: Kpi) -> str:
    """Return whether a change is more than chance, in words."""
    said = signal(Moved(row["signal"]) if row["signal"] else None, small=row["small"])
    why = too_few(kpi, row["now_n"], row["now_happened"]) if row["signal"] == Moved.FEW else ""
    return f"{said}: {why}" if why else said


def reach(row: dict[str, Any], kpi: Kpi) -> str:
    """Return which values would have shown a difference to the rest, where there is none."""
    return seen(kpi, row["value"] - row["apart_by"], row["apart_reach"]) if row["apart"] == Moved.NONE else ""


def change_reach(row: dict[str, Any], kpi: Kpi) -> str:
    """Return which values would have shown a change, where there is none."""
    return seen(kpi, row["now"] - row["change"], row["change_reach"]) if row["signal"] == Moved.NONE else ""


def _with_reach(said: str, ends: str) -> str:
    return f"{said} ({ends} would have shown)" if ends else said


def standing(row: dict[str, Any], kpi: Kpi, by: Iterable[str]) -> str:
    """Return where a value stands against the rest, in words."""
    if row["few"]:
        return f"fewer than {FEW}: not ranked"
    if is_part(kpi, by):
        return "a part of the whole"
    if row["apart"] is None:
        return NOTHING  # a value without a rest
    if row["apart"] == Moved.FEW:
        why = too_few(kpi, row["n"], row["numerator"])
        return f"{UNSURE}: {why}" if why else UNSURE
    return CERTAIN if row["apart"] in BEYOND else UNRANGED if row["apart"] == Moved.OPEN else SAME


def table(
    scale: Scale, frame: pl.DataFrame, by: tuple[str, ...], kpi: Kpi, judge: Judge = lambda _row: None
) -> pl.DataFrame:
    """Return the rows as a table in display units; with targets, each row's own."""
    rows = frame.to_dicts()
    per = 0.01 if scale.title == "percent" else scale.per
    numbers = ("value", "low", "high", "before", "now", "change", "change_low", "change_high")
    columns: dict[str, Any] = {"segment": names(rows, by)}
    columns |= {n: [_shown(r[n], per, whole=scale.from_zero) for r in rows] for n in numbers}
    columns["n"] = [r["n"] for r in rows]
    columns["share"] = [None if r["share"] is None else r["share"] * 100 for r in rows]
    columns["against"] = [standing(r, kpi, by) for r in rows]
    columns["reach"] = [reach(r, kpi) or NOTHING for r in rows]
    columns["signal"] = [changed(r, kpi) for r in rows]
    columns["change_reach"] = [change_reach(r, kpi) or NOTHING for r in rows]
    order = [
        "segment",
        "value",
        "low",
        "high",
        "n",
        "share",
        "against",
        "reach",
        *numbers[3:],
        "signal",
        "change_reach",
    ]
    types: dict[str, pl.DataType] = {n: pl.Float64() for n in (*numbers, "share")}
    levels = [judge(r) for r in rows]
    if any(levels):
        columns["target"] = [NOTHING if at is None else at.text(kpi) for at in levels]
        columns["level"] = [NOTHING if at is None else at.words for at in levels]
        order = [*order[:5], "target", "level", *order[5:]]
    found = pl.DataFrame(columns, schema_overrides=types).select(order)
    return found.drop("against", "reach") if is_part(kpi, by) else found


def _shown(value: float | None, per: float, *, whole: bool) -> float | None:
    """A value in its display unit; the bounds of a count are counts."""
    return None if value is None else round(value / per) if whole else value / per


def cells(kpi: Kpi, scale: Scale, found: pl.DataFrame) -> pl.DataFrame:
    """Return one row a cell of the heat map that holds contacts (columns: `CELLS`)."""
    return pl.DataFrame([_cell(kpi, scale, r) for r in _filled(found)], schema=CELLS)


def _filled(found: pl.DataFrame) -> list[dict[str, Any]]:
    """The cells with contacts, by weekday and hour."""
    good = found.filter((pl.col("n") > 0) & pl.col("weekday").is_not_null() & pl.col("hour").is_not_null())
    order = {d: i for i, d in enumerate(WEEKDAYS)}
    return sorted(good.to_dicts(), key=lambda r: (order.get(r["weekday"], 7), r["hour"]))


def _cell(kpi: Kpi, scale: Scale, row: dict[str, Any]) -> dict[str, Any]:
    known = row["value"] is not None
    return {
        "h": f"{row['hour']:02d}",
        "d": row["weekday"][:3],
        "v": row["value"] / scale.per if known and not row["few"] else None,
        "few": row["few"],
        "t_day": row["weekday"],
        "t_hour": f"{row['hour']:02d}:00 to {row['hour']:02d}:59",
        "t_value": value_text(row["value"], kpi.unit),
        "t_range": between(row, kpi) if row["low"] is not None and row["high"] is not None else NOTHING,
        "t_n": f"{count(row['n'])}{', fewer than ' + str(FEW) if row['few'] else ''}",
    }


def cell_table(scale: Scale, found: pl.DataFrame) -> pl.DataFrame:
    """Return the heat map's numbers as a table."""
    rows = _filled(found)
    per = 0.01 if scale.title == "percent" else scale.per
    columns: dict[str, Any] = {"weekday": [r["weekday"] for r in rows], "hour": [f"{r['hour']:02d}:00" for r in rows]}
    for n in ("value", "low", "high"):
        columns[n] = [_shown(r[n], per, whole=scale.from_zero) for r in rows]
    columns["n"] = [r["n"] for r in rows]
    columns["note"] = [f"fewer than {FEW}" if r["few"] else "" for r in rows]
    return pl.DataFrame(columns, schema_overrides={n: pl.Float64() for n in ("value", "low", "high")})
