"""Percentiles as what charts draw: safe names, display units, words."""

from typing import Any

import polars as pl

from kpi_core.analysis.points import TIP, Scale, label_ends, place, schema, state_words
from kpi_core.analysis.tail.tables import named, value
from kpi_core.measure import Distribution
from kpi_core.model import NOTHING, Cadence, Calendar, Kpi, count, label, percent, plain, value_text

MOST_DOTS = 30
NAMES: dict[float | None, str] = {None: "Mean", 0.5: "Median", 0.75: "P75", 0.9: "P90", 0.95: "P95"}
_IDS = {None: 1, 0.5: 2, 0.75: 4, 0.9: 0, 0.95: 3}  # colours of the lines
_DENSE = 60
_TAIL = 0.9
FAR = 1.5  # from this ratio on a tail is called far from another
_TIP = ("Line", "Period", "Value", "Range", "Counted", "Period is")

DOTS: dict[str, pl.DataType] = {
    "i": pl.Int64(),
    "s": pl.String(),
    "q": pl.String(),
    "x": pl.Float64(),
    "lo": pl.Float64(),
    "hi": pl.Float64(),
    "worst": pl.Float64(),
    "t_worst": pl.String(),
    "w": pl.Float64(),
    "wt": pl.String(),
    "t_end": pl.String(),
    "t_under": pl.String(),
    "t_value": pl.String(),
    "t_range": pl.String(),
    "t_n": pl.String(),
}
BARS: dict[str, pl.DataType] = {
    "a": pl.Float64(),
    "b": pl.Float64(),
    "y0": pl.Float64(),
    "y1": pl.Float64(),
    "over": pl.Boolean(),
    "w": pl.Float64(),
    "wt": pl.String(),
    "t_from": pl.String(),
    "t_n": pl.String(),
    "t_share": pl.String(),
    "t_part": pl.String(),
}


def _range(row: dict[str, Any], kpi: Kpi) -> str:
    if row["low"] is None or row["high"] is None:
        return NOTHING
    return f"{value_text(row['low'], kpi.unit)} to {value_text(row['high'], kpi.unit)}"


def lines(kpi: Kpi, scale: Scale, trend: pl.DataFrame, cadence: Cadence, calendar: Calendar) -> pl.DataFrame:
    """Return one line for the mean and one for each percentile (columns: `_frames.POINTS`)."""
    dense = trend["period"].n_unique() > _DENSE
    rows = [_point(kpi, scale, r, cadence, calendar, dense=dense) for r in trend.sort("period").to_dicts()]
    label_ends([r for r in rows if r["y"] is not None], named=True)
    for r in rows:
        r["end"] = None if r["end"] is None else f"{r['s']} {r['t_value']}"
    return pl.DataFrame(rows, schema=schema(cadence, _TIP))


def _point(
    kpi: Kpi, scale: Scale, row: dict[str, Any], cadence: Cadence, calendar: Calendar, *, dense: bool
) -> dict[str, Any]:
    hollow = not (row["complete"] and row["mature"])
    y = None if row["value"] is None else row["value"] / scale.per
    name, period = NAMES[row["quantile"]], label(row["period"], cadence, calendar)
    value, range_ = value_text(row["value"], kpi.unit), _range(row, kpi)
    return {
        "x": place(row["period"], cadence),
        "period": period,
        "s": name,
        "sid": _IDS[row["quantile"]],
        "cid": _IDS[row["quantile"]],
        "y": y,
        "line": None if hollow else y,
        "dot": None if dense and not hollow else y,
        "lo": None,
        "hi": None,
        "hollow": hollow,
        "b": None,
        "end": None,
        "end_y": None,
        "t_value": value,
        "t_range": range_,
        "t_n": count(row["n"]),
        TIP: dict(zip(_TIP, [name, period, value, range_, count(row["n"]), state_words(row)], strict=True)),
    }


def dots(
    kpi: Kpi,
    scale: Scale,
    groups: list[dict[str, Any]],
    by: str,
    worst: dict[Any, dict[str, Any]],
    limit: float | None,
    calendar: Calendar,
) -> pl.DataFrame:
    """Return a dot for the mean and each percentile of a group, and one for the P90 of its worst quarter.

    Columns: `DOTS`; a promise that was set stands in the first row alone.
    """
    rows: list[dict[str, Any]] = []
    taken: dict[str, int] = {}
    for i, g in enumerate(groups[:MOST_DOTS]):
        s = named(g[by])
        taken[s] = taken.get(s, 0) + 1
        place = {"i": i, "s": s if taken[s] == 1 else f"{s} ({taken[s]})"}
        low, high = value(g, 0.5, scale.per), value(g, 0.95, scale.per)
        for q, name in NAMES.items():
            row = g["at"].get(q)
            if row is None or row["value"] is None:
                continue
            text = value_text(row["value"], kpi.unit)
            ends = {"lo": low, "hi": high, "t_end": f"P90 {text}", "t_under": f"n {count(g['n'])}"}
            rows.append({
                **place, "q": name, "x": row["value"] / scale.per, "t_value": text, "t_range": _range(row, kpi),
                "t_n": count(row["n"]), **(ends if q == _TAIL else {}),
            })  # fmt: skip
        if g[by] in worst and worst[g[by]]["tail"] is not None:
            rows.append(place | _worst(kpi, scale, worst[g[by]], value(g, _TAIL), calendar))
    if rows and limit is not None:
        rows[0] |= {"w": limit / scale.per, "wt": f"promise {value_text(limit, kpi.unit)}"}
    return pl.DataFrame(rows, schema=DOTS)


def _worst(kpi: Kpi, scale: Scale, row: dict[str, Any], usual: float | None, calendar: Calendar) -> dict[str, Any]:
    """The dot of a group's worst quarter; it is named where it is far from the group's own P90."""
    when, text = label(row["period"], Cadence.QUARTER, calendar), value_text(row["tail"], kpi.unit)
    far = usual is not None and row["tail"] >= FAR * usual
    return {
        "q": f"P90 in {when}",
        "worst": row["tail"] / scale.per,
        "t_worst": f"{when}: {text}" if far else None,
        "t_value": text,
        "t_range": _range(row, kpi),
        "t_n": count(row["n"]),
    }


def bars(
    kpi: Kpi, scale: Scale, spread: Distribution, promises: list[tuple[str, float]], *, promised: bool
) -> pl.DataFrame:
    """Return the steps as bars, in parts: without a promise, within it and beyond it (columns: `BARS`).

    Each promise is a rule at its place; one that lies beyond the last step is left out.
    """
    rows: list[dict[str, Any]] = []
    for r in spread.frame.to_dicts():
        end = r["low"] + spread.step if r["high"] is None else r["high"]
        until = "and more" if r["high"] is None else f"to {value_text(end, kpi.unit)}"
        none, within = r["n"] - r["promised"], r["promised"] - r["beyond"]
        parts = (("without a promise", none), ("within the promise", within), ("beyond the promise", r["beyond"]))
        below = 0
        for part, n in parts:
            if n:
                rows.append({
                    "a": r["low"] / scale.per, "b": end / scale.per, "over": part == "beyond the promise",
                    "y0": below / spread.n, "y1": (below + n) / spread.n,
                    "t_from": f"{value_text(r['low'], kpi.unit)} {until}", "t_n": count(n),
                    "t_share": percent(n / spread.n),
                    "t_part": part if promised else NOTHING,
                })  # fmt: skip
            below += n
    top = float(spread.frame["low"].max())  # type: ignore[arg-type]
    for name, limit in promises:
        if limit <= top:
            rows.append({"over": False, "w": limit / scale.per, "wt": f"{plain(name)} {value_text(limit, kpi.unit)}"})
    return pl.DataFrame(rows, schema=BARS)
