"""A part of an interval's contacts is never more than the whole: such a row is refused by its line."""

import pytest

from kpi_core.data import from_dict
from kpi_core.errors import BadInput
from kpi_core.intake import from_toml, load

COLUMNS = ("offered", "answered", "answered_in_target", "abandoned", "abandoned_in_target")


def mapping(*columns: str) -> str:
    fields = "\n".join(f'{c} = "{c}"' for c in columns)
    return f'name = "i"\nfact = "interval"\n[columns]\nat = "at"\n{fields}'


def read(columns: tuple[str, ...], *rows: str) -> tuple[int, list[tuple[int, str | None, str]]]:
    lines = [f"at,{','.join(columns)}", *(f"2026-03-02 {9 + i:02}:00,{row}" for i, row in enumerate(rows))]
    report = from_dict(dict(load(("i.csv", "\n".join(lines).encode()), from_toml(mapping(*columns))).report))
    assert report.read == report.kept + report.refused
    return report.kept, [(r.line, r.column, r.reason) for r in report.refusals]


def test_more_answered_within_target_than_answered_is_refused_by_line() -> None:
    kept, refused = read(COLUMNS, "10,9,8,1,0", "10,9,12,1,0", "10,9,9,1,2", "20,9,10,1,1")
    assert kept == 1
    assert refused == [
        (3, "answered_in_target", "12 answered within target are more than the 9 answered"),
        (4, "abandoned_in_target", "2 abandoned within target are more than the 1 abandoned"),
        (5, "answered_in_target", "10 answered within target are more than the 9 answered"),
    ]


def test_without_the_answered_the_offered_are_the_whole() -> None:
    kept, refused = read(("offered", "answered_in_target"), "10,10", "10,11", ",11", "10,")
    assert kept == 3
    assert refused == [(3, "answered_in_target", "11 answered within target are more than the 10 offered")]


def test_a_contact_may_be_offered_in_one_interval_and_answered_in_the_next() -> None:
    assert read(COLUMNS, "10,9,8,0,0", "0,1,1,0,0") == (2, [])


def test_a_file_of_such_rows_is_refused_with_the_first_line() -> None:
    with pytest.raises(BadInput, match=r"on line 2 of 'i\.csv' \(12 answered within target are more than the 9"):
        read(COLUMNS, "10,9,12,1,0")
