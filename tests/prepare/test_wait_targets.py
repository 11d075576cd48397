"""Contacts to whom nothing was promised are left out of service level, and this is said with their number."""

from datetime import datetime, timedelta

import polars as pl

from kpi_core.analysis.trend import trend
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Dataset
from kpi_core.intake.rows.defaults import complete
from kpi_core.measure import promises
from kpi_core.model import Fact
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.asking import measured


def _data(channels: tuple[str, ...], targets: tuple[float, ...] = ()) -> Dataset:
    rows = [
        {"at": datetime(2026, 1, 5, 10) + timedelta(hours=i), "channel": channels[i % len(channels)],
         "answered": i % 4 > 0, "wait_s": None if i % 10 == 9 else float(i % 70),
         **({"target_s": targets[i % len(targets)]} if targets else {})}
        for i in range(400)
    ]  # fmt: skip
    frame, assumptions = complete(pl.DataFrame(rows))
    return Dataset(name="d", fingerprint="0" * 12, tables={Fact.CONTACT: frame}, assumptions=assumptions)


def test_a_channel_without_a_target_is_named_with_its_contacts() -> None:
    data = prepare(_data(("Telefon", "Chat")))
    said = next(iter(data.cautions.values()))
    found = measured(data, [CATALOGUE["service_level"]])
    known = [r for r in data.tables[Fact.CONTACT].iter_rows(named=True) if r["wait_s"] is not None]
    phone = [r for r in known if r["channel"] == "Telefon"]
    assert said.startswith(f"Service level leaves out {len(phone)} of {len(known)} contacts with a known wait")
    assert f"Telefon ({len(phone)})" in said
    assert found["n"][0] == len(known) - len(phone)
    assert said in data.notes
    assert said in trend(data, View(kpis=("service_level",))).remarks
    assert said not in trend(data, View(kpis=("average_speed_of_answer",))).remarks


def test_nothing_is_said_where_every_channel_has_one() -> None:
    assert not prepare(_data(("Voice", "Chat"))).cautions


def test_a_picture_draws_the_promises_that_hold_and_no_others() -> None:
    data = prepare(_data(("Voice", "Chat", "Telefon")))
    assert sorted(promises(data, View())) == [("promise of Chat", 60.0), ("promise of Voice", 20.0)]
    assert promises(data, View(selection=Selection(without=(("channel", ("Voice",)),)))) == [("promise of Chat", 60.0)]
    assert promises(data, View(limit=7.0)) == [("promise", 7.0)]
    own = prepare(_data(("Voice", "Chat"), targets=(30.0, 45.0, 90.0)))  # the export's own go first
    assert promises(own, View()) == [("promise", 30.0), ("promise", 45.0), ("promise", 90.0)]
    assert promises(prepare(_data(("Voice",), targets=tuple(map(float, range(5, 60))))), View()) == []
