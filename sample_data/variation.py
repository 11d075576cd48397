"""What days, weeks and customers have of their own, beside the story: no kinder than a real centre.

Half of what a day does is common to all queues and sites, half is theirs alone; a week is the whole centre's. Agents
have levels of their own as well: `centre.staff`.
"""

from dataclasses import dataclass

import numpy as np

from sample_data import days
from sample_data.centre import CHANNELS, LANGUAGES, LOCATIONS, QUEUES, REASONS, TEAM_LOCATION, Rows, Staff, of_agent
from sample_data.days import DAYS, WEEKS, Floats, Ints
from sample_data.story import SQUEEZE

_LANGUAGE_SHARES = (0.80, 0.09, 0.07, 0.04)


@dataclass(frozen=True, eq=False, kw_only=True)
class Customers:
    """A place for each customer: what each brings to every contact and every survey."""

    language: Ints
    content: Floats  # their own level of satisfaction, with a standard deviation of 1
    returns: Floats  # added to the log-odds of coming back
    replies: Floats  # added to the log-odds of answering a survey

    @property
    def number(self) -> int:
        """How many there are."""
        return self.language.size


@dataclass(frozen=True, eq=False, kw_only=True)
class Variation:
    """What the usual is multiplied by (usually 1), and what is added to log-odds and moods (usually 0)."""

    volume: Floats  # factor by day
    channels: Floats  # factor by day and channel
    reasons: Floats  # factor by day and reason
    waits: Floats  # factor by day and queue
    handling: Floats  # factor by day and site
    pace: Floats  # factor by week and site; what it does to repeats comes weeks later
    solved: Floats  # added to log-odds, by day and site
    mood: Floats  # added to how content customers are, by day
    customers: Customers


def draw(rng: np.random.Generator, customers: int) -> Variation:
    """Draw what every day and week is like, and so many customers."""
    volume = _days(rng, 1, 0.075) + _weeks(rng, 0.03)
    pressed = 0.5 * volume + _days(rng, 1, 0.10) + _weeks(rng, 0.035)  # busy days wait longer
    return Variation(
        volume=np.exp(volume[:, 0]),
        channels=np.exp(_days(rng, len(CHANNELS), 0.05)),
        reasons=np.exp(_days(rng, len(REASONS), 0.06)),
        waits=np.exp(pressed + _days(rng, len(QUEUES), 0.10)),
        handling=np.exp(_days(rng, 1, 0.025) + _days(rng, len(LOCATIONS), 0.025)),
        pace=_pace(rng),
        solved=_days(rng, 1, 0.10) + _days(rng, len(LOCATIONS), 0.10) + _weeks(rng, 0.05),
        mood=(_days(rng, 1, 0.08) + _weeks(rng, 0.03))[:, 0],
        customers=_customers(rng, customers),
    )


def brought(rows: Rows, agents: Staff, own: Variation) -> Rows:
    """Return what agent, customer and day bring to each contact; levels of agents are about -2 to 2."""
    agent, customer, day = rows["agent"], rows["customer"], rows["day"]
    return {
        "skill": of_agent(agents.skill, agent),
        "solving": 0.55 * of_agent(agents.solving, agent) + own.solved[day, TEAM_LOCATION[rows["team"]]],
        "quality": of_agent(agents.quality, agent),
        "content": 0.22 * of_agent(agents.warmth, agent) + 0.52 * own.customers.content[customer] + own.mood[day],
        "replies": own.customers.replies[customer],
    }


def _days(rng: np.random.Generator, parts: int, sd: float) -> Floats:
    """Return what each day has of its own, by so many parts."""
    return np.asarray(rng.normal(0.0, sd, (DAYS, parts)))


def _weeks(rng: np.random.Generator, sd: float) -> Floats:
    """Return what each week has of its own, for each of its days."""
    return np.repeat(rng.normal(0.0, sd, (WEEKS, 1)), 7, axis=0)[:DAYS]


def _pace(rng: np.random.Generator) -> Floats:
    """Return what handle time is multiplied by, by week and site: ups and downs, and the squeeze."""
    pace = rng.normal(0.0, 0.03, (WEEKS, len(LOCATIONS)))
    squeezed = np.arange(WEEKS) >= days.number(SQUEEZE.since) // 7
    pace[squeezed, LOCATIONS.index(SQUEEZE.location)] += np.log(SQUEEZE.factor)
    return np.exp(pace)


def _customers(rng: np.random.Generator, number: int) -> Customers:
    """Draw the customers; who is less content comes back more often."""
    content = rng.normal(size=number)
    return Customers(
        language=rng.choice(len(LANGUAGES), number, p=_LANGUAGE_SHARES),
        content=content,
        returns=0.5 * (rng.normal(size=number) - 0.5 * content),
        replies=rng.normal(size=number),
    )
