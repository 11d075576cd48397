"""Lineage names every KPI that a column touches: without the column no other KPI changes or can no longer be given."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kpi_core.analysis.lineage import readers
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Dataset, Prepared
from kpi_core.definitions import DEFAULT, Condition, Definitions, Location, Rule, WaitTarget
from kpi_core.model import BY_NAME, Fact, Kpi
from kpi_core.prepare import prepare
from tests import beside
from tests.asking import measured, why_not
from tests.rows import Row, contacts, dataset

ROWS: list[Row] = [
    r | {"issue_id": f"i{i % 120}", "at_utc": r["at"] - timedelta(hours=9)} for i, r in enumerate(contacts(500, seed=7))
]
BESIDE = beside.facts()
WAYS = [k.as_variant(v) for k in CATALOGUE.values() for v in k.variants] + [
    k for k in CATALOGUE.values() if not k.variants
]
OTHER = Definitions(
    wait_targets=(WaitTarget(33.0, (("queue", "q1"),)), WaitTarget(12.0, (("vendor", "acme"),), date(2026, 1, 5))),
    locations=(Location("Basel", "Europe/Zurich"), Location("Genève", "America/New_York")),
    timezone="Asia/Tokyo",
    rules=(Rule("qualified", (Condition("language", "is_not", ("fr",)),)),),
    repeat_key="customer_reason",
)
CASES = {
    "usual": DEFAULT,
    "other": OTHER,
    "issue": replace(DEFAULT, repeat_key="issue"),
    "close": replace(DEFAULT, date_basis="close"),
}
# Columns that an export may leave out; without the rest the definitions above do not suit the data.
LEFT_OUT = {
    "usual": [c for c in ROWS[0] if c != "at"],
    "other": ["at_utc", "location", "queue", "vendor", "channel", "target_s", "customer_key", "reason", "contact_id"],
    "issue": ["issue_id", "customer_key", "contact_id", "at_utc"],
    "close": ["wait_s", "issue_id", "customer_key"],
}


def whole(rows: list[Row]) -> Dataset:
    made = dataset(rows)
    return replace(made, tables={**made.tables, **beside.tables(BESIDE)})


def values(data: Prepared) -> dict[str, Any]:
    """Return what is said of each KPI in each way of counting: its numbers, or why there are none."""
    why = {way: why_not(data, way) for way in WAYS}
    given = [way for way in WAYS if why[way] is None]
    rows = measured(data, given).select("value", "low", "high", "n", "young").rows()
    numbers = dict(zip(given, rows, strict=True))
    return {f"{way.key} {way.variant}": numbers.get(way, why[way]) for way in WAYS}


def changed(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    return {name.split()[0] for name, found in one.items() if not same(found, other[name])}


def same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(a == pytest.approx(b, nan_ok=True) for a, b in zip(one, other, strict=True))
    return bool(one == other)


def keys(kpis: tuple[Kpi, ...]) -> set[str]:
    return {k.key for k in kpis}


def alike(data: Prepared, columns: Iterable[str]) -> dict[frozenset[str], list[str]]:
    """Return the columns by the KPIs that lineage names for them: one step leaves out all that the same KPIs read."""
    found: dict[frozenset[str], list[str]] = defaultdict(list)
    for column in columns:
        found[frozenset(k.key for k in readers(data, column))].append(column)
    return found


@pytest.mark.parametrize("case", CASES)
def test_no_kpi_changes_without_a_column_of_contacts_that_is_not_named(case: str) -> None:
    data, missed = prepare(whole(ROWS), CASES[case]), {}
    before = values(data)
    for named, columns in alike(data, LEFT_OUT[case]).items():
        rest = [{k: v for k, v in r.items() if k not in columns} for r in ROWS]
        if more := changed(before, values(prepare(whole(rest), CASES[case]))) - named:
            missed[tuple(columns)] = more
    assert missed == {}


def test_no_kpi_changes_without_a_column_beside_the_contacts_that_is_not_named() -> None:
    given = whole(ROWS)
    data = prepare(given)
    before, missed = values(data), {}
    for fact, table in given.tables.items():
        if fact is Fact.CONTACT:
            continue
        for named, columns in alike(data, [c for c in table.columns if c != "at"]).items():
            tables = {**given.tables, fact: table.drop(columns)}
            if more := changed(before, values(prepare(replace(given, tables=tables)))) - named:
                missed[fact, tuple(columns)] = more
    assert missed == {}


def test_a_column_is_read_by_way_of_what_is_made_from_it() -> None:
    data = prepare(whole(ROWS))
    assert "service_level" in keys(readers(data, "wait_s"))
    assert "first_contact_resolution" in keys(readers(data, "customer_key"))
    assert readers(data, "comment") == readers(data, "issue_id") == ()
    by_issue = prepare(whole(ROWS), CASES["issue"])
    assert {"first_contact_resolution", "repeat_contact_rate"} <= keys(readers(by_issue, "issue_id"))
    assert set(CATALOGUE) == keys(readers(data, "at"))


def test_each_column_that_is_not_a_label_and_that_no_kpi_reads_is_known() -> None:
    """What is new here is either read by a KPI or a promise that no KPI keeps."""
    data = prepare(whole(ROWS), CASES["issue"])
    unread = {c.name for c in BY_NAME.values() if not c.segment and not readers(data, c.name)}
    assert unread == {"comment", "reviewer", "high_risk"}
