"""Every file ends loaded, with every row accounted for, or refused in one sentence."""

import gzip
import io
import json
import os
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from kpi_core.data import from_dict
from kpi_core.errors import BadInput
from kpi_core.intake import Limits, from_toml, health, load, plan
from kpi_core.model import Fact

CSV = b"at,channel,wait_s\n2021-01-01 10:00,voice,10\n2021-01-02 10:00,Voice ,x\nbad,voice,3\n2021-01-03,chat\n"


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def mapped(content: str, toml: str) -> tuple[pl.DataFrame, dict[str, object]]:
    dataset = load(("t.csv", content.encode()), from_toml(toml))
    return dataset.contacts, dict(dataset.report)


@pytest.mark.parametrize(
    "content",
    [
        CSV,
        b"\xef\xbb\xbf" + CSV,
        CSV.replace(b",", b";"),
        CSV.replace(b",", b"\t"),
        CSV.replace(b"\n", b"\r\n"),
        CSV.replace(b"\n", b"\r"),
        CSV.decode().encode("utf-16"),
        CSV.decode().encode("utf-16-le"),
        CSV.decode().encode("utf-16-be"),
        gzip.compress(CSV),
        zipped(data=CSV),
        zipped(**{"../../etc/passwd": CSV}),
        b"Reporting period X to Y\n\n" + CSV,
        b'"Report, for a"\nFilters,none\n,,\n' + CSV,
    ],
    ids=[
        "plain",
        "bom",
        "semicolon",
        "tab",
        "crlf",
        "cr",
        "utf16",
        "utf16le",
        "utf16be",
        "gzip",
        "zip",
        "traversal",
        "banner",
        "banners",
    ],
)
def test_a_table_is_recognised_by_its_content(content: bytes) -> None:
    dataset = load(("any.name", content))
    report = from_dict(dict(dataset.report))
    assert (report.read, report.kept, report.refused) == (4, 2, 2)
    assert dataset.contacts["wait_s"].to_list() == [10.0, None]
    assert dataset.contacts["channel"].to_list() == ["voice", "voice"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n\n", "no text"),
        (b"at,channel\n", "no rows"),
        (b"hello", "--mapping"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "PNG"),
        (b"MZ" + bytes(99), "program"),
        (b"<!DOCTYPE html><p>x", "web page"),
        (bytes(range(256)) * 9, "binary"),
        (gzip.compress(CSV * 99)[:99], "gzip"),
        (zipped(a=CSV)[:60], "zip"),
        (b"PAR1" + bytes(99) + b"PAR1", "Parquet"),
        (zipped(**{"xl/workbook.xml": b"<x/>"}), "workbook"),
        (b"at,channel\nx,1\ny,2\n", "None of the 2 rows"),
    ],
    ids=[
        "empty",
        "blank",
        "header",
        "word",
        "png",
        "exe",
        "html",
        "binary",
        "gzip",
        "zip",
        "parquet",
        "xlsx",
        "undated",
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        load(("export.csv", content))
    assert "\n" not in str(caught.value)


def test_bombs_are_refused_before_they_unpack() -> None:
    small = Limits(unpacked=1 << 20, members=10)
    for bomb in (gzip.compress(bytes(9 << 20)), zipped(a=bytes(9 << 20)), zipped(**{f"f{i}": b"x" for i in range(11)})):
        with pytest.raises(BadInput, match=r"unpacks to more|files; at most"):
            load(("a.csv", bomb), limits=small)


def test_a_far_cell_ends_its_reader_and_not_this_process() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "at")
    sheet.write(1048575, 16383, "z")
    book.close()
    with pytest.raises(BadInput, match="stray cell"):
        load(("far.xlsx", out.getvalue()))


@pytest.mark.parametrize("path", ["/nowhere/x.csv", "a\0b", "a" * 5000, "/dev/null", "/nowhere/*.csv"])
def test_a_path_that_is_no_file_is_refused(path: str) -> None:
    with pytest.raises(BadInput):
        load(path)


@pytest.mark.parametrize(
    ("rule", "older"),
    [
        ('[latest]\nby = "id"\norder = "v"\n', "older rows of the same 'id'"),
        ('dedupe = "contact_id"\n', "earlier rows of the same contact_id"),
    ],
)
def test_a_newest_row_that_is_left_out_does_not_bring_back_the_one_before(rule: str, older: str) -> None:
    top, section = ("", rule) if rule.startswith("[") else (rule, "")
    frame, report = mapped(
        "id,v,at,state\n1,1,2021-01-01,open\n1,2,2021-01-02,spam\n2,1,2021-01-03,open\n-,1,2021-01-04,open\n"
        "-,2,2021-01-05,open\n",
        f'name = "x"\n{top}[drop]\nstate = "spam"\n{section}[columns]\ncontact_id = "id"\nat = "at"',
    )
    assert frame["contact_id"].to_list() == ["2", None, None]
    assert report["dropped"] == {older: 1, "'state' is spam": 1}


def test_rows_without_a_time_are_refused_and_a_blank_time_is_missing_and_not_misunderstood() -> None:
    frame, report = mapped("at,id\n2021-01-01,1\n,2\n  ,3\nsoon,4\n", 'name = "x"\n[columns]\nat = "at"')
    told = report["conversions"][0]  # type: ignore[index]
    assert (frame.height, report["refused"]) == (1, 3)
    assert (told["converted"], told["missing"], told["failed"]) == (1, 2, 1)
    assert [e["value"] for e in told["examples"]] == ["text of 4 letters"]


def test_spreadsheet_cells_keep_their_shortest_form() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    clock, day = book.add_format({"num_format": "hh:mm:ss"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["day", "time", "code", "done", "raw"])
    sheet.write_datetime(1, 0, datetime(2021, 2, 3), day)
    sheet.write_number(1, 1, 0.5, clock)
    sheet.write_number(1, 2, 3.0)
    sheet.write(1, 3, bool(1))
    sheet.write_number(1, 4, 0.25)
    book.close()
    mapping = from_toml(
        'name = "x"\n[columns]\nat = { columns = ["day", "time"] }\nanswered = { column = "code", true = ["3"] }\n'
        'resolved = { column = "done", true = ["TRUE"] }\ntalk_s = { column = "raw", unit = "day" }\n'
        'wait_s = { column = "time", unit = "clock" }'
    )
    row = load(("a.xlsx", out.getvalue()), mapping).contacts.row(0, named=True)
    assert (row["at"], row["answered"], row["resolved"]) == (datetime(2021, 2, 3, 12), True, True)
    assert (row["talk_s"], row["wait_s"]) == (21600.0, 43200.0)


def test_parquet_keeps_its_times_and_numbers() -> None:
    out = io.BytesIO()
    pl.DataFrame(
        {"at": [datetime(2021, 1, 1, 10)], "talk_s": [timedelta(hours=30)], "csat": [3.0], "answered": [True]}
    ).write_parquet(out)
    row = load(("x", out.getvalue())).contacts.row(0, named=True)
    assert (row["at"], row["talk_s"], row["csat"], row["answered"]) == (datetime(2021, 1, 1, 10), 108000.0, 3.0, True)


def test_files_are_joined_by_their_headers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("at,Channel ,csat\n2021-01-01,voice,3\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("channel,at\nchat,2021-01-02\n", encoding="utf-8")
    frame = load(tmp_path).contacts
    assert frame.select("channel", "csat").rows() == [("voice", 3.0), ("chat", None)]
    assert load(str(tmp_path / "*.csv")).contacts.equals(frame)


def test_the_order_of_dates_is_decided_over_all_files() -> None:
    toml = 'name = "x"\n[columns]\nat = "d"\nchannel = "c"'
    one, two = ("a", b"d,c\n1/2/2021,x\n"), ("b", b"d,c\n25/2/2021,x\n")
    with pytest.raises(BadInput, match="day_first"):
        load(one, from_toml(toml))
    assert load([one, two], from_toml(toml)).contacts["at"].to_list() == [datetime(2021, 2, 1), datetime(2021, 2, 25)]


def test_true_and_false_compare_with_source_text_and_one_alone_leaves_the_rest() -> None:
    frame, _ = mapped(
        "at,a,b\n2021-01-01,Y,0\n2021-01-01,N,2\n2021-01-01,?,\n",
        'name = "x"\n[columns]\nat = "at"\nanswered = { column = "a", true = ["Y"], false = ["N"] }\n'
        'resolved = { column = "a", true = ["Y"] }\nreopened = { column = "b", false = ["0", ""] }\n'
        'transfers = { column = "a", true = ["Y"], false = ["N"] }',
    )
    assert frame["answered"].to_list() == [True, False, None]
    assert frame["resolved"].to_list() == [True, False, False]
    assert frame["reopened"].to_list() == [False, True, False]
    assert frame["transfers"].to_list() == [1, 0, None]


def test_missing_is_never_zero_and_negative_durations_are_missing() -> None:
    frame, report = mapped(
        "at,w,t\n2021-01-01,-,-5\n2021-01-01,N/A,7\n2021-01-01,Infinity%,junk\n",
        'name = "x"\n[columns]\nat = "at"\nwait_s = "w"\ntalk_s = "t"',
    )
    assert frame["wait_s"].to_list() == [None, None, None]
    assert frame["talk_s"].to_list() == [None, 7.0, None]
    talk = next(c for c in from_dict(report).conversions if c.column == "talk_s")
    assert (talk.converted, talk.missing, talk.failed) == (1, 0, 2)
    assert [e["line"] for e in talk.examples] == [2, 4]


def test_a_span_that_ends_before_it_starts_is_missing_and_wraps_only_when_asked() -> None:
    content = "at,s,e\n2021-01-01,23:59:50,0:00:10\n2021-01-01,10:00:00,10:00:05\n"
    toml = 'name = "x"\n[columns]\nat = "at"\nhold_s = { from = "s", to = "e"%s }'
    assert mapped(content, toml % "")[0]["hold_s"].to_list() == [None, 5.0]
    assert mapped(content, toml % ", wrap = true")[0]["hold_s"].to_list() == [20.0, 5.0]


def test_a_time_with_an_offset_and_one_without_have_no_span_between_them() -> None:
    content = "d,e\n2026-01-05T10:00+02:00,2026-01-05 11:00\n2026-01-05T10:00+02:00,2026-01-05T10:30+01:00\n"
    toml = 'name = "x"\n%s[columns]\nat = "d"\nhold_s = { from = "d", to = "e" }'
    frame, report = mapped(content, toml % "")
    assert frame["hold_s"].to_list() == [None, 5400.0]
    assert [c.failed for c in from_dict(report).conversions if c.column == "hold_s"] == [1]
    frame, _ = mapped(content, toml % '[file]\ntimezone = "Europe/Zurich"\n')
    assert frame["hold_s"].to_list() == [7200.0, 5400.0]


def test_every_dropped_row_is_counted_by_its_reason() -> None:
    _, report = mapped(
        "id,v,at,o\n1,1,2021-01-01,A\n1,10,2021-01-02,A\n1,9,2021-01-03,A\n2,1,2021-01-04,B\n3,1,2021-01-05,C\n",
        'name = "x"\n[keep]\no = ["A", "B"]\n[drop]\no = "B"\n[latest]\nby = "id"\norder = "v"\n'
        '[columns]\ncontact_id = "id"\nat = "at"',
    )
    assert report["dropped"] == {"'o' is not A or B": 1, "'o' is B": 1, "older rows of the same 'id'": 2}
    assert (report["read"], report["kept"]) == (5, 1)


def test_the_same_contact_twice_is_kept_and_said_unless_the_mapping_says_otherwise() -> None:
    content, toml = "id,at\n1,2021-01-01\n1,2021-01-02\n", 'name = "x"%s\n[columns]\ncontact_id = "id"\nat = "at"'
    frame, report = mapped(content, toml % "")
    assert frame.height == 2
    assert any("1 contact ids" in note for note in from_dict(report).notes)
    frame, report = mapped(content, toml % '\ndedupe = "contact_id"')
    assert frame["at"].to_list() == [datetime(2021, 1, 2)]
    assert report["dropped"] == {"earlier rows of the same contact_id": 1}


def test_an_exact_copy_counts_once_and_is_accounted_for() -> None:
    toml = 'name = "x"\n[columns]\ncontact_id = "id"\nat = "at"\nreason = "r"'
    january, both = (
        "id,at,r\n1,2021-01-01,a\n,2021-01-01,a\n",
        "id,at,r\n1,2021-01-01,a\n1,2021-01-01,b\n,2021-01-01,a\n",
    )
    dataset = load([("jan.csv", january.encode()), ("both.csv", both.encode())], from_toml(toml))
    assert dataset.report["dropped"] == {"exact copies of an earlier row": 1}
    assert dataset.contacts["reason"].to_list() == ["a", "a", "b", "a"], "a blank number is no number"


def test_the_newest_row_is_found_by_the_dates_order_that_the_mapping_names_or_the_export_shows() -> None:
    content = "id,at,v,csat\n1,2024-01-01,%s,1\n1,2024-01-01,%s,2\n"
    toml = 'name = "x"\n%s[latest]\nby = "id"\norder = "v"\n[columns]\nat = "at"\ncsat = "csat"\n'
    for first, said, newest in (
        ("true", "[file]\nday_first = true\n", 2.0),
        ("false", "[file]\nday_first = false\n", 1.0),
    ):
        frame, _ = mapped(content % ("03/04/2024", "02/05/2024"), toml % said)
        assert frame["csat"].to_list() == [newest], first
    with pytest.raises(BadInput, match="day_first"):
        mapped(content % ("03/04/2024", "02/05/2024"), toml % "")


def test_what_differs_from_a_new_word_only_in_case_joins_it() -> None:
    content = "at,r\n" + "".join(f"2021-01-01,{r}\n" for r in ("Bills", "payments", "payments", "PAYMENTS"))
    frame, _ = mapped(
        content, 'name = "x"\n[columns]\nat = "at"\nreason = { column = "r", rename = { Bills = "Payments" } }'
    )
    assert frame["reason"].to_list() == ["Payments"] * 4


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("12,5%", "1.250%"), [12.5, 1250.0]),
        (("1.234,50 €", "€ 5,00"), [1234.5, 5.0]),
        (("EUR 2,50", "0.125"), [2.5, 0.125]),
        (("1,234 €", "$5"), [1234.0, 5.0]),
    ],
)
def test_a_decimal_comma_is_seen_behind_currencies_and_per_cent(cells: tuple[str, ...], expected: list[float]) -> None:
    content = "at;w\n" + "".join(f"2021-01-01;{c}\n" for c in cells)
    frame, _ = mapped(content, 'name = "x"\n[columns]\nat = "at"\nqa_score = "w"')
    assert frame["qa_score"].to_list() == expected


def test_a_comma_behind_a_lone_zero_is_a_decimal_comma() -> None:
    frame, _ = mapped("at;w\n2021-01-01;0,125\n2021-01-01;12,500\n", 'name = "x"\n[columns]\nat = "at"\nqa_score = "w"')
    assert frame["qa_score"].to_list() == [0.125, 12.5]


def test_labels_join_the_commonest_spelling_and_are_renamed_only_when_asked() -> None:
    content = "at,r\n" + "".join(f"2021-01-01,{r}\n" for r in ("Pay now", "pay  NOW", "Pay now", "Other", "-"))
    frame, _ = mapped(
        content, 'name = "x"\n[columns]\nat = "at"\nreason = { column = "r", rename = { Other = "Rest" } }'
    )
    assert frame["reason"].to_list() == ["Pay now", "Pay now", "Pay now", "Rest", None]


def test_a_personal_value_becomes_a_keyed_hash_and_stays_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_SECRET", "one")
    toml = 'name = "x"\n[columns]\nat = "at"\ncustomer_key = "phone"\nwait_s = { column = "phone", personal = true }'
    source = ("t", b"at,phone\n2021-01-01,+41790000000x\n2021-01-02,+41790000000x\n")
    dataset = load(source, from_toml(toml))
    keys = dataset.contacts["customer_key"].to_list()
    assert keys[0] == keys[1]
    assert len(keys[0]) == 16
    assert "0000000" not in json.dumps(dict(dataset.report))
    monkeypatch.setenv("KPI_SECRET", "two")
    assert load(source, from_toml(toml)).contacts["customer_key"].to_list() != keys


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KPI_SECRET", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    source = ("t", b"at,customer_key\n2021-01-01,7\n")
    first = load(source).contacts["customer_key"].to_list()
    assert load(source).contacts["customer_key"].to_list() == first
    mode = (tmp_path / "kpi_core" / "secret").stat().st_mode & 0o777
    assert mode == 0o600 or os.name == "nt"  # there the folder of its owner keeps others out
    assert os.listdir(tmp_path / "kpi_core") == ["secret"]  # noqa: PTH208


def test_the_fingerprint_follows_content_and_mapping_and_not_names() -> None:
    packed, plain = load(("b.csv", gzip.compress(CSV))), load(("a.csv", CSV))
    assert packed.fingerprint == plain.fingerprint
    assert load(("a.csv", CSV + b"2021-02-01,chat,1\n")).fingerprint != plain.fingerprint
    assert load([("a", CSV), ("b", CSV + b"\n")]).fingerprint == load([("b", CSV + b"\n"), ("a", CSV)]).fingerprint


def test_a_cost_of_contacts_becomes_cost_rows() -> None:
    toml = 'name = "x"\n[columns]\nat = "at"\nchannel = "c"\ncost = "cost"'
    dataset = load(("t", b"at,c,cost\n2021-01-01,voice,$1.50\n2021-01-02,chat,\n"), from_toml(toml))
    assert dataset.tables[Fact.COST].select("channel", "cost").rows() == [("voice", 1.5)]
    assert "cost" not in dataset.contacts.columns


def test_offsets_become_the_sites_clock_and_utc_is_kept() -> None:
    toml = 'name = "x"\n[file]\ntimezone = "Europe/Zurich"\n[columns]\nat = "t"\nchannel = "c"'
    dataset = load(("t", b"t,c\n2021-07-02T03:04:05Z,x\n2021-01-02 03:00,x\n"), from_toml(toml))
    assert dataset.contacts["at"].to_list() == [datetime(2021, 7, 2, 5, 4, 5), datetime(2021, 1, 2, 3)]
    assert dataset.contacts["at_utc"].to_list() == [datetime(2021, 7, 2, 3, 4, 5), datetime(2021, 1, 2, 2)]
    assert dataset.timezone == "Europe/Zurich"


def test_health_needs_no_mapping() -> None:
    said = health(
        ("t.csv", b"When,Talk Time,Kind\n2021-01-01,00:00:15,a\n2021-01-02,00:00:15,a\nx,9\n2021-01-03,00:00:10,a\n")
    )
    assert (said["read"], said["kept"], said["refused"]) == (4, 3, 1)
    when, talk, kind = said["columns"]
    assert (when["looks_like"], talk["looks_like"], kind["looks_like"]) == ("date", "duration", "text")
    assert (talk["capped"], kind["constant"], kind["distinct"]) == (True, True, 1)
    assert said["suggestions"] == {"Talk Time": "talk_s"}
    json.dumps(said)


def test_the_report_survives_json_and_reads_well() -> None:
    report = load(("t.csv", CSV)).report
    again = from_dict(json.loads(json.dumps(dict(report))))
    assert again.to_dict() == dict(report)
    assert again.to_text().startswith("4 rows read = 2 kept + 0 dropped + 2 refused")


def test_a_plan_tells_headers_and_preset_without_reading_rows() -> None:
    headers, known = plan(("t.csv", CSV))
    assert headers == ("at", "channel", "wait_s")
    assert known is not None
    assert known.preset == "canonical"


def test_without_a_header_no_line_is_passed_over_and_rows_may_differ_in_length() -> None:
    rows = "1699286200|c1|q|NONE|ABANDON|\n" * 2 + "1699286234|c3|q|A|COMPLETECALLER|3|2|1\n" * 3
    mapping = from_toml('[file]\nheader = false\n[columns]\nat = "column_1"\ntalk_s = "column_7"\n')
    dataset = load(("log", rows.encode()), mapping)
    assert dataset.contacts["talk_s"].to_list() == [None, None, 2, 2, 2]
    assert (dataset.report["read"], dataset.report["refused"]) == (5, 0)


def test_without_a_header_a_single_damaged_row_is_still_refused() -> None:
    rows = "2024-05-01 10:00,q,3\n" * 200 + "2024-05-01 10:00,q\n"
    mapping = from_toml('[file]\nheader = false\n[columns]\nat = "column_1"\nqueue = "column_2"\n')
    report = load(("log", rows.encode()), mapping).report
    assert (report["kept"], report["refused"]) == (200, 1)


def test_rows_that_a_mapping_calls_ragged_are_filled_up() -> None:
    mapping = from_toml('[file]\nragged = true\n[columns]\nat = "at"\nqueue = "q"\ncsat = "s"\n')
    frame = load(("t", b'at,q,s\n2024-05-01,"a,b",5\n2024-05-02,c\n2024-05-03\n'), mapping).contacts
    assert frame.select("queue", "csat").rows() == [("a,b", 5.0), ("c", None), (None, None)]


def test_a_header_that_is_shorter_than_its_rows_is_asked_about() -> None:
    rows = "".join(f"2024-05-{i:02} 10:00,q,{i},{i},{i},{i}\n" for i in range(1, 9))
    with pytest.raises(BadInput, match="names 2 columns and the rows have 6 fields"):
        load(("t", f"when,queue\n{rows}".encode()), from_toml('[columns]\nat = "when"\n'))


def test_lines_above_the_header_are_counted_and_shown() -> None:
    notes = load(("t", b"Reporting period X to Y\n\n" + CSV)).report["notes"]
    assert "1 line above the header of 't' was passed over: 'Reporting period X to Y'." in notes


def test_headers_and_labels_that_look_the_same_are_the_same() -> None:
    content = "at;Gespra\u0308ch;\u200bWarteschlange\n2024-05-01;0:01:30;Z\u00fcrich\n2024-05-02;0:02:30;Zu\u0308rich\n"
    mapping = from_toml('[columns]\nat = "at"\ntalk_s = "Gespr\u00e4ch"\nqueue = "Warteschlange"\n')
    frame = load(("t", content.encode()), mapping).contacts
    assert frame["talk_s"].to_list() == [90, 150]
    assert frame["queue"].n_unique() == 1


def test_what_a_spreadsheet_writes_round_a_text_is_taken_off() -> None:
    content = 'id,at,talk\n"=""0041""","=""2024-05-17 13:28:00""",\'0:01:30\n'
    mapping = from_toml('[columns]\ncontact_id = "id"\nat = "at"\ntalk_s = "talk"\n')
    frame = load(("t", content.encode()), mapping).contacts
    assert frame.select("contact_id", "at", "talk_s").rows() == [("0041", datetime(2024, 5, 17, 13, 28), 90.0)]


def test_health_says_of_a_files_rows_what_an_import_says() -> None:
    content = "call,at,leg,talk\nA1,2024-01-27 10:00,1,30\nA1,2024-01-27 10:00,2,30\nA1,2024-01-27 10:00,2,30\n"
    mapping = from_toml('legs = "contact_id"\n[columns]\ncontact_id = "call"\nat = "at"\ntalk_s = "talk"\n')
    files = [("a", content.encode()), ("b", content.encode())]
    told, report = health(files, mapping), load(files, mapping).report
    assert {k: told[k] for k in ("read", "kept", "dropped")} == {k: report[k] for k in ("read", "kept", "dropped")}
