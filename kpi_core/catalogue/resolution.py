"""Resolution: was the issue settled, and did it come back?"""

from polars import col, when

from kpi_core.model import Better, Category, Kpi, Pack, Role, Unit, Variant

_TRANSFERRED = col("transfers") > 0

RESOLUTION: tuple[Kpi, ...] = (
    Kpi(
        key="first_contact_resolution",
        name="First contact resolution",
        definition="First contacts that were not followed by another of the same customer within the window.",
        formula="answered first contacts without a repeat in the window / answered first contacts",
        category=Category.RESOLUTION,
        role=Role.BOTH,
        packs=(Pack.MONTHLY,),
        unit=Unit.PERCENT,
        better=Better.UP,
        numerator=col("no_repeat"),
        denominator=col("answered") & col("first_contact"),
        window="repeat",
        variants={
            "no_repeat": Variant(
                "First contacts that were not followed by another of the same customer within the window.",
                "answered first contacts without a repeat in the window / answered first contacts",
                col("no_repeat"),
                col("answered") & col("first_contact"),
            ),
            **{
                f"within_{window}": Variant(
                    f"First contacts that were not followed by another of the same customer within {words}.",
                    f"answered first contacts without a repeat within {words} / answered first contacts",
                    col(f"no_repeat_{window}"),
                    col("answered") & col(f"first_contact_{window}"),
                    window=window,
                )
                for window, words in (("24h", "24 hours"), ("48h", "48 hours"), ("7d", "7 days"))
            },
            "of_issues": Variant(
                "First contacts that were answered and not followed by another within the window, of all of them: an "
                "issue whose first contact was not answered counts as not resolved.",
                "answered first contacts without a repeat in the window / first contacts, answered or not",
                when(col("no_repeat").is_not_null()).then(col("answered") & col("no_repeat")),
                col("offered") & col("first_contact"),
            ),
            "of_resolved": Variant(
                "Resolved contacts that were the first ones of their customer and not followed by another within the "
                "window.",
                "resolved first contacts without a repeat in the window / resolved",
                when(col("no_repeat").is_not_null()).then(col("first_contact") & col("no_repeat")),
                col("resolved") & col("first_contact").is_not_null(),
            ),
            "marked": Variant(
                "Answered contacts that the agent marked as resolved on this contact.",
                "marked resolved by the agent / answered and marked either way",
                col("resolved_marked"),
                col("answered"),
                window="",
            ),
            "confirmed": Variant(
                "Answered contacts that the customer confirmed as resolved.",
                "confirmed resolved by the customer / answered and confirmed either way",
                col("resolved_confirmed"),
                col("answered"),
                window="",
            ),
        },
        source="S0, S1, S2, S3, S4",
    ),
    Kpi(
        key="repeat_contact_rate",
        name="Repeat contact rate",
        definition="Inbound contacts that were followed by another of the same customer within the window.",
        formula="followed by a contact of the same key in the window / contacts whose window is over",
        category=Category.RESOLUTION,
        role=Role.LAG,
        unit=Unit.PERCENT,
        better=Better.DOWN,
        numerator=~col("no_repeat"),
        denominator=col("offered"),
        window="repeat",
        source="S0, S3",
    ),
    Kpi(
        key="average_resolution_time",
        name="Average resolution time",
        definition="Time from arrival to resolution, on average, of the contacts that were resolved.",
        formula="time to resolution / resolved",
        category=Category.RESOLUTION,
        role=Role.LAG,
        packs=(Pack.MONTHLY,),
        unit=Unit.SECONDS,
        better=Better.DOWN,
        numerator=col("resolution_s"),
        denominator=col("resolved"),
        variants={
            "calendar": Variant(
                "Time from arrival to resolution, on average, of the contacts that were resolved.",
                "time to resolution / resolved",
                col("resolution_s"),
                col("resolved"),
            ),
            "business_hours": Variant(
                "The part of the time to resolution that lies in business hours, on average, of those resolved.",
                "business hours to resolution / resolved",
                col("business_resolution_s"),
                col("resolved"),
            ),
            "mature": Variant(
                "Time from arrival to resolution, on average, of the contacts that were resolved within the window; "
                "contacts whose window is not over are left out.",
                "time to resolution / resolved within the window, once it is over",
                col("resolution_s"),
                col("resolved_in_window"),
                window="resolution",
            ),
        },
        source="S0",
    ),
    Kpi(
        key="resolution_rate",
        name="Resolution rate",
        definition="Inbound contacts that were resolved, of all that arrived.",
        formula="resolved / offered",
        category=Category.RESOLUTION,
        role=Role.LAG,
        unit=Unit.PERCENT,
        better=Better.UP,
        numerator=col("resolved"),
        denominator=col("offered"),
        variants={
            "offered": Variant(
                "Inbound contacts that were resolved, of all that arrived.",
                "resolved / offered",
                col("resolved"),
                col("offered"),
            ),
            "answered": Variant(
                "Answered contacts that were resolved.",
                "resolved / answered",
                col("resolved"),
                col("answered"),
            ),
            "mature": Variant(
                "Inbound contacts that were resolved within the window, of all that arrived; contacts whose window is "
                "not over are left out.",
                "resolved within the window / offered, once the window is over",
                col("resolved_in_window"),
                col("offered"),
                window="resolution",
            ),
        },
        source="S2",
    ),
    Kpi(
        key="reopen_rate",
        name="Reopen rate",
        definition="Resolved contacts that were opened again.",
        formula="reopened / resolved",
        category=Category.RESOLUTION,
        role=Role.LAG,
        unit=Unit.PERCENT,
        better=Better.DOWN,
        numerator=col("reopened"),
        denominator=col("resolved"),
        variants={
            "resolved": Variant(
                "Resolved contacts that were opened again.",
                "reopened / resolved",
                col("reopened"),
                col("resolved"),
            ),
            "mature": Variant(
                "Resolved contacts that were opened again; contacts whose window is not over are left out.",
                "reopened / resolved, once the window is over",
                col("reopened"),
                col("resolved"),
                window="reopen",
            ),
        },
        source="S0",
    ),
    Kpi(
        key="transfer_rate",
        name="Transfer rate",
        definition="Answered contacts that were transferred at least once.",
        formula="answered contacts with a transfer / answered",
        category=Category.RESOLUTION,
        role=Role.LEAD,
        unit=Unit.PERCENT,
        better=Better.CONTEXT,
        numerator=_TRANSFERRED,
        denominator=col("answered"),
        variants={
            "contacts": Variant(
                "Answered contacts that were transferred at least once.",
                "answered contacts with a transfer / answered",
                _TRANSFERRED,
                col("answered"),
            ),
            "transfers": Variant(
                "Transfers per answered contact.",
                "transfers / answered",
                col("transfers"),
                col("answered"),
                unit=Unit.PER_CONTACT,
            ),
        },
        source="S1, S2",
    ),
    Kpi(
        key="escalation_rate",
        name="Escalation rate",
        definition="Answered contacts that were passed up.",
        formula="escalated / answered",
        category=Category.RESOLUTION,
        role=Role.LEAD,
        unit=Unit.PERCENT,
        better=Better.CONTEXT,
        numerator=col("escalated"),
        denominator=col("answered"),
        variants={
            "answered": Variant(
                "Answered contacts that were passed up.",
                "escalated / answered",
                col("escalated"),
                col("answered"),
            ),
            "offered": Variant(
                "Contacts that were passed up, of all that arrived.",
                "escalated / offered",
                col("escalated"),
                col("offered"),
            ),
        },
        source="S0, S2",
    ),
)
