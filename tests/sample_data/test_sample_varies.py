"""Days, weeks, agents, customers and reviews of the sample vary by themselves, as those of real centres do."""

from datetime import datetime

import numpy as np
import polars as pl
import pytest
from polars import col

from sample_data import make, variation
from sample_data.centre import LOCATIONS, QUEUES
from sample_data.days import DAYS, HOLIDAYS, WEEKS
from sample_data.story import SQUEEZE

CALM = col("Arrived") < datetime(2025, 9, 8)  # nothing is planted before
ANSWERED = col("Outcome") == "answered"
HANDLED = col("Talk (s)") + col("Hold (s)").fill_null(0) + col("After-call work (s)").fill_null(0)


@pytest.fixture(scope="module")
def contacts() -> pl.DataFrame:
    return pl.read_parquet(make.ensure() / "contacts.parquet")


@pytest.fixture(scope="module")
def own() -> variation.Variation:
    return variation.draw(np.random.default_rng(1), 1_000)


def alike(frame: pl.DataFrame, unit: str, value: str) -> float:
    """Return the correlation of two values of one unit (intraclass correlation, by analysis of variance)."""
    each = frame.drop_nulls([unit, value]).group_by(unit).agg(n=pl.len(), mean=col(value).mean(), var=col(value).var())
    n, mean, var = (each.filter(col("n") > 1)[c].cast(pl.Float64).to_numpy() for c in ("n", "mean", "var"))
    total, units = n.sum(), len(n)
    within = ((n - 1) * var).sum() / (total - units)
    between = (n * (mean - (n * mean).sum() / total) ** 2).sum() / (units - 1)
    usual = (total - (n**2).sum() / total) / (units - 1)
    return float((between - within) / (between + (usual - 1) * within))


def test_the_waits_of_a_queue_vary_by_15_percent_from_day_to_day_and_half_of_it_is_common(
    own: variation.Variation,
) -> None:
    logs = np.log(own.waits)
    assert logs.shape == (DAYS, len(QUEUES))
    assert 0.13 < logs.std(axis=0).mean() < 0.17
    assert 0.4 < np.corrcoef(logs.T)[0, 1:].mean() < 0.7


def test_handle_times_have_weeks_of_their_own_and_the_squeeze_is_beside_them(own: variation.Variation) -> None:
    logs = np.log(own.pace)
    assert logs.shape == (WEEKS, len(LOCATIONS))
    others = [i for i, site in enumerate(LOCATIONS) if site != SQUEEZE.location]
    assert 0.024 < logs[:, others].std(axis=0).mean() < 0.036
    assert np.exp(logs[-20:, LOCATIONS.index(SQUEEZE.location)].mean()) == pytest.approx(SQUEEZE.factor, rel=0.02)


def test_the_number_of_contacts_varies_by_8_percent_beyond_chance(contacts: pl.DataFrame) -> None:
    days = contacts.filter(CALM).group_by(day=col("Arrived").dt.date()).agg(n=pl.len().cast(pl.Float64)).sort("day")
    days = days.with_columns(
        usual=col("n").mean().over(col("day").dt.weekday()) * col("n").rolling_median(49, center=True, min_samples=20)
    )
    ratio = days.filter(~col("day").is_in(HOLIDAYS)).select(col("n") / col("usual")).to_series().to_numpy()
    by_chance = 1 / days["n"].to_numpy().mean()
    assert 0.06 < np.sqrt((ratio.std() / ratio.mean()) ** 2 - by_chance) < 0.10


def test_contacts_of_one_agent_are_alike_by_about_a_twentieth(contacts: pl.DataFrame) -> None:
    reason = col("Reason").str.strip_chars().str.to_lowercase()
    calls = contacts.filter(CALM & ANSWERED & (col("Channel") == "Voice")).with_columns(
        handled=HANDLED / HANDLED.mean().over(reason), solved=col("Resolved").cast(pl.Float64)
    )
    found = {value: alike(calls, "Agent", value) for value in ("handled", "solved")}
    everywhere = contacts.filter(col("Channel") == "Voice")
    found |= {value: alike(everywhere, "Agent", value) for value in ("QA score", "CSAT")}
    assert all(0.02 < r < 0.09 for r in found.values()), found


def test_customers_answer_again_at_their_own_level_and_come_back(contacts: pl.DataFrame) -> None:
    answers = contacts.drop_nulls(["CSAT", "Customer"])
    again = answers.filter(pl.len().over("Customer") > 1)
    assert again.height / answers.height > 0.4
    assert 0.15 < alike(answers, "Customer", "CSAT") < 0.35
    known = contacts.drop_nulls(["Customer", "Language"])
    assert known.height / known["Customer"].n_unique() > 3
    spoken = known.group_by("Customer").agg(n=col("Language").str.strip_chars().str.to_lowercase().n_unique())
    assert set(spoken["n"]) == {1}


def test_the_items_of_one_review_go_together(contacts: pl.DataFrame) -> None:
    items = pl.read_parquet(make.ensure() / "qa_items.parquet")
    passed = col("passed").cast(pl.Float64)
    apart = items.with_columns(value=passed - passed.mean().over("item"))
    assert 0.25 < alike(apart, "contact_id", "value") < 0.38
    scored = items.join(contacts.select(contact_id="Contact ID", score="QA score"), on="contact_id")
    assert scored.select(pl.corr("passed", "score").alias("r"))["r"][0] > 0.2


def test_surveys_ask_the_same_customers_again_and_one_answer_goes_together() -> None:
    surveys = pl.read_parquet(make.ensure() / "surveys.parquet")
    gap = col("perception") - col("expectation")
    quality = surveys.drop_nulls("perception").with_columns(
        value=gap - gap.mean().over("servqual_dimension"), answer=col("at").cast(pl.String) + col("customer_key")
    )
    assert 0.15 < alike(quality, "answer", "value") < 0.35
    assert 0.15 < alike(surveys.drop_nulls("csat"), "customer_key", "csat") < 0.35
