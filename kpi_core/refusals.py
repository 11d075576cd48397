"""What this data cannot answer, said by name before anything is computed."""

from collections.abc import Sequence

from kpi_core.columns import BY_NAME, SEGMENTS, Fact
from kpi_core.errors import BadInput, CannotAnswer, nearest, unknown
from kpi_core.kpi import Kind, Kpi, Method
from kpi_core.prepare import Prepared

Where = Sequence[tuple[str, Sequence[str]]]


def is_outcome(segment: str) -> bool:
    """Whether a segment is an outcome of the contact, which never cuts a denominator (kpis.md, rule 6)."""
    return segment in BY_NAME and BY_NAME[segment].outcome


def check_cuts(data: Prepared, by: Sequence[str], where: Where) -> None:
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


def refusal(data: Prepared, kpi: Kpi, *, by: Sequence[str] = (), where: Where = ()) -> str | None:
    """Return one sentence saying why this KPI cannot be given for these cuts, or None where it can."""
    return _columns(data, kpi) or _assumed(data, kpi) or _cuts(data, kpi, by, where)


def _columns(data: Prepared, kpi: Kpi) -> str | None:
    """Columns that are not there."""
    for fact in (kpi.numerator_fact, kpi.denominator_fact):
        if fact not in data.tables:
            return f"{kpi.name} needs {fact} rows, which this data does not have."
    have = set(data.tables[kpi.numerator_fact].columns)
    missing = [c for c in kpi.columns if c not in have]
    if not missing:
        return None
    words = list(dict.fromkeys(data.lacking.get(c, c) for c in missing))
    return f"{kpi.name} ({kpi.key}) needs {' and '.join(_meaning(w) for w in words)}, which this data does not have."


def _meaning(words: str) -> str:
    """A column with its plain meaning; anything else as it is."""
    return f"{words} ({BY_NAME[words].meaning.lower()})" if words in BY_NAME else words.replace("|", " or ")


def _assumed(data: Prepared, kpi: Kpi) -> str | None:
    """Columns that were only taken for granted (rule 3)."""
    if kpi.given and any(a.column == "outcome" for a in data.dataset.assumptions):
        return (
            f"{kpi.name} ({kpi.key}) needs answered or abandoned, which this data does not have: "
            "every contact was taken as handled."
        )
    return None


def _cuts(data: Prepared, kpi: Kpi, by: Sequence[str], where: Where) -> str | None:
    """Cuts that the KPI's facts do not know, or that would lose part of its base."""
    segments = list(dict.fromkeys([*by, *(s for s, _ in where)]))
    for fact in (kpi.numerator_fact, kpi.denominator_fact):
        for s in segments:
            if s not in data.tables[fact].columns:
                return f"{kpi.name} ({kpi.key}) cannot be cut by {s}: its {fact} rows do not know it."
    if "agent" in segments and kpi.refuses_agent and kpi.numerator_fact is Fact.CONTACT:
        return f"{kpi.name} ({kpi.key}) cannot be cut by agent: abandoned contacts have no agent; cut by team or queue."
    outcomes = [s for s in segments if is_outcome(s)]
    share = kpi.kind is Kind.COUNT or kpi.method is Method.WILSON
    if outcomes and not share:
        return (
            f"{kpi.name} ({kpi.key}) cannot be cut by {outcomes[0]}: it is an outcome of the contact, and an outcome "
            "splits counts and shares only."
        )
    return None
