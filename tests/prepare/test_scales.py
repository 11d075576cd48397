"""Every score is held to its scale: what lies outside counts nowhere, and another scale is refused by name."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.definitions import DEFAULT, Definitions, parse
from kpi_core.errors import CannotAnswer
from kpi_core.intake import from_toml, load
from kpi_core.measure import ask, measure
from kpi_core.prepare import prepare
from kpi_core.view import EVERYTHING

SCORES = ("csat", "nps", "ces", "call_quality", "qa_score", "qa_second_score")


def exported(
    columns: Mapping[str, Sequence[Any]], definitions: Definitions = DEFAULT, fact: str = "contact"
) -> Prepared:
    """Write an export with these columns, a row a minute, and read it."""
    rows = list(zip_longest(*columns.values(), fillvalue=""))
    lines = [f"{i},2026-03-02 {9 + i // 60:02}:{i % 60:02}:00,{','.join(map(str, row))}" for i, row in enumerate(rows)]
    text = "\n".join([f"id,at,{','.join(columns)}", *lines])
    fields = "\n".join(f'{name} = "{name}"' for name in columns)
    own = 'channel = { value = "voice" }' if fact == "contact" else ""
    mapping = f'name = "scores"\nfact = "{fact}"\n[columns]\ncontact_id = "id"\nat = "at"\n{own}\n{fields}'
    return prepare(load(("scores.csv", text.encode()), from_toml(mapping)), definitions)


def value(data: Prepared, key: str, variant: str | None = None) -> tuple[int, float | None]:
    kpi = CATALOGUE[key] if variant is None else CATALOGUE[key].as_variant(variant)
    row = measure(ask(data, [kpi], EVERYTHING).all()).row(0, named=True)
    return row["n"], row["value"]


def refusal(data: Prepared, key: str, variant: str | None = None) -> str:
    with pytest.raises(CannotAnswer) as error:
        value(data, key, variant)
    return str(error.value)


@pytest.mark.parametrize(
    ("column", "given", "key", "variant", "n", "wanted"),
    [
        ("csat", [5, 4, 3, 99], "csat", None, 3, 2 / 3),
        ("csat", [5, 4, 3, 99], "csat", "mean", 3, 4.0),
        ("csat", [5, 4, 3, 99, 99, 99, 99], "csat", "mean", 3, 4.0),
        ("csat", [5, 4, 3, -1], "csat", "mean", 3, 4.0),
        ("nps", [10, 9, 2, 11], "nps", None, 3, 100 / 3),
        ("ces", [1, 2, 3, 99], "customer_effort", None, 3, 2.0),
        ("call_quality", [5, 3, 10], "call_quality", None, 2, 4.0),
        ("qa_score", [100, 80, 60, 999], "qa_score", None, 3, 80.0),
        ("qa_score", [100, 80, 60, 104], "qa_pass_rate", None, 3, 2 / 3),
    ],
)
def test_a_value_outside_its_scale_counts_nowhere_and_is_said(
    column: str, given: list[float], key: str, variant: str | None, n: int, wanted: float
) -> None:
    data = exported({column: given})
    assert value(data, key, variant) == pytest.approx((n, wanted))
    kpi = CATALOGUE[key] if variant is None else CATALOGUE[key].as_variant(variant)
    (said,) = data.cautions_on(kpi.columns)
    assert said in data.notes
    assert f"{len(given) - n} of {len(given)} " in said
    assert "outside the scale from" in said


def test_a_second_review_outside_the_scale_is_in_no_calibration_gap() -> None:
    data = exported({"qa_score": [80, 90, 70], "qa_second_score": [84, 999, 78]})
    assert value(data, "qa_calibration_gap") == (2, 6.0)
    assert value(data, "qa_coverage")[0] == 0  # the window is not over; the reviews themselves are on their scale


def test_a_value_outside_is_no_answered_survey() -> None:
    """Of two contacts of January one answered with 99, which stands for no answer."""
    text = "id,at,csat\n1,2026-01-02 09:00,5\n2,2026-01-02 10:00,99\n3,2026-03-02 10:00,4"
    mapping = 'name = "s"\n[columns]\ncontact_id = "id"\nat = "at"\ncsat = "csat"'
    data = prepare(load(("s.csv", text.encode()), from_toml(mapping)))
    assert value(data, "survey_response_rate") == (2, 0.5)
    assert data.cautions_on(CATALOGUE["survey_response_rate"].columns)


def test_surveys_are_held_to_their_scales_too() -> None:
    columns = {"expectation": [7, 6, 99, 5], "perception": [6, 6, 6, 999], "engagement_score": [8, 6, 99, 7]}
    data = exported(columns | {"csat": [5, 99, 1, 1], "nps": [9, 99, 9, 0]}, fact="survey")
    assert value(data, "servqual_gap") == (2, -0.5)
    assert value(data, "employee_engagement") == (3, 7.0)
    assert value(data, "csat", "mean, from surveys") == pytest.approx((3, 7 / 3))
    assert value(data, "nps", "from surveys") == pytest.approx((3, 100 / 3))
    assert len(data.notes) == 5


def test_surveys_without_a_score_name_the_score() -> None:
    said = refusal(exported({"csat": [5, 4]}, fact="survey"), "nps")
    assert "(nps) needs nps (recommendation answer, 0 to 10) on its survey rows" in said


def test_surveys_on_another_scale_are_refused_too() -> None:
    data = exported({"csat": [9, 6], "nps": [1, 5] * 10}, fact="survey")
    assert "here they go up to 9" in refusal(data, "csat")
    assert "none of the 20 is above 5" in refusal(data, "nps")


def test_recommendation_answers_on_one_to_five_are_refused_and_not_minus_a_hundred() -> None:
    said = refusal(exported({"nps": [5, 4, 5, 3, 1] * 5}), "nps")
    assert "recommendation answers from 0 to 10 (none of the 25 is above 5, so they are on another scale" in said
    assert "map the column as csat, or set nps_scale, promoters_from and detractors_to in the definitions" in said
    own = parse("[scales]\nnps_scale = [1, 5]\npromoters_from = 5\ndetractors_to = 3")
    assert value(exported({"nps": [5, 4, 5, 3, 1] * 5}, own), "nps") == (25, 0.0)


def test_a_few_low_answers_are_given_with_the_doubt() -> None:
    data = exported({"nps": [0, 3, 5, 1, 2, 4]})
    assert value(data, "nps") == (6, -100.0)
    (said,) = data.cautions_on(CATALOGUE["nps"].columns)
    assert said.startswith("None of the 6 recommendation answers is above 5: if they are not on the scale from 0 to 10")


def test_one_promoter_shows_the_scale() -> None:
    assert value(exported({"nps": [1, 2, 3, 4, 5] * 10 + [10]}), "nps") == pytest.approx((51, -4900 / 51))


@pytest.mark.parametrize(
    ("column", "given", "keys", "said"),
    [
        ("csat", [9, 6], ["csat", "csat mean"], "here they go up to 9: set csat_scale and satisfied_from"),
        ("csat", [0, 1, 0, 1], ["csat", "csat mean"], "here they go down to 0: set csat_scale"),
        ("qa_score", [0.9, 0.7] * 10, ["qa_score", "qa_pass_rate", "qa_coverage"], "none of the 20 is above 0.9"),
        ("ces", [8, 9, 10, 2], ["customer_effort"], "here they go up to 10: set effort_scale"),
        ("call_quality", [80, 90, 100], ["call_quality"], "here they go up to 100: set call_quality_scale"),
    ],
)
def test_another_scale_is_refused_in_every_way_of_counting(
    column: str, given: list[float], keys: list[str], said: str
) -> None:
    data = exported({column: given})
    for key, _, variant in (k.partition(" ") for k in keys):
        assert said in refusal(data, key, variant or None)


def test_answers_that_are_left_out_do_not_lower_the_response_rate_unsaid() -> None:
    data = exported({"csat": [9, 6, 10, 8]})
    assert "here they go up to 10" in refusal(data, "survey_response_rate")


def test_scores_within_their_scales_say_nothing() -> None:
    data = exported({"csat": [1, 5], "nps": [0, 10], "ces": [1, 7], "call_quality": [1, 5], "qa_score": [0, 100]})
    assert (data.notes, data.cautions) == ((), {})
