"""Efficiency: how much work does a contact take? Never read without satisfaction and resolution beside it."""

import polars as pl
from polars import col

from kpi_core.kpi import Better, Category, Kind, Kpi, Role, Unit, Variant

_QUALITY = ("csat", "first_contact_resolution")
_HANDLE_OF_ALL = pl.when(col("answered")).then(col("handle_s")).when(~col("answered")).then(0.0)

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
        beside=_QUALITY,
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
        unit=Unit.PER_CONTACT,
        better=Better.CONTEXT,
        kind=Kind.DISTINCT,
        numerator=col("answered") | col("outbound"),
        denominator=col("agent"),
        beside=_QUALITY,
        source="S2",
    ),
)
