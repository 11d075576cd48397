"""Rows of the facts beside contacts, as unkind as real ones: nulls, blanks, zeros, duplicates, months half covered."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from kpi_core.data import Dataset
from kpi_core.model import Fact, of_fact
from kpi_core.model.columns import schema
from tests.rows import Row, dataset

START = datetime(2025, 11, 20)
DAYS = 80
Facts = dict[Fact, list[Row]]


def facts(seed: int = 3) -> Facts:
    """Return rows of every fact beside contacts; cost and accounts by month, agent time by day."""
    rng = random.Random(seed)
    return {
        Fact.INTERVAL: intervals(rng),
        Fact.AGENT_TIME: [_agent_day(rng, d, a) for d in range(DAYS) for a in ("Ann", "Bo", "Dee", None)],
        Fact.ACCOUNT_MONTH: doubled(rng, [_account(rng, m, i) for m in _months(11, 4) for i in range(30)]),
        Fact.SURVEY: doubled(rng, [_survey(rng) for _ in range(250)]),
        Fact.QA_ITEM: doubled(rng, [_item(rng) for _ in range(250)]),
        Fact.COST: costs(rng, _months(10, 4)),
    }


def other_grains(seed: int = 4) -> Facts:
    """Return intervals and cost by day, agent time by the hour."""
    rng = random.Random(seed)
    days = [START + timedelta(days=d) for d in range(10, 60)]
    daily = [{"at": rng.choice(days), "team": None, "coverage": None, "vendor": None, "cost": rng.random() * 900}
             for _ in range(60)]  # fmt: skip
    hours = [
        _agent_day(rng, d, "Ann") | {"at": START + timedelta(days=d, hours=h)} for d in range(30) for h in (8, 9, 22)
    ]
    return {
        Fact.INTERVAL: intervals(rng, minutes=1440),
        Fact.AGENT_TIME: doubled(rng, hours),
        Fact.COST: doubled(rng, [r | {"cost": _some(rng, r["cost"])} for r in daily]),
    }


def tables(rows: Facts) -> dict[Fact, pl.DataFrame]:
    """Return the rows as frames; a column is there where a row names it."""
    return {
        fact: pl.DataFrame(found, schema={c.name: schema(fact)[c.name] for c in of_fact(fact) if c.name in found[0]})
        for fact, found in rows.items()
    }


def together(contacts: Sequence[Row], beside: Facts) -> Dataset:
    """Return one dataset of contacts, where there are any, and of rows beside them."""
    if not contacts:
        return Dataset(name="beside", fingerprint="b" * 12, tables=tables(beside))
    whole = dataset(list(contacts))
    return replace(whole, tables={**whole.tables, **tables(beside)}, segments=())


def intervals(rng: random.Random, minutes: int = 30) -> list[Row]:
    """Return interval rows: counts and totals, some of them not known, some intervals without a contact."""
    starts = [START + timedelta(minutes=minutes * rng.randrange(DAYS * 1440 // minutes)) for _ in range(500)]
    return doubled(rng, [_interval(rng, at) for at in starts])


def costs(rng: random.Random, days: Sequence[datetime]) -> list[Row]:
    """Return cost rows of these dates, some of them for no team, one date without any that is known."""
    found = []
    for at in days:
        for team in ("Red", "Blue", "Green", None):
            known = at != days[-2] and rng.random() < 0.85
            found.append({
                "at": at, "team": team, "coverage": None, "vendor": None,
                "cost": round(rng.random() * 9_000, 2) if known else None,
            })  # fmt: skip
    return doubled(rng, found)


def doubled(rng: random.Random, rows: list[Row]) -> list[Row]:
    """Return the rows, a few of them twice, in no order."""
    found = rows + [dict(r) for r in rng.sample(rows, max(len(rows) // 20, 1))]
    rng.shuffle(found)
    return found


def _months(first: int, number: int) -> list[datetime]:
    return [datetime(2025 + (first + i - 1) // 12, (first + i - 1) % 12 + 1, 1) for i in range(number)]


def _some(rng: random.Random, value: Any, share: float = 0.9) -> Any:
    return value if rng.random() < share else None


def _interval(rng: random.Random, at: datetime) -> Row:
    offered = rng.choice((0, 0, 1, 4, rng.randrange(40)))
    answered = rng.randint(0, offered)
    abandoned = rng.randint(0, offered - answered)
    counts = {
        "offered": offered,
        "answered": answered,
        "abandoned": abandoned,
        "short_abandoned": rng.randint(0, offered - answered - abandoned),
        "queued": offered,
        "answered_in_target": rng.randint(0, answered),
        "abandoned_in_target": rng.randint(0, abandoned),
        "dropped_after_answer": rng.randint(0, answered),
        "transfers": rng.randint(0, answered + 2),
    }
    totals = {n: float(rng.randrange(9_000)) for n in ("wait_s", "answered_wait_s", "talk_s", "hold_s", "wrap_s")}
    labels = {"channel": rng.choice(("voice", "chat", None)), "queue": rng.choice(("Q1", "Q9")), "team": "Red"}
    return {"at": at, **labels, **{n: _some(rng, v) for n, v in (counts | totals).items()}}


def _agent_day(rng: random.Random, d: int, agent: str | None) -> Row:
    names = (
        "scheduled_s", "adherent_s", "worked_s", "paid_s", "productive_s", "logged_in_s", "talk_s", "hold_s", "busy_s",
        "available_s", "required_s",
    )  # fmt: skip
    numbers = {n: _some(rng, float(rng.choice((0, 3_600, rng.randrange(30_000))))) for n in names}
    labels = {"agent": agent, "team": rng.choice(("Red", "Blue", None)), "location": "Basel"}
    return {"at": START + timedelta(days=d, hours=8), **labels, **numbers}


def _account(rng: random.Random, month: datetime, i: int) -> Row:
    lost = rng.random() < 0.1
    return {
        "at": month + timedelta(days=rng.choice((0, 0, 27))),
        "customer_type": rng.choice(("new", "existing", None)),
        "customer_key": f"k{i}",
        "active_at_start": _some(rng, rng.random() < 0.9),
        "retained": _some(rng, not lost),
        "churned": _some(rng, lost),
        "margin": _some(rng, round(rng.random() * 200 - 20, 2)),
    }


def _survey(rng: random.Random) -> Row:
    at = START + timedelta(minutes=rng.randrange(DAYS * 1440))
    scores = {"expectation": 7, "perception": 7, "engagement_score": 10, "csat": 5, "nps": 10, "ces": 7}
    return {
        "at": at,
        "channel": rng.choice(("voice", "chat")),
        "team": rng.choice(("Red", "Lilac", None)),
        "servqual_dimension": rng.choice(("Empathy", "Assurance", None)),
        **{n: _some(rng, float(rng.randint(0 if n == "nps" else 1, top)), 0.6) for n, top in scores.items()},
    }


def _item(rng: random.Random) -> Row:
    return {
        "at": START + timedelta(minutes=rng.randrange(DAYS * 1440)),
        "agent": rng.choice(("Ann", "Bo")),
        "channel": rng.choice(("voice", "email", None)),
        "item": rng.choice(("Verification", "Listening", None)),
        "passed": _some(rng, rng.random() < 0.8),
    }


__all__ = ["Facts", "costs", "doubled", "facts", "intervals", "tables", "together"]
