"""Which columns are made from which, before anything is measured.

What a row-level column reads is read off its expression (`kpi_core.prepare.derived.DERIVED`); what the other steps of
intake and preparation read stands in `_STEPS`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from kpi_core.definitions import Definitions
from kpi_core.model import BY_NAME, OUTCOMES
from kpi_core.prepare.definitions_check import BY_TIME
from kpi_core.prepare.derived import DERIVED
from kpi_core.prepare.repeats import KEYS
from kpi_core.prepare.repeats import MADE as REPEATS

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


def sources(definitions: Definitions, end: datetime, of_costs: Iterable[str] = ()) -> dict[str, set[str]]:
    """Return each made column of contacts with the columns that it is made from, under the definitions in force.

    `end` is the moment to which the contacts run, `of_costs` are the segments that cost rows know.
    """
    known = frozenset(BY_NAME)
    found = {name: set(reads) for name, reads in _STEPS.items()}
    for d in DERIVED:
        reads = set(d.make(definitions, known - {d.name}, end).meta.root_names())
        found[d.name] = reads.union(*(need.split("|") for need in d.needs))
    for name in REPEATS:
        found[name] = {"at", "at_utc", "offered", "contact_id", *KEYS[definitions.repeat_key]}
    for rule in definitions.rules:
        found.setdefault(rule.makes, set()).update(c.column for c in rule.conditions)
    found["cost_share"] = {"cost", *(s for s in of_costs if s not in BY_TIME)}
    return found


def reached(column: str, made_from: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the column and all that is made from it."""
    found = {column}
    while more := {name for name, reads in made_from.items() if name not in found and not found.isdisjoint(reads)}:
        found |= more
    return frozenset(found)
