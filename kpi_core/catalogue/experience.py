"""Experience: what do customers say?"""

from polars import col

from kpi_core.model import Better, Category, Fact, Kpi, Pack, Role, Unit, Variant

_CSAT = col("csat").is_not_null()
_NPS = col("nps").is_not_null()
_GAP = col("perception") - col("expectation")

EXPERIENCE: tuple[Kpi, ...] = (
    Kpi(
        key="csat",
        name="Customer satisfaction",
        definition="Answers at or above the satisfied cut (4 or 5 of 5), of all answers.",
        formula="satisfied answers / answers",
        category=Category.EXPERIENCE,
        role=Role.BOTH,
        packs=(Pack.MONTHLY,),
        unit=Unit.PERCENT,
        better=Better.UP,
        numerator=col("satisfied"),
        denominator=_CSAT,
        variants={
            "top2": Variant(
                "Answers at or above the satisfied cut (4 or 5 of 5), of all answers.",
                "satisfied answers / answers",
                col("satisfied"),
                _CSAT,
            ),
            "mean": Variant(
                "The mean answer on the survey's own scale.",
                "sum of answers / answers",
                col("csat"),
                _CSAT,
                unit=Unit.POINTS,
            ),
        },
        source="S0, S2, S3, S4",
    ),
    Kpi(
        key="nps",
        name="Net promoter score",
        definition="Promoters (9 or 10) less detractors (0 to 6), of all answers, from -100 to 100.",
        formula="100 x (promoters - detractors) / answers",
        category=Category.EXPERIENCE,
        role=Role.BOTH,
        packs=(Pack.QUARTERLY,),
        unit=Unit.NPS,
        better=Better.UP,
        numerator=col("promoter").cast(int) - col("detractor").cast(int),
        denominator=_NPS,
        source="S2, S3, S4",
    ),
    Kpi(
        key="customer_effort",
        name="Customer effort score",
        definition="The mean effort answer on the survey's own scale.",
        formula="sum of effort answers / answers",
        category=Category.EXPERIENCE,
        role=Role.LAG,
        unit=Unit.POINTS,
        better=Better.DOWN,
        numerator=col("ces"),
        denominator=col("ces").is_not_null(),
        source="S0, S4",
    ),
    Kpi(
        key="servqual_gap",
        name="SERVQUAL gap",
        definition="How far what customers got lies above what they expected, on average; cut it by dimension.",
        formula="(perception - expectation) / answers with both",
        category=Category.EXPERIENCE,
        role=Role.LAG,
        unit=Unit.POINTS,
        better=Better.UP,
        numerator=_GAP,
        denominator=_GAP.is_not_null(),
        numerator_fact=Fact.SURVEY,
        denominator_fact=Fact.SURVEY,
        read_by="servqual_dimension",
        source="S2",
    ),
    Kpi(
        key="survey_response_rate",
        name="Survey response rate",
        definition="Surveys that were answered, of those offered; of all answered contacts where offers are not known.",
        formula="survey answers / surveys offered",
        category=Category.EXPERIENCE,
        role=Role.LEAD,
        unit=Unit.PERCENT,
        better=Better.CONTEXT,
        numerator=col("survey_answered"),
        denominator=col("survey_base"),
        window="survey",
        source="S3",
    ),
)
