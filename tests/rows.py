"""Contacts as unkind as real exports, made for tests: nulls everywhere, odd outcomes, ties, gaps, blank keys."""

import random
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from kpi_core.data import Dataset
from kpi_core.intake.rows.defaults import complete
from kpi_core.model import BY_NAME, OUTCOMES, ColumnKind, Fact, of_fact

Row = dict[str, Any]

CHANNELS = ("voice", "chat", "email", None)
_FLAGS = ("answered", "abandoned", "short_abandoned", "flow_out", "voicemail", "callback", "self_served")
_LEFT_OUT = ("at_utc", "offered", "answered_in_target", "abandoned_in_target")  # the project's to work out
_LABELS = {
    "channel": CHANNELS,
    "reason": ("Billing", "Orders & returns", "a:Q", None),
    "queue": ("Q1", "Q2"),
    "location": ("Basel", "Genève"),
    "team": ("Red", "Blue", "Green"),
    "coverage": ("internal", "outsourced"),
    "vendor": ("Acme", None, None),
    "customer_type": ("new", "existing", None),
    "priority": ("1 - Critical", "3 - Low"),
    "language": ("de", "fr", None),
    "overflow": ("yes", "no"),
    "disposition": ("sold", "lost", None),
}


def contacts(n: int = 400, seed: int = 1, days: int = 75) -> list[Row]:
    """Return n contacts as plain dicts over every column of the fact that an export can give."""
    rng = random.Random(seed)
    start = datetime(2025, 11, 26, 7, 30)  # a Wednesday: the first week, month and quarter are cut
    rows = []
    for i in range(n):
        at = start + timedelta(minutes=rng.randrange(days * 1440))
        if rng.random() < 0.2 and rows:
            at = rng.choice(rows)["at"]  # ties in time
        rows.append(_contact(rng, i, at))
    return rows


def _contact(rng: random.Random, i: int, at: datetime) -> Row:
    outbound = rng.random() < 0.15
    outcome = None if outbound or rng.random() < 0.03 else rng.choices(OUTCOMES, (60, 15, 4, 3, 5, 5, 3))[0]
    answered = outcome == "answered"
    row: Row = {
        "at": at,
        "contact_id": f"c{i:05}",
        "issue_id": None,
        "customer_key": _some(rng, 0.85, f"k{rng.randrange(90)}"),
        "direction": "Outbound" if outbound else rng.choice(("inbound", "Inbound", None)),
        "outcome": outcome,
        "agent": rng.choice(("Ann", "Bo", "Cy", None)) if answered or outbound else None,
        "miss_reason": _some(rng, 0.3, rng.choice(("misrouted", "mishandled", "not_followed_up"))),
        "handler": rng.choice(("human", "human", "bot", None)),
        "appointment_due_at": _some(rng, 0.7, at + timedelta(days=rng.randrange(20))),
        **{name: rng.choice(values) for name, values in _LABELS.items()},
    }
    for c in of_fact(Fact.CONTACT):
        if c.name in row or c.derived or c.segment or c.name in {*_FLAGS, *_LEFT_OUT}:
            continue
        row[c.name] = _value(rng, c.kind, c.name)
    row["compliance_met"] = (
        None if row["compliance_required"] is None else _some(rng, 0.8, rng.randint(0, row["compliance_required"]))
    )
    row["handoffs_in_time"] = None if row["handoffs"] is None else _some(rng, 0.9, rng.randint(0, row["handoffs"]))
    return row


def _some(rng: random.Random, share: float, value: Any) -> Any:
    return value if rng.random() < share else None


def _value(rng: random.Random, kind: ColumnKind, name: str) -> Any:
    if rng.random() < 0.15:
        return None
    if kind is ColumnKind.FLAG:
        return rng.random() < 0.6
    if kind is ColumnKind.SECONDS:
        return float(rng.choice((0, 5, 20, 60, rng.randrange(900))))
    if kind is ColumnKind.COUNT:
        return rng.randrange(4)
    if kind is ColumnKind.MONEY:
        return round(rng.random() * 500, 2)
    if kind is ColumnKind.NUMBER:
        top = {"nps": 10, "csat": 5, "ces": 7, "call_quality": 5}.get(name, 100)
        return float(rng.randint(0 if name == "nps" or top == 100 else 1, top))
    return f"{name} {rng.randrange(5)}"


def dataset(rows: list[Row], segments: tuple[str, ...] = (), name: str = "test rows") -> Dataset:
    """Return a dataset of these rows, with the defaults that intake takes; columns are those the rows have."""
    names = list(dict.fromkeys(k for r in rows for k in r))
    schema = {n: BY_NAME[n].dtype if n in BY_NAME else pl.String() for n in names}
    frame, assumptions = complete(pl.DataFrame(rows, schema=schema))
    return Dataset(
        name=name, fingerprint="f" * 12, tables={Fact.CONTACT: frame}, segments=segments, assumptions=assumptions
    )
