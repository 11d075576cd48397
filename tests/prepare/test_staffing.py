"""Erlang C needs the half hour of each arrival: without it, nothing is said rather than something wrong."""

from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl
import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Dataset, Prepared
from kpi_core.definitions import Definitions
from kpi_core.errors import CannotAnswer
from kpi_core.intake.rows.defaults import complete
from kpi_core.model import Fact
from kpi_core.prepare import prepare
from tests.asking import measured

STAFFING = CATALOGUE["staffing_efficiency"].as_variant("erlang")


def data(definitions: Definitions, *, whole_days: bool = False) -> Prepared:
    days = [datetime(2026, 1, d) for d in range(5, 12)]
    times = [d if whole_days else d + timedelta(hours=9, minutes=3 * i) for d in days for i in range(200)]
    more = {"channel": "voice", "answered": True, "wait_s": 9.0, "handle_s": 300.0, "resolved": True}
    rows = [{"at": t, **more, "resolution_s": 40_000.0 * (i % 9)} for i, t in enumerate(times)]
    frame, assumptions = complete(pl.DataFrame(rows))
    time = pl.DataFrame([{"at": d, "agent": f"A{i}", "scheduled_s": 28_800.0} for d in days for i in range(12)])
    tables = {Fact.CONTACT: frame, Fact.AGENT_TIME: time}
    return prepare(Dataset(name="staff", fingerprint="0" * 16, tables=tables, assumptions=assumptions), definitions)


def test_contacts_without_a_time_of_day_require_no_staffing_that_can_be_told() -> None:
    with pytest.raises(CannotAnswer, match="the time of day of its contacts"):
        measured(data(Definitions(), whole_days=True), [STAFFING])


@pytest.mark.parametrize("basis", ["answer", "close"])
def test_a_half_hour_of_arrivals_is_not_torn_apart_by_another_date_basis(basis: str) -> None:
    """10 arrivals of 300 s in each half hour take 4 agents; counted by their close, they seemed to take many more."""
    whole = measured(data(Definitions()), [STAFFING])
    assert whole["numerator"][0] == 7 * 20 * 4 * 1_800
    with pytest.raises(CannotAnswer, match="date_basis"):
        measured(data(Definitions(date_basis=basis)), [STAFFING])


def test_contacts_that_ask_for_nobody_require_nobody() -> None:
    """Beside 10 arrivals in each half hour stand 10 that customers finished alone and 10 that a bot handled."""
    whole = data(Definitions()).dataset
    contacts = whole.tables[Fact.CONTACT].with_columns(handler=pl.lit("human"))
    bot = contacts.with_columns(handler=pl.lit("Bot"))
    self_served = contacts.with_columns(answered=pl.lit(value=False), self_served=pl.lit(value=True))
    more = pl.concat([contacts, bot, self_served])
    prepared = prepare(replace(whole, tables={**whole.tables, Fact.CONTACT: more}))
    assert measured(prepared, [STAFFING])["numerator"][0] == 7 * 20 * 4 * 1_800
