"""A month that is appended gives what one import of both exports gives, or it is said; nothing counts twice."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from kpi_core.data import Dataset, from_dict
from kpi_core.errors import BadInput
from kpi_core.intake import from_toml, load
from kpi_core.intake.appending.append import append
from kpi_core.model import Fact

COLUMNS = """
[columns]
contact_id = "id"
at = "at"
channel = "channel"
customer_key = "who"
answered = { column = "answered", true = ["Y"], false = ["N"] }
wait_s = { column = "wait", unit = "s" }
[segments]
topic = "topic"
"""
RULES = {
    "plain": "",
    "dedupe": 'dedupe = "contact_id"',
    "dropped": 'dedupe = "contact_id"\n[drop]\ntopic = "test"',
    "kept": 'dedupe = "contact_id"\n[keep]\ntopic = ["Orders", "Bills", ""]',
    "latest": '[latest]\nby = "id"',
    "latest dropped": '[latest]\nby = "id"\n[drop]\ntopic = "test"',
}
Row = dict[str, Any]


def csv(rows: list[Row], name: str = "a.csv") -> tuple[str, bytes]:
    heads = list(rows[0])
    lines = [",".join(heads), *(",".join("" if r[h] is None else str(r[h]) for h in heads) for r in rows)]
    return name, "\n".join(lines).encode()


def contact(i: int, day: int, **more: Any) -> Row:
    row = {
        "id": f"c{i}", "at": f"2026-{5 + day // 28:02}-{1 + day % 28:02} 10:{i % 60:02}:00",
        "channel": ("voice", "chat")[i % 2],
        "who": f"k{i % 7}", "answered": "NYY"[i % 3], "wait": i % 50, "topic": ("Orders", "Bills", None)[i % 3],
    }  # fmt: skip
    return row | more


def same(one: Dataset, other: Dataset) -> None:
    assert list(one.tables) == list(other.tables)
    for fact, table in one.tables.items():
        names = sorted(table.columns)
        assert names == sorted(other.tables[fact].columns)
        both = [t.select(names).sort(names) for t in (table, other.tables[fact])]
        assert_frame_equal(*both)


@settings(max_examples=60, deadline=None)
@given(
    rule=st.sampled_from(sorted(RULES)),
    shared=st.lists(st.integers(0, 29), unique=True),
    changed=st.lists(st.tuples(st.integers(0, 29), st.sampled_from(("test", "Bills", None))), unique_by=lambda c: c[0]),
)
def test_two_exports_in_turn_are_the_two_at_once(
    rule: str, shared: list[int], changed: list[tuple[int, str | None]]
) -> None:
    mapping = from_toml(f'name = "ours"\n{RULES[rule]}\n{COLUMNS}')
    first = [contact(i, i, topic="test" if i in {3, 4} else contact(i, i)["topic"]) for i in range(30)]
    second = [contact(i, i) for i in range(30, 45)]
    second += [first[i] for i in shared] + [contact(i, i, topic=topic, wait=44) for i, topic in changed]
    files = csv(first, "may.csv"), csv(second, "june.csv")
    before = load(files[0], mapping)
    found = append(before, files[1], mapping)
    whole = load(list(files), mapping)
    same(found.dataset, whole)
    assert found.changed
    assert found.dataset.fingerprint not in {before.fingerprint, whole.fingerprint}
    report = from_dict(dict(found.dataset.report))  # which holds read = kept + dropped + refused
    assert report.read == len(first) + len(second) == whole.report["read"]
    assert report.kept == whole.report["kept"] == found.dataset.contacts.height
    assert report.coverage == whole.report["coverage"]
    again = append(found.dataset, files[1], mapping)
    assert (again.changed, again.dataset) == (False, found.dataset)


def ours(rule: str = "") -> Any:
    return from_toml(f'name = "ours"\n{rule}\n{COLUMNS}')


FIRST = [contact(i, i) for i in range(20)]
BEFORE = load(csv(FIRST), ours())


def test_rows_that_stand_in_the_dataset_are_left_out_counted_and_said() -> None:
    found = append(BEFORE, csv([*FIRST[15:], contact(50, 40)]), ours())
    assert found.dataset.contacts.height == 21
    assert found.dataset.report["dropped"] == {"rows that the dataset held already": 5}
    assert found.said == ("contact rows: 1 added, 5 left out that the dataset holds already.",)
    assert not append(BEFORE, csv(FIRST[3:9]), ours()).changed


def test_a_contact_that_changed_is_replaced_where_the_mapping_says_so_and_else_said() -> None:
    closed = csv([contact(19, 19, wait=600), contact(50, 40)])
    both = append(BEFORE, closed, ours())
    assert both.dataset.contacts.height == 22
    assert "newer rows that say something else (1) count on all" in both.said[1]
    assert "Before the last row of the dataset lie 1 of them, the first on 20 May 2026." in both.said[0]
    one = append(BEFORE, closed, ours('dedupe = "contact_id"'))
    assert one.dataset.contacts.filter(pl.col("contact_id") == "c19")["wait_s"].to_list() == [600]
    assert one.dataset.report["dropped"] == {"rows that a newer export replaced or left out": 1}


def test_without_ids_a_row_counts_as_often_as_the_export_with_most_of_it_has_it() -> None:
    mapping = from_toml('name = "x"\n[columns]\nat = "at"\nchannel = "channel"')
    a, b = {"at": "2026-05-01 10:00:00", "channel": "voice"}, {"at": "2026-05-02 10:00:00", "channel": "voice"}
    found = append(load(csv([a, a, b]), mapping), csv([b, b, a, a | {"at": "2026-05-03 10:00:00"}]), mapping)
    assert sorted(found.dataset.contacts["at"].dt.day().to_list()) == [1, 1, 2, 2, 3]
    assert found.dataset.report["dropped"] == {"rows that the dataset held already": 2}


def test_legs_stay_with_the_contact_that_began_first() -> None:
    rule = 'legs = "contact_id"'
    whole = csv([contact(19, 19), contact(19, 19, at="2026-05-20 10:40:00"), contact(18, 30), contact(60, 41)])
    found = append(load(csv(FIRST), ours(rule)), whole, ours(rule)).dataset.contacts
    rows = {r["contact_id"]: r for r in found.iter_rows(named=True)}
    assert found.height == len(rows) == 21
    assert (rows["c19"]["transfers"], rows["c18"]["transfers"]) == (1, 0)
    assert rows["c18"]["at"].day == 19


def test_labels_are_spelled_as_in_the_dataset() -> None:
    found = append(BEFORE, csv([contact(50, 40, topic="ORDERS"), contact(51, 40, topic="News")]), ours())
    assert set(found.dataset.contacts["topic"].drop_nulls()) == {"Orders", "Bills", "News"}


def test_a_new_column_or_segment_is_blank_before_and_said() -> None:
    wider = from_toml(f'name = "ours"\n{COLUMNS}brand = "brand"')
    found = append(BEFORE, csv([contact(50, 40, brand="x")]), wider)
    assert found.dataset.segments == ("topic", "brand")
    assert found.dataset.contacts["brand"].to_list() == [None] * 20 + ["x"]
    assert "The contact rows of before have no brand: it is blank there." in found.said


@pytest.mark.parametrize(
    ("mapping", "rows", "match"),
    [
        (ours('[file]\ntimezone = "Europe/Zurich"'), [contact(50, 40)], "different clocks"),
        (ours('[latest]\nby = "ticket"'), [contact(50, 40, ticket="t")], "map contact_id from it"),
        (from_toml('name = "o"\n[columns]\nat = "at"\n'), [{"at": "no time"}], "None of the 1 rows"),
    ],
)  # fmt: skip
def test_what_cannot_be_added_is_refused_in_one_sentence(mapping: Any, rows: list[Row], match: str) -> None:
    with pytest.raises(BadInput, match=match):
        append(BEFORE, csv(rows), mapping)


def test_a_unit_that_is_guessed_otherwise_than_before_is_refused() -> None:
    guess = from_toml(f'name = "ours"\n{COLUMNS}'.replace(', unit = "s"', ""))
    before = load(csv(FIRST), guess)
    with pytest.raises(BadInput, match="seems to be in ms and was in s in the dataset: say its unit"):
        append(before, csv([contact(50 + i, 40, wait=90_000 + i) for i in range(20)]), guess)
    assert append(before, csv([contact(50, 40, wait=90_000)]), ours()).changed  # the mapping says it


def test_customers_that_were_hashed_otherwise_are_said() -> None:
    first, second = ([contact(i, i % 60, who=f"{w}{i}") for i in range(a, a + 250)] for a, w in ((0, "a"), (300, "b")))
    said = append(load(csv(first), ours()), csv(second), ours()).said
    assert any("None of the export's 250 customers was in the dataset" in s for s in said)


AGENTS = from_toml(
    'name = "agents"\nfact = "agent_time"\n[columns]\nat = "day"\nagent = "agent"\n'
    'paid_s = { column = "paid", unit = "s" }'
)
COST = from_toml('name = "cost"\nfact = "cost"\n[columns]\nat = "month"\nteam = "team"\ncost = "cost"')


def shift(day: int, agent: str | None, paid: int) -> Row:
    return {"day": f"2026-05-{day:02}", "agent": agent, "paid": paid}


def test_totals_of_a_time_that_is_there_are_replaced_and_others_stand_beside_them() -> None:
    before = load(csv([shift(d, a, 100) for d in (1, 2, 3) for a in ("Ann", "Bo", None)]), AGENTS)
    newer = [shift(2, "Bo", 100), shift(3, "Ann", 250), shift(3, None, 70), shift(3, "Cy", 100), shift(4, "Ann", 100)]
    found = append(before, csv(newer), AGENTS)
    rows = {(r["at"].day, r["agent"]): r["paid_s"] for r in found.dataset.tables[Fact.AGENT_TIME].iter_rows(named=True)}
    assert found.dataset.tables[Fact.AGENT_TIME].height == len(rows) == 11
    assert (rows[3, "Ann"], rows[3, None], rows[2, None]) == (250, 70, 100)
    assert found.dataset.report["dropped"] == {
        "rows that the dataset held already": 1, "rows that a newer export replaced or left out": 2,
    }  # fmt: skip


def test_an_account_has_one_row_a_month_whatever_day_it_is_written_on() -> None:
    mapping = from_toml(
        'name = "a"\nfact = "account_month"\n[columns]\nat = "at"\ncustomer_key = "who"\nchurned = "lost"'
    )
    before = load(csv([{"at": f"2026-05-0{i}", "who": f"k{i}", "lost": "no"} for i in (1, 2)]), mapping)
    newer = csv([{"at": "2026-05-31", "who": "k2", "lost": "yes"}, {"at": "2026-06-30", "who": "k2", "lost": "no"}])
    found = append(before, newer, mapping).dataset.tables[Fact.ACCOUNT_MONTH]
    assert found.select(pl.col("at").dt.month(), "churned").rows() == [(5, False), (5, True), (6, False)]


def test_cost_of_a_time_that_is_there_is_refused_unless_it_is_the_same() -> None:
    one = {"month": "2026-05-01", "team": "Red", "cost": 900}
    before = load(csv([one, one | {"team": "Blue"}]), COST)
    june = one | {"month": "2026-06-01"}
    assert append(before, csv([one, june]), COST).dataset.tables[Fact.COST].height == 3
    with pytest.raises(BadInput, match=r"Cost rows of the dataset \(1, the first of 1 May 2026\)"):
        append(before, csv([one | {"cost": 901}, june]), COST)


def test_surveys_take_the_same_rules() -> None:
    rules = 'fact = "survey"\ndedupe = "customer_key"\n[drop]\ncsat = "0"'
    mapping = from_toml(f'name = "s"\n{rules}\n[columns]\nat = "at"\ncsat = "csat"\ncustomer_key = "who"')
    first = csv([{"at": f"2026-05-0{i} 10:00:00", "who": f"k{i}", "csat": 3} for i in range(1, 7)])
    newer = [("k1", 3, 1), ("k2", 5, 2), ("k3", 0, 3), ("k9", 4, 9), (None, 2, 9)]
    second = csv([{"at": f"2026-05-0{d} 10:00:00", "who": k, "csat": c} for k, c, d in newer])
    same(append(load(first, mapping), second, mapping).dataset, load([first, second], mapping))


@pytest.mark.parametrize("rule", ["plain", "dedupe"])
def test_cost_of_contacts_comes_and_goes_with_them(rule: str) -> None:
    mapping = from_toml(f'name = "ours"\n{RULES[rule]}\n{COLUMNS}'.replace("[columns]", '[columns]\ncost = "cost"'))
    first = [contact(i, i, cost=i) for i in range(20)]
    second = [first[3], contact(19, 19, cost=500, wait=7), contact(50, 40, cost=8)]
    files = csv(first, "a.csv"), csv(second, "b.csv")
    found = append(load(files[0], mapping), files[1], mapping)
    same(found.dataset, load(list(files), mapping))


def test_a_fact_that_the_dataset_did_not_have_is_added_with_its_rows() -> None:
    found = append(BEFORE, csv([shift(1, "Ann", 100)]), AGENTS)
    assert list(found.dataset.tables) == [Fact.CONTACT, Fact.AGENT_TIME]
    assert found.said == ("agent_time rows: 1 added, the dataset had none.",)
    assert found.dataset.parts == (BEFORE.fingerprint, replace(found.dataset).parts[1])


def test_an_export_that_does_not_show_the_order_of_day_and_month_is_read_like_the_one_before() -> None:
    def dotted(i: int, day: int, month: int) -> Row:
        return contact(i, 0, at=f"{day:02}.{month:02}.2026 10:00")

    mapping = from_toml(COLUMNS)
    early, both = [dotted(9, 2, 10), dotted(8, 5, 10)], [dotted(9, 2, 10), dotted(8, 25, 10), dotted(7, 10, 25)]
    for last, first in (([dotted(0, 28, 9), dotted(1, 2, 9)], "day"), ([dotted(0, 9, 28), dotted(1, 9, 2)], "month")):
        before = load(csv(last), mapping)
        found = append(before, csv(early), mapping)
        assert (
            found.said[1]
            == f"'at' does not show whether day or month comes first; it was read like before, {first} first."
        )
        set_so = replace(mapping, day_first=first == "day")
        same(found.dataset, load([csv(last, "a.csv"), csv(early, "b.csv")], set_so))
        assert not append(found.dataset, csv(early), mapping).changed
        with pytest.raises(BadInput, match="both orders"):
            append(before, csv(both), mapping)
    with pytest.raises(BadInput, match="day_first"):
        append(load(csv([contact(0, 0)]), mapping), csv(early), mapping)
