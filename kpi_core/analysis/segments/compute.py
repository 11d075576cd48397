"""Where is it different? One row a segment value: value, interval, n, share of the base, and what changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl
from polars import col

from kpi_core.analysis.makeup import otherwise, stretch
from kpi_core.analysis.noise import Levels, against_rest, by_day, in_parts, widened, worth
from kpi_core.analysis.points import Judge, Scale, scale_of
from kpi_core.analysis.segments import changes, frames
from kpi_core.analysis.segments import text as words
from kpi_core.analysis.subject import abandoned, beside, choices, focus, narrowed, subject
from kpi_core.analysis.target_level import FEW, Level, cut_of, level
from kpi_core.analysis.unfinished import closed_since
from kpi_core.data import Prepared
from kpi_core.definitions import Definitions
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure import ask, is_outcome, measure
from kpi_core.model import Cadence, Kind, Kpi, label
from kpi_core.view import View

__all__ = [
    "FEW", "Board", "Heat", "Segments", "all_rows", "board", "choices", "focus", "heat", "heat_map",
    "narrowed", "segments", "subject",
]  # fmt: skip
HOURS = ("weekday", "hour")


@dataclass(frozen=True, eq=False, kw_only=True)
class Segments:
    """`frame`: `*by`, the measured frame's sums and values, `share, few`, and what `changes.judged` adds.

    `whole` is the KPI's row over the whole selection; `apart` says how a value differs from the rest of it, null where
    it is a part of it. `change` compares `periods` (the last complete and mature one and the one before it, of days the
    same weekday), null where there are none; `signal` says what to make of it, `small` whether it is one below what is
    worth acting on. Both are kinds of a verdict. `unfinished` says why the newest period may be in none of them.
    """

    kpi: Kpi
    by: tuple[str, ...]
    frame: pl.DataFrame
    whole: pl.DataFrame
    periods: tuple[date, date] | None
    unfinished: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Board:
    """What the page shows: the answer, the drawn rows (`dots`), the listed ones (`table`) and all of them (`all_rows`).

    `keys` holds the segment values of each row of the table, "" for a blank one.
    """

    kpi: Kpi
    by: tuple[str, ...]
    scale: Scale
    sentence: str
    remarks: tuple[str, ...]
    legend: str
    text: str
    dots: pl.DataFrame
    table: pl.DataFrame
    keys: tuple[tuple[str, ...], ...]
    periods: tuple[str, str]  # the names of those that the change compares
    methods: tuple[str, ...]
    found: Segments
    judge: Judge  # how a row stands to its target


@dataclass(frozen=True, eq=False, kw_only=True)
class Heat:
    """One KPI by weekday and hour: `cells` are drawn, `table` is listed."""

    kpi: Kpi
    scale: Scale
    sentence: str
    cells: pl.DataFrame
    table: pl.DataFrame


def board(data: Prepared, view: View) -> Board:
    """Return the leaderboard of the View's focus by its segments, ready to be shown."""
    kpi, by = subject(data, view)
    cadence = _cadence(view)
    found = segments(data, kpi, replace(view, by=by), sort=view.sort)
    scale = scale_of(kpi, found.frame)
    listed = found.frame.head(frames.MOST_ROWS)
    judge = _judge(data, kpi, view, by)
    together = beside(data, kpi, view)
    return Board(
        kpi=kpi,
        by=by,
        scale=scale,
        sentence=words.sentence(found.frame, found.whole, found.periods, kpi, by, cadence, data.definitions),
        remarks=(
            *(said for said in (together, found.unfinished) if said),
            *data.cautions_on(kpi.columns),
            *words.remarks(found.frame),
        ),
        legend=words.legend(found.frame, kpi, by),
        text=words.text(found.frame, kpi, by),
        dots=frames.dots(kpi, scale, found.frame.head(frames.MOST_DOTS), by, found.whole),
        table=frames.table(scale, listed, by, kpi, judge),
        keys=frames.keys(listed, by),
        periods=_named(found, cadence, data.definitions),
        methods=words.methods(found.frame, found.whole, kpi, by, abandoned(kpi)),
        found=found,
        judge=judge,
    )


def _named(found: Segments, cadence: Cadence, definitions: Definitions) -> tuple[str, str]:
    """What the two periods of the change are called; the earlier one of a count that is held to other days says so."""
    if not found.periods:
        return "Before", "Now"
    before, now = (label(p, cadence, definitions.calendar) for p in found.periods)
    unlike = otherwise(*(stretch(definitions.calendar, p, cadence) for p in found.periods))
    held = found.kpi.kind is Kind.COUNT and unlike
    return f"{before}, as on the days of {now}" if held else before, now


def _judge(data: Prepared, kpi: Kpi, view: View, by: tuple[str, ...]) -> Judge:
    """Return what says of a row how it stands to the target of its group that is in force on the last day."""
    last = min(view.selection.until or data.last_day, data.last_day)
    kept = [(s, v) for s, v in view.selection.where if s not in by]

    def judge(row: Mapping[str, Any]) -> Level | None:
        return level(data.definitions, kpi, row, last, cut_of([*kept, *((s, (row[s] or "",)) for s in by)]))

    return judge


def heat(data: Prepared, view: View) -> Heat:
    """Return the View's focus by weekday and hour, ready to be shown."""
    kpi = focus(data, view)
    found = heat_map(data, kpi, view)
    scale = scale_of(kpi, found)
    return Heat(
        kpi=kpi,
        scale=scale,
        sentence=words.heat(found, kpi),
        cells=frames.cells(kpi, scale, found),
        table=frames.cell_table(scale, found),
    )


def all_rows(found: Board) -> Iterator[tuple[Any, ...]]:
    """Return every row of the leaderboard as the table lists it, drawn or not."""
    return frames.table(found.scale, found.found.frame, found.by, found.kpi, found.judge).iter_rows()


def segments(data: Prepared, kpi: Kpi, view: View, *, sort: str = "value") -> Segments:
    """Return the leaderboard of one KPI by the View's segments, sorted; groups with few contacts come last."""
    if not view.by:
        raise CannotAnswer("Choose a segment to compare by.")
    now = measure(ask(data, [kpi], view.selection, view.by).all())
    whole = measure(ask(data, [kpi], view.selection).all())
    cadence = _cadence(view)
    over_time = measure(ask(data, [kpi], view.selection, (), cadence).all())
    periods = _last_two(over_time, cadence)
    parts = kpi.denominator is None or any(is_outcome(s) for s in view.by)  # an outcome leaves the base whole
    base = "numerator" if parts else "denominator"
    total = float(whole[base][0] or 0)
    by = list(view.by)
    frame = now.with_columns(share=col(base) / total if total else pl.lit(None), few=col("n") < FEW)
    frame = frame.filter(col("n") > 0)
    keys = frame.select(by)
    days = by_day(data, kpi, view.selection, keys)
    more: tuple[Levels, ...] = ()
    n = int(frame["n"].sum())
    if not changes.is_part(kpi, by) and worth(against_rest(kpi, frame, whole, days), n):
        more = in_parts(data, kpi, view.selection, keys, n)
    steps = _steps(data, kpi, view, periods)
    frame = changes.judged(kpi, frame, whole, steps, by, days, more, data.definitions.smallest(kpi.key))
    frame = widened(kpi, frame, days, more)
    unfinished = closed_since(data, over_time, view.selection, cadence)
    ranked = _sorted(frame, by, sort)
    return Segments(kpi=kpi, by=tuple(by), frame=ranked, whole=whole, periods=periods, unfinished=unfinished)


def heat_map(data: Prepared, kpi: Kpi, view: View) -> pl.DataFrame:
    """Return the measured frame of one KPI by weekday and hour over the View's selection, `few` added."""
    found = measure(ask(data, [kpi], view.selection, HOURS).all())
    return found.with_columns(few=col("n") < FEW)


def _cadence(view: View) -> Cadence:
    """What is set against what: two days where hours are shown, since the hours of a day differ by themselves."""
    if view.cadence.minutes:
        return Cadence.DAY
    return Cadence.MONTH if view.cadence.whole else view.cadence


def _last_two(steps: pl.DataFrame, cadence: Cadence) -> tuple[date, date] | None:
    """The last period that is complete and mature, and the one before it; of days and hours one of the same name."""
    whole = steps.filter(col("complete") & col("mature"))["period"].sort().to_list()
    if not whole:
        return None
    earlier = [whole[-1] - timedelta(days=days) for days, _ in cadence.repeats] or whole[-2:-1]
    return next(((p, whole[-1]) for p in earlier if p in whole), None)


def _steps(data: Prepared, kpi: Kpi, view: View, periods: tuple[date, date] | None) -> changes.Periods | None:
    """The groups in the two periods alone; None where nothing is in them."""
    if periods is None:
        return None
    cadence = _cadence(view)
    before, now = ((p, data.definitions.calendar.next(p, cadence)) for p in periods)
    since = max(before[0], view.selection.since or before[0])
    two = replace(view.selection, since=since, until=now[1] - timedelta(days=1))
    asked = ask(data, [kpi], two, view.by, cadence).all()
    try:
        return changes.Periods(before=before, now=now, frame=measure(asked))
    except BadInput:
        return None


def _sorted(frame: pl.DataFrame, by: list[str], sort: str) -> pl.DataFrame:
    """Sorted as asked; what is too few to rank comes last, where a ranking is asked for."""
    if sort == "name":
        return frame.sort(by, nulls_last=True)
    if sort == "n":
        return frame.sort("n", *by, descending=[True] + [False] * len(by), nulls_last=True)
    key = col("change").abs() if sort == "change" else col(sort)
    return frame.sort(col("few"), key, *by, descending=[False, True] + [False] * len(by), nulls_last=True)
