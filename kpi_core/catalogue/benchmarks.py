"""Benchmarks copied from articles, each with its source. Never a target: targets start from the own baseline."""

COPIED_LABEL = "Copied benchmark, not a target"

BENCHMARKS: dict[str, tuple[tuple[str, str], ...]] = {
    "average_speed_of_answer": (("28 s", "S2"),),
    "service_level": (("80% within 20 s", "S3"),),
    "first_contact_resolution": (("70 to 75%, 85% is excellent", "S4"), ("74%", "S3")),
    "csat": (("80%, 90% is excellent", "S4"),),
    "nps": (("50, 70 is excellent", "S4"),),
    "average_handle_time": (("about 6 min", "S4"),),
    "first_response_time": (("chat 1 min, e-mail 1 h and at most 24 h", "S4"),),
    "sla_compliance": (("90%", "S4"),),
}

# The same as numbers in the KPI's unit, where one number says it: what can be taken over, labelled, as a target.
NUMBERS: dict[str, tuple[tuple[float, str], ...]] = {
    "average_speed_of_answer": ((28.0, "S2"),),
    "service_level": ((0.8, "S3"),),
    "first_contact_resolution": ((0.7, "S4"), (0.74, "S3"), (0.85, "S4")),
    "csat": ((0.8, "S4"), (0.9, "S4")),
    "nps": ((50.0, "S4"), (70.0, "S4")),
    "average_handle_time": ((360.0, "S4"),),
    "sla_compliance": ((0.9, "S4"),),
}
