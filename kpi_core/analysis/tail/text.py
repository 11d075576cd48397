"""Whom the average hides, in words."""

from typing import Any

import polars as pl
from polars import col

from kpi_core.analysis.tail.frames import FAR, MOST_DOTS
from kpi_core.analysis.tail.tables import MOST_ROWS, named, shows, value
from kpi_core.analysis.verdict import Moved
from kpi_core.analysis.verdict_text import COMMON, MORE
from kpi_core.catalogue import CATALOGUE
from kpi_core.measure import Distribution
from kpi_core.model import Better, Cadence, Calendar, Kpi, count, label, percent, plain, value_text

ENOUGH = 72  # contacts from which the interval of a P95 has an upper end
MOST_GROUPS = 500  # values of a segment whose tail is looked at, the largest
_PLACES = (
    f"Places. Each value in each quarter with at least {ENOUGH} {{}} ({{}} of them), ordered by their 90th "
    "percentile over that of all of them; named is one of which more {} lie above that than of all others, "
    f"as days vary, and {COMMON}"
)
_BEYOND = (
    "Beyond the promise. More than the limit that you set, else more than the contact's own or its channel's; contacts "
    "without one are left out"
)


def sentence(kpi: Kpi, by: str, places: pl.DataFrame, whole: pl.DataFrame, calendar: Calendar) -> str:
    """Return the answer: the place with the longest tail against all contacts, and its average beside it."""
    usual = _at(whole, 0.9)
    mean = _at(whole, None)
    head = f"{kpi.name} is {value_text(mean, kpi.unit)} on average and {value_text(usual, kpi.unit)} at P90"
    if places.is_empty():
        return (
            f"{head}. No {_segment(by)} has the {ENOUGH} {kpi.counted} in a quarter that a percentile with a range "
            "needs; widen the dates or compare by a coarser segment."
        )
    longer = places.filter(col("apart") == Moved.UP)
    if longer.is_empty():
        return f"{head}. {_no_longer(kpi, by, places, calendar)}"
    first = longer.row(0, named=True)
    part = "" if first["complete"] else ", which the data hold in part"
    when = f"{label(first['period'], Cadence.QUARTER, calendar)}{part}"
    where = f"{named(first[by])} in {when}"
    there = f"one contact in ten is at {value_text(first['tail'], kpi.unit)} or more"
    if f"{first['ratio']:.1f}" != "1.0":
        there += f", {first['ratio']:.1f} times as much"
    beyond = ""
    if first.get("over") is not None:
        n = f"{count(first['beyond'])} of {count(first['promised'])}"
        beyond = f"; {n} ({percent(first['over'])}) are beyond the promise"
    average = f"; the average there is {value_text(first['mean'], kpi.unit)}"
    if first["ratio"] < FAR:
        return f"{head}. No tail is far from it: the longest is {where}, where {there}{average}{beyond}."
    return f"{head}. The average hides {where}: there {there}{average}{beyond}."


def _no_longer(kpi: Kpi, by: str, places: pl.DataFrame, calendar: Calendar) -> str:
    """That no tail is longer, and what would have shown where it shows best; or that none can be told."""
    told = places.filter(col("apart") != Moved.FEW).sort("apart_reach", nulls_last=True, maintain_order=True)
    if told.is_empty():
        return f"Too few {kpi.counted} in any quarter to tell whether a {_segment(by)} has a longer tail than the rest."
    best = told.row(0, named=True)
    where = f"{named(best[by])} in {label(best['period'], Cadence.QUARTER, calendar)}"
    seen = shows(best, "{} more of its contacts above that P90 would have shown")
    said = f"No {_segment(by)} has a longer tail than the rest {MORE} in any quarter."
    return f"{said} Seen best is {where}: {seen}." if seen else said


def _at(whole: pl.DataFrame, quantile: float | None) -> float | None:
    row = whole.filter(col("quantile").is_null() if quantile is None else col("quantile") == quantile)
    return None if row.is_empty() else row["value"][0]


def _segment(by: str) -> str:
    return plain(by.replace("_", " "))


def instead(kpi: Kpi, focus: str) -> tuple[str, ...]:
    """Say where the View's KPI has no tail, so that another one is shown."""
    if not focus or focus == kpi.key:
        return ()
    return (f"{CATALOGUE[focus].name} has no size of a single row, so no tail; {kpi.name.lower()} is shown instead.",)


def remarks(kpi: Kpi, by: str, groups: int, cut: int, cadence: Cadence, *, promised: bool) -> tuple[str, ...]:
    """Return what must be known about the pictures."""
    said = []
    if not promised:
        said.append("Set a promise to count the contacts beyond it.")
    if kpi.better is Better.UP:
        said.append("For this KPI high is good, so a long tail is its best end, not its worst.")
    if cut:
        said.append(f"A chart holds 1,000 points at most: the {count(cut)} earliest {cadence.plural} are not drawn.")
    if groups == MOST_GROUPS:
        said.append(f"Looked at: the {MOST_GROUPS} values of {_segment(by)} with the most contacts.")
    if groups > MOST_DOTS:
        said.append(
            f"The {MOST_DOTS} longest tails of {count(groups)} values of {_segment(by)} are drawn"
            + (f", {MOST_ROWS} are listed." if groups > MOST_ROWS else ", the table lists all.")
        )
    return tuple(said)


def texts(kpi: Kpi, by: str, groups: list[dict[str, Any]], spread: Distribution) -> dict[str, str]:
    """Return what each picture shows, for those who do not see it."""
    longest = groups[0] if groups else None
    first = f" First: {named(longest[by])}, P90 {value_text(value(longest, 0.9), kpi.unit)}." if longest else ""
    beyond, known = (int(spread.frame[c].sum()) for c in ("beyond", "promised"))
    part = f" {count(beyond)} of {count(known)} ({percent(beyond / known)}) are beyond the promise." if known else ""
    return {
        "lines": f"{kpi.name} over time: the mean beside median, P75, P90 and P95.",
        "dots": f"{kpi.name} by {_segment(by)}: from the median to P95, the mean beside it.{first}",
        "bars": f"How {kpi.name.lower()} spreads over {count(spread.n)} {kpi.counted}.{part}",
    }


def methods(kpi: Kpi, whole: pl.DataFrame, places: int, abandoned: str | None) -> tuple[str, ...]:
    """Return how the percentiles came to be, one line a subject."""
    n, young = (int(v or 0) for v in whole.select("n", "young").max().row(0))
    said = [
        f"Counted. {count(n)} {kpi.counted} whose value is known",
        f"Percentiles. By linear interpolation, from the {kpi.counted} themselves and never from other percentiles",
        "Range of a percentile. Exact, from the order of the values, without assuming any shape (Conover)",
        _PLACES.format(kpi.counted, count(places), kpi.counted),
        _BEYOND,
    ]
    if young:
        said.append(f"Left out. {count(young)} contacts that are too young to judge")
    return (*said, *([abandoned] if abandoned else []))
