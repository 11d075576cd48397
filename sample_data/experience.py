"""What customers answered when they were asked."""

import numpy as np

from sample_data.centre import EMAIL, VOICE, Rows
from sample_data.days import DAYS
from sample_data.draws import chance, flag, number
from sample_data.waits import ANSWERED

COMMENTS = (
    "Solved quickly, thank you.",
    "Friendly and clear.",
    "I had to explain everything again.",
    "The wait was far too long.",
    "Still not solved.",
    "Good answer, but it took three contacts to get it.",
)
_STARS = np.array([-1.90, -1.35, -0.70, 0.40])  # moods from which a second, third ... star is given
_CHANNEL = np.array([0.15, -0.10, -0.05, 0.0, 0.10, -0.15])


def facts(rng: np.random.Generator, rows: Rows) -> Rows:
    """Return the survey: offered to many, answered by few, later than the contact."""
    size = rows["day"].size
    answered = rows["outcome"] == ANSWERED
    offered = answered & (rng.random(size) < 0.70)
    ready = np.clip((DAYS - rows["day"]) / 5.0, 0.2, 1.0)
    replied = offered & (rng.random(size) < ready * chance(-1.15 + rows["replies"]))
    mood = _mood(rng, rows)
    stars = 1 + np.searchsorted(_STARS, mood)
    recommend = np.clip(np.round(7.9 + 1.7 * mood + 0.9 * rng.normal(size=size)), 0, 10)
    effort = np.clip(np.round(3.0 - 0.9 * mood + 0.6 * rng.normal(size=size)), 1, 7)
    quality = np.clip(np.round(4.1 + 0.7 * mood + 0.4 * rng.normal(size=size)), 1, 5)
    asked = rng.random((4, size))
    comment = np.where(mood > 0, rng.integers(0, 2, size), rng.integers(2, len(COMMENTS), size))
    settled = rng.random(size) < chance(1.9 - 2.2 * rows["followed"] + 0.5 * mood)
    return {
        "survey_offered": flag(offered, answered),
        "csat": number(stars, replied & (asked[0] < 0.95)),
        "nps": number(recommend, replied & (asked[1] < 0.55)),
        "ces": number(effort, replied & (asked[2] < 0.45)),
        "call_quality": number(quality, replied & (rows["channel"] == VOICE) & (asked[3] < 0.70)),
        "confirmed": flag(settled, replied & (rng.random(size) < 0.80)),
        "comment": np.where(replied & (rng.random(size) < 0.18), comment, -1),
    }


def _mood(rng: np.random.Generator, rows: Rows) -> np.typing.NDArray[np.float64]:
    """Return how content the customer is: less after a wait, a transfer, or when the issue comes back."""
    waited = np.nan_to_num(rows["wait"]) + np.where(
        rows["channel"] >= EMAIL, np.nan_to_num(rows["first_response"]) / 120.0, 0.0
    )
    mood = 0.60 + _CHANNEL[rows["channel"]] - 0.25 * np.log1p(waited / 30.0)
    mood = mood - 0.75 * rows["followed"] - 0.25 * (rows["attempt"] > 0) - 0.2 * (rows["transfers"] > 0)
    return np.asarray(mood + rows["content"] + rng.normal(0.0, 0.75, rows["day"].size), dtype=np.float64)
