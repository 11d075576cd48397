"""The glossary lists every KPI, says what is missing, and labels what is copied."""

from datetime import datetime

import pytest

from kpi_core.analysis.definitions import catalogue_rows, entries, listed
from kpi_core.catalogue import BENCHMARKS, CATALOGUE, SOURCES
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.analysis.targets.test_compute import daily
from tests.rows import dataset

ROWS = [
    {"at": datetime(2026, 1, 5, 10), "channel": "voice", "outcome": o, "wait_s": w}
    for o, w in [("answered", 5.0)] * 6 + [("answered", 40.0)] * 2 + [("abandoned", 50.0)] * 2
]
DATA = prepare(dataset(ROWS))
FOUND = entries(DATA, View())
BY_KEY = {e.kpi.key: e for e in FOUND}


def test_every_kpi_is_listed_once_and_answered_or_told_why_not() -> None:
    assert [e.kpi.key for e in FOUND] == list(CATALOGUE)
    assert BY_KEY["csat"].why_not
    assert BY_KEY["answer_rate"].why_not is None
    assert BY_KEY["answer_rate"].value == "80.0%"


def test_ways_of_counting_stand_side_by_side_with_their_values() -> None:
    values = {w.name: w.value for w in BY_KEY["service_level"].ways}
    assert (values["SL-1"], values["SL-5"]) == ("60.0%", "75.0%")


def test_the_selection_changes_the_values_and_an_empty_one_shows_none() -> None:
    none = entries(DATA, View(selection=Selection(since=datetime(2030, 1, 1).date())))
    assert {e.value for e in none} == {"-"}


@pytest.mark.parametrize(
    ("view", "keys"),
    [
        (View(find="  Service LEVEL "), ["service_level", "sla_compliance"]),
        (
            View(category="experience", listed="missing"),
            ["csat", "nps", "customer_effort", "servqual_gap", "survey_response_rate"],
        ),
        (View(find="no such words anywhere"), []),
    ],
)
def test_what_is_looked_for(view: View, keys: list[str]) -> None:
    found = listed(FOUND, view)
    assert [e.kpi.key for e in found.entries] == keys
    assert found.table.height == len(keys)
    assert f"of {len(CATALOGUE)} KPIs" in found.sentence


def test_copied_benchmarks_name_a_kpi_and_an_article_and_are_labelled() -> None:
    assert set(BENCHMARKS) <= set(CATALOGUE)
    assert {s for all_ in BENCHMARKS.values() for _, s in all_} <= set(SOURCES)
    subjects = dict(BY_KEY["csat"].lines)
    assert subjects["Copied benchmark, not a target"] == "80%, 90% is excellent (CallZent)"


def test_the_catalogue_as_rows_fills_every_column() -> None:
    columns, rows = catalogue_rows(FOUND)
    assert {len(r) for r in rows} == {len(columns)}
    assert len(rows) == len(CATALOGUE) + sum(len(k.variants) for k in CATALOGUE.values())
    said = {(r[0], r[2]): dict(zip(columns, r, strict=True)) for r in rows}
    assert said["csat", "mean"]["unit"] == "points"
    assert said["csat", "mean"]["interval"].startswith("t interval")
    assert said["csat", "top2"]["unit"] == "%"
    assert said["first_contact_resolution", "no_repeat"]["window"].startswith("2 d; ")
    assert not said["first_contact_resolution", "marked"]["window"]


def test_the_ways_of_counting_say_how_far_they_lie_apart() -> None:
    data = daily(30, lambda _day: 8, '[[target]]\nkpi = "service_level"\nvalue = 0.9\naction = "Train"\nqueue = "A"')
    entry = next(e for e in entries(data, View()) if e.kpi.key == "service_level")
    assert {w.value for w in entry.ways if w.there} == {"80.0%"}
    assert entry.spread == "On this data they lie up to 0.00 points apart."
    assert ("Target", "90.0% (queue A); Train") in entry.lines
