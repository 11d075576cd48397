"""A missing, an extra and a wrong delimiter: the record is named, and no other record changes by a letter.

Each fault is in a record of its own: a missing and an extra delimiter in one record leave its number of fields as it
was, which no count can tell.
"""

import random

import pytest

from kpi_core.intake import load

_HEAD = ("at", "channel", "wait_s", "csat", "reason")
_REASONS = ("Billing", "New order", "Other", "x", "Delivery 2")


def _rows(rng: random.Random) -> list[list[str]]:
    return [
        [
            f"2026-01-{rng.randrange(1, 29):02} 10:{rng.randrange(60):02}:00", rng.choice(["voice", "chat"]),
            str(rng.randrange(500)), str(rng.randrange(1, 6)), rng.choice(_REASONS),
        ]
        for _ in range(rng.randrange(12, 40))
    ]  # fmt: skip


def _polluted(rng: random.Random, row: list[str], fault: str, delimiter: str, *, quoted: bool) -> str:
    cells = [f'"{c}"' for c in row] if quoted else row
    place = rng.randrange(1, len(cells))
    left, right = delimiter.join(cells[:place]), delimiter.join(cells[place:])
    if fault == "missing":
        return left + right
    if fault == "extra" and quoted:
        return left + 2 * delimiter + right
    if fault == "extra":
        whole = delimiter.join(cells)
        at = rng.randrange(len(whole) + 1)
        return whole[:at] + delimiter + whole[at:]
    return left + rng.choice([d for d in ",;\t|" if d != delimiter]) + right


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_a_polluted_record_is_named_and_no_other_changes(seed: int, end: str, *, quoted: bool) -> None:
    rng = random.Random(f"{seed} {quoted} {end}")
    delimiter, rows = rng.choice(",;\t|"), _rows(rng)
    faults = dict(zip(rng.sample(range(len(rows)), 3), ("missing", "extra", "wrong"), strict=True))
    lines = [
        _polluted(rng, row, faults[i], delimiter, quoted=quoted) if i in faults
        else delimiter.join(f'"{c}"' if quoted else c for c in row)
        for i, row in enumerate(rows)
    ]  # fmt: skip
    dataset = load(("x.csv", end.join([delimiter.join(_HEAD), *lines, ""]).encode()))
    report = dataset.report
    assert sorted(r["line"] for r in report["refusals"]) == sorted(i + 2 for i in faults)
    assert (report["read"], report["refused"]) == (len(rows), 3)
    found = dataset.contacts.select(
        dataset.contacts["at"].dt.strftime("%Y-%m-%d %H:%M:%S"), "channel", "wait_s", "csat", "reason"
    ).rows()
    expected = [(r[0], r[1], float(r[2]), float(r[3]), r[4]) for i, r in enumerate(rows) if i not in faults]
    assert found == expected


def test_a_delimiter_at_the_end_of_every_row_is_left_out_and_said() -> None:
    rows = [f"2026-01-0{i},voice,{i}," for i in range(1, 9)]
    dataset = load(("x.csv", "\n".join(["at,channel,wait_s", *rows]).encode()))
    assert dataset.contacts["wait_s"].to_list() == [float(i) for i in range(1, 9)]
    assert any("ends with a delimiter that the header lacks" in n for n in dataset.report["notes"])


def test_a_shifted_record_among_rows_that_end_with_a_delimiter_is_named() -> None:
    rows = [f'2026-01-05,voice,{i},"a ""b""",' for i in range(500)]
    rows[450] = "2026-01-05,voice,,7,x"  # an extra one in the middle, none at the end: the number of fields is right
    rows[460] = "2026-01-05,voice,7,x"
    content = "\n".join(["at,channel,wait_s,reason", *rows]).encode()
    report = load(("x.csv", content)).report
    assert [(r["line"], r["reason"]) for r in report["refusals"]] == [
        (452, "a value stands behind the last column"), (462, "4 fields where the header has 5"),
    ]  # fmt: skip


def test_one_row_without_it_keeps_the_header_width() -> None:
    content = "at,channel\n2026-01-05,voice,\n2026-01-06,chat\n"
    report = load(("x.csv", content.encode())).report
    assert [r["line"] for r in report["refusals"]] == [2]
