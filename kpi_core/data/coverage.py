"""Which days the rows cover: rows by month, first and last day, and days without rows where there usually are some."""

from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median
from typing import Any

import polars as pl
from polars import col

USUAL = 0.5  # a weekday usually has rows when at least this share of its days does
_SEEN = 4  # days of one weekday from which on it is usual at all
MOST_GAPS = 100
_LONGEST = 60_000  # days; a stray date of another century does not make the rest unreadable


def coverage(times: pl.Series) -> dict[str, Any]:
    """Return first and last day, rows by month, and the gaps, as plain values; empty for no rows.

    A gap is a run of days without rows on weekdays that usually have some; days between them on which nothing is
    usual do not end it. `missing` counts all days of all gaps, `expected` the days on which rows are usual.
    """
    days = pl.DataFrame({"day": times.drop_nulls().dt.date()}).group_by("day").len().sort("day")
    if days.is_empty():
        return {}
    first, last = days["day"][0], days["day"][-1]
    months = days.group_by(month=col("day").dt.strftime("%Y-%m")).agg(rows=col("len").sum(), days=pl.len())
    rows = dict(days.iter_rows())
    gaps, missing, expected = ([], 0, 0) if (last - first).days > _LONGEST else _gaps(rows, first, last)
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "months": months.sort("month").to_dicts(),
        "gaps": gaps[:MOST_GAPS],
        "gap_count": len(gaps),
        "missing": missing,
        "expected": expected,
    }


def _gaps(rows: Mapping[date, int], first: date, last: date) -> tuple[list[dict[str, Any]], int, int]:
    """The gaps, the days missing in them, and the days on which rows are usual."""
    span = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    usual = _usual(rows, span)
    gaps: list[dict[str, Any]] = []
    missing, open_gap = 0, False
    for day in span:
        if day.weekday() not in usual:
            open_gap = open_gap and day not in rows
            continue
        if day in rows:
            open_gap = False
            continue
        missing += 1
        if not open_gap:
            gaps.append({"since": day, "until": day, "days": 0, "rows": 0})
            open_gap = True
        gap = gaps[-1]
        gap |= {"until": day, "days": gap["days"] + 1, "rows": gap["rows"] + usual[day.weekday()]}
    for gap in gaps:
        since, until = gap["since"].isoformat(), gap["until"].isoformat()
        when = f"on {since} (a {gap['since']:%A})" if since == until else f"from {since} to {until}"
        gap |= {"since": since, "until": until, "words": f"{when}; about {gap['rows']:,} are usual"}
    return gaps, missing, sum(d.weekday() in usual for d in span)


def _usual(rows: Mapping[date, int], span: list[date]) -> dict[int, int]:
    """The weekdays that usually have rows, each with how many are usual."""
    found = {}
    for weekday in range(7):
        days = [d for d in span if d.weekday() == weekday]
        counts = [rows[d] for d in days if d in rows]
        if len(days) >= _SEEN and len(counts) >= USUAL * len(days):
            found[weekday] = round(median(counts))
    return found
