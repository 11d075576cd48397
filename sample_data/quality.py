"""What reviewers found: scores, errors, documentation, compliance."""

import numpy as np

from sample_data.centre import ACCOUNT, CANCELLATION, PAYMENTS, Rows
from sample_data.days import DAYS
from sample_data.draws import flag, number
from sample_data.waits import ANSWERED

REVIEWERS = 9
_REVIEWED = 0.08
_SECOND = 0.12


def facts(rng: np.random.Generator, rows: Rows) -> Rows:
    """Return the review of each contact that was reviewed, and its compliance items."""
    size = rows["day"].size
    answered = (rows["outcome"] == ANSWERED) & ~rows["bot"]
    # Reviews come up to two weeks after the contact, so the last days have fewer.
    ready = np.clip((DAYS - rows["day"]) / 14.0, 0.0, 1.0)
    reviewed = answered & (rng.random(size) < _REVIEWED * ready)
    errors = rng.poisson(np.exp(-0.45 - 0.15 * rows["quality"] + 0.25 * (rows["transfers"] > 0)))
    score = 93.0 - 5.5 * errors + 0.8 * rows["quality"] + rng.normal(0.0, 3.5, size)
    second = score + rng.normal(0.6, 3.2, size)
    checked = reviewed & (rng.random(size) < 0.92)
    strict = np.isin(rows["reason"], (PAYMENTS, ACCOUNT, CANCELLATION))
    applies = rng.random(size) < np.where(strict, 0.75, 0.30)
    required = np.where(applies, 1 + rng.binomial(3, np.where(strict, 0.5, 0.2), size), 0)
    met = rng.binomial(required, np.clip(0.958 + 0.012 * rows["quality"], 0.5, 0.999))
    seen = answered & (rng.random(size) > 0.012)  # no sign of an item is not the same as an item met
    return {
        "qa_score": number(np.round(np.clip(score, 0, 100) * 2) / 2, reviewed),
        "qa_second": number(np.round(np.clip(second, 0, 100) * 2) / 2, reviewed & (rng.random(size) < _SECOND)),
        "qa_errors": number(errors, reviewed),
        "documented": flag(rng.random(size) < 0.95 - 0.09 * errors + 0.01 * rows["quality"], checked),
        "reviewer": np.where(reviewed, rng.integers(0, REVIEWERS, size), -1),
        "compliance_required": number(required, answered),
        "compliance_met": number(met, seen),
    }
