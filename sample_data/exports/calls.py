"""The 200 contacts, before any platform writes them: inbound calls of four weeks, some abandoned, some reviewed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

SEED, SIZE = 20_260_105, 200
_START = datetime(2026, 1, 5)
_DAYS = 28
QUEUES = ("Billing", "Sales")
AGENTS = ("Ann Ames", "Bo Beck", "Cy Cole", "Di Dunn", "Ed Eck")


@dataclass(frozen=True, slots=True)
class Call:
    """One contact; times in whole seconds, replies and resolutions in whole minutes as ticket systems keep them."""

    number: int
    at: datetime
    queue: str
    agent: str | None  # None: abandoned
    customer: str
    wait: int
    talk: int
    hold: int
    wrap: int
    transfers: int
    first_reply_min: int | None
    resolution_min: int | None
    reopens: int
    good: bool | None  # the survey's answer
    sla_met: bool | None
    cost: float | None

    @property
    def connected(self) -> datetime:
        """When an agent answered."""
        return self.at + timedelta(seconds=4 + self.wait)

    @property
    def queued(self) -> datetime:
        """When the call came out of the menu into the queue."""
        return self.at + timedelta(seconds=4)

    @property
    def end(self) -> datetime:
        """When the line was closed."""
        return self.connected + timedelta(seconds=self.talk + self.hold)

    @property
    def wrapped(self) -> datetime:
        """When the after-call work ended."""
        return self.end + timedelta(seconds=self.wrap)


def calls(seed: int = SEED, size: int = SIZE) -> list[Call]:
    """Return the contacts in the order of their arrival; the same seed gives the same."""
    rng = np.random.default_rng(seed)
    seconds = np.sort(rng.integers(0, _DAYS * 10 * 3600, size))
    return [_call(rng, i + 1, int(s)) for i, s in enumerate(seconds)]


def _call(rng: np.random.Generator, number: int, second: int) -> Call:
    day, second_of_day = divmod(second, 10 * 3600)
    answered = bool(rng.random() < 0.85)
    resolved = answered and bool(rng.random() < 0.8)
    reply = int(rng.integers(1, 90)) if answered else None
    return Call(
        number=number,
        at=_START + timedelta(days=day, hours=8, seconds=second_of_day),
        queue=QUEUES[int(rng.integers(2))],
        agent=AGENTS[int(rng.integers(len(AGENTS)))] if answered else None,
        customer=f"+4179555{int(rng.integers(90)):04}",
        wait=int(rng.choice([3, 12, 20, 21, 45, 140])) + int(rng.integers(0, 5)),
        talk=int(rng.integers(20, 900)) if answered else 0,
        hold=int(rng.integers(1, 120)) if answered and rng.random() < 0.4 else 0,
        wrap=int(rng.integers(5, 180)) if answered else 0,
        transfers=int(rng.random() < 0.15) if answered else 0,
        first_reply_min=reply,
        resolution_min=reply + int(rng.integers(1, 3000)) if resolved and reply else None,
        reopens=int(rng.random() < 0.1) if resolved else 0,
        good=bool(rng.random() < 0.8) if answered and rng.random() < 0.4 else None,
        sla_met=bool(rng.random() < 0.9) if answered else None,
        cost=round(float(rng.random()) * 2, 3) if answered else None,
    )
