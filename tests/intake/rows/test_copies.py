"""The same rows in two files count once, in whatever kind of file, or the doubt is said."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from kpi_core.data import from_dict
from kpi_core.intake import from_toml, load

START = datetime(2026, 3, 2, 9)
Row = dict[str, int | float | bool | datetime]
ROWS: list[Row] = [
    {
        "id": 1000 + i,
        "at": START + timedelta(minutes=7 * i),
        "who": 77.0 + i % 3,
        "agent": 12,
        "talk": 30.5 + i,
        "ok": i % 2 == 0,
    }
    for i in range(20)
]
TOML = (
    'name = "contacts"\n[columns]\ncontact_id = "id"\nat = "at"\ncustomer_key = "who"\nagent = "agent"\n'
    'answered = "ok"\ntalk_s = { column = "talk", unit = "s" }'
)
MAPPING = from_toml(TOML)
NAMELESS = from_toml(TOML.replace('contact_id = "id"\n', ""))


def as_csv(folder: Path, rows: list[Row], name: str = "a.csv") -> Path:
    """Whole numbers as a program writes them that holds numbers with blanks: 1000.0."""
    lines = [",".join(rows[0])]
    lines += [f"{r['id']}.0,{r['at']},{r['who']},{r['agent']},{r['talk']},{'yes' if r['ok'] else 'no'}" for r in rows]
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def as_parquet(folder: Path, rows: list[Row]) -> Path:
    path = folder / "b.parquet"
    pl.DataFrame(rows).write_parquet(path)
    return path


def as_workbook(folder: Path, rows: list[Row]) -> Path:
    path = folder / "c.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(rows[0]))
        for i, row in enumerate(rows, start=1):
            for j, cell in enumerate(row.values()):
                sheet.write(i, j, cell)
    return path


@pytest.mark.parametrize("other", [as_parquet, as_workbook])
def test_rows_of_a_csv_that_stand_in_another_kind_of_file_count_once(
    tmp_path: Path, other: Callable[[Path, list[Row]], Path]
) -> None:
    files = [as_csv(tmp_path, ROWS[:15]), other(tmp_path, ROWS[5:])]
    dataset = load(files, MAPPING)
    alone = load(as_csv(tmp_path, ROWS, "whole.csv"), MAPPING)
    assert dataset.contacts.sort("at").equals(alone.contacts.sort("at"))
    report = from_dict(dict(dataset.report))
    assert (report.read, report.kept, sum(report.dropped.values())) == (30, 20, 10)
    assert report.dropped == {"copies of a row in another file": 10}


def test_a_row_that_says_something_else_stays_and_is_named(tmp_path: Path) -> None:
    changed = [ROWS[0] | {"talk": 99.0}, *ROWS[1:]]
    dataset = load([as_csv(tmp_path, ROWS), as_parquet(tmp_path, changed)], MAPPING)
    assert dataset.contacts.height == 21
    assert any("1 contact ids stand on several rows" in note for note in dataset.report["notes"])


def test_equal_rows_without_a_number_both_count_and_the_doubt_is_said(tmp_path: Path) -> None:
    dataset = load([as_csv(tmp_path, ROWS[:15]), as_parquet(tmp_path, ROWS[5:])], NAMELESS)
    assert dataset.contacts.height == 30
    (doubt,) = [f for f in from_dict(dict(dataset.report)).findings if f.check == "copies"]
    assert (doubt.count, doubt.of, doubt.file, doubt.line) == (10, 30, "b.parquet", 1)
    assert doubt.sentence.startswith("10 contact rows stand in two files with the same values and without a contact")


def test_totals_that_stand_in_two_files_are_named() -> None:
    mapping = from_toml('name = "i"\nfact = "interval"\n[columns]\nat = "at"\nqueue = "q"\noffered = "n"')
    files = [
        ("a.csv", b"at,q,n\n2026-03-02 09:00,A,5\n2026-03-02 09:30,A,6\n"),
        ("b.csv", b"at,q,n\n2026-03-02 09:30,A,6\n"),
    ]
    report = from_dict(dict(load(files, mapping).report))
    assert [(f.check, f.count, f.line) for f in report.findings if f.check == "copies"] == [("copies", 1, 2)]


def test_one_file_says_nothing_of_copies() -> None:
    rows = b"at,q,n\n2026-03-02 09:00,A,5\n2026-03-02 09:00,A,5\n"
    mapping = from_toml('name = "i"\nfact = "interval"\n[columns]\nat = "at"\nqueue = "q"\noffered = "n"')
    assert not [f for f in from_dict(dict(load(("a.csv", rows), mapping).report)).findings if f.check == "copies"]


def test_one_export_in_two_layouts_is_named() -> None:
    one = from_toml('name = "One"\nmatch = ["Begin"]\n[columns]\ncontact_id = "Id"\nat = "Begin"')
    two = from_toml('name = "Two"\nmatch = ["Start"]\n[columns]\ncontact_id = "No"\nat = "Start"')
    files = [
        ("a.csv", b"Id,Begin\n1,2026-03-02 09:00\n2,2026-03-02 10:00\n"),
        ("b.csv", b"No,Start\n1.0,2026-03-02 09:00\n"),
    ]
    notes = load(files, [one, two]).report["notes"]
    assert any(n.startswith("1 contact rows stand in files of two mappings") for n in notes)


LEGS = (
    'name = "legs"\nlegs = "contact_id"\n[columns]\ncontact_id = "id"\nat = "at"\n'
    'talk_s = { column = "talk", unit = "s" }'
)


def test_legs_that_differ_in_a_column_nobody_mapped_are_no_copies() -> None:
    legs = ("1,2026-03-02 09:00,1,30", "1,2026-03-02 09:00,2,30", "1,2026-03-02 09:00,2,30", "2,2026-03-02 09:00,1,5")
    dataset = load(("legs.csv", "\n".join(["id,at,leg,talk", *legs]).encode()), from_toml(LEGS))
    assert dataset.contacts["talk_s"].to_list() == [60.0, 5.0]
    assert dataset.report["dropped"]["exact copies of an earlier row"] == 1


def test_legs_that_stand_in_two_files_are_stitched_once(tmp_path: Path) -> None:
    rows = [{"id": 1, "at": START, "leg": i, "talk": 30.0} for i in range(2)]
    pl.DataFrame(rows).write_parquet(tmp_path / "legs.parquet")
    legs = "id,at,leg,talk\n1,2026-03-02 09:00:00,0,30\n1,2026-03-02 09:00:00,1,30\n"
    (tmp_path / "legs.csv").write_text(legs, encoding="utf-8")
    dataset = load([tmp_path / "legs.csv", tmp_path / "legs.parquet"], from_toml(LEGS))
    assert dataset.contacts["talk_s"].to_list() == [60.0]
