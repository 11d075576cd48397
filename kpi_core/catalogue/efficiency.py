"""Efficiency: how much work does a contact take? Never read without satisfaction and resolution beside it."""

import polars as pl
from polars import col

from kpi_core.model import Better, Category, Fact, Kind, Kpi, Role, Sides, Unit, Variant

_QUALITY = ("csat", "first_contact_resolution")
_HANDLE_OF_ALL = pl.when(col("answered")).then(col("handle_s")).when(~col("answered")).then(0.0)
_ON_CONTACTS = col("talk_s") + col("hold_s")


def _cost(words: str, formula: str, base: str, *, of_intervals: bool = True) -> dict[str, Variant]:
    """Return one base of the cost per contact: as booked, and spread by contacts."""
    intervals = Sides(col("cost"), col(base), Fact.COST, Fact.INTERVAL)
    booked = Variant(words, f"cost / {formula}", col("cost"), col(base), stand_ins=(intervals,) * of_intervals)
    spread = Variant(
        f"{words} Each cost is shared out evenly over the contacts of its period and its own segments, so that it "
        "can be cut by any segment of a contact.",
        f"even shares of the cost / {formula}",
        col("cost_share"),
        col(base),
        numerator_fact=Fact.CONTACT,
        allocated=True,
        choice=True,
    )
    return {"": booked, ", spread by contacts": spread}


def _costs() -> dict[str, Variant]:
    """Return the ways of counting the cost per contact, those as booked first."""
    ways = {
        "answered": _cost("Cost per answered contact.", "answered", "answered"),
        "offered": _cost("Cost per contact that arrived, answered or not.", "offered", "offered"),
        "outbound": _cost("Cost per outbound contact.", "outbound contacts", "outbound", of_intervals=False),
    }
    return {f"{name}{more}": ways[name][more] for more in ("", ", spread by contacts") for name in ways}


_REQUIRED = (
    "Staffing that the arrivals required, of that scheduled; by Erlang C where the planning does not say it.",
    "required time / scheduled time",
)
_ERLANG = Sides(col("erlang_s"), col("scheduled_s"), Fact.CONTACT, Fact.AGENT_TIME)

EFFICIENCY: tuple[Kpi, ...] = (
    Kpi(
        key="average_handle_time",
        name="Average handle time",
        definition="Talk, hold and after-call work of the answered contacts, on average.",
        formula="handle time of answered contacts / answered",
        category=Category.EFFICIENCY,
        role=Role.LEAD,
        unit=Unit.SECONDS,
        better=Better.BAND,
        numerator=col("handle_s"),
        denominator=col("answered"),
        companions=_QUALITY,
        variants={
            "answered": Variant(
                "Talk, hold and after-call work of the answered contacts, on average.",
                "handle time of answered contacts / answered",
                col("handle_s"),
                col("answered"),
            ),
            "offered": Variant(
                "Handle time spread over all contacts that arrived; one that was not answered took none.",
                "handle time of answered contacts / offered",
                _HANDLE_OF_ALL,
                col("offered"),
            ),
        },
        source="S0, S1, S2, S3, S4",
    ),
    Kpi(
        key="average_talk_time",
        name="Average talk time",
        definition="Talk time of the answered contacts, on average.",
        formula="talk time of answered contacts / answered",
        category=Category.EFFICIENCY,
        role=Role.LEAD,
        unit=Unit.SECONDS,
        better=Better.CONTEXT,
        numerator=col("talk_s"),
        denominator=col("answered"),
        source="S3",
    ),
    Kpi(
        key="average_hold_time",
        name="Average hold time",
        definition="Hold time of the answered contacts, on average.",
        formula="hold time of answered contacts / answered",
        category=Category.EFFICIENCY,
        role=Role.LEAD,
        unit=Unit.SECONDS,
        better=Better.DOWN,
        numerator=col("hold_s"),
        denominator=col("answered"),
        source="S4",
    ),
    Kpi(
        key="average_wrap_time",
        name="Average after-call work",
        definition="After-call work of the answered contacts, on average.",
        formula="after-call work of answered contacts / answered",
        category=Category.EFFICIENCY,
        role=Role.LEAD,
        unit=Unit.SECONDS,
        better=Better.CONTEXT,
        numerator=col("wrap_s"),
        denominator=col("answered"),
        source="S3",
    ),
    Kpi(
        key="contacts_per_agent",
        name="Contacts per agent",
        definition="Answered and outbound contacts per different agent.",
        formula="answered contacts and outbound dials / different agents",
        category=Category.EFFICIENCY,
        role=Role.LEAD,
        unit=Unit.PER_AGENT,
        better=Better.CONTEXT,
        kind=Kind.DISTINCT,
        numerator=col("answered") | col("outbound"),
        denominator=col("agent"),
        companions=_QUALITY,
        source="S2",
    ),
    Kpi(
        key="occupancy",
        name="Occupancy",
        definition="Time with at least one contact, of the time with or waiting for contacts.",
        formula="busy time / (busy time + available time)",
        category=Category.EFFICIENCY,
        role=Role.LEAD,
        unit=Unit.PERCENT,
        better=Better.BAND,
        numerator=col("busy_s"),
        denominator=col("busy_s") + col("available_s"),
        companions=_QUALITY,
        source="S0, S3",
        numerator_fact=Fact.AGENT_TIME,
        denominator_fact=Fact.AGENT_TIME,
    ),
    Kpi(
        key="utilization",
        name="Agent utilization",
        definition="Productive time of the time paid.",
        formula="productive time / paid time",
        category=Category.EFFICIENCY,
        role=Role.LEAD,
        unit=Unit.PERCENT,
        better=Better.BAND,
        numerator=col("productive_s"),
        denominator=col("paid_s"),
        source="S3",
        numerator_fact=Fact.AGENT_TIME,
        denominator_fact=Fact.AGENT_TIME,
    ),
    Kpi(
        key="schedule_adherence",
        name="Schedule adherence",
        definition="Scheduled time in which the agent did what the schedule says.",
        formula="scheduled time that was kept / scheduled time",
        category=Category.EFFICIENCY,
        role=Role.LEAD,
        unit=Unit.PERCENT,
        better=Better.UP,
        numerator=col("adherent_s"),
        denominator=col("scheduled_s"),
        variants={
            "adherence": Variant(
                "Scheduled time in which the agent did what the schedule says.",
                "scheduled time that was kept / scheduled time",
                col("adherent_s"),
                col("scheduled_s"),
            ),
            "conformance": Variant(
                "Time worked against time scheduled, whenever it was; over 100% is overtime.",
                "worked time / scheduled time",
                col("worked_s"),
                col("scheduled_s"),
            ),
        },
        source="S0, S3",
        numerator_fact=Fact.AGENT_TIME,
        denominator_fact=Fact.AGENT_TIME,
    ),
    Kpi(
        key="on_call_rate",
        name="On-call rate",
        definition="Time on contacts against the rest of the time logged in; 1 is half and half.",
        formula="(talk + hold) / (logged in - talk - hold)",
        category=Category.EFFICIENCY,
        role=Role.LEAD,
        unit=Unit.RATIO,
        better=Better.CONTEXT,
        numerator=_ON_CONTACTS,
        denominator=col("logged_in_s") - _ON_CONTACTS,
        source="S2",
        numerator_fact=Fact.AGENT_TIME,
        denominator_fact=Fact.AGENT_TIME,
    ),
    Kpi(
        key="cost_per_contact",
        name="Cost per contact",
        definition="Cost per answered contact.",
        formula="cost / answered",
        category=Category.EFFICIENCY,
        role=Role.LAG,
        unit=Unit.MONEY,
        better=Better.DOWN,
        numerator=col("cost"),
        denominator=col("answered"),
        numerator_fact=Fact.COST,
        stand_ins=_costs()["answered"].stand_ins,
        variants=_costs(),
        source="S1, S2, S3",
    ),
    Kpi(
        key="employee_engagement",
        name="Employee engagement",
        definition="The employees' engagement answers, on average.",
        formula="engagement score / answers",
        category=Category.EFFICIENCY,
        role=Role.LAG,
        unit=Unit.POINTS,
        better=Better.UP,
        numerator=col("engagement_score"),
        denominator=col("engagement_score").is_not_null(),
        numerator_fact=Fact.SURVEY,
        denominator_fact=Fact.SURVEY,
        source="S2",
    ),
    Kpi(
        key="staffing_efficiency",
        name="Staffing efficiency",
        definition=_REQUIRED[0],
        formula=_REQUIRED[1],
        category=Category.EFFICIENCY,
        role=Role.LEAD,
        unit=Unit.PERCENT,
        better=Better.BAND,
        numerator=col("required_s"),
        denominator=col("scheduled_s"),
        source="S0",
        numerator_fact=Fact.AGENT_TIME,
        denominator_fact=Fact.AGENT_TIME,
        variants={
            "as planned": Variant(
                *_REQUIRED,
                col("required_s"),
                col("scheduled_s"),
                stand_ins=(_ERLANG,),
            ),
            "erlang": Variant(
                "Staffing that the voice contacts of each half hour required by Erlang C, of the staffing scheduled, "
                "whatever that was scheduled for.",
                "Erlang C agents of each half hour x 30 minutes / scheduled time",
                _ERLANG.numerator,
                _ERLANG.denominator,
                numerator_fact=_ERLANG.numerator_fact,
                denominator_fact=_ERLANG.denominator_fact,
            ),
        },
        stand_ins=(_ERLANG,),
    ),
)
