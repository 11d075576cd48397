"""What other definitions would change, in words on both sides."""

from dataclasses import replace
from datetime import datetime

import polars as pl

from kpi_core.analysis.definitions import effect
from kpi_core.definitions import parse
from kpi_core.model import Fact
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.analysis.targets.test_compute import daily


def test_the_effect_names_settings_and_values_on_both_sides() -> None:
    now = daily(30, lambda _day: 8)
    then = prepare(now.dataset, parse("[thresholds]\nvoice = 50\n[smallest_change]\nservice_level = 0.5"))
    found = effect(now, then, View(kpis=("service_level", "contact_volume")))
    assert found.settings.rows() == [
        ("Thresholds: Answered within, chat", "60 s", "-"),
        ("Thresholds: Answered within, voice", "20 s", "50 s"),
        ("Smallest change: Service level", "-", "50.0%"),
    ]
    rows = {r[0]: r[1:] for r in found.values.rows()}
    assert rows["Service level"] == ("80.0%", 300, "100.0%", 300, "+20.0 points, less than is worth acting on")
    assert rows["Contact volume"] == ("300", 300, "300", 300, "the same")
    assert found.sentence == "3 settings differ, and 1 KPI would change."
    gone = effect(now, prepare(now.dataset, parse("[thresholds]\nfax = 9")), View(kpis=("service_level",)))
    assert gone.values.row(0) == ("Service level", "80.0%", 300, "not answered", 0, "answered or not")


def test_a_kpi_that_a_range_cuts_in_two_does_not_stop_the_effect_on_the_others() -> None:
    now = daily(59, lambda _day: 8)
    cost = pl.DataFrame({"at": [datetime(2026, 1, 1), datetime(2026, 2, 1)], "cost": [9.0, 9.0]})
    both = replace(now.dataset, tables={**now.dataset.tables, Fact.COST: cost})
    view = View(kpis=("service_level", "cost_per_contact"), selection=Selection(since=datetime(2026, 1, 10).date()))
    found = effect(prepare(both), prepare(both, parse("[thresholds]\nvoice = 50")), view)
    assert found.values["then"].to_list() == ["100.0%", "not answered"]
