"""All contacts of the sample: issues, their repeats, and everything known about each."""

import numpy as np

from sample_data import arrivals, commercial, experience, quality, resolution, variation, waits, work
from sample_data.centre import Rows, Staff, staff
from sample_data.days import DAYS, Bools, moments
from sample_data.variation import Variation

_GENERATIONS = 5
_PER_ISSUE = 1.22  # at least so many contacts per issue, so that there are always enough to choose from
_TWO_DAYS = np.timedelta64(48, "h")


def make(seed: int, size: int) -> tuple[Rows, Staff, Variation]:
    """Return exactly `size` contacts in the order of their arrival, the agents, and what varies beside the story."""
    agents = staff(np.random.default_rng([seed, 0]))
    own = variation.draw(np.random.default_rng([seed, 1]), max(int(size * 0.32), 50))
    rows = _cut(np.random.default_rng([seed, 2]), _issues(seed, size, agents, own), size)
    rows["at"] = moments(rows["day"], rows["second"])
    rows = _taken(rows, np.lexsort((rows["attempt"], rows["issue"], rows["at"])))
    rows["followed"] = _followed(rows)
    rows |= variation.brought(rows, agents, own)
    for number, stage in enumerate((resolution.facts, quality.facts, experience.facts, commercial.facts)):
        rows |= stage(np.random.default_rng([seed, 10 + number]), rows)
    return rows, agents, own


def _issues(seed: int, size: int, agents: Staff, own: Variation) -> Rows:
    """Draw the first contacts and, one generation after the other, those that follow."""
    rng = np.random.default_rng([seed, 3])
    rows = arrivals.first_contacts(rng, int(size / _PER_ISSUE) + 50, own)
    generations = []
    for _ in range(_GENERATIONS):
        rows |= arrivals.queues(rng, rows)
        rows |= waits.outcomes(rng, rows, own)
        rows |= work.handled(rng, rows, agents, own)
        generations.append(rows)
        rows = work.repeats(rng, rows, agents, own)
        rows = _taken(rows, np.flatnonzero(rows["day"] < DAYS))
    return {name: np.concatenate([g[name] for g in generations]) for name in generations[0]}


def _cut(rng: np.random.Generator, rows: Rows, size: int) -> Rows:
    """Leave out issues of one contact until `size` contacts remain."""
    single = np.flatnonzero(np.bincount(rows["issue"])[rows["issue"]] == 1)
    left_out = rng.choice(single, rows["day"].size - size, replace=False)
    return {name: np.delete(values, left_out) for name, values in rows.items()}


def _followed(rows: Rows) -> Bools:
    """Tell which contacts are followed by another about the same issue within 48 hours."""
    order = np.lexsort((rows["attempt"], rows["issue"]))
    issue, at = rows["issue"][order], rows["at"][order]
    found = np.zeros(order.size, dtype=np.bool_)
    found[order[:-1]] = (issue[1:] == issue[:-1]) & (at[1:] - at[:-1] <= _TWO_DAYS)
    return found


def _taken(rows: Rows, places: np.typing.NDArray[np.int64]) -> Rows:
    """Return the contacts at these places."""
    return {name: values[places] for name, values in rows.items()}
