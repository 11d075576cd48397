"""Two cuts beside each other in words, said of cut B: its change against A, and whether B is the better one."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kpi_core.analysis.makeup import otherwise
from kpi_core.analysis.verdict import Moved, Verdict
from kpi_core.analysis.verdict_text import (
    BETTER,
    CERTAIN,
    DIFFERENT,
    MORE,
    SAME,
    SMALL,
    UNSURE,
    WORSE,
    seen,
    too_few,
    varies,
)
from kpi_core.analysis.whatif.frames import Beside
from kpi_core.model import Kpi, change_text, choice_words, count, day, percent, several, value_text
from kpi_core.view import Selection

NOT_A_FORECAST = (
    "This is arithmetic on contacts that happened, not a forecast: leaving a group out does not say what would have "
    "become of its customers, or of those who would have waited in another queue instead."
)
NO_B = "Cut B still says nothing: pick what to keep or to leave out in it, and both cuts stand side by side."


def cut_words(one: Selection) -> str:
    """Return a cut as it would be said: what is kept, what is left out, which days."""
    parts = [*choice_words("only", one.where), *choice_words("without", one.without)] or ["all contacts"]
    since = f"{day(one.since)}" if one.since else "the first day"
    until = f"{day(one.until)}" if one.until else "the last day"
    said = f"{'; '.join(parts)}; {since} to {until}"
    return said[0].upper() + said[1:]


def shared(row: dict[str, Any]) -> str:
    """Say how many contacts both cuts hold, and how overlapping cuts are compared."""
    a, b, both = row["rows_a"], row["rows_b"], row["shared"]
    sizes = f"A holds {count(a)} contacts, B {count(b)}"
    if not both:
        return f"{sizes}; none is in both, so they are compared as two separate groups."
    part = percent(both / a)
    return (
        f"{sizes}; {count(both)} are in both ({part} of A). What both share cannot differ, so only the contacts "
        "that are in one cut alone make the difference uncertain. So a change can be more than chance although the "
        "ranges of both values overlap."
    )


def ranges(verdicts: Iterable[Verdict]) -> str:
    """Say how wide the ranges of the changes are."""
    kinds = [v.cluster for v in verdicts if v.low is not None]
    return f"The ranges of the changes are as wide {varies(kinds)}."


def no_value(kpi: Kpi) -> str:
    """Return why a KPI is not shown that has no row."""
    return f"{kpi.name} has no value in these cuts."


def other_days(days: Sequence[tuple[date, date]], holidays: Sequence[date], *, counts: bool) -> tuple[str, ...]:
    """Say where the days of both cuts are made up otherwise: A's first and last day, then B's."""
    a, b = days
    unlike = otherwise(b, a, holidays)
    if not unlike:
        return ()
    more = "; a count differs for that alone" if counts else ""
    return (f"Cut B is of other days than A ({unlike}){more}.",)


def nothing_to_count(kpi: Kpi, empty: Sequence[str]) -> str:
    """Return in which cuts a KPI has nothing to count."""
    return f"{kpi.name} has nothing to count in cut {' and '.join(s.upper() for s in empty)}; keep more there."


def change(kpi: Kpi, found: Verdict) -> str:
    """Return the change from A to B with its range."""
    said = change_text(found.difference, kpi.unit)
    if found.low is None or not found.difference:
        return said
    low, high = (change_text(end, kpi.unit) for end in (found.low, found.high))
    return f"{said} (likely {low.removesuffix(' points')} to {high})"


def picture(kpi: Kpi, row: dict[str, Any], words: str) -> str:
    """Return what the picture shows, for those who do not see it."""
    a, b = (value_text(row[f"value_{s}"], kpi.unit) for s in ("a", "b"))
    return f"{kpi.name}: cut A {a}, cut B {b}; {words}."


def sentence(panels: tuple[Beside, ...]) -> str:
    """Return the answer: what is better or worse in B, and what differs by no more than chance."""
    said: dict[str, list[str]] = {}
    for p in panels:
        if p.row is None:
            continue
        name = p.kpi.name.lower()
        values = [value_text(p.row[f"value_{s}"], p.kpi.unit) for s in ("b", "a")]
        near = change_text(p.row["difference"], p.kpi.unit)
        shown = near if values[0] == values[1] else f"{values[0]} instead of {values[1]}"
        shown = {SAME: "", UNSURE: p.few}.get(p.words, shown)
        said.setdefault(p.words, []).append(f"{name} ({shown})" if shown else name)
    if not said:
        return "None of the chosen KPIs can be compared between these cuts; the reasons stand below."
    parts = [f"{words}: {several(said[words])}" for words in (BETTER, WORSE, DIFFERENT) if words in said]
    if SAME in said and not parts and SMALL not in said:
        parts.append(f"nothing differs {MORE}{_seen(panels)}")
    elif SAME in said:
        parts.append(f"{SAME}: {several(said[SAME])}")
    if SMALL in said:
        parts.append(f"{CERTAIN} but {SMALL}: {several(said[SMALL])}")
    if UNSURE in said:
        parts.append(f"{UNSURE}: {several(said[UNSURE])}")
    return f"Cut B against cut A: {'; '.join(parts)}."


def _seen(panels: Sequence[Beside]) -> str:
    """From which values of cut B on each KPI would have differed."""
    said = [f"{p.kpi.name.lower()} {p.reach}" for p in panels if p.reach]
    return f"; in B {several(said)} would have shown" if said else ""


def reach(kpi: Kpi, row: dict[str, Any], found: Verdict) -> str:
    """Return from which values of cut B on a difference would have shown, where there is none."""
    return seen(kpi, row["value_a"], found.reach) if found.kind is Moved.NONE else ""


def few(kpi: Kpi, row: dict[str, Any], found: Verdict) -> str:
    """Return of what there is too little where that is not contacts, with the cut that has it."""
    if found.kind is not Moved.FEW:
        return ""
    sides = ((s, row[f"n_{s}"], row[f"value_{s}"]) for s in ("b", "a"))
    said = ((s, too_few(kpi, n, None if value is None else value * n)) for s, n, value in sides)
    return next((f"in {s.upper()} {why}" for s, why in said if why), "")
