"""Legs become contacts, repeated deliveries become one row, and what stands around the data is no row."""

from pathlib import Path

import pytest

from kpi_core.cli import main
from kpi_core.errors import BadInput
from kpi_core.intake import from_toml, load

LEGS = from_toml(
    'name = "legs"\nlegs = "contact_id"\n[columns]\ncontact_id = "master"\nat = "at"\nqueue = "q"\nagent = "who"\n'
    'answered = "ans"\nabandoned = "abd"\nwait_s = { column = "wait", unit = "s" }\n'
    'talk_s = { column = "talk", unit = "s" }\ncsat = "csat"'
)


def test_legs_become_one_contact_with_its_first_wait_and_all_its_work() -> None:
    rows = """master,at,q,who,ans,abd,wait,talk,csat
1,2026-01-05 10:05,Second,Bo,yes,no,40,100,4
1,2026-01-05 10:00,First,Ann,yes,no,10,60,
2,2026-01-05 11:00,First,,no,no,30,,
2,2026-01-05 11:01,Second,Bo,yes,no,5,70,
3,2026-01-05 12:00,First,Ann,yes,no,8,50,
3,2026-01-05 12:05,Second,,no,yes,90,,
4,2026-01-05 13:00,First,,no,yes,12,,
,2026-01-05 14:00,First,Cy,yes,no,1,2,
,2026-01-05 14:00,First,Cy,yes,no,3,4,
"""
    dataset = load(("legs.csv", rows.encode()), LEGS)
    columns = [
        "contact_id",
        "queue",
        "agent",
        "outcome",
        "wait_s",
        "talk_s",
        "transfers",
        "dropped_after_answer",
        "csat",
    ]
    assert dataset.contacts.select(columns).rows() == [
        ("1", "First", "Ann", "answered", 10.0, 160.0, 1, False, 4.0),
        ("2", "First", "Bo", "answered", 35.0, 70.0, 1, False, None),
        ("3", "First", "Ann", "answered", 8.0, 50.0, 1, True, None),
        ("4", "First", None, "abandoned", 12.0, None, 0, None, None),
        (None, "First", "Cy", "answered", 1.0, 2.0, 0, False, None),
        (None, "First", "Cy", "answered", 3.0, 4.0, 0, False, None),
    ]
    report = dataset.report
    assert (report["read"], report["kept"]) == (9, 6)
    assert report["dropped"] == {"further legs, made one with the first leg of their contact": 3}


def test_an_export_that_delivers_a_contact_again_keeps_the_newest() -> None:
    toml = (
        'name = "stream"\n[latest]\nby = "ContactId"\norder = "LastUpdateTimestamp"\n[columns]\n'
        'contact_id = "ContactId"\nat = "Start"\ntalk_s = { column = "Talk", unit = "s" }'
    )
    rows = (
        "ContactId,LastUpdateTimestamp,Start,Talk\na,2026-01-05T12:00:00Z,2026-01-05T10:00:00Z,70\n"
        "a,2026-01-05T10:05:00+02:00,2026-01-05T10:00:00Z,60\na,2026-01-05T12:00:00Z,2026-01-05T10:00:00Z,70\n"
        "b,2026-01-05T09:00:00Z,2026-01-05T09:00:00Z,5\n"
    )
    first, second = rows.split("\nb,")
    dataset = load([("1", first.encode()), ("2", f"{rows.splitlines()[0]}\nb,{second}".encode())], from_toml(toml))
    assert dict(dataset.contacts.select("contact_id", "talk_s").rows()) == {"a": 70.0, "b": 5.0}
    assert dataset.report["dropped"] == {"older rows of the same 'ContactId'": 2}


@pytest.mark.parametrize("tail", ["\r\n" * 5_000, ",,,\r\n" * 5_000, '"","",,\n' * 3 + "\n \n"])
def test_blank_lines_below_the_data_are_no_rows(tail: str) -> None:
    report = load(("t", b"at,channel,csat,nps\n2026-01-05,voice,5,9\n" + tail.encode())).report
    assert (report["read"], report["kept"], report["refused"]) == (1, 1, 0)


def test_one_blank_line_is_spoken_of_as_one() -> None:
    report = load(("t", b"at,channel,csat,nps\n2026-01-05,voice,5,9\n\n2026-01-06,voice,5,9\n")).report
    assert "1 blank line was passed over; a blank line is no row." in report["notes"]


@pytest.mark.parametrize(
    ("tail", "dropped"),
    [
        ("Total,,,9\n", 1),
        (",Grand total,,9\n,,Average:,4\n", 2),
        (",,,9\n", 1),
        ("Total,,,9\n2026-01-06,c,voice,4\n", 0),  # not below the data: refused with its line
    ],
)
def test_summary_rows_below_the_data_are_dropped_and_counted(tail: str, dropped: int) -> None:
    mapping = from_toml('name = "x"\n[columns]\nat = "d"\ncontact_id = "i"\nchannel = "c"\ncsat = "n"')
    rows = f"d,i,c,n\n2026-01-05,a,voice,4\n2026-01-05,b,voice,5\n{tail}"
    others = rows.replace(",a,voice", ",e,voice").replace(",b,voice", ",f,voice").replace(",c,voice", ",g,voice")
    report = load([("1", rows.encode()), ("2", others.encode())], mapping).report
    assert report["dropped"] == ({"summary rows below the data": 2 * dropped} if dropped else {})
    assert report["refused"] == (0 if dropped else 2)


def test_the_zone_in_a_header_is_the_rows_zone() -> None:
    mapping = from_toml(
        'name = "x"\n[columns]\nat = "Started at (*"\nchannel = "c"\nreason = { column = "t", first_of = ";" }'
    )
    rows = "Started at (America/New_York),c,t\n2026-07-05 10:00,chat,Billing; Refund\n2026-07-06 10:00,chat,;x\n"
    dataset = load(("i", rows.encode()), mapping)
    assert dataset.timezone == "America/New_York"
    assert [str(t) for t in dataset.contacts["at_utc"]] == ["2026-07-05 14:00:00", "2026-07-06 14:00:00"]
    assert dataset.contacts["reason"].to_list() == ["Billing", None]
    assert "reason: of several values in a cell the first is taken." in dataset.report["notes"]


def test_a_folder_and_a_pattern_are_paths_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day in (5, 6):
        (tmp_path / f"day{day}.csv").write_text(f"at,channel\n2026-01-0{day},voice\n", encoding="utf-8")
    for place in (str(tmp_path), str(tmp_path / "day*.csv")):
        assert main(["health", place]) == 0
        assert capsys.readouterr().out.startswith("2 rows read = 2 kept")


@pytest.mark.parametrize(
    "toml", ['legs = "queue"', 'legs = "contact_id"\ndedupe = "contact_id"', 'legs = "contact_id"\nfact = "qa_item"']
)
def test_legs_that_cannot_be_are_refused(toml: str) -> None:
    with pytest.raises(BadInput, match="legs"):
        from_toml(f'name = "x"\n{toml}\n[columns]\nat = "a"\ncontact_id = "b"')
