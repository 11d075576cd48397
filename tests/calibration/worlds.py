"""Contacts of a centre where nothing happens, or one planted thing does; days and agents vary by themselves.

Made by numpy at once, so that hundreds of worlds can be looked at.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from kpi_core.data import Dataset, Prepared
from kpi_core.intake.rows.defaults import complete
from kpi_core.model import Fact
from kpi_core.prepare import prepare

Floats = NDArray[np.float64]
START = datetime(2025, 1, 6)  # a Monday
_WEEKDAYS = np.array([1.2, 1.1, 1.0, 1.0, 0.95, 0.5, 0.4])


@dataclass(frozen=True, kw_only=True)
class World:
    """How contacts come and go.

    `day_cv` is the day-to-day variation of times, failures and volume, half of its variance common to all queues and
    half each queue's own; `alike` the correlation of the contacts of one agent, who works for all queues, or for one
    where `nested`. `first` is the share of the first queue (None: all alike). `planted` moves the first queue's times
    and shares by so many standard errors of independent contacts; `newest` moves those of all queues in the last week
    by so many standard deviations of the weeks' values before it.

    Of `customers_each` contacts each is one customer, who calls one queue and whose contacts are alike by
    `customers_alike`. Every contact has a review of `items` items, which are passed alike by `items_alike`. A share of
    `held` contacts are put on hold.
    """

    contacts: int = 6_000
    days: int = 182
    queues: int = 8
    day_cv: float = 0.14
    alike: float = 0.0
    sigma: float = 1.0
    share: float = 0.8
    agents: int = 60
    nested: bool = False
    first: float | None = None
    planted: float = 0.0
    newest: float = 0.0
    customers_each: int = 0
    customers_alike: float = 0.0
    items: int = 0
    items_alike: float = 0.0
    held: float = 0.15


def prepared(world: World, seed: int) -> Prepared:
    """Return the contacts of a world, ready to be measured."""
    return prepare(dataset(world, seed))


def dataset(world: World, seed: int) -> Dataset:
    """Return the contacts of a world as an import would give them."""
    w, rng = world, np.random.default_rng(seed)
    volume, level = _levels(rng, w), _levels(rng, w)
    weight = np.resize(_WEEKDAYS, w.days)[:, None] * _shares(w) * volume
    counts = rng.poisson(weight / weight.sum() * w.contacts)
    day, queue = (np.repeat(ids.ravel(), counts.ravel()) for ids in np.indices(counts.shape))
    n, mine = len(day), queue == 0
    each = max(w.agents // w.queues, 1)
    agent = queue * each + rng.integers(0, each, n) if w.nested else rng.integers(0, w.agents, n)
    effects = rng.normal(0, 1, (2, int(agent.max(initial=0)) + 1))[:, agent]
    customer = _customers(rng, w, queue)
    theirs = rng.normal(0, 1, (2, n))[:, customer] if w.customers_each else np.zeros((2, n))
    alone = 1 - w.alike - w.customers_alike
    sizes = np.sqrt(alone) * rng.normal(0, 1, (2, n)) + np.sqrt(w.alike) * effects + np.sqrt(w.customers_alike) * theirs
    error = w.planted / np.sqrt(max(int(mine.sum()), 1))
    here = level[day, queue]
    usual = np.exp(w.sigma**2 / 2)
    more = error / np.sqrt(w.share) * np.sqrt(np.expm1(w.sigma**2)) * usual * mine  # of those that are answered
    times = 300 * (here * np.exp(w.sigma * sizes[0]) + more)
    failing = (1 - w.share) * here - error * np.sqrt(w.share * (1 - w.share)) * mine
    answered = rng.random(n) > np.clip(failing, 0, 1)
    last = day >= w.days - 7
    times = times + w.newest * _of_weeks(times, day, answered, w) * last
    failing = failing - w.newest * _of_weeks(ndtr(sizes[1]) > np.clip(failing, 0, 1), day, answered, w) * last
    done = ndtr(sizes[1]) > np.clip(failing, 0, 1)
    seconds = day * 86_400 + 28_800 + rng.integers(0, 36_000, n)
    table = pl.DataFrame({
        "at": np.datetime64(START, "us") + (seconds * 1_000_000).astype("timedelta64[us]"),
        "queue": pl.Series(queue).cast(pl.String).str.zfill(3),
        "agent": pl.Series(agent).cast(pl.String).str.zfill(3),
        "outcome": np.where(answered, "answered", "abandoned"),
        "wait_s": 20 * here * np.exp(rng.normal(0, 1, n)),
        "handle_s": times,
        "hold_s": np.where(rng.random(n) < w.held, 60 * np.exp(rng.normal(0, 1, n)), 0.0),
        "resolved": done,
    })  # fmt: skip
    if w.customers_each:
        table = table.with_columns(customer_key=pl.Series(customer).cast(pl.String))
    seen = pl.col("outcome") == "answered"
    table = table.with_columns(pl.when(seen).then(c).alias(c) for c in ("agent", "handle_s", "hold_s", "resolved"))
    frame, assumptions = complete(table)
    tables = {Fact.CONTACT: frame} | ({Fact.QA_ITEM: _reviews(rng, w, frame)} if w.items else {})
    return Dataset(name="a world", fingerprint="w" * 12, tables=tables, assumptions=assumptions)


def _customers(rng: np.random.Generator, w: World, queue: NDArray[np.int64]) -> NDArray[np.int64]:
    """The customer of each contact: so many contacts each on average, all to one queue."""
    if not w.customers_each:
        return np.arange(len(queue))
    each = max(len(queue) // w.queues // w.customers_each, 1)
    return np.asarray(queue * each + rng.integers(0, each, len(queue)))


def _reviews(rng: np.random.Generator, w: World, contacts: pl.DataFrame) -> pl.DataFrame:
    """The items of a review of each contact, written at one moment."""
    n = contacts.height
    common = np.repeat(rng.normal(0, 1, n), w.items)
    sizes = np.sqrt(w.items_alike) * common + np.sqrt(1 - w.items_alike) * rng.normal(0, 1, n * w.items)
    rows = contacts.select("at", "queue")[np.repeat(np.arange(n), w.items)]
    return rows.with_columns(
        contact_id=pl.Series(np.repeat(np.arange(n), w.items)).cast(pl.String),
        item=pl.Series(np.tile(np.arange(w.items), n)).cast(pl.String),
        passed=ndtr(sizes) > 1 - w.share,
    )


def _of_weeks(
    values: NDArray[np.bool_] | Floats, day: NDArray[np.int64], answered: NDArray[np.bool_], w: World
) -> float:
    """How far the weeks' means lie apart before the last one, as a standard deviation, of what is answered."""
    if not w.newest:
        return 0.0
    week = day[answered] // 7
    means = np.bincount(week, values[answered]) / np.bincount(week)
    return float(means[:-1].std(ddof=1))


def _shares(w: World) -> Floats:
    """Each queue's share of the contacts."""
    if w.first is None:
        return np.full(w.queues, 1 / w.queues)
    return np.array([w.first, *[(1 - w.first) / (w.queues - 1)] * (w.queues - 1)])


def _levels(rng: np.random.Generator, w: World) -> Floats:
    """How far each queue's day lies from the usual, days by queues: gamma with mean 1."""
    if not w.day_cv:
        return np.ones((w.days, w.queues))
    shape = 2 / w.day_cv**2
    return np.asarray(rng.gamma(shape, 1 / shape, (w.days, 1)) * rng.gamma(shape, 1 / shape, (w.days, w.queues)))


def quantile(p: float) -> float:
    """Return the standard normal's quantile."""
    return float(ndtri(p))
