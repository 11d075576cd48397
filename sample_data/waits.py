"""How long customers wait, how long they are willing to, and so what becomes of each contact."""

import numpy as np

from kpi_core.model import OUTCOMES
from sample_data import days
from sample_data.centre import CHAT, VOICE, Rows, queue_number
from sample_data.days import Bools, Floats, Ints
from sample_data.story import MIX_SHIFT, NIGHT_BREAK
from sample_data.variation import Variation

(ANSWERED, ABANDONED, SHORT_ABANDONED, FLOW_OUT, VOICEMAIL, CALLBACK, SELF_SERVED) = range(len(OUTCOMES))
NO_OUTCOME = -1

_SHORT_S = 5.0
_CALLBACK_OFFERED_S = 90.0
# The share of contacts finished without a person, by channel: telephone menu, chat bot, automatic answer.
_SELF_SERVED = np.array([0.035, 0.060, 0.010, 0.015, 0.050, 0.010])
_FLOW_OUT = np.array([0.012, 0.010, 0.025, 0.030, 0.015, 0.020])
_GIVES_UP = np.array([0.0, 0.0, 0.012, 0.010, 0.020, 0.030])  # withdrawn before it was read


def outcomes(rng: np.random.Generator, rows: Rows, own: Variation) -> Rows:
    """Return outcome and wait, known for phone and chat only; a caller who leaves waited until then."""
    size = rows["day"].size
    channel, outbound = rows["channel"], rows["outbound"]
    wait, patience = _wait(rng, rows, own), _patience(rng, rows)
    live = (channel == VOICE) | (channel == CHAT)
    outcome = np.full(size, ANSWERED)
    leaves = np.where(live, patience < wait, rng.random(size) < _GIVES_UP[channel])
    outcome[leaves] = ABANDONED
    outcome[live & leaves & (patience < _SHORT_S)] = SHORT_ABANDONED
    by_phone = (channel == VOICE) & ~outbound
    asks_back = by_phone & (wait > _CALLBACK_OFFERED_S) & (rng.random(size) < 0.10)
    outcome[asks_back] = CALLBACK
    closed = days.seconds_until_open(rows["day"], rows["second"]) > 0
    outcome[by_phone & closed & (rng.random(size) < 0.07)] = VOICEMAIL
    outcome[rng.random(size) < _FLOW_OUT[channel]] = FLOW_OUT
    outcome[rng.random(size) < _SELF_SERVED[channel]] = SELF_SERVED
    outcome[outbound] = NO_OUTCOME
    waited = np.where(outcome == ANSWERED, wait, np.minimum(wait, patience))
    waited = np.where(outcome == CALLBACK, rng.uniform(60.0, 150.0, size), waited)
    waited = np.where(outcome == VOICEMAIL, rng.uniform(20.0, 60.0, size), waited)
    known = live & ~outbound & (outcome != SELF_SERVED)
    return {"outcome": outcome, "wait": np.where(known, np.round(waited), np.nan)}


def _relief(day: Ints) -> Floats:
    """Return how much of the mix shift has taken effect on the queues."""
    return days.ramp(day, MIX_SHIFT.felt_since, MIX_SHIFT.until)


def _wait(rng: np.random.Generator, rows: Rows, own: Variation) -> Floats:
    """Return the wait until an answer: by phone most get through at once and the others wait long.

    On a day on which a queue is pressed more contacts are late, and later.
    """
    size, day = rows["day"].size, rows["day"]
    broken = _broken(rows)
    busy = _busy(rows)
    relief, pressed = _relief(day), own.waits[day, rows["queue"]]
    late_share = 0.16 * busy * (1 - MIX_SHIFT.fewer_late * relief)
    late_share = np.where(rows["night"], 0.15, late_share)
    late_share = np.where(broken, NIGHT_BREAK.late_share, late_share)
    median = np.where(rows["night"], 62.0, 165.0 * busy * (1 - MIX_SHIFT.shorter_late * relief))
    median = np.where(broken, NIGHT_BREAK.late_median_s, median)
    spread = np.where(rows["night"], 0.80, 1.15)
    spread = np.where(broken, NIGHT_BREAK.late_spread, spread)
    late = median * pressed**0.5 * np.exp(spread * rng.normal(size=size))
    by_phone = np.where(rng.random(size) < late_share * pressed**0.5, late, 1 + rng.exponential(7.0, size))
    chat_late = 0.535 * busy**0.5 * (1 - MIX_SHIFT.fewer_late_there * relief)
    late = 69.0 * pressed**0.2 * np.exp(0.22 * rng.normal(size=size))
    chat = np.where(rng.random(size) < chat_late * pressed**0.6, late, 1 + rng.exponential(8.0, size))
    return np.asarray(np.where(rows["channel"] == CHAT, chat, by_phone), dtype=np.float64)


def _patience(rng: np.random.Generator, rows: Rows) -> Floats:
    """Return how long the customer would wait; at night there is nobody else to ask."""
    mean = np.where(rows["channel"] == CHAT, 700.0, np.where(rows["night"], 900.0, 800.0))
    mean = np.where(_broken(rows), NIGHT_BREAK.patience_s, mean)
    return np.asarray(mean * rng.exponential(1.0, rows["day"].size), dtype=np.float64)


def _broken(rows: Rows) -> Bools:
    """Tell which contacts are in the night queue while it fails."""
    when = days.between(rows["day"], NIGHT_BREAK.since, NIGHT_BREAK.until)
    return np.asarray(when & (rows["queue"] == queue_number(NIGHT_BREAK.queue)))


def _busy(rows: Rows) -> Floats:
    """Return how busy the queues are: Monday mornings most."""
    hour, weekday = rows["second"] // 3600, rows["day"] % 7
    peak = np.array([0.8] * 8 + [0.95, 1.15, 1.25, 1.15, 1.0, 1.0, 1.1, 1.05, 1.0, 0.95] + [0.9] * 6)
    of_day = np.array([1.22, 1.06, 1.0, 0.97, 0.95, 0.85, 0.80])
    return np.asarray(peak[hour] * of_day[weekday], dtype=np.float64)
