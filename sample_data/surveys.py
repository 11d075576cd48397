"""The surveys that are not about one contact, under their canonical names; the same people answer again and again."""

import numpy as np
import polars as pl

from sample_data import days
from sample_data.centre import Staff
from sample_data.days import DAYS, Ints
from sample_data.export import numbered, words
from sample_data.other_facts import of_team
from sample_data.variation import Customers

DIMENSIONS = ("Reliability", "Assurance", "Tangibles", "Empathy", "Responsiveness")
_ANSWERS_A_MONTH = 90
_ANSWERS_EACH = 3  # of one customer, over all months


def surveys(rng: np.random.Generator, agents: Staff, customers: Customers) -> pl.DataFrame:
    """Return the surveys that are not about one contact: service quality, the relationship, employees."""
    return pl.concat(
        [_service_quality(rng, customers), _relationship(rng, customers), _employees(rng, agents)],
        how="diagonal",
    ).sort("at", maintain_order=True)


def _days_of_months(rng: np.random.Generator, each: int) -> np.typing.NDArray[np.int64]:
    """Draw as many days in every month."""
    first = [max(days.number(m), 0) for m in days.months()]
    return np.sort((np.repeat(first, each) + rng.integers(0, 23, each * len(first))).astype(np.int64))


def _panel(rng: np.random.Generator, customers: Customers, answers: int) -> Ints:
    """Draw who answers: the same few customers again and again."""
    few = rng.choice(customers.number, max(answers // _ANSWERS_EACH, 10))
    return np.asarray(rng.choice(few, answers), dtype=np.int64)


def _service_quality(rng: np.random.Generator, customers: Customers) -> pl.DataFrame:
    """Ask a few customers every month what they expected and what they got, by dimension, from 1 to 7.

    The five dimensions of one answer go together, and so do the answers of one customer.
    """
    day = np.repeat(_days_of_months(rng, _ANSWERS_A_MONTH), len(DIMENSIONS))
    answers = day.size // len(DIMENSIONS)
    dimension = np.tile(np.arange(len(DIMENSIONS)), answers)
    person = _panel(rng, customers, answers)
    customer = np.repeat(person, len(DIMENSIONS))
    shared = np.repeat(0.40 * customers.content[person] + rng.normal(0.0, 0.30, answers), len(DIMENSIONS))
    expected = np.array([6.3, 6.0, 4.9, 5.7, 6.2])[dimension] + rng.normal(0.0, 0.7, day.size)
    gap = np.array([-0.5, -0.1, 0.2, -0.2, -0.7])[dimension] + shared + rng.normal(0.0, 0.75, day.size)
    return pl.DataFrame(
        {
            "at": pl.Series(days.moments(day, np.full(day.size, 12 * 3600))),
            "customer_key": numbered("C", customer, 6),
            "servqual_dimension": words(dimension, DIMENSIONS),
            "expectation": pl.Series(np.clip(np.round(expected), 1, 7)),
            "perception": pl.Series(np.clip(np.round(expected + gap), 1, 7)),
        }
    )


def _relationship(rng: np.random.Generator, customers: Customers) -> pl.DataFrame:
    """Ask a few customers every month about the company as a whole."""
    day = _days_of_months(rng, 2 * _ANSWERS_A_MONTH)
    customer = _panel(rng, customers, day.size)
    mood = 0.55 * customers.content[customer] + 0.83 * rng.normal(size=day.size)
    return pl.DataFrame(
        {
            "at": pl.Series(days.moments(day, np.full(day.size, 15 * 3600))),
            "customer_key": numbered("C", customer, 6),
            "csat": pl.Series(np.clip(np.round(4.1 + 0.9 * mood), 1, 5)),
            "nps": pl.Series(np.clip(np.round(7.8 + 1.8 * mood), 0, 10)),
            "ces": pl.Series(np.clip(np.round(2.9 - 0.9 * mood), 1, 7)),
        }
    )


def _employees(rng: np.random.Generator, agents: Staff) -> pl.DataFrame:
    """Ask every agent once in each quarter, from 1 to 10; three in four answer."""
    asked = [days.number(m) + 40 for m in days.months() if m.month in {1, 4, 7, 10}]
    last = agents.agent[:, [min(d, DAYS - 1) for d in asked]]
    answered = rng.random(last.shape) < 0.75
    agent = last[answered]
    day = np.broadcast_to(asked, last.shape)[answered]
    score = 7.1 + 0.5 * agents.skill[agent] + rng.normal(0.0, 1.3, agent.size)
    return pl.DataFrame(
        {
            "at": pl.Series(days.moments(day, np.full(day.size, 10 * 3600))),
            "agent": numbered("A-", agent, 3),
            **of_team(agents.team[agent]),
            "engagement_score": pl.Series(np.clip(np.round(score), 1, 10)),
        }
    )
