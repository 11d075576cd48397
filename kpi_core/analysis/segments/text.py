"""Where it is different, in words: who is highest and lowest by more than chance, and what changed."""

from datetime import date
from typing import Any

import polars as pl
from polars import col

from kpi_core.analysis.makeup import otherwise, stretch
from kpi_core.analysis.segments import frames
from kpi_core.analysis.segments.changes import APART, SIGNAL, is_part
from kpi_core.analysis.target_level import FEW
from kpi_core.analysis.verdict import Moved
from kpi_core.analysis.verdict_text import (
    CERTAIN,
    COMMON,
    MORE,
    NO_RANGE,
    NO_VALUE,
    SAME,
    TOGETHER,
    UNSURE,
    signal,
    too_few,
    varies,
    way,
)
from kpi_core.definitions import Definitions
from kpi_core.model import Cadence, Kind, Kpi, count, label, percent, plain, several, value_text

_NAMED = 3
_LIKE = ", as if both had the same days of the week"
Row = dict[str, Any]


def sentence(
    frame: pl.DataFrame,
    whole: pl.DataFrame,
    periods: tuple[date, date] | None,
    kpi: Kpi,
    by: tuple[str, ...],
    cadence: Cadence,
    definitions: Definitions,
) -> str:
    """Return the answer: the ends of the ranking, then what moved between the last two finished periods."""
    ranked = frame.filter(~col("few") & col("value").is_not_null()).sort("value", descending=True, maintain_order=True)
    head = f"{kpi.name} by {_segments(by)}: "
    if ranked.is_empty():
        return f"{head}no value has {FEW} {kpi.counted}, which are needed to compare; widen the dates."
    if ranked.height == 1:
        only = ranked.row(0, named=True)
        if frame.height == 1:
            return f"{head}there is only {_said(only, kpi, by)}, so nothing to compare; choose another segment."
        return f"{head}only {_said(only, kpi, by)} has enough {kpi.counted} to stand on its own."
    return f"{head}{_ends(ranked, whole, kpi, by)}. {_moves(frame, periods, kpi, by, cadence, definitions)}"


def _ends(ranked: pl.DataFrame, whole: pl.DataFrame, kpi: Kpi, by: tuple[str, ...]) -> str:
    """The highest and the lowest, and whether chance alone may have put them there."""
    first, last = ranked.row(0, named=True), ranked.row(-1, named=True)
    if is_part(kpi, by) or not kpi.bounded:
        share = f", {percent(first['share'])} of all" if kpi.kind is Kind.COUNT else ""
        unsure = "" if kpi.bounded else f", {NO_RANGE}"
        return f"{_said(first, kpi, by, share)} is highest, {_said(last, kpi, by)} lowest{unsure}"
    all_of_it = f"all {value_text(whole['value'][0], kpi.unit)}"
    apart = ranked.filter(APART)
    if apart.is_empty():
        return _none_apart(ranked, kpi, by, all_of_it)
    first, last = apart.row(0, named=True), apart.row(-1, named=True)
    if first["apart"] != last["apart"]:
        return (
            f"{_said(first, kpi, by)} is highest and {_said(last, kpi, by)} lowest, both {MORE} against the rest "
            f"({all_of_it})"
        )
    one = first if first["apart"] == Moved.UP else last
    return f"{_said(one, kpi, by)} is {way(Moved(one['apart']))} than the rest {MORE} ({all_of_it})"


def _none_apart(ranked: pl.DataFrame, kpi: Kpi, by: tuple[str, ...], all_of_it: str) -> str:
    """That no value differs, and what would have shown; or that too little is known of all of them."""
    judged = ranked.filter(col("apart") == Moved.NONE).sort("apart_reach", nulls_last=True, maintain_order=True)
    if judged.is_empty():
        row = ranked.sort("n", descending=True, maintain_order=True).row(0, named=True)
        why = too_few(kpi, row["n"], row["numerator"])
        of = f": of {frames.name(row, by)} {why}" if why else ""
        return f"too few {kpi.counted} to tell any value from the rest ({all_of_it}){of}"
    best = judged.row(0, named=True)
    return f"no value differs from the rest {MORE} ({all_of_it}){_best(best, by, frames.reach(best, kpi))}"


def _best(row: Row, by: tuple[str, ...], ends: str) -> str:
    """What would have shown where it shows best."""
    if ends == NO_VALUE:
        return f"; no value of {frames.name(row, by)}, seen best, would have shown"
    return f"; {frames.name(row, by)}, seen best, would have shown {ends}" if ends else ""


def _moves(
    frame: pl.DataFrame,
    periods: tuple[date, date] | None,
    kpi: Kpi,
    by: tuple[str, ...],
    cadence: Cadence,
    definitions: Definitions,
) -> str:
    """What changed by more than chance, the largest first."""
    if periods is None:
        return f"There are not yet two finished {cadence.plural} to compare."
    before, now = (label(p, cadence, definitions.calendar) for p in periods)
    if not kpi.bounded:
        return f"What moved from the {cadence.noun} before to {_period(now)} stands in the table, {NO_RANGE}."
    moved = frame.filter(SIGNAL).sort(col("change").abs(), descending=True, maintain_order=True)
    if moved.is_empty() and (frame["signal"].drop_nulls() == Moved.FEW).all():
        most = frame.sort("now_n", descending=True, nulls_last=True, maintain_order=True).row(0, named=True)
        why = too_few(kpi, most["now_n"], most["now_happened"])
        of = f": of {frames.name(most, by)} {why}" if why else ""
        return f"Too few {kpi.counted} to tell what moved from {_period(before)} to {_period(now)}{of}."
    if moved.is_empty():
        still = frame.filter(col("signal") == Moved.NONE).sort("change_reach", nulls_last=True, maintain_order=True)
        best = still.row(0, named=True) if still.height else None
        seen = _best(best, by, frames.change_reach(best, kpi)) if best else ""
        return f"Nothing moved {MORE} from {_period(before)} to {_period(now)}{seen}."
    said = [
        f"{frames.name(r, by)} {signal(Moved(r['signal']), small=False)} from {value_text(r['before'], kpi.unit)} to "
        f"{value_text(r['now'], kpi.unit)}"
        for r in moved.head(_NAMED).to_dicts()
    ]
    more = f" ({moved.height - _NAMED:,} more moved)" if moved.height > _NAMED else ""
    unlike = _unlike(periods, kpi, cadence, definitions)
    return f"In {_period(now)}, against {_period(before)}{unlike}, {several(said)}{more}."


def _unlike(periods: tuple[date, date], kpi: Kpi, cadence: Cadence, definitions: Definitions) -> str:
    """How the days of the earlier period are made up otherwise, and what becomes of counts."""
    before, now = (stretch(definitions.calendar, p, cadence) for p in periods)
    said = otherwise(before, now, definitions.holidays)
    if not said:
        return ""
    return f" ({said}{'; counts as on the days of the later one' if kpi.kind is Kind.COUNT else ''})"


def _period(name: str) -> str:
    return f"the {name}" if name[0].islower() else name


def _segments(by: tuple[str, ...]) -> str:
    return several([plain(s.replace("_", " ")) for s in by])


def _said(row: Row, kpi: Kpi, by: tuple[str, ...], more: str = "") -> str:
    return f"{frames.name(row, by)} ({value_text(row['value'], kpi.unit)}{more})"


def remarks(frame: pl.DataFrame) -> tuple[str, ...]:
    """Return what must be known about the ranking: luck, few contacts, what is not drawn."""
    said = []
    judged = frame.filter(~col("few") & col("value").is_not_null()).height
    apart = frame.filter(APART).height
    if apart:
        said.append(f"{count(apart)} of {count(judged)} differ from the rest {MORE}; {TOGETHER}.")
    few = int(frame["few"].sum())
    if few:
        said.append(f"{count(few)} with fewer than {FEW} contacts: grey and not ranked.")
    if frame.height > frames.MOST_DOTS:
        said.append(
            f"The first {frames.MOST_DOTS} of {count(frame.height)} in this order are drawn"
            + (f" and the first {count(frames.MOST_ROWS)} listed; the CSV holds all." if frame.height > frames.MOST_ROWS
               else ", the table lists all.")
        )  # fmt: skip
    return tuple(said)


def legend(frame: pl.DataFrame, kpi: Kpi, by: tuple[str, ...]) -> str:
    """Return what the parts of the picture mean."""
    said = []
    if frame["low"].is_not_null().any():
        said.append("The line through a dot holds its true value in 95 of 100 cases.")
    if not is_part(kpi, by) and kpi.bounded:
        said.append(f"Filled dot: differs from the rest {MORE}. Hollow dot: {SAME}, or {UNSURE}.")
    if frame["few"].any():
        said.append(f"Grey: fewer than {FEW} {kpi.counted}.")
    return " ".join(said)


def text(frame: pl.DataFrame, kpi: Kpi, by: tuple[str, ...]) -> str:
    """Return one sentence for those who do not see the picture."""
    rows = frame.head(_NAMED).to_dicts()
    said = several([_said(r, kpi, by) for r in rows])
    return f"{kpi.name} by {_segments(by)}, one dot with its range for each of {count(frame.height)}. First: {said}."


def heat(found: pl.DataFrame, kpi: Kpi) -> str:
    """Return where in the week the KPI is highest and lowest."""
    good = found.filter(~col("few") & col("value").is_not_null()).sort("value", descending=True, maintain_order=True)
    if good.height < 2:
        return f"{kpi.name} by weekday and hour: no two hours of the week have {FEW} {kpi.counted}."

    def counted(r: Row) -> str:
        return "" if kpi.kind is Kind.COUNT else f", {count(r['n'])} {kpi.counted}"

    ends = [
        f"{r['weekday']} {r['hour']:02d}:00 ({value_text(r['value'], kpi.unit)}{counted(r)})"
        for r in (good.row(0, named=True), good.row(-1, named=True))
    ]
    return (
        f"{kpi.name} by weekday and hour: highest {ends[0]}, lowest {ends[1]}. Not tested: of so many hours chance "
        "alone sets some apart."
    )


def methods(
    frame: pl.DataFrame, whole: pl.DataFrame, kpi: Kpi, by: tuple[str, ...], abandoned: str | None
) -> tuple[str, ...]:
    """Return how the ranking came to be, one line a subject."""
    values = "1 value" if frame.height == 1 else f"{count(frame.height)} values"
    said = [f"Counted. {count(int(whole['n'][0]))} {kpi.counted} in {values} of {_segments(by)}"]
    if kpi.kind is not Kind.COUNT and kpi.bounded:
        said.append(
            "Range here. Wider than that where days differ by more than their contacts alone would; where a value "
            f"would differ from the rest, {COMMON} count too"
        )
    if not is_part(kpi, by) and kpi.bounded:
        wide = varies(frame["apart_cluster"].drop_nulls().to_list())
        said.append(
            "Against the rest. The value minus that of all other contacts of the selection, which shares none with it; "
            f"its range is as wide {wide} (Newcombe's hybrid score for shares, Welch's for means; days by "
            f"Taylor linearisation; {COMMON} by what they have in common)"
        )
    said.append(
        f"Change. The last finished period minus the one before{_LIKE if kpi.kind is Kind.COUNT else ''}; a signal "
        f"where it is more than days vary by themselves and "
        f"{'both periods together have ' + str(2 * FEW) if kpi.kind is Kind.COUNT else f'both periods have {FEW}'} "
        f"{kpi.counted}"
    )
    said.append(f"{CERTAIN.capitalize()}. {TOGETHER.capitalize()} (Benjamini and Hochberg 1995)")
    young = int(whole["young"][0])
    if young:
        said.append(f"Left out. {count(young)} contacts that are too young to judge")
    return (*said, *([abandoned] if abandoned else []))
