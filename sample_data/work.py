"""Who handles each contact and for how long, and which customers come back."""

import numpy as np

from sample_data import days
from sample_data.arrivals import seconds
from sample_data.centre import CHAT, QUEUE_TEAM, TEAM_LOCATION, TECHNICAL, VOICE, Rows, Staff, of_agent
from sample_data.days import DAYS, Ints
from sample_data.story import SQUEEZE
from sample_data.variation import Variation
from sample_data.waits import ABANDONED, ANSWERED, NO_OUTCOME, SELF_SERVED

_TALK_S = np.array([265.0, 390.0, 330.0, 290.0, 150.0, 210.0])  # by channel, medians
_WRAP_S = np.array([48.0, 40.0, 55.0, 60.0, 20.0, 30.0])
_OF_REASON = np.array([1.0, 0.85, 1.35, 0.90, 0.95, 1.15, 1.20, 0.80])
_LEARNING_DAYS = 60.0
_COMES_BACK = np.array([-1.55, -1.30, -1.45, -1.50, -1.60, -1.40])  # by channel, log-odds
_LATER_DAYS = np.array([0.36, 0.36, 0.14, 0.06, 0.04, 0.02, 0.01, 0.01])  # the same day, the next, ...


def handled(rng: np.random.Generator, rows: Rows, staff: Staff, own: Variation) -> Rows:
    """Return team, agent and the parts of handle time; the agent is -1 where no person took the contact."""
    size, day, channel = rows["day"].size, rows["day"], rows["channel"]
    team = QUEUE_TEAM[rows["queue"]]
    place = (rng.random(size) * staff.duty_size[team, day % 7]).astype(np.int64)
    agent = staff.agent[staff.on_duty[team, day % 7, place], day]
    answered = rows["outcome"] == ANSWERED
    picked_up = rows["outbound"] & (rng.random(size) < 0.46)
    bot = answered & (channel == CHAT) & (rng.random(size) < 0.05)
    spoken = (answered & ~bot) | picked_up
    site = TEAM_LOCATION[team]
    new = np.exp(-np.maximum(day - staff.first_day[agent], 0) / _LEARNING_DAYS)
    factor = own.pace[day // 7, site] * own.handling[day, site] * staff.pace[agent] * (1 + 0.18 * new)
    talk = _TALK_S[channel] * _OF_REASON[rows["reason"]] * factor * np.exp(0.55 * rng.normal(size=size))
    talk = np.where(rows["outbound"], 0.7 * talk, talk)
    holds = ((channel == VOICE) | (channel == CHAT)) & (rng.random(size) < 0.32)
    hold = np.where(holds, rng.gamma(1.6, 32.0, size) * factor, 0.0)
    wrap = _WRAP_S[channel] * factor * np.exp(0.5 * rng.normal(size=size))
    moved = (rng.random(size) < np.where(rows["reason"] == TECHNICAL, 0.19, 0.10)) & spoken & ~rows["outbound"]
    return {
        "team": team,
        "agent": np.where((answered & ~bot) | rows["outbound"], agent, -1),
        "bot": bot,
        "spoken": spoken,
        "picked_up": picked_up,
        "talk": np.where(spoken, np.maximum(np.round(talk), 5.0), np.nan),
        "hold": np.where(spoken, np.round(hold), np.nan),
        "wrap": np.where(spoken | rows["outbound"], np.round(wrap), np.nan),
        "transfers": moved * (1 + (rng.random(size) < 0.15)),
    }


def repeats(rng: np.random.Generator, rows: Rows, staff: Staff, own: Variation) -> Rows:
    """Draw the contacts that follow these: the same customer and issue, hours or days later."""
    size, day = rows["day"].size, rows["day"]
    earlier = own.pace[np.maximum(day // 7 - SQUEEZE.lag_weeks, 0), TEAM_LOCATION[rows["team"]]]
    odds = _COMES_BACK[rows["channel"]] - SQUEEZE.repeats_per_log * np.log(earlier)
    odds += 0.35 * (rows["reason"] == TECHNICAL) + 0.30 * (rows["transfers"] > 0)
    odds += own.customers.returns[rows["customer"]] - 0.15 * of_agent(staff.solving, rows["agent"])
    odds += 1.0 * (rows["outcome"] == ABANDONED) - 0.5 * (rows["outcome"] == SELF_SERVED)
    back = (rng.random(size) < 1 / (1 + np.exp(-odds))) & (rows["outcome"] != NO_OUTCOME)
    found = {name: rows[name][back] for name in ("issue", "customer", "reason", "new", "priority", "language")}
    return found | _when_back(rng, {name: values[back] for name, values in rows.items()})


def _when_back(rng: np.random.Generator, rows: Rows) -> Rows:
    """Draw when and over which channel these customers come back, past the end of the sample too."""
    size = rows["day"].size
    later = np.searchsorted(np.cumsum(_LATER_DAYS), rng.random(size))
    later = np.minimum(later, _LATER_DAYS.size - 1)
    channel = np.where(rng.random(size) < 0.7, rows["channel"], rng.permutation(rows["channel"]))
    outbound = np.zeros(size, dtype=np.bool_)
    on_day: Ints = rows["day"] + later
    second = seconds(rng, np.minimum(on_day, DAYS - 1), channel, outbound)
    soon = rows["second"] + rng.integers(1_200, 16_000, size)
    second = np.where(later == 0, soon, second)
    over = second // 86_400
    day = on_day + over
    second = days.shown_by_a_clock(day, second % 86_400)
    return {
        "attempt": rows["attempt"] + 1,
        "day": day,
        "second": second,
        "outbound": outbound,
        "channel": channel,
    }
