"""Each oddity is found with its exact count and the line that shows it; a clean export has none."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from kpi_core.data import coverage
from kpi_core.intake import examine, from_toml, health, load

HEAD = "at,contact_id,agent,answered,wait_s,talk_s,wrap_s,csat\n"
MAPPED = from_toml(
    'name = "t"\n[columns]\nat = "Start"\ncontact_id = "Id"\nchannel = { value = "voice" }\n'
    'wait_s = { from = "Start", to = "Answer" }\ntalk_s = { column = "Talk", unit = "s" }\n'
)


def found(text: str, **more: Any) -> dict[tuple[str, str], tuple[int, int, int | None]]:
    report = load(("t.csv", text.encode()), **more).report
    return {(f["check"], f["column"]): (f["count"], f["of"], f["line"]) for f in report["findings"]}


def rows(n: int = 40, **odd: dict[int, str]) -> str:
    """Return clean rows, the last one abandoned; `odd` replaces cells of single rows (line = row + 2)."""
    names = HEAD.strip().split(",")
    lines = []
    for i in range(n):
        cells = [f"2026-01-{1 + i % 28:02d} 10:00:{i:02d}", f"c{i}", f"a{i % 3}", "yes", f"{i}", f"{60 + i}",
                 f"{5 + i}", f"{1 + i % 5}"]  # fmt: skip
        if i == 39:
            cells[2:4], cells[5:] = ["", "no"], ["", "", ""]  # abandoned
        lines.append(",".join(odd.get(name, {}).get(i, cell) for name, cell in zip(names, cells, strict=True)))
    return HEAD + "\n".join(lines) + "\n"


def test_a_clean_export_has_no_finding() -> None:
    assert found(rows()) == {}


@pytest.mark.parametrize(
    ("odd", "key", "said"),
    [
        ({"wrap_s": dict.fromkeys(range(38), "15")}, ("capped", "wrap_s"), (38, 39, 2)),
        ({"csat": dict.fromkeys(range(40), "")}, ("empty", "csat"), (40, 40, None)),
        ({"csat": dict.fromkeys(range(40), "3")}, ("constant", "csat"), (40, 40, 2)),
        ({"wrap_s": {7: "", 9: ""}}, ("sister", "wrap_s"), (2, 39, 9)),
        ({"agent": {4: ""}}, ("agentless", "agent"), (1, 39, 6)),
        ({"wait_s": {5: "-3"}}, ("negative", "wait_s"), (1, 40, 7)),
        ({"csat": {6: "great"}}, ("unread", "csat"), (1, 40, 8)),
        ({"contact_id": {8: "c7"}}, ("legs", "contact_id"), (1, 40, 9)),
    ],
)
def test_an_oddity_is_counted_and_its_first_line_named(
    odd: dict[str, dict[int, str]], key: tuple[str, str], said: tuple[int, int, int | None]
) -> None:
    assert found(rows(**odd))[key] == said


def test_a_row_that_stands_twice_is_told_from_a_leg() -> None:
    whole = rows().splitlines()
    again = "\n".join([*whole, whole[3] + " "]) + "\n"  # an exact copy would be left out at the door
    assert found(again) == {("duplicates", "contact_id"): (1, 41, 42)}


def test_an_end_before_its_start_is_found() -> None:
    text = "Id,Start,Answer,Talk\n" + "".join(
        f"{i},2026-01-05 10:00:0{i},2026-01-05 {'09' if i == 2 else 10}:00:{10 + 2 * i},{'' if i == 2 else i}\n"
        for i in range(5)
    )
    assert found(text, mapping=MAPPED) == {("backwards", "wait_s"): (1, 5, 4)}


def test_an_example_of_a_personal_column_hides_its_value() -> None:
    toml = 'name = "t"\n[columns]\nat = "at"\ncustomer_key = { column = "k", personal = true }\n'
    report = load(("t.csv", b"at,k\n2026-01-01,SECRET\n2026-01-02,SECRET\n"), from_toml(toml)).report
    assert report["findings"][0]["check"] == "constant"
    assert "SECRET" not in json.dumps(dict(report))


def test_an_export_that_nobody_knows_is_still_counted() -> None:
    dataset, said = examine(("t.csv", b"Wann,Hold Time,Hold Duration\n03/04/2021,,5\n04/05/2021,,5\nx\n"))
    assert dataset is None
    assert (said["read"], said["kept"], said["refused"]) == (3, 2, 1)
    when, empty, full = said["columns"]
    assert (when["looks_like"], when["day_order"]) == ("date", "undecided")
    assert (empty["empty_share"], empty["full_sister"], full["could_be"]) == (1, "Hold Duration", "hold_s")


def test_most_values_of_a_duration_being_one_are_seen_before_any_mapping() -> None:
    text = "when,Wrap Up\n" + "".join(f"2026-01-01,00:00:{15 if i else 40}\n" for i in range(20))
    assert health(("t.csv", text.encode()))["columns"][1]["capped"] is True


def test_coverage_names_months_and_the_days_that_are_missing() -> None:
    """Five weeks, Monday to Friday: one Wednesday, and a Friday with the Monday after it, have no rows."""
    first = date(2026, 1, 5)
    away = {date(2026, 1, 14), date(2026, 1, 23), date(2026, 1, 26)}
    days = [first + timedelta(days=i) for i in range(35)]
    times = [datetime(d.year, d.month, d.day, 9) for d in days if d.weekday() < 5 and d not in away for _ in range(4)]
    said = coverage(pl.Series(times))
    assert (said["first"], said["last"]) == ("2026-01-05", "2026-02-06")
    assert [(m["month"], m["rows"]) for m in said["months"]] == [("2026-01", 17 * 4), ("2026-02", 5 * 4)]
    assert [(g["since"], g["until"], g["days"], g["rows"]) for g in said["gaps"]] == [
        ("2026-01-14", "2026-01-14", 1, 4),
        ("2026-01-23", "2026-01-26", 2, 8),
    ]
    assert (said["missing"], said["expected"]) == (3, 25)


def test_a_stray_date_of_another_century_is_covered_without_a_day_by_day_search() -> None:
    said = coverage(pl.Series([datetime(1700, 1, 1), datetime(2026, 1, 1)]))
    assert (said["first"], said["gaps"]) == ("1700-01-01", [])


def test_words_for_nobody_are_no_customer_and_neither_is_one_key_of_a_quarter_of_all_rows() -> None:
    keys = ["Anonymous", "unknown", "0", "N/A", "(withheld)"] + [f"+41{i}" for i in range(300)] + ["555"] * 120
    text = "at,customer_key\n" + "".join(f"2026-01-{1 + i % 28:02d} 10:00:00,{k}\n" for i, k in enumerate(keys))
    dataset = load(("t.csv", text.encode()))
    assert dataset.contacts["customer_key"].n_unique() == 301
    assert dataset.contacts["customer_key"].null_count() == 125
    said = [(f["count"], f["line"]) for f in dataset.report["findings"] if f["check"] == "placeholder"]
    assert said == [(4, 2), (120, 307)]


def test_a_row_long_after_all_others_is_named() -> None:
    late = rows(60).replace("2026-01-01", "2029-01-01", 1)
    assert found(late)[("far", "at")] == (1, 60, 2)
    assert ("far", "at") not in found(rows(60))


def test_a_resolution_in_seconds_is_not_taken_for_milliseconds_and_a_doubtful_unit_is_named() -> None:
    lines = [f"2026-01-{1 + i % 28:02d} 10:00:00,{80_000 + i},{60_000 + i}" for i in range(40)]
    text = "Start,Resolution,Wait\n" + "\n".join(lines)
    mapping = 'name = "t"\n[columns]\nat = "Start"\nresolution_s = "Resolution"\nwait_s = "Wait"\n'
    frame = load(("t.csv", text.encode()), from_toml(mapping)).contacts
    assert (frame["resolution_s"][0], frame["wait_s"][0]) == (80_000, 60)
    doubts = {k for k in found(text, mapping=from_toml(mapping)) if k[0] == "unit"}
    assert doubts == {("unit", "resolution_s"), ("unit", "wait_s")}
    clear = mapping.replace('"Resolution"', '{ column = "Resolution", unit = "s" }')
    assert ("unit", "resolution_s") not in found(text, mapping=from_toml(clear))
