"""When each contact was first responded to and resolved, by whose hands, and whether its promise was kept."""

import numpy as np

from sample_data import days
from sample_data.centre import CHAT, EMAIL, FORM, TECHNICAL, VOICE, Rows
from sample_data.days import DAYS, Floats
from sample_data.draws import chance, flag, number
from sample_data.waits import ANSWERED, CALLBACK, SELF_SERVED, VOICEMAIL

_RESPONSE_MEDIAN_S = np.array([0.0, 0.0, 5_400.0, 7_200.0, 900.0, 2_400.0])
_PROMISE_S = np.array([60.0, 120.0, 14_400.0, 28_800.0, 3_600.0, 7_200.0])  # by channel
_URGENCY = np.array([1.25, 1.0, 0.7, 0.4])  # by priority


def facts(rng: np.random.Generator, rows: Rows) -> Rows:
    """Return everything about response, resolution, escalation and hand-offs."""
    return _response(rng, rows) | _resolved(rng, rows) | _escalation(rng, rows) | _handoffs(rng, rows)


def _left(rows: Rows) -> Floats:
    """Return the seconds from arrival to the end of the export."""
    return np.asarray(DAYS * 86_400.0 - (rows["day"] * 86_400.0 + rows["second"]), dtype=np.float64)


def _response(rng: np.random.Generator, rows: Rows) -> Rows:
    """Return first response, returned calls and whether the agreed time was kept."""
    size, channel, outcome = rows["day"].size, rows["channel"], rows["outcome"]
    live = (channel == VOICE) | (channel == CHAT)
    closed = days.seconds_until_open(rows["day"], rows["second"])
    written = _RESPONSE_MEDIAN_S[channel] * _URGENCY[rows["priority"]] * np.exp(0.85 * rng.normal(size=size))
    response = np.where(live, rows["wait"] + rng.integers(1, 6, size), closed + written)
    by_person = (outcome == ANSWERED) & ~rows["bot"]
    responded = by_person & (response < _left(rows))
    promised = (outcome >= 0) & (outcome != SELF_SERVED) & (rng.random(size) < 0.72)
    kept = responded & (response <= np.where(live, 0.0, closed) + _PROMISE_S[channel])
    asked = (outcome == VOICEMAIL) | (outcome == CALLBACK)
    until_back = closed + 9_000.0 * np.exp(0.9 * rng.normal(size=size))
    returned = asked & (rng.random(size) < 0.88) & (until_back < _left(rows))
    return {
        "first_response": number(np.round(response), responded & (rng.random(size) > 0.02)),
        "callback_returned": flag(returned, asked),
        "callback": number(np.round(until_back), returned),
        "sla_met": flag(kept | (returned & (until_back <= 86_400)), promised),
        "target": number(np.where(channel == CHAT, 60.0, 20.0), live & (outcome >= 0)),
    }


def _resolved(rng: np.random.Generator, rows: Rows) -> Rows:
    """Return resolution, what the agent marked, and what was opened again."""
    size, channel, reason = rows["day"].size, rows["channel"], rows["reason"]
    answered = rows["outcome"] == ANSWERED
    odds = 2.1 - 1.5 * rows["followed"] - 0.6 * (reason == TECHNICAL) + rows["solving"]
    done = (answered & (rng.random(size) < chance(odds))) | (rows["outcome"] == SELF_SERVED)
    handle = np.nan_to_num(rows["talk"]) + np.nan_to_num(rows["hold"]) + np.nan_to_num(rows["wrap"])
    at_once = np.nan_to_num(rows["wait"]) + np.maximum(handle, 60.0)
    days_long = np.where(reason == TECHNICAL, 2.2, 0.9) * 86_400 * np.exp(0.9 * rng.normal(size=size))
    long = (rng.random(size) < np.where(reason == TECHNICAL, 0.45, 0.22)) & (rows["outcome"] != SELF_SERVED)
    written = (channel >= EMAIL) & (rows["outcome"] != SELF_SERVED)
    first = np.where(written, np.nan_to_num(rows["wait"]) + 3.0 * 3_600 * np.exp(0.9 * rng.normal(size=size)), at_once)
    time = np.round(np.where(long, first + days_long, first))
    resolved = done & (time < _left(rows))
    marked = done & (rng.random(size) < 0.96) | (answered & ~done & (rng.random(size) < 0.25))
    opened = resolved & (rng.random(size) < np.where(rows["followed"], 0.16, 0.035))
    inbound = rows["outcome"] >= 0
    return {
        "resolution": number(time, resolved),
        "resolved": flag(resolved, inbound & (rng.random(size) > 0.01)),
        "marked": flag(marked, answered & (rng.random(size) < 0.84)),
        "reopened": flag(opened, resolved),
        "dropped": flag((channel == VOICE) & (rng.random(size) < 0.012 + 0.02 * (rows["hold"] > 120)), answered),
        "handle": handle,
    }


def _escalation(rng: np.random.Generator, rows: Rows) -> Rows:
    """Return what had to be passed up, what was, and how well."""
    size = rows["day"].size
    answered = rows["outcome"] == ANSWERED
    odds = -3.5 + 0.7 * (rows["reason"] == TECHNICAL) + 0.6 * rows["priority"] - 0.6 + 0.5 * (rows["attempt"] > 0)
    required = answered & (rng.random(size) < chance(odds))
    passed = (required & (rng.random(size) < 0.93)) | (answered & ~required & (rng.random(size) < 0.02))
    good = 0.02 * rows["quality"]
    return {
        "escalated": flag(passed, answered),
        "escalation_required": flag(required, answered),
        "escalated_in_time": flag(rng.random(size) < 0.91 + good, passed),
        "escalation_documented": flag(rng.random(size) < 0.94 + good, passed & (rng.random(size) > 0.03)),
        "escalation_right_place": flag(rng.random(size) < 0.96 + good, passed),
        "high_risk": flag(required & (rows["priority"] >= 2) & (rng.random(size) < 0.6), answered),
    }


def _handoffs(rng: np.random.Generator, rows: Rows) -> Rows:
    """Return internal hand-offs and how many were in time."""
    size = rows["day"].size
    written = (rows["channel"] == EMAIL) | (rows["channel"] == FORM)
    many = np.where(rng.random(size) < np.where(written, 0.30, 0.10), 1 + rng.poisson(0.25, size), 0)
    known = (rows["outcome"] == ANSWERED) & (rng.random(size) > 0.03)
    return {
        "handoffs": number(many, known),
        "handoffs_in_time": number(rng.binomial(many, 0.89), known),
    }
