"""Datasets and definitions that differ in whatever `prepare` looks at, for tests that set two ways side by side."""

from dataclasses import replace
from datetime import date, time

import polars as pl

from kpi_core.definitions import DEFAULT, Condition, Definitions, Location, Rule, WaitTarget
from tests.beside import facts, other_grains, tables
from tests.rows import contacts, dataset

CONTACTS = dataset(
    [r | {"rows": f"r{i % 3}", "brand": None if i % 7 else "x"} for i, r in enumerate(contacts(600, seed=5))],
    ("rows", "brand"),
)
BESIDE = replace(CONTACTS, tables={**CONTACTS.tables, **tables(facts())})
FINER = replace(CONTACTS, tables={**CONTACTS.tables, **tables(other_grains())})
LOUD = replace(  # the same teams in other spelling beside the contacts
    BESIDE,
    tables={
        f: t.with_columns(
            pl.col(s).str.to_uppercase() for s in ("team", "channel") if f != "contact" and s in t.columns
        )
        for f, t in BESIDE.tables.items()
    },
)
OTHER = Definitions(
    thresholds=(("voice", 45.0), ("chat", 90.0)),
    wait_targets=(
        WaitTarget(33.0, (("queue", "q1"),)),
        WaitTarget(12.0, (("vendor", "acme"),), date(2026, 1, 5)),
        WaitTarget(70.0, (("channel", "email"), ("queue", "Q2"))),
    ),
    rules=(
        Rule("eligible", (Condition("team", "is_not", ("red",)),), (Condition("shift", "is", ("dark",)),)),
        Rule("qualified", (Condition("reason", "is", ("billing",)), Condition("brand", "is_not", ("y",)))),
    ),
    locations=(Location("Basel", "Europe/Zurich", holidays=(date(2026, 1, 1),)),),
    short_abandon_s=9.0,
    repeat_window_h=100.0,
    repeat_key="customer_reason",
    conversion_days=12.0,
    survey_days=3.0,
    resolution_days=0.002,
    reopen_days=20.0,
    show_days=5.0,
    shifts=(("day", time(7)), ("dark", time(19))),
    week_start=6,
    year_start=4,
)
CASES = (
    (CONTACTS, DEFAULT),
    (BESIDE, DEFAULT),
    (FINER, OTHER),
    (LOUD, OTHER),
    (CONTACTS, OTHER),
    (BESIDE, replace(OTHER, date_basis="close", repeat_key="issue")),
    (CONTACTS, replace(DEFAULT, date_basis="answer", export_targets=False)),
)
