"""Pairs to start from: a lagging KPI and the KPIs that may move it. Keys that the catalogue lacks are left out."""

from collections.abc import Container

PAIRS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("csat", ("first_response_time", "queue_delay", "first_contact_resolution", "average_handle_time")),
    ("missed_opportunity_rate", ("after_hours_coverage_gap", "abandonment_rate", "first_response_time")),
    ("repeat_contact_rate", ("average_handle_time", "qa_error_rate", "transfer_rate")),
    ("escalation_rate", ("average_handle_time", "qa_error_rate", "transfer_rate")),
    ("conversion_rate", ("service_level", "qualification_accuracy", "qa_score")),
    ("appointment_show_rate", ("first_response_time", "documentation_accuracy")),
    ("customer_retention_rate", ("csat", "nps", "escalation_breaches", "first_contact_resolution")),
    ("customer_churn_rate", ("csat", "nps", "escalation_breaches", "first_contact_resolution")),
    ("cost_per_contact", ("average_handle_time", "occupancy", "repeat_contact_rate")),
)


def pairs(known: Container[str]) -> tuple[tuple[str, str], ...]:
    """Return every pair, leading KPI first, of which both are known."""
    return tuple((lead, lag) for lag, leads in PAIRS for lead in leads if lead in known and lag in known)
