"""What contacts led to: qualification, next steps, appointments, signatures, sales."""

import numpy as np

from sample_data.centre import CANCELLATION, NEW_ORDER, OTHER, Rows, queue_number
from sample_data.days import DAYS, Bools, moments
from sample_data.draws import UNKNOWN, chance, flag, number
from sample_data.waits import ABANDONED, ANSWERED

MISS_REASONS = ("Abandoned", "Misrouted", "Mishandled", "Not followed up")
DISPOSITIONS = (
    "Resolved", "Follow-up needed", "Escalated", "Information given", "No answer", "Wrong number", "Sale",
)  # fmt: skip
_DECIDED_DAYS, _SIGNED_DAYS = 6, 25


def facts(rng: np.random.Generator, rows: Rows) -> Rows:
    """Return the commercial facts of inbound and of outbound contacts, and how each was closed."""
    inbound = _inbound(rng, rows)
    appointments = _appointments(rng, rows, inbound["next_step"] == 1)
    outbound = _outbound(rng, rows)
    sold = np.round(rng.gamma(2.0, 180.0, rows["day"].size), 2)
    revenue = np.where(outbound["sale_closed"] == 1, sold, inbound["revenue"])
    return inbound | appointments | outbound | {"revenue": revenue} | _closing(rng, rows, outbound["sale_closed"] == 1)


def _inbound(rng: np.random.Generator, rows: Rows) -> Rows:
    """Return eligibility, qualification, next step and signature; a slow answer costs next steps."""
    size, answered = rows["day"].size, rows["outcome"] == ANSWERED
    inbound = rows["outcome"] >= 0
    base = np.select([rows["reason"] == NEW_ORDER, rows["reason"] == CANCELLATION, rows["reason"] == OTHER],
                     [0.90, 0.45, 0.15], 0.03)  # fmt: skip
    eligible = inbound & (rng.random(size) < np.where(rows["new"], np.maximum(base, 0.5), base))
    # Nobody can ask a customer who has gone: for those the export is often silent.
    told = np.where(answered, rng.random(size) > 0.03, rng.random(size) < 0.55)
    delay = np.nan_to_num(rows["first_response"], nan=600.0) / 60.0
    odds = 0.75 - 0.22 * np.log1p(delay) + 0.20 * rows["skill"] - 0.3 * (rows["transfers"] > 0)
    decided = rows["day"] < DAYS - rng.integers(0, _DECIDED_DAYS, size)
    step = eligible & answered & decided & (rng.random(size) < chance(odds))
    step |= eligible & ~answered & decided & (rng.random(size) < 0.08)
    qualified = eligible & answered & (rng.random(size) < np.where(step, 0.82, 0.34))
    audited = eligible & answered & (rng.random(size) < 0.12)
    signed = qualified & (rng.random(size) < np.where(step, 0.46, 0.12))
    old = rows["day"] < DAYS - rng.integers(3, _SIGNED_DAYS, size)
    missed = eligible & ~step & (rows["outcome"] != -1)
    cause = np.where(rows["outcome"] == ABANDONED, 0, rng.integers(1, len(MISS_REASONS), size))
    named = missed & ((cause == 0) | (rng.random(size) < 0.45))
    paid = number(np.round(rng.gamma(2.0, 210.0, size), 2), signed & old)
    extra = answered & ~signed & (rng.random(size) < 0.02)
    return {
        "eligible": flag(eligible, inbound & told),
        "qualified": flag(qualified, eligible & answered & (rng.random(size) > 0.02)),
        "qualification_correct": flag(rng.random(size) < 0.92 + 0.02 * rows["skill"], audited),
        "next_step": flag(step, eligible & (rng.random(size) > 0.04)),
        "miss_reason": np.where(named, cause, UNKNOWN),
        "signed": flag(signed, qualified & old),
        "revenue": np.where(extra, np.round(rng.gamma(2.0, 22.0, size), 2), paid),
    }


def _appointments(rng: np.random.Generator, rows: Rows, step: Bools) -> Rows:
    """Return appointments: booked at the next step, some of them still to come when the export ends."""
    size = rows["day"].size
    booked = step & (rng.random(size) < 0.48)
    ahead = 1 + rng.geometric(0.18, size)
    due = rows["day"] + ahead
    due += np.array([0, 0, 0, 0, 0, 2, 1])[due % 7]
    second = rng.integers(36, 68, size) * 900
    come = booked & (due < DAYS)
    kept = rng.random(size) < chance(2.1 - 0.08 * ahead + 0.1 * rows["skill"])
    due_at = np.where(booked, moments(due, second), np.datetime64("NaT", "us"))
    return {
        "booked": flag(booked, step),
        "due_at": due_at,
        "kept": flag(kept, come & (rng.random(size) > 0.02)),
    }


def _outbound(rng: np.random.Generator, rows: Rows) -> Rows:
    """Return the facts of outbound contacts: leads, drops, sales, the account's first contact."""
    size, outbound, picked_up = rows["day"].size, rows["outbound"], rows["picked_up"]
    lead = outbound & (rng.random(size) < 0.58)
    dropped = picked_up & (rng.random(size) < 0.24)
    closed = picked_up & ~dropped & (rng.random(size) < chance(-1.7 + 0.35 * rows["skill"]))
    converted = lead & (closed | (picked_up & ~dropped & (rng.random(size) < 0.10)))
    called = np.flatnonzero(outbound)
    first = np.zeros(size, dtype=np.bool_)
    first[called[np.unique(rows["customer"][called], return_index=True)[1]]] = True
    return {
        "lead": flag(lead, outbound),
        "lead_converted": flag(converted, lead),
        "dropped_before_close": flag(dropped, picked_up),
        "sale_closed": flag(closed, outbound),
        "first_account_contact": flag(first, outbound),
    }


def _closing(rng: np.random.Generator, rows: Rows, sold: Bools) -> Rows:
    """Return how the agent closed the contact."""
    size = rows["day"].size
    answered = rows["outcome"] == ANSWERED
    code = np.select(
        [sold, rows["picked_up"], rows["outbound"], rows["escalated"] == 1, rows["marked"] == 1],
        [6, 3, np.where(rng.random(size) < 0.9, 4, 5), 2, np.where(rng.random(size) < 0.8, 0, 3)],
        default=1,
    )
    known = (answered | rows["outbound"]) & (rng.random(size) > 0.05)
    overflow = (rows["queue"] == queue_number("Voice overflow Meridian")) & (rng.random(size) < 0.7)
    return {"disposition": np.where(known, code, UNKNOWN), "overflow": overflow}
