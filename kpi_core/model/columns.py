"""Every canonical column: the one vocabulary of mappings, KPIs, segments, links and documents.

A mapping turns an export's headers into these names; a KPI's expressions are written in them. A fact is one kind
of row: a contact, an interval of a queue, a stretch of an agent's time, an account's month, a survey, a reviewed
item, a cost. A column says on which facts it may stand.
"""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl


class Fact(StrEnum):
    """One kind of row. Each side of a KPI belongs to exactly one."""

    CONTACT = "contact"
    INTERVAL = "interval"
    AGENT_TIME = "agent_time"
    ACCOUNT_MONTH = "account_month"
    SURVEY = "survey"
    QA_ITEM = "qa_item"
    COST = "cost"


class ColumnKind(StrEnum):
    """What a column holds, and so how a source cell is read."""

    TIME = "time"  # local wall clock of the site, no zone attached
    SEGMENT = "segment"  # a label to cut by
    TEXT = "text"
    KEY = "key"  # identifies; never shown
    FLAG = "flag"  # true, false or unknown
    SECONDS = "seconds"
    NUMBER = "number"
    COUNT = "count"
    MONEY = "money"


DTYPES: dict[ColumnKind, pl.DataType] = {
    ColumnKind.TIME: pl.Datetime("us"),
    ColumnKind.SEGMENT: pl.String(),
    ColumnKind.TEXT: pl.String(),
    ColumnKind.KEY: pl.String(),
    ColumnKind.FLAG: pl.Boolean(),
    ColumnKind.SECONDS: pl.Float64(),
    ColumnKind.NUMBER: pl.Float64(),
    ColumnKind.COUNT: pl.Int64(),
    ColumnKind.MONEY: pl.Float64(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column. `derived` ones are made by prepare and cannot be mapped."""

    name: str
    kind: ColumnKind
    meaning: str
    facts: tuple[Fact, ...] = (Fact.CONTACT,)
    personal: bool = False
    derived: bool = False
    outcome: bool = False  # an outcome column never cuts a denominator (docs/rules.md, rule 6)

    @property
    def segment(self) -> bool:
        """Whether people may cut by it."""
        return self.kind is ColumnKind.SEGMENT

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type of its values."""
        return DTYPES[self.kind]


_C, _I, _A, _M, _S, _Q, _K = Fact
_ALL = tuple(Fact)
_CI = (_C, _I)
_CA = (_C, _A)
_T, _G, _F, _D, _N, _X, _Z = (
    ColumnKind.TIME,
    ColumnKind.SEGMENT,
    ColumnKind.FLAG,
    ColumnKind.SECONDS,
    ColumnKind.NUMBER,
    ColumnKind.COUNT,
    ColumnKind.MONEY,
)

COLUMNS: tuple[Column, ...] = (
    # Every fact
    Column("at", _T, "When it happened, on the site's own clock", _ALL),
    Column("at_utc", _T, "The same instant in UTC, where the zone is known", _ALL),
    # Segments that an export gives
    Column("channel", _G, "Voice, chat, e-mail ...", _ALL),
    Column("reason", _G, "Why the customer made contact", _ALL),
    Column("queue", _G, "The queue or skill", _ALL),
    Column("location", _G, "The site", _ALL),
    Column("team", _G, "The team", _ALL),
    Column("agent", _G, "The agent; contacts that were abandoned have none", _ALL),
    Column("coverage", _G, "Internal or outsourced", _ALL),
    Column("vendor", _G, "The outsourcer", _ALL),
    Column("direction", _G, "Inbound or outbound", _ALL),
    Column("customer_type", _G, "New or existing business", _ALL),
    Column("priority", _G, "Priority", _ALL),
    Column("language", _G, "Language", _ALL),
    Column("overflow", _G, "Whether it overflowed to another queue", _ALL),
    Column("miss_reason", _G, "Why an eligible contact got no next step", outcome=True),
    Column("disposition", _G, "How the contact was closed", outcome=True),
    # Segments that the arrival time and the business calendar give
    Column("time_band", _G, "Business hours, after hours, weekend or holiday", _ALL, derived=True),
    Column("hour", _G, "Hour of arrival, 00 to 23", _ALL, derived=True),
    Column("weekday", _G, "Day of the week", _ALL, derived=True),
    Column("shift", _G, "The shift that the arrival falls in", _ALL, derived=True),
    # Identity
    Column("contact_id", ColumnKind.KEY, "The contact's number", (_C, _S, _Q)),
    Column("issue_id", ColumnKind.KEY, "The issue that several contacts may be about"),
    Column("customer_key", ColumnKind.KEY, "The customer, as a keyed hash", (_C, _M, _S), personal=True),
    # Access: what became of an inbound contact
    Column("outcome", ColumnKind.TEXT, "What became of an inbound contact: one of the seven flags below"),
    Column("offered", _F, "An inbound contact", _CI),
    Column("answered", _F, "Reached a person or the bot that handled it", _CI),
    Column("abandoned", _F, "The customer left before an answer", _CI),
    Column("short_abandoned", _F, "Left so soon that the platform does not count it as abandoned", _CI),
    Column("flow_out", _F, "Left the queue for another", _CI),
    Column("voicemail", _F, "Left a voicemail", _CI),
    Column("callback", _F, "Asked to be called back", _CI),
    Column("self_served", _F, "Finished by the customer alone"),
    Column("outbound", _F, "An outbound contact", derived=True),
    Column("queued", _F, "Waited in a queue", _CI),
    Column("wait_s", _D, "Wait before the answer or the abandonment", _CI),
    Column("target_s", _D, "The promised wait, where the export gives one per contact"),
    Column("promise_s", _D, "The contact's own target, else its channel's threshold", derived=True),
    Column("answered_in_target", _F, "Answered within its channel's threshold", _CI),
    Column("abandoned_in_target", _F, "Abandoned within its channel's threshold", _CI),
    Column("abandoned_early", _F, "Abandoned within the short-abandon limit", _CI, derived=True),
    Column("dropped_after_answer", _F, "Lost on hold or in a transfer, after the answer", _CI),
    Column("handler", ColumnKind.TEXT, "human or bot"),
    Column("first_response_s", _D, "Arrival to the first answer by a person"),
    Column("human_response_s", _D, "Arrival to the first answer, where a person gave it", derived=True),
    Column("business_response_s", _D, "The part of it that lies in business hours", derived=True),
    Column("outside_hours", _F, "Arrived outside business hours", derived=True),
    Column("callback_returned", _F, "The voicemail or callback request was returned"),
    Column("callback_s", _D, "Time until it was returned"),
    Column("callback_in_limit", _F, "Returned within the limit", derived=True),
    Column("not_reached", _F, "Neither answered nor returned", derived=True),
    Column("sla_met", _F, "The contact's service-level agreement was met"),
    # Work
    Column("talk_s", _D, "Talk time", (_C, _I, _A)),
    Column("hold_s", _D, "Hold time", (_C, _I, _A)),
    Column("wrap_s", _D, "After-call work", _CI),
    Column("handle_s", _D, "Talk, hold and after-call work", _CI),
    Column("answered_wait_s", _D, "Total wait of the answered contacts of an interval", (_I,)),
    Column("transfers", _X, "How often the contact was transferred", _CI),
    Column("handoffs", _X, "Internal hand-offs"),
    Column("handoffs_in_time", _X, "Internal hand-offs within their agreed time"),
    # Resolution
    Column("resolution_s", _D, "Arrival to resolution"),
    Column("business_resolution_s", _D, "The part of it that lies in business hours", derived=True),
    Column("resolved", _F, "Resolved"),
    Column("resolved_in_window", _F, "Resolved within the window", derived=True),
    Column("resolved_marked", _F, "Marked by the agent as resolved on this contact"),
    Column("resolved_confirmed", _F, "Confirmed by the customer as resolved on this contact"),
    Column("no_repeat", _F, "Not followed by another contact of the same key in the window", derived=True),
    Column("first_contact", _F, "No earlier contact of the same key in the window", derived=True),
    *(
        column
        for window, words in (("24h", "24 hours"), ("48h", "48 hours"), ("7d", "7 days"))
        for column in (
            Column(f"no_repeat_{window}", _F, f"Not followed by another of the same key within {words}", derived=True),
            Column(f"first_contact_{window}", _F, f"No earlier contact of the same key within {words}", derived=True),
        )
    ),
    Column("reopened", _F, "Opened again after it was resolved"),
    Column("escalated", _F, "Passed up"),
    Column("escalation_required", _F, "Had to be passed up"),
    Column("escalated_in_time", _F, "Passed up in time"),
    Column("escalation_documented", _F, "Passed up with its documents"),
    Column("escalation_right_place", _F, "Passed up to the right place"),
    Column("high_risk", _F, "A failure here is high risk"),
    # Quality
    Column("qa_score", _N, "Score of the review, in points"),
    Column("qa_passed", _F, "The score reached the pass mark", derived=True),
    Column("qa_second_score", _N, "Score of a second reviewer"),
    Column("qa_errors", _X, "Errors found by the review"),
    Column("documentation_correct", _F, "The record is complete and correct"),
    Column("compliance_required", _X, "Compliance items that applied"),
    Column("compliance_met", _X, "Compliance items that were met"),
    Column("reviewer", ColumnKind.KEY, "Who reviewed it", personal=True),
    # Experience
    Column("csat", _N, "Satisfaction answer, on its scale", (_C, _S)),
    Column("satisfied", _F, "The answer reached the satisfied cut", (_C, _S), derived=True),
    Column("nps", _N, "Recommendation answer, 0 to 10", (_C, _S)),
    Column("promoter", _F, "The answer reached the promoters' cut", (_C, _S), derived=True),
    Column("detractor", _F, "The answer stayed within the detractors' cut", (_C, _S), derived=True),
    Column("ces", _N, "Effort answer, on its scale", (_C, _S)),
    Column("call_quality", _N, "The customer's rating of the call"),
    Column("comment", ColumnKind.TEXT, "What the customer wrote", personal=True),
    Column("survey_offered", _F, "A survey was offered"),
    Column("survey_answered", _F, "At least one survey question was answered", derived=True),
    Column("survey_base", _F, "A survey was offered (else: the contact was answered)", derived=True),
    # Commercial outcome
    Column("eligible", _F, "Could have had a next step"),
    Column("qualified", _F, "Meets the acceptance criteria"),
    Column("qualification_correct", _F, "An audit confirms the classification"),
    Column("reached_next_step", _F, "Reached the next step"),
    Column("appointment_booked", _F, "An appointment was booked"),
    Column("appointment_due_at", _T, "When the appointment is due"),
    Column("appointment_due", _F, "Booked, and its date has come", derived=True),
    Column("appointment_in_window", _F, "Booked for a time within the window", derived=True),
    Column("appointment_kept", _F, "The appointment was kept"),
    Column("signed", _F, "Signed"),
    Column("lead", _F, "An outbound contact to a lead"),
    Column("lead_converted", _F, "The lead was converted"),
    Column("picked_up", _F, "The outbound contact was picked up"),
    Column("dropped_before_close", _F, "Ended by the customer before the close"),
    Column("sale_closed", _F, "Closed on this contact"),
    Column("first_account_contact", _F, "The account's first outbound contact"),
    Column("revenue", _Z, "Revenue of the contact"),
    # Other facts
    Column("scheduled_s", _D, "Scheduled time", (_A,)),
    Column("adherent_s", _D, "Scheduled time that was kept", (_A,)),
    Column("worked_s", _D, "Worked time", (_A,)),
    Column("paid_s", _D, "Paid time", (_A,)),
    Column("productive_s", _D, "Productive time", (_A,)),
    Column("logged_in_s", _D, "Logged-in time", (_A,)),
    Column("busy_s", _D, "Time with at least one contact", (_A,)),
    Column("available_s", _D, "Time waiting for a contact", (_A,)),
    Column("required_s", _D, "Staffing that the arrivals required", (_A,)),
    Column("active_at_start", _F, "Active at the month's start", (_M,)),
    Column("retained", _F, "Still active at the month's end", (_M,)),
    Column("churned", _F, "Lost within the month", (_M,)),
    Column("margin", _Z, "Margin of the account's month", (_M,)),
    Column("servqual_dimension", _G, "Reliability, assurance, tangibles, empathy or responsiveness", (_S,)),
    Column("expectation", _N, "What was expected", (_S,)),
    Column("perception", _N, "What was perceived", (_S,)),
    Column("engagement_score", _N, "An employee's engagement answer", (_S,)),
    Column("item", _G, "The reviewed item", (_Q,)),
    Column("passed", _F, "The item was passed", (_Q,)),
    Column("cost", _Z, "Cost", (_K,)),
    Column("erlang_s", _D, "The contact's share of the agents' time that its half hour required", derived=True),
    Column("cost_share", _Z, "The contact's even share of the cost of its period", derived=True),
)  # fmt: skip

BY_NAME: dict[str, Column] = {c.name: c for c in COLUMNS}
OUTCOMES: tuple[str, ...] = (
    "answered", "abandoned", "short_abandoned", "flow_out", "voicemail", "callback", "self_served",
)  # fmt: skip
SEGMENTS: tuple[str, ...] = tuple(c.name for c in COLUMNS if c.segment)

# Names of columns that stand beside segments on measured frames and in analyses, so that no further segment may have
# them. Columns that are made on the way begin with an underscore, which no segment does.
_RESERVED = frozenset(
    {
        "a0", "a1", "apart", "apart_by", "apart_cluster", "apart_high", "apart_low", "apart_reach", "b0", "b1",
        "before", "beyond", "change", "change_cluster", "change_high", "change_low", "change_reach", "complete",
        "count", "day", "dd", "denominator", "few", "high", "k0", "k1", "kpi", "low", "mature", "mean", "n", "now",
        "now_happened", "now_n", "numerator", "over", "over_high", "over_low", "period", "promised", "quantile",
        "ratio", "share", "signal", "small", "tail", "v0", "v1", "value", "variant", "xd", "xx", "xxx", "young",
    }
)  # fmt: skip


def reserved(name: str) -> bool:
    """Whether a further segment may not be called so, since a column of the program's own is."""
    return name in BY_NAME or name in _RESERVED or name.startswith("_") or not name.strip()


def of_fact(fact: Fact) -> tuple[Column, ...]:
    """Return the columns that may stand on rows of this fact."""
    return tuple(c for c in COLUMNS if fact in c.facts)


def dtype_on(column: Column, fact: Fact) -> pl.DataType:
    """Return a column's Polars type on rows of this fact: an interval counts what a contact flags."""
    if fact is Fact.INTERVAL and column.kind is ColumnKind.FLAG:
        return pl.Int64()
    return column.dtype


def schema(fact: Fact) -> dict[str, pl.DataType]:
    """Return name and Polars type of every column of this fact, derived ones included."""
    return {c.name: dtype_on(c, fact) for c in of_fact(fact)}
