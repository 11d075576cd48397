"""What the columns of an export look like, before and beside any mapping."""

from typing import Any

import polars as pl

from kpi_core.intake.mappings.field import DurationUnit
from kpi_core.intake.mappings.suggest import suggest
from kpi_core.intake.sources.read import Export
from kpi_core.intake.values import dates, durations
from kpi_core.intake.values.cells import MISSING, numbers

_SAMPLE = 3_000
_FULL = 0.05  # a column with fewer empty cells is full
MOST = 500  # columns that are looked at


def profile(export: Export) -> list[dict[str, Any]]:
    """Return one record for each of the first 500 source columns: how full, how varied, and what it looks like."""
    said = [_column(export.frame[name]) for name in export.frame.columns[2 : MOST + 2]]
    full = {one["could_be"]: one["column"] for one in said if one["could_be"] and (one["empty_share"] or 0) < _FULL}
    for one in said:
        if one["empty_share"] == 1:
            one["full_sister"] = full.get(one["could_be"])
    return said


def _column(texts: pl.Series) -> dict[str, Any]:
    texts = texts.cast(pl.String)
    trimmed = texts.str.strip_chars()
    given = trimmed.filter(~trimmed.is_in(MISSING)).drop_nulls()
    rows, filled = len(texts), len(given)
    said: dict[str, Any] = {
        "column": texts.name,
        "empty_share": round(1 - filled / rows, 6) if rows else None,
        "distinct": given.n_unique() if filled else 0,
        "constant": False,
        "looks_like": None,
        "unit": None,
        "top_share": None,
        "capped": False,
        "negative": 0,
        "day_order": None,
        "could_be": suggest([texts.name], ()).get(texts.name),
        "full_sister": None,
    }
    if not filled:
        return said
    sample = given.head(_SAMPLE)
    kind, unit = _kind(sample, texts.name)
    most = given.value_counts(sort=True).row(0)
    said |= {
        "constant": said["distinct"] == 1,
        "looks_like": kind,
        "unit": str(unit) if unit else None,
        "top_share": round(most[1] / filled, 6),
    }
    if kind == "date":
        said["day_order"] = _order(dates.order(given))
    if kind in ("number", "duration"):
        values = durations.to_seconds(given, unit) if unit else numbers(given)
        top = values.max()
        said["negative"] = int((values < 0).sum())
        at_top = int((values == top).sum()) if top is not None else 0
        alike = int((values == values.mode().min()).sum()) if kind == "duration" and values.mode().min() else 0
        said["capped"] = said["distinct"] > 1 and max(at_top, alike) / filled > 0.5
    return said


def _order(found: dates.Order) -> str:
    """Whether a column's dates tell day from month."""
    if found.settled is not None:
        return "day first" if found.settled else "month first"
    if found.day_first:
        return "both orders"
    return "undecided" if found.open else "either way the same"


def remarks_on(column: dict[str, Any]) -> list[str]:
    """Return what is odd about a column's record, in words."""
    said = []
    if column["empty_share"] == 1:
        said.append("empty" + (f", while '{column['full_sister']}' is full" if column["full_sister"] else ""))
    if column["constant"]:
        said.append("always the same")
    if column["capped"]:
        said.append(f"{100 * column['top_share']:.1f} % are one value")
    if column["negative"]:
        said.append(f"{column['negative']:,} negative")
    if column["day_order"] in ("undecided", "both orders"):
        said.append("day and month cannot be told apart")
    return said


def _most(found: pl.Series) -> bool:
    """Whether more than nine of ten are true."""
    return 10 * found.sum() > 9 * found.count()


def _kind(sample: pl.Series, header: str) -> tuple[str, DurationUnit | None]:
    """Number, duration, date or text, where nine of ten cells are."""
    lettered = sample.str.contains(r"[:dhms]")
    if _most(lettered) and _most(lettered & durations.to_seconds(sample, DurationUnit.CLOCK).is_not_null()):
        return "duration", DurationUnit.CLOCK
    values = numbers(sample)
    marked = sample.str.contains(r"[-/:. ]\d") & values.is_null()
    if _most(marked) and any(
        _most(dates.parse(sample, day_first=order).local.is_not_null() & marked) for order in (False, True)
    ):
        return "date", None
    if _most(values.is_not_null()):
        hinted = durations.guess_unit(sample, header)
        timed = any(
            w in header.casefold() for w in ("time", "duration", "seconds", "minutes", "wait", "talk", "hold", "acw")
        )
        return ("duration", hinted) if timed else ("number", None)
    return "text", None
