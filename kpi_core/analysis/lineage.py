"""Which KPIs read a column: by name, or by way of columns that are made from it before anything is measured.

What a row-level column reads is read off its expression (`kpi_core.prepare.derived.DERIVED`); what the other steps of
preparation read stands in `_STEPS`.
"""

from collections.abc import Iterable, Mapping

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.model import BY_NAME, OUTCOMES, Fact, Kpi
from kpi_core.prepare import BY_TIME, DERIVED, KEYS
from kpi_core.prepare import MADE as REPEATS
from kpi_core.prepare import NEEDS as DATED_BY

_CLOCK = ("at", "at_utc", "location")
_STEPS: dict[str, tuple[str, ...]] = {
    # What is taken where the export is silent (`kpi_core.intake.rows.defaults`)
    "offered": ("direction",),
    "outbound": ("direction",),
    "outcome": ("direction", "offered", *OUTCOMES),
    **dict.fromkeys(OUTCOMES, ("direction", "offered", "outcome", *OUTCOMES)),
    "handle_s": ("talk_s", "hold_s", "wrap_s"),
    "resolved": ("resolution_s",),
    "queued": ("direction", "offered", "wait_s"),
    # Failures that do not drop out (`kpi_core.prepare.derived.failures`)
    "compliance_met": ("compliance_required",),
    **dict.fromkeys(("escalated_in_time", "escalation_documented", "escalation_right_place"), ("escalation_required",)),
    "appointment_kept": ("appointment_booked",),
    "eligible": ("abandoned", "customer_type"),
    "miss_reason": ("abandoned", "reached_next_step"),
    # Business hours (`kpi_core.prepare.business_hours`)
    "business_response_s": ("human_response_s", *_CLOCK),
    "business_resolution_s": ("resolution_s", *_CLOCK),
    # The time that Erlang C requires (`kpi_core.prepare.staffing`)
    "erlang_s": ("at", "channel", "offered", "answered", "handle_s", "self_served", "handler"),
}


def readers(data: Prepared, column: str) -> tuple[Kpi, ...]:
    """Return the KPIs whose values, in any way of counting, this data reads from the column."""
    if column == "at":
        return tuple(CATALOGUE.values())
    reached = _reached(column, _sources(data))
    moved = column == DATED_BY.get(data.definitions.date_basis)
    return tuple(k for k in CATALOGUE.values() if reached & _read(k) or (moved and _of_contacts(k)))


def _reached(column: str, sources: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The column and all that is made from it."""
    found = {column}
    while more := {name for name, reads in sources.items() if name not in found and not found.isdisjoint(reads)}:
        found |= more
    return frozenset(found)


def _sources(data: Prepared) -> dict[str, set[str]]:
    """Each made column with the columns that it is made from, under the definitions in force."""
    definitions, known = data.definitions, frozenset(BY_NAME)
    end = data.spans[data.main].now
    found = {name: set(reads) for name, reads in _STEPS.items()}
    for d in DERIVED:
        reads = set(d.make(definitions, known - {d.name}, end).meta.root_names())
        found[d.name] = reads.union(*(need.split("|") for need in d.needs))
    for name in REPEATS:
        found[name] = {"at", "at_utc", "offered", "contact_id", *KEYS[definitions.repeat_key]}
    for rule in definitions.rules:
        found.setdefault(rule.makes, set()).update(c.column for c in rule.conditions)
    costs = data.spans[Fact.COST].segments if Fact.COST in data.spans else ()
    found["cost_share"] = {"cost", *(s for s in costs if s not in BY_TIME)}
    return found


def _ways(kpi: Kpi) -> list[Kpi]:
    """The KPI in every way of counting, from every fact that it is read from."""
    ways = [kpi, *(kpi.as_variant(name) for name in kpi.variants)]
    return [*ways, *(way.with_sides(sides) for way in ways for sides in way.stand_ins)]


def _read(kpi: Kpi) -> frozenset[str]:
    return frozenset(c for way in _ways(kpi) for c in way.columns)


def _of_contacts(kpi: Kpi) -> bool:
    return any(Fact.CONTACT in way.facts for way in _ways(kpi))
