"""A key has one writing, in one file and between files, and what a spreadsheet has shortened is none."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import from_dict
from kpi_core.errors import CannotAnswer
from kpi_core.intake import from_toml, load
from kpi_core.intake.appending.append import append
from kpi_core.intake.values.keys import plain, shortened
from kpi_core.measure import ask, measure
from kpi_core.model import Fact
from kpi_core.prepare import prepare
from kpi_core.view import EVERYTHING

TOML = (
    'name = "contacts"\nmatch = ["talk"]\n[columns]\ncontact_id = "id"\nissue_id = "ticket"\ncustomer_key = "who"\n'
    'agent = "agent"\nat = "at"\nchannel = { value = "voice" }\ntalk_s = { column = "talk", unit = "s" }'
)
CONTACTS = from_toml(TOML)
HEADER = "id,ticket,who,agent,at,talk\n"


def contacts(*rows: str, name: str = "a.csv") -> tuple[str, bytes]:
    return name, (HEADER + "\n".join(rows)).encode()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1000.0", "1000"),
        ("1000", "1000"),
        ("1000.00", "1000"),
        ("0.0", "0"),
        ("-7.0", "-7"),
        ("1000.50", "1000.50"),
        ("1000.05", "1000.05"),
        ("007", "007"),
        ("007.0", "007.0"),
        ("1.2.0", "1.2.0"),
        ("v1.0", "v1.0"),
        ("10.0 20.0 x 3.0", "10 20 x 3"),
        (None, None),
    ],
)
def test_a_whole_number_is_one_key_in_any_writing(written: str | None, meant: str | None) -> None:
    assert plain(pl.Series(["9.0", written], dtype=pl.String)).to_list() == ["9", meant]
    packed = pl.Series(["9.0", written], dtype=pl.Categorical)
    assert plain(packed).cast(pl.String).to_list() == ["9", meant]


def test_a_number_that_lost_its_last_digits_is_no_key() -> None:
    given = pl.Series(["4.47701E+14", "4,4E+08", "5e+06", "12E5", "+4412", "E+14", None])
    assert shortened(given).to_list() == [True, True, True, False, False, False, False]


def test_keys_in_two_files_are_one_in_every_column() -> None:
    whole = contacts("1000,5,77,12,2026-03-02 09:00,30", "1001,,78,13,2026-03-02 10:00,30")
    floats = contacts(
        " 1002.0 ,5.0, 77.0,12.0,2026-03-02 11:00,30", "1003.0,6.0,78.0 ,13.0,2026-03-02 12:00,30", name="b.csv"
    )
    found = load([whole, floats], CONTACTS).contacts
    assert found["contact_id"].to_list() == ["1000", "1001", "1002", "1003"]
    assert found["issue_id"].to_list() == ["5", None, "5", "6"]
    assert found["agent"].to_list() == ["12", "13", "12", "13"]
    assert found["customer_key"].to_list()[:2] == found["customer_key"].to_list()[2:]
    assert found["customer_key"].n_unique() == 2


def test_the_pseudonym_is_that_of_the_plain_key() -> None:
    one = load(contacts("1,,1000.0,12,2026-03-02 09:00,30"), CONTACTS).contacts
    other = load(contacts("1,,1000,12,2026-03-02 09:00,30"), CONTACTS).contacts
    assert one["customer_key"].to_list() == other["customer_key"].to_list()


def test_the_last_row_of_a_contact_is_found_in_any_writing() -> None:
    rows = contacts("1000,,,12,2026-03-02 09:00,30", "1000.0,,,12,2026-03-02 09:00,40", "1001,,,12,2026-03-02 09:00,50")
    for rule in ('dedupe = "contact_id"\n', '[latest]\nby = "id"\n'):
        mapping = from_toml(TOML.replace("[columns]", f"{rule}[columns]", 1))
        assert load(rows, mapping).contacts["talk_s"].to_list() == [40.0, 50.0]


def test_reviews_find_their_contact_in_any_writing() -> None:
    reviews = from_toml(
        'name = "reviews"\nmatch = ["points"]\njoin = "contact_id"\n[columns]\ncontact_id = "number"\n'
        'qa_score = "points"'
    )
    files = [
        contacts("1000,,,12,2026-03-02 09:00,30", "007,,,12,2026-03-02 09:00,30"),
        ("q.csv", b"number,points\n1000.0,90\n7,80\n"),
    ]
    dataset = load(files, [CONTACTS, reviews])
    assert dict(zip(dataset.contacts["contact_id"], dataset.contacts["qa_score"], strict=True)) == {
        "1000": 90.0,
        "007": None,
    }


def test_agents_of_other_rows_are_the_same_agents() -> None:
    time = from_toml(
        'name = "time"\nfact = "agent_time"\nmatch = ["paid"]\n[columns]\nagent = "agent"\nat = "day"\n'
        'paid_s = { column = "paid", unit = "s" }\nproductive_s = { column = "used", unit = "s" }'
    )
    rows = ("t.csv", b"agent,day,paid,used\n12.0,2026-03-02,100,80\n13.0,2026-03-02,100,50\n")
    data = prepare(load([contacts("1,,,12,2026-03-02 09:00,30", "2,,,13,2026-03-02 09:00,30"), rows], [CONTACTS, time]))
    assert data.values("agent") == ("12", "13")


def test_labels_with_and_without_a_point_are_joined_where_both_occur() -> None:
    mapping = from_toml('name = "q"\n[columns]\nat = "at"\nqueue = "queue"\n[segments]\nrelease = "release"')
    rows = b"at,queue,release\n2026-03-02 09:00,5,2.0\n2026-03-02 09:01,5,2.0\n2026-03-02 09:02,5.0,3.0\n"
    found = load(("q.csv", rows), mapping).contacts
    assert found["queue"].to_list() == ["5", "5", "5"]
    assert found["release"].to_list() == ["2.0", "2.0", "3.0"]


def test_a_newer_export_is_appended_to_the_same_keys_in_other_writing() -> None:
    before = load(contacts("1000,,77,12,2026-03-02 09:00,30", "1001,,78,13,2026-03-03 10:00,30"), CONTACTS)
    newer = contacts("1001.0,,78.0,13.0,2026-03-03 10:00,30", "1002.0,,77.0,12.0,2026-03-04 09:00,30", name="b.csv")
    found = append(before, newer, CONTACTS)
    assert found.dataset.contacts["contact_id"].to_list() == ["1000", "1001", "1002"]
    assert found.dataset.contacts["customer_key"].n_unique() == 2
    assert found.dataset.contacts["agent"].to_list() == ["12", "13", "12"]


def test_keys_of_an_older_dataset_are_read_in_their_plain_writing() -> None:
    given = load(contacts("1000,,77,12,2026-03-02 09:00,30"), CONTACTS)
    rows = {Fact.CONTACT: given.contacts.with_columns(contact_id=pl.lit("1000.0"))}
    older = replace(given, fingerprint="0" * 12, tables=rows)
    found = append(older, contacts("1000,,77,12,2026-03-02 09:00,30", "1001,,77,12,2026-03-02 11:00,30"), CONTACTS)
    assert found.dataset.contacts["contact_id"].to_list() == ["1000", "1001"]


def test_customers_whose_keys_a_spreadsheet_has_shortened_are_refused_by_name() -> None:
    rows = [f"k{i},,4.4770{i % 2}E+14,12,2026-03-{1 + i:02} 09:00,30" for i in range(20)]
    data = prepare(load(contacts(*rows), CONTACTS))
    for key in ("repeat_contact_rate", "first_contact_resolution"):
        with pytest.raises(CannotAnswer, match=r"needs customer_key in full \(a spreadsheet has shortened it"):
            measure(ask(data, [CATALOGUE[key]], EVERYTHING).all())
    findings = from_dict(dict(data.dataset.report)).findings
    assert [(f.column, f.count) for f in findings if f.check == "shortened"] == [("customer_key", 20)]


def test_some_shortened_keys_are_missing_and_the_others_stay() -> None:
    found = load(contacts("1,,4.4E+14,12,2026-03-02 09:00,30", "2,,447701,12,2026-03-02 10:00,30"), CONTACTS).contacts
    assert found["customer_key"].null_count() == 1


def test_a_workbook_and_a_parquet_file_have_the_same_keys(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": [1000.0, None], "who": [77.0, 78.0], "at": ["2026-03-02 09:00", "2026-03-02 10:00"]})
    frame.write_parquet(tmp_path / "a.parquet")
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(
            [("id", "who", "at"), (1001, 77, "2026-03-02 11:00"), ("1002.0", "78.0", "2026-03-02 12:00")]
        ):
            sheet.write_row(i, 0, row)
    mapping = from_toml('name = "m"\n[columns]\ncontact_id = "id"\ncustomer_key = "who"\nat = "at"')
    found = load([tmp_path / "a.parquet", tmp_path / "b.xlsx"], mapping).contacts
    assert found["contact_id"].to_list() == ["1000", None, "1001", "1002"]
    assert found["customer_key"].n_unique() == 2
