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
