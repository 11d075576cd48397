"""Governance: can the measures themselves be trusted?"""

from polars import col

from kpi_core.model import Better, Category, Kpi, Pack, Role, Unit

_GAP = (col("qa_score") - col("qa_second_score")).abs()

GOVERNANCE: tuple[Kpi, ...] = (
    Kpi(
        key="qa_coverage",
        name="QA coverage",
        definition="Answered contacts that were reviewed.",
        formula="reviewed / answered",
        category=Category.GOVERNANCE,
        role=Role.LEAD,
        packs=(Pack.QUARTERLY,),
        unit=Unit.PERCENT,
        better=Better.UP,
        numerator=col("qa_score").is_not_null(),
        denominator=col("answered"),
        window="qa",
        source="S0",
    ),
    Kpi(
        key="qa_calibration_gap",
        name="QA calibration gap",
        definition="How far two reviewers of the same contact lie apart, on average.",
        formula="difference of the two scores / contacts reviewed twice",
        category=Category.GOVERNANCE,
        role=Role.LEAD,
        packs=(Pack.QUARTERLY,),
        unit=Unit.POINTS,
        better=Better.DOWN,
        numerator=_GAP,
        denominator=_GAP.is_not_null(),
        source="S0",
    ),
    Kpi(
        key="ola_compliance",
        name="Internal operating level met",
        definition="Internal hand-offs made within their agreed time.",
        formula="hand-offs within their time / hand-offs",
        category=Category.GOVERNANCE,
        role=Role.LEAD,
        packs=(Pack.QUARTERLY,),
        unit=Unit.PERCENT,
        better=Better.UP,
        numerator=col("handoffs_in_time"),
        denominator=col("handoffs"),
        source="S0",
    ),
)
