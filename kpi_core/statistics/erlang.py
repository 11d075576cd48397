"""How many people a queue needs: Erlang C, by the Erlang B recursion.

Sources: A. K. Erlang (1917); the recursion B(n) = a B(n-1) / (n + a B(n-1)) as in Cooper, Introduction to Queueing
Theory (1981). No factorials, so large groups do not overflow. Erlang C takes it that nobody hangs up: where people do,
it overstates waits several times over.
"""

from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue in balance: `load` in erlangs (arrivals per second times handle time), `agents`, handle time in s."""

    load: float
    agents: int
    handle_s: float

    def __post_init__(self) -> None:
        if not (self.load > 0 and self.handle_s > 0 and self.agents > 0):
            raise ValueError("load, handle time and agents must be positive")

    @property
    def stable(self) -> bool:
        """Whether the agents can keep up; if not, the queue grows for ever."""
        return self.agents > self.load

    @property
    def occupancy(self) -> float:
        """The share of time that agents are busy, at most 1."""
        return min(self.load / self.agents, 1.0)

    @property
    def waiting(self) -> float:
        """The share of contacts that wait at all; 1 where the agents cannot keep up."""
        if not self.stable:
            return 1.0
        blocked = blocking(self.load, self.agents)
        return blocked / (1 - self.occupancy * (1 - blocked))

    def within(self, seconds: float) -> float:
        """Return the share of contacts answered within a number of seconds; 0 where the agents cannot keep up."""
        if not self.stable:
            return 0.0
        return 1 - self.waiting * exp(-(self.agents - self.load) * seconds / self.handle_s)

    @property
    def wait_s(self) -> float:
        """The average speed of answer in seconds, over all contacts; infinite where the agents cannot keep up."""
        return self.waiting * self.handle_s / (self.agents - self.load) if self.stable else float("inf")

    @property
    def queued(self) -> float:
        """How many wait, on average (Little's law)."""
        return self.wait_s * self.load / self.handle_s

    def wait_at(self, quantile: float) -> float:
        """Return the wait in seconds that this share of contacts does not exceed."""
        if not self.stable:
            return float("inf")
        late = (1 - quantile) / self.waiting
        return 0.0 if late >= 1 else -log(late) * self.handle_s / (self.agents - self.load)


def blocking(load: float, agents: int) -> float:
    """Return Erlang B: the share that finds every agent busy, where nobody waits."""
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def agents_for(load: float, handle_s: float, share: float, seconds: float) -> int:
    """Return the smallest number of agents that answers this share of contacts within so many seconds.

    Raises ValueError unless the share lies between 0 and 1: all of them within a time takes no finite number.
    """
    if not 0 <= share < 1:
        raise ValueError("a share of contacts lies between 0 and 1")
    agents = int(load) + 1
    while Queue(load, agents, handle_s).within(seconds) < share:
        agents += 1
    return agents


def agents_for_each(
    load: NDArray[np.float64], handle_s: NDArray[np.float64], share: float, seconds: float
) -> NDArray[np.int64]:
    """Return `agents_for` of many queues at once, each with its load and handle time.

    Raises ValueError unless the share lies between 0 and 1.
    """
    if not 0 <= share < 1:
        raise ValueError("a share of contacts lies between 0 and 1")
    found = np.zeros(len(load), dtype=np.int64)
    blocked = np.ones(len(load))
    left = np.arange(len(load))
    agents = 0
    while len(left):
        agents += 1
        a, b = load[left], blocked[left]
        b = blocked[left] = a * b / (agents + a * b)
        with np.errstate(over="ignore"):
            waiting = b / (1 - a / agents * (1 - b))
            within = np.where(agents > a, 1 - waiting * np.exp(-(agents - a) * seconds / handle_s[left]), -1.0)
        done = within >= share
        found[left[done]] = agents
        left = left[~done]
    return found
