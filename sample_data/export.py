"""The contacts as the platform exports them: its headers, its gaps, and spellings that differ by hand."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from kpi_core.model import OUTCOMES
from sample_data import centre, commercial, experience
from sample_data.centre import QUEUES, TEAMS, Rows
from sample_data.waits import SELF_SERVED

# Header and the flag or number it holds, in the order of the export.
FLAGS: dict[str, str] = {
    "SLA met": "sla_met",
    "Callback returned": "callback_returned",
    "Dropped after answer": "dropped",
    "Resolved": "resolved",
    "Marked resolved": "marked",
    "Resolved confirmed": "confirmed",
    "Reopened": "reopened",
    "Escalated": "escalated",
    "Escalation required": "escalation_required",
    "Escalated in time": "escalated_in_time",
    "Escalation documented": "escalation_documented",
    "Escalation right place": "escalation_right_place",
    "High risk": "high_risk",
    "Documentation correct": "documented",
    "Survey offered": "survey_offered",
    "Eligible": "eligible",
    "Qualified": "qualified",
    "Qualification correct": "qualification_correct",
    "Next step": "next_step",
    "Appointment booked": "booked",
    "Appointment kept": "kept",
    "Signed": "signed",
    "Lead": "lead",
    "Lead converted": "lead_converted",
    "Dropped before close": "dropped_before_close",
    "Sale closed": "sale_closed",
    "First account contact": "first_account_contact",
}
WHOLE: dict[str, str] = {
    "Wait (s)": "wait",
    "Target (s)": "target",
    "First response (s)": "first_response",
    "Talk (s)": "talk",
    "Hold (s)": "hold",
    "After-call work (s)": "wrap",
    "Resolution time (s)": "resolution",
    "Callback time (s)": "callback",
    "Transfers": "transfers",
    "Hand-offs": "handoffs",
    "Hand-offs in time": "handoffs_in_time",
    "QA errors": "qa_errors",
    "Compliance required": "compliance_required",
    "Compliance met": "compliance_met",
    "CSAT": "csat",
    "NPS": "nps",
    "CES": "ces",
    "Call quality": "call_quality",
}
DECIMAL: dict[str, str] = {"QA score": "qa_score", "QA second score": "qa_second", "Revenue": "revenue"}


def contacts(rng: np.random.Generator, rows: Rows) -> pl.DataFrame:
    """Return the export, a row per contact in the order of arrival."""
    size = rows["day"].size
    inbound = rows["outcome"] >= 0
    rows = rows | _gaps(rng, rows)
    flags = pl.DataFrame({h: flag(rows[name]) for h, name in FLAGS.items()})
    whole = pl.DataFrame({h: whole_numbers(rows[name]) for h, name in WHOLE.items()})
    decimal = pl.DataFrame({h: pl.Series(rows[name]).fill_nan(None) for h, name in DECIMAL.items()})
    frame = pl.DataFrame(
        {
            "Contact ID": numbered("K", np.arange(1, size + 1), 7),
            "Issue ID": numbered("I", rows["issue_shown"], 7),
            "Arrived": pl.Series(rows["at"]),
            **_segments(rng, rows),
            "Outcome": words(rows["outcome"], OUTCOMES),
            "Queued": flag(np.where(inbound, rows["outcome"] != SELF_SERVED, -1)),
            "Handled by": words(rows["handler"], ("human", "bot")),
            "Picked up": flag(np.where(rows["outbound"], rows["picked_up"], -1)),
            "Appointment due": pl.Series(rows["due_at"]),
            "Miss reason": words(rows["miss_reason"], commercial.MISS_REASONS),
            "Disposition": words(rows["disposition"], commercial.DISPOSITIONS),
            "Reviewer": numbered("Q-", rows["reviewer"], 2),
            "Comment": words(rows["comment"], experience.COMMENTS),
        }
    )
    return pl.concat([frame, whole, decimal, flags], how="horizontal")


def _gaps(rng: np.random.Generator, rows: Rows) -> Rows:
    """Return what the platform failed to record as unknown."""
    size = rows["day"].size
    live = rows["channel"] <= centre.CHAT
    hold_known = live & (rng.random(size) > np.where(rows["channel"] == centre.CHAT, 0.20, 0.06))
    machine = rows["bot"] | (rows["outcome"] == SELF_SERVED)
    person = rows["agent"] >= 0
    return {
        "issue_shown": np.where(rng.random(size) < 0.04, -1, rows["issue"]),
        "customer": np.where(rng.random(size) < 0.025, -1, rows["customer"]),
        "hold": np.where(hold_known, rows["hold"], np.nan),
        "wrap": np.where(rng.random(size) < 0.02, np.nan, rows["wrap"]),
        "transfers": np.where(rows["spoken"], rows["transfers"], np.nan),
        "handler": np.where(machine, 1, np.where(person & (rng.random(size) > 0.01), 0, -1)),
    }


def _segments(rng: np.random.Generator, rows: Rows) -> dict[str, pl.Series]:
    """Return the labels to cut by."""
    size = rows["day"].size
    team = rows["team"]
    vendors = tuple(t.vendor or "" for t in TEAMS)

    def known(code: np.typing.NDArray[np.int64], share: float) -> np.typing.NDArray[np.int64]:
        return np.where(rng.random(size) < share, code, -1)

    return {
        "Channel": words(rows["channel"], centre.CHANNELS),
        "Queue": words(rows["queue"], [q.name for q in QUEUES]),
        "Reason": respelt(rng, known(rows["reason"], 0.975), centre.REASONS),
        "Site": words(known(team, 0.996), [t.location for t in TEAMS]),
        "Team": words(team, [t.name for t in TEAMS]),
        "Agent": numbered("A-", rows["agent"], 3),
        "Coverage": words(team, ["Outsourced" if t.vendor else "Internal" for t in TEAMS]),
        "Vendor": words(np.where([bool(v) for v in vendors], np.arange(len(TEAMS)), -1)[team], vendors),
        "Direction": words(rows["outbound"].astype(np.int64), ("Inbound", "Outbound")),
        "Customer": numbered("C", rows["customer"], 6),
        "Customer type": words(known(rows["new"].astype(np.int64), 0.96), ("Existing", "New")),
        "Priority": respelt(rng, known(rows["priority"], 0.92), centre.PRIORITIES),
        "Language": respelt(rng, known(rows["language"], 0.99), centre.LANGUAGES),
        "Overflow": words(rows["overflow"].astype(np.int64), ("No", "Yes")),
    }


def words(codes: np.typing.NDArray[np.int64], names: Sequence[str]) -> pl.Series:
    """Return the names at these codes; -1 is blank."""
    table = pl.Series([*names, None], dtype=pl.String)
    return table.gather(pl.Series(np.where(codes < 0, len(names), codes), dtype=pl.UInt32))


def respelt(rng: np.random.Generator, codes: np.typing.NDArray[np.int64], names: Sequence[str]) -> pl.Series:
    """Return the names, a few of them typed by hand in lower case or with a blank behind."""
    table = [
        *names,
        *(n.lower() for n in names),
        *(f"{n} " for n in names),
        *(f"{n.lower()} " for n in names),
    ]
    kind = np.minimum(rng.geometric(0.994, codes.size) - 1, 3)
    return words(np.where(codes < 0, -1, codes + len(names) * kind), table)


def numbered(prefix: str, numbers: np.typing.NDArray[np.int64], digits: int) -> pl.Series:
    """Return identifiers such as K0000012; a negative number is blank."""
    column = pl.Series("n", numbers, dtype=pl.Int64)
    text = pl.lit(prefix) + pl.col("n").cast(pl.String).str.zfill(digits)
    return column.to_frame().select(pl.when(pl.col("n") >= 0).then(text)).to_series()


def flag(codes: np.typing.NDArray[Any]) -> pl.Series:
    """Return true for 1, false for 0, blank for -1."""
    column = pl.Series("f", codes, dtype=pl.Int8).to_frame()
    return column.select(pl.when(pl.col("f") >= 0).then(pl.col("f") == 1)).to_series()


def whole_numbers(values: np.typing.NDArray[np.float64]) -> pl.Series:
    """Return whole numbers; not-a-number is blank."""
    return pl.Series(values, dtype=pl.Float64).fill_nan(None).cast(pl.Int64)
