"""What this data cannot answer, said by name before anything is computed."""

from collections.abc import Sequence
from datetime import date, timedelta

from kpi_core.data import Prepared
from kpi_core.errors import BadInput, CannotAnswer, nearest, unknown
from kpi_core.measure.row_source import lacks
from kpi_core.measure.selection import days, is_outcome
from kpi_core.model import SEGMENTS, Cadence, Fact, Grain, Kind, Kpi, Method, day
from kpi_core.view import Cut, Selection, View


def check_cuts(data: Prepared, by: Sequence[str], where: Cut) -> None:
    """Raise BadInput for a segment or value that nobody knows, CannotAnswer for one this data does not have."""
    for segment in dict.fromkeys([*by, *(s for s, _ in where)]):
        if segment in data.segments:
            continue
        if segment in SEGMENTS:
            have = ", ".join(data.segments)
            raise CannotAnswer(f"This data has no {segment}, so it cannot be cut by it; it can be cut by {have}.")
        raise BadInput(unknown("segment", segment, data.segments))
    for segment, values in where:
        known = data.values(segment)
        there = set(known) if len(values) > 1 else known
        for value in values:
            if value not in there:
                guess = nearest(value, [v for v in known if v])
                shown = ", ".join(v for v in known[:8] if v)
                hint = f"did you mean '{guess}'?" if guess else f"its values begin with {shown}."
                raise BadInput(f"No contact has {segment} '{value}'; {hint}")


def why_not(data: Prepared, kpi: Kpi, selection: Selection, by: Sequence[str], cadence: Cadence) -> str | None:
    """Return one sentence saying why this KPI, read from these rows, cannot be given; None where it can."""
    return (
        lacks(data, kpi)
        or _quantile(kpi)
        or _cuts(data, kpi, by, selection.segments)
        or _grain(data, kpi, cadence)
        or _within_day(data, kpi, cadence, selection)
        or _range(data, kpi, selection)
    )


def _quantile(kpi: Kpi) -> str | None:
    """Percentiles of rows that hold totals."""
    if kpi.quantile is None or kpi.has_quantiles:
        return None
    return (
        f"{kpi.name} ({kpi.key}) has no percentiles here: its {kpi.numerator_fact} rows hold totals, and a percentile "
        "is read from single contacts."
    )


def _grain(data: Prepared, kpi: Kpi, cadence: Cadence) -> str | None:
    """Cadences that would cut a month, or another unit, of one of the KPI's facts in two."""
    coarse = [f for f in kpi.facts if data.spans[f].grain.coarse]
    if len({data.spans[f].grain for f in coarse}) > 1:
        named = " and ".join(f"{f} rows by {data.spans[f].grain}" for f in coarse)
        return f"{kpi.name} ({kpi.key}) cannot be given: it has {named}, and one does not fit into the other."
    for fact in coarse:
        if not fits(data, fact, cadence):
            fitting = [c for c in Cadence if not c.whole and fits(data, fact, c)]
            return (
                f"{kpi.name} ({kpi.key}) cannot be given by {cadence}: its {fact} rows are by "
                f"{data.spans[fact].grain}; choose {' or '.join(fitting) or 'the whole range'}."
            )
    if kpi.separate_sides and cadence.minutes:
        return f"{kpi.name} ({kpi.key}) cannot be given by {cadence}: its two sides are joined by whole days."
    for fact in kpi.facts:
        if fact is not Fact.CONTACT and not data.spans[fact].grain.within_day and cadence.minutes:
            grain = data.spans[fact].grain
            return f"{kpi.name} ({kpi.key}) cannot be given by {cadence}: its {fact} rows are by {grain}."
    return None


def _within_day(data: Prepared, kpi: Kpi, cadence: Cadence, selection: Selection) -> str | None:
    """Cadences within the day that the rows' times do not bear, and ranges with more periods than anyone can read."""
    if not cadence.minutes:
        return None
    no = f"{kpi.name} ({kpi.key}) cannot be given by {cadence}"
    for fact in kpi.facts:
        grain = data.spans[fact].grain
        if grain.minutes > cadence.minutes:
            return f"{no}: its {fact} rows are by {grain}."
        if fact in _TOTALS and grain is Grain.MOMENT:
            return f"{no}: its {fact} rows are totals that do not tell how long a time they stand for; choose day."
        if fact is Fact.CONTACT and data.clock_step > cadence.minutes:
            told = "the day of a contact" if data.clock_step == _DAY else f"times to {data.clock_step} minutes"
            return f"{no}: the export gives {told}, nothing finer; choose a longer cadence."
    if Fact.CONTACT in kpi.facts and data.definitions.date_basis != "arrival":
        basis = data.definitions.date_basis
        return f"{no}: contacts count on the day of their {basis} here; set date_basis to arrival, or choose day."
    first, last = _asked_for(data, selection)
    most = longest(cadence)
    if (last - first).days >= most:
        return f"{no} from {day(first)} to {day(last)}: choose at most {most} days, or a longer cadence."
    return None


def longest(cadence: Cadence) -> int:
    """Return the most days for which a cadence within the day is given."""
    return MOST_PERIODS * cadence.minutes // _DAY


def offered(data: Prepared, view: View) -> list[Cadence]:
    """Return the cadences to choose from: those within the day where the View's range is short enough for them."""
    first, last = _asked_for(data, view.selection)
    step = data.clock_step if Fact.CONTACT in data.tables else 0
    return [
        c for c in Cadence
        if not c.minutes or c is view.cadence or (step <= c.minutes and (last - first).days < longest(c))
    ]  # fmt: skip


def _asked_for(data: Prepared, selection: Selection) -> tuple[date, date]:
    """The first and the last day of the selection that lie within the data's."""
    since, until = selection.since or data.first_day, selection.until or data.last_day
    return max(since, data.first_day), min(until, data.last_day)


MOST_PERIODS = 3_000
_DAY = 24 * 60
_TOTALS = (Fact.INTERVAL, Fact.AGENT_TIME, Fact.COST)


def fits(data: Prepared, fact: Fact, cadence: Cadence) -> bool:
    """Whether each unit of the fact lies within one period."""
    span, start = data.spans[fact], data.definitions.calendar.start
    if cadence.whole or not span.grain.coarse:
        return True
    if cadence.within_a_day:
        return False
    return all(start(a, cadence) == start(span.until(a), cadence) for a in span.starts)


def _range(data: Prepared, kpi: Kpi, selection: Selection) -> str | None:
    """Ranges that cut a month, or another unit, of one of the KPI's facts in two."""
    for fact in kpi.facts:
        span = data.spans[fact]
        edge = span.cut(*days(data, fact, selection))
        if edge:
            a, b = next(span.units(edge, edge))
            return (
                f"{kpi.name} ({kpi.key}) cannot be given from {selection.since or data.first_day} to "
                f"{selection.until or data.last_day}: "
                f"its {fact} rows are by {span.grain}, and {edge} cuts the one from {a} to {b} in two; begin on {a} "
                f"or {b + timedelta(days=1)}, and end the day before such a day."
            )
    return None


def _instead(data: Prepared, kpi: Kpi, segment: str) -> str:
    """What may be chosen instead: a named allocation, where the contacts know the segment."""
    allocations = [n for n, v in kpi.variants.items() if v.allocated]
    if kpi.allocated or not allocations or "cost_share" in data.lacking:
        return ""
    if segment not in data.spans[Fact.CONTACT].segments:
        return ""
    name = next((n for n in allocations if kpi.variant and n.startswith(kpi.variant)), allocations[0])
    return f"; choose the way of counting '{name}' to share its cost out evenly"


def _cuts(data: Prepared, kpi: Kpi, by: Sequence[str], where: Cut) -> str | None:
    """Cuts that the KPI's facts do not know, or that would lose part of its base."""
    segments = list(dict.fromkeys([*by, *(s for s, _ in where)]))
    for fact in kpi.facts:
        for s in segments:
            if s not in data.spans[fact].segments:
                return (
                    f"{kpi.name} ({kpi.key}) cannot be cut by {s}: its {fact} rows do not know it"
                    f"{_instead(data, kpi, s)}."
                )
    if "agent" in segments and kpi.refuses_agent:
        return f"{kpi.name} ({kpi.key}) cannot be cut by agent: abandoned contacts have no agent; cut by team or queue."
    outcomes = [s for s in segments if is_outcome(s)]
    if outcomes and kpi.kind is not Kind.COUNT and kpi.method is not Method.WILSON:
        return (
            f"{kpi.name} ({kpi.key}) cannot be cut by {outcomes[0]}: it is an outcome of the contact, and an outcome "
            "splits counts and shares only."
        )
    return None
