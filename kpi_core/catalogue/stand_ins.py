"""The same KPIs read from rows of another fact: interval rows for contacts, survey rows for answers.

One source answers a KPI, never two added together: the contacts where they hold it, else the other fact. A variant
named `..., from intervals` or `..., from surveys` chooses the other fact although the contacts hold it too.
"""

from dataclasses import replace

import polars as pl
from polars import col

from kpi_core.model import Fact, Kpi, Sides, Variant

Expressions = tuple[pl.Expr, pl.Expr | None]

# By KPI and variant; "" is a KPI that has no variants. Flags are counts on interval rows, durations are totals.
INTERVALS: dict[str, dict[str, Expressions]] = {
    "contact_volume": {"": (col("offered"), None)},
    "answer_rate": {"": (col("answered"), col("offered"))},
    "service_level": {
        "SL-1": (col("answered_in_target"), col("answered") + col("abandoned")),
        "SL-2": (col("answered_in_target"), col("answered") + col("abandoned") - col("abandoned_in_target")),
        "SL-3": (col("answered_in_target") + col("abandoned_in_target"), col("offered")),
        "SL-4": (col("answered_in_target"), col("offered") - col("short_abandoned")),
        "SL-5": (col("answered_in_target"), col("answered")),
        "SL-6": (col("answered_in_target"), col("offered")),
    },
    "average_speed_of_answer": {
        "answered": (col("answered_wait_s"), col("answered")),
        "offered": (col("wait_s"), col("offered")),
    },
    "queue_delay": {"": (col("wait_s"), col("queued"))},
    "abandonment_rate": {"": (col("abandoned"), col("offered"))},
    "post_answer_abandonment": {"": (col("dropped_after_answer"), col("answered"))},
    "transfer_rate": {"transfers": (col("transfers"), col("answered"))},
    "average_handle_time": {
        "answered": (col("handle_s"), col("answered")),
        "offered": (col("handle_s"), col("offered")),
    },
    "average_talk_time": {"": (col("talk_s"), col("answered"))},
    "average_hold_time": {"": (col("hold_s"), col("answered"))},
    "average_wrap_time": {"": (col("wrap_s"), col("answered"))},
}
_FROM_SURVEYS = ("csat", "nps", "customer_effort")  # their columns bear the same names on survey rows


def with_stand_ins(kpi: Kpi) -> Kpi:
    """Return the KPI with the facts that stand in for its own, each also as a variant of its own."""
    if kpi.key in INTERVALS:
        sides = {
            name: Sides(top, bottom, Fact.INTERVAL, Fact.INTERVAL) for name, (top, bottom) in INTERVALS[kpi.key].items()
        }
        return _with(kpi, "intervals", sides)
    if kpi.key in _FROM_SURVEYS:
        ways = {name: kpi.as_variant(name) for name in kpi.variants} or {"": kpi}
        return _with(
            kpi,
            "surveys",
            {name: Sides(k.numerator, k.denominator, Fact.SURVEY, Fact.SURVEY) for name, k in ways.items()},
        )
    return kpi


def _with(kpi: Kpi, word: str, sides: dict[str, Sides]) -> Kpi:
    """Give the KPI and its variants their stand-ins."""
    usual = next(iter(kpi.variants), "")
    ways = dict(kpi.variants) or {
        f"contacts, else {word}": Variant(kpi.definition, kpi.formula, kpi.numerator, kpi.denominator, choice=True)
    }
    if not kpi.variants:
        sides = {next(iter(ways)): sides[""]}
        usual = next(iter(ways))
    ways = {name: replace(v, stand_ins=(sides[name],)) if name in sides else v for name, v in ways.items()}
    pinned = {
        (f"{name}, from {word}" if kpi.variants else f"from {word}"): replace(
            ways[name],
            definition=f"{ways[name].definition} Read from {word}, not from contacts.",
            numerator=s.numerator,
            denominator=s.denominator,
            numerator_fact=s.numerator_fact,
            denominator_fact=s.denominator_fact,
            given=(),
            stand_ins=(),
            choice=True,
        )
        for name, s in sides.items()
    }
    return replace(kpi, variants=ways | pinned, stand_ins=ways[usual].stand_ins)
