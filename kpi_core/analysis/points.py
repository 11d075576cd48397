"""A measured frame of one KPI as what a chart draws and a table lists: safe names, display units, words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

import polars as pl

from kpi_core.analysis.target_level import FEW, Level
from kpi_core.model import BLANK, NOTHING, Cadence, Calendar, Kpi, Unit, label, moment, plain, value_text

_WHOLE = date(2000, 1, 3)  # the one point of the whole range stands anywhere
GREY = 8  # the colour id of points for few contacts, after those of the lines
_DENSE = 60  # with more periods than this, single points only clutter the line
_LABEL_GAP = 0.085  # of the axis: the height of a label beside a line's end

POINTS: dict[str, pl.DataType] = {
    "x": pl.Date(),  # for periods within the day a time, see `schema`
    "period": pl.String(),
    "s": pl.String(),
    "sid": pl.Int32(),  # 64 bits would be a kind of number of their own in a browser, and a slow one
    "cid": pl.Int32(),
    "y": pl.Float64(),
    "line": pl.Float64(),
    "dot": pl.Float64(),
    "lo": pl.Float64(),
    "hi": pl.Float64(),
    "hollow": pl.Boolean(),
    "b": pl.Float64(),
    "end": pl.String(),
    "end_y": pl.Float64(),
    "t_value": pl.String(),
    "t_range": pl.String(),
    "t_n": pl.String(),
    "goal": pl.Float64(),  # the target in force
    "goal_low": pl.Float64(),  # and the lower end of one that is a band
}
TIP = "tip"  # a further column: what stands under the pointer, name by name, in one structure
Judge = Callable[[Mapping[str, Any]], Level | None]


def schema(cadence: Cadence, tip: Iterable[str]) -> dict[str, pl.DataType]:
    """Return the columns of what a chart draws; the clock of the data is handed on as UTC, so that none moves it.

    What stands under the pointer is one structure: a browser makes it from one column at no cost, while a list of
    columns is put together again for each of the points at every click.
    """
    clock = {"x": pl.Datetime("ms", "UTC")} if cadence.minutes else {}
    return POINTS | clock | {TIP: pl.Struct(dict.fromkeys(tip, pl.String()))}


def place(start: date | None, cadence: Cadence) -> date:
    """Return where a period stands on the axis of time."""
    if start is None:
        return _WHOLE
    return moment(start).replace(tzinfo=UTC) if cadence.minutes else start


@dataclass(frozen=True, slots=True)
class Scale:
    """How values are shown: divided by `per`, in the unit `title`, with formats for the axis and the table."""

    per: float
    title: str
    axis: str
    table: str
    from_zero: bool = False


def scale_of(kpi: Kpi, found: pl.DataFrame, before: pl.DataFrame | None = None) -> Scale:
    """Choose the unit in which a KPI's values read well."""
    if kpi.unit is Unit.PERCENT:
        return Scale(1, "percent", ".1~%", "%.1f%%")
    if kpi.unit is Unit.COUNT:
        return Scale(1, "contacts", ",.3~f", "localized", from_zero=True)
    if kpi.unit is not Unit.SECONDS:
        return Scale(1, str(kpi.unit), ",.2~f", "%.2f")
    tops = [f["value"].max() for f in (found, before) if f is not None]
    top = max((float(t) for t in tops if isinstance(t, int | float)), default=0.0)
    for per, title, most in ((1, "seconds", 150), (60, "minutes", 9_000), (3_600, "hours", 260_000)):
        if top <= most:
            return Scale(per, title, ",.2~f", "%.1f")
    return Scale(86_400, "days", ",.2~f", "%.1f")


def points_frame(
    kpi: Kpi,
    scale: Scale,
    found: pl.DataFrame,
    before: pl.DataFrame | None,
    cadence: Cadence,
    calendar: Calendar,
    split: str,
    lines: tuple[str, ...],
    judge: Judge | None = None,
) -> pl.DataFrame:
    """Return what the chart draws, one row per period and line (`schema`); without lines their targets."""
    ids = {v: i for i, v in enumerate(lines)}
    earlier = {r["period"]: r for r in before.iter_rows(named=True)} if before is not None else {}
    dense = found["period"].n_unique() > _DENSE
    pace = (cadence, calendar)
    compared = before is not None and not split
    rows = [
        _point(kpi, scale, r, earlier.get(r["period"]), pace, split, ids, dense, compared) for r in found.to_dicts()
    ]
    label_ends([r for r in rows if r["y"] is not None], named=bool(split))
    if judge and not split:
        levels = [judge(row) for row in found.to_dicts()]
        if any(levels):
            rows = [_aimed(r, kpi, scale, level) for r, level in zip(rows, levels, strict=True)]
    return pl.DataFrame(rows, schema=schema(cadence, rows[0][TIP] if rows else ["Period"]))


def _point(
    kpi: Kpi,
    scale: Scale,
    row: dict[str, Any],
    earlier: dict[str, Any] | None,
    pace: tuple[Cadence, Calendar],
    split: str,
    ids: dict[str, int],
    dense: bool,  # noqa: FBT001 - a property of the frame
    compared: bool,  # noqa: FBT001
) -> dict[str, Any]:
    def shown(v: float | None) -> float | None:
        return None if v is None else v / scale.per

    name = ("" if row[split] is None else str(row[split])) if split else ""
    y = shown(row["value"])
    hollow = not (row["complete"] and row["mature"])
    bounds = row["low"] is not None and row["high"] is not None
    period, line, value, n = (
        label(row["period"], *pace),
        plain(name or BLANK) if split else "",
        value_text(row["value"], kpi.unit),
        row["n"],
    )
    range_ = f"{value_text(row['low'], kpi.unit)} to {value_text(row['high'], kpi.unit)}" if bounds else NOTHING
    before = _beside(kpi, earlier, pace) if earlier else NOTHING
    tip = {"Line": line} if split else {}
    tip |= {"Period": period, "Value": value, "Range": range_, "Counted": f"{n:,}"}
    tip |= {"Compared with": before} if compared else {}
    return {
        "x": place(row["period"], pace[0]),
        "period": period,
        "s": line,
        "sid": ids.get(name, 0),
        "cid": GREY if row["n"] < FEW else ids.get(name, 0),
        "y": y,
        "line": None if hollow else y,
        "dot": None if dense and not hollow else y,
        "lo": shown(row["low"]) if bounds and not hollow else None,
        "hi": shown(row["high"]) if bounds and not hollow else None,
        "hollow": hollow,
        "b": shown(earlier["like"]) if earlier else None,
        "end": None,
        "end_y": None,
        "t_value": value,
        "t_range": range_,
        "t_n": f"{n:,}",
        TIP: tip | {"Period is": state_words(row)},
    }


def _beside(kpi: Kpi, earlier: dict[str, Any], pace: tuple[Cadence, Calendar]) -> str:
    """What a point is compared with: when that was, and in how many days a count would be so large."""
    held = f", as in {earlier['like_days']} days" if earlier["like_days"] else ""
    return f"{value_text(earlier['like'], kpi.unit)} ({label(earlier['earlier'], *pace)}{held})"


def _aimed(point: dict[str, Any], kpi: Kpi, scale: Scale, level: Level | None) -> dict[str, Any]:
    """The point with its target as it is drawn."""
    *tip, note = point[TIP].items()
    if level is None:
        return point | {TIP: dict([*tip, ("Target", NOTHING), note])}
    low = level.target.low
    return point | {
        "goal": level.target.value / scale.per,
        "goal_low": None if low is None else low / scale.per,
        TIP: dict([*tip, ("Target", f"{level.text(kpi)}, {level.words}"), note]),
    }


def state_words(row: dict[str, Any]) -> str:
    """Return what a reader must know about a period, in words."""
    said = [] if row["complete"] else ["unfinished"]
    if not row["mature"]:
        said.append(f"too early to judge, {row['young']:,} contacts left out" if row["young"] else "too early to judge")
    if row["n"] < FEW:
        said.append("few contacts" if row["n"] else "no contacts")
    return "; ".join(said) or "complete"


def label_ends(rows: list[dict[str, Any]], *, named: bool) -> None:
    """Write the label beside each line's end, moved apart where two would lie on each other."""
    ends: dict[int, dict[str, Any]] = {}
    for r in rows:
        if not r["hollow"]:
            ends[r["sid"]] = r
    if not ends:
        return
    values = [v for r in rows for v in (r["y"], r["b"]) if v is not None]
    gap = _LABEL_GAP * ((max(values) - min(values)) or abs(max(values)) or 1.0)
    ordered = sorted(ends.values(), key=lambda r: float(r["y"]))
    floor = ordered[0]["y"] - gap
    for r in ordered:
        r["end"] = r["s"] if named else r["t_value"]
        r["end_y"] = floor = max(r["y"], floor + gap)
    over = floor - max(values)
    if over > 0 and named:  # the stack reaches beyond the axis: let it down evenly
        ceiling = max(values) + gap
        for r in reversed(ordered):
            r["end_y"] = min(r["end_y"], ceiling - gap)
            ceiling = r["end_y"]


def table_frame(
    kpi: Kpi,
    scale: Scale,
    found: pl.DataFrame,
    cadence: Cadence,
    calendar: Calendar,
    split: str,
    judge: Judge = lambda _row: None,
) -> pl.DataFrame:
    """Return the same numbers as a table: period, line, value, range, n, both sums, and the state in words."""
    rows = found.filter(pl.col("n") > 0).to_dicts() if split else found.to_dicts()
    columns: dict[str, list[Any]] = {"period": [label(r["period"], cadence, calendar) for r in rows]}
    if split:
        columns["segment"] = [plain(BLANK if r[split] in {None, ""} else str(r[split])) for r in rows]
    per = 0.01 if scale.title == "percent" else scale.per
    for name in ("value", "low", "high"):
        columns[name] = [None if r[name] is None else r[name] / per for r in rows]
        if scale.from_zero:
            columns[name] = [None if v is None else round(v) for v in columns[name]]
    for name in ("n", "numerator", "denominator"):
        columns[name] = [r[name] for r in rows]
    columns["complete"] = [state_words(r) for r in rows]
    levels = [judge(r) for r in rows]
    if any(levels):
        columns["target"] = [NOTHING if at is None else at.text(kpi) for at in levels]
        columns["level"] = [NOTHING if at is None else at.words for at in levels]
    types: dict[str, pl.DataType] = {n: pl.Float64() for n in ("value", "low", "high", "numerator", "denominator")}
    table = pl.DataFrame(columns, schema_overrides=types)[::-1]
    return table.drop("denominator") if table["denominator"].is_null().all() else table
