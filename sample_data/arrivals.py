"""When contacts arrive, over which channel, by whom and what about, and which queue they reach."""

import numpy as np

from sample_data import days
from sample_data.centre import CHANNELS, NEW_ORDER, QUEUES, REASON_SHARES, REASONS, VOICE, Rows
from sample_data.days import DAYS, Bools, Floats, Ints
from sample_data.story import MIX_SHIFT
from sample_data.variation import Variation

_WEEKDAY = np.array([1.22, 1.12, 1.06, 1.02, 0.98, 0.46, 0.34])
_CHANNEL_SHARES = np.array([0.48, 0.15, 0.16, 0.08, 0.07, 0.06])
# By hour of the day: working days by phone, other days by phone, everything that is written.
_HOURS = np.array(
    [
        [14, 11, 9, 9, 10, 13, 14, 26, 62, 88, 96, 90, 74, 78, 84, 78, 70, 60, 42, 34, 28, 22, 22, 19],
        [14, 12, 10, 9, 10, 12, 12, 16, 30, 46, 54, 54, 50, 46, 42, 38, 36, 34, 30, 26, 22, 18, 18, 16],
        [9, 6, 4, 4, 5, 9, 18, 34, 56, 72, 78, 76, 70, 68, 68, 66, 62, 60, 58, 56, 52, 44, 30, 18],
    ],
    dtype=np.float64,
)


def pick(rng: np.random.Generator, chances: Floats, row: Ints) -> Ints:
    """Draw one column number per entry of `row`, with the chances in that row of the table."""
    steps = np.cumsum(chances, axis=1)
    steps /= steps[:, -1:]
    drawn = rng.random(row.size)
    found = np.zeros(row.size, dtype=np.int64)
    for column in range(steps.shape[1] - 1):
        found += drawn >= steps[row, column]
    return found


def first_contacts(rng: np.random.Generator, size: int, own: Variation) -> Rows:
    """Draw the first contacts of `size` issues."""
    day = _days(rng, size, own)
    outbound = rng.random(size) < 0.07
    channel = np.where(outbound, VOICE, pick(rng, _channel_shares() * own.channels, day))
    # A few customers are heard of often, most of them seldom; outbound contacts go to few accounts.
    place = own.customers.number * np.where(outbound, 0.08, 1.0) * rng.random(size) ** 1.4
    customer = place.astype(np.int64)
    return {
        "issue": np.arange(size),
        "attempt": np.zeros(size, dtype=np.int64),
        "day": day,
        "second": seconds(rng, day, channel, outbound),
        "outbound": outbound,
        "channel": channel,
        "customer": customer,
        "language": own.customers.language[customer],
    } | _who_and_why(rng, day, channel, outbound, own)


def _days(rng: np.random.Generator, size: int, own: Variation) -> Ints:
    """Draw the days of arrival."""
    steps = np.cumsum(_day_weights() * own.volume)
    return np.asarray(np.searchsorted(steps, rng.random(size) * steps[-1], side="right"), dtype=np.int64)


def _day_weights() -> Floats:
    """Return how busy every day usually is: weekday, season, slow growth and holidays."""
    day = np.arange(DAYS)
    of_year = 2 * np.pi * (day + 5) / 365.25
    season = 1 + 0.05 * np.cos(of_year) + 0.04 * np.cos(2 * of_year + 0.6)
    christmas = np.exp(-0.5 * ((day - days.number(days.START.replace(month=12, day=8))) / 14.0) ** 2)
    weight = _WEEKDAY[day % 7] * season * (1 + 0.16 * christmas) * (1 + 0.07 * day / 365.25)
    return np.asarray(np.where(days.is_holiday(), 0.36 * weight, weight), dtype=np.float64)


def _channel_shares() -> Floats:
    """Return the share of every channel by day; the mix shifts as the story says."""
    moved = MIX_SHIFT.share * days.ramp(np.arange(DAYS), MIX_SHIFT.since, MIX_SHIFT.until)
    shares = np.tile(_CHANNEL_SHARES, (DAYS, 1))
    shares[:, CHANNELS.index(MIX_SHIFT.away_from)] -= moved
    shares[:, CHANNELS.index(MIX_SHIFT.towards)] += moved
    return shares


def seconds(rng: np.random.Generator, day: Ints, channel: Ints, outbound: Bools) -> Ints:
    """Draw the time of day, in seconds after midnight."""
    quiet = (day % 7 >= 5) | days.is_holiday()[day]
    curve = np.where(channel != VOICE, 2, np.where(quiet, 1, 0))
    hour = np.where(outbound, rng.integers(9, 18, day.size), pick(rng, _HOURS, curve))
    return days.shown_by_a_clock(day, hour * 3600 + rng.integers(0, 3600, day.size))


def _who_and_why(rng: np.random.Generator, day: Ints, channel: Ints, outbound: Bools, own: Variation) -> Rows:
    """Draw reason, kind of customer and priority."""
    size = channel.size
    shares = own.reasons[:, None, :] * REASON_SHARES
    reason = pick(rng, shares.reshape(-1, len(REASONS)), day * len(CHANNELS) + channel)
    reason = np.where(outbound & (rng.random(size) < 0.6), NEW_ORDER, reason)
    new = rng.random(size) < np.where(reason == NEW_ORDER, 0.68, 0.13)
    priority = pick(rng, np.array([[0.18, 0.62, 0.16, 0.04]]), np.zeros(size, dtype=np.int64))
    return {"reason": reason, "new": new, "priority": priority}


def queues(rng: np.random.Generator, rows: Rows) -> Rows:
    """Route every contact to a queue that takes its channel at its hour."""
    hour = rows["second"] // 3600
    night = (hour >= days.NIGHT_FROM) | (hour < days.NIGHT_TO)
    kinds = len(CHANNELS) + 1  # the last kind is outbound
    chances = np.zeros((2 * kinds, len(QUEUES)))
    for number, queue in enumerate(QUEUES):
        row = kinds - 1 if queue.outbound else CHANNELS.index(queue.channel)
        if queue.hours != "night":
            chances[row, number] = queue.share
        if queue.hours != "day" or queue.outbound:
            chances[kinds + row, number] = queue.share
    kind = np.where(rows["outbound"], kinds - 1, rows["channel"])
    return {"queue": pick(rng, chances, kind + kinds * night), "night": night}
