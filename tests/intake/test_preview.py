"""A first look, a mapping changed step by step, and an import in a process of its own."""

import time
from pathlib import Path

import pytest

from kpi_core.errors import BadInput, DayOrder
from kpi_core.intake import Job, checked, from_toml, load, preview, start
from kpi_core.intake.job import State
from kpi_core.intake.mappings.edit import (
    between,
    fine,
    fixed,
    lines,
    newest,
    put,
    read_from,
    renamed,
    starter,
    with_segments,
)
from kpi_core.intake.preview import Side, look, looks

ODD = b"Wann,Kanal,Ergebnis,Warteschlange s,ani\n" + b"".join(
    b"%d/01/2026 10:00,Tel,%s,%d,+4179%d\n" % (13 + i % 9, b"lost" if i % 4 == 0 else b"ok", i, i) for i in range(20)
)


def side(seen: tuple[Side, ...], column: str) -> Side:
    return next(s for s in seen if s.column == column)


def finished(job: Job) -> State:
    for _ in range(600):
        state = job.state()
        if not state.running:
            return state
        time.sleep(0.05)
    raise AssertionError("the import did not end")


def test_an_unknown_layout_is_mapped_step_by_step_and_then_loads() -> None:
    seen = look(("t.csv", ODD))
    assert (seen.known, seen.headless) == (None, False)
    assert seen.values("Ergebnis") == ("ok", "lost")
    mapping = starter(seen.headers, "Ours")
    assert [n for n, _ in mapping.columns] == ["customer_key"]
    with pytest.raises(BadInput, match="date and time"):
        checked(mapping)
    mapping = read_from(mapping, "at", "Wann")
    mapping = fine(read_from(mapping, "answered", "Ergebnis"), "answered", true=["ok"])
    mapping = fine(read_from(mapping, "wait_s", "Warteschlange s"), "wait_s", unit="min")
    mapping = fixed(mapping, "channel", "voice")
    shown = preview(seen, checked(mapping))
    assert side(shown, "at").read[0] == "2026-01-13 10:00:00"
    assert (side(shown, "answered").raw, side(shown, "answered").read) == (("lost", "ok"), ("no", "yes"))
    assert side(shown, "wait_s").read == ("0 s", "60 s", "120 s")
    assert set(side(shown, "customer_key").raw) == {"(hidden)"}
    again = from_toml(mapping.to_toml())
    assert again == mapping
    data = load(("t.csv", ODD), again)
    assert (data.contacts["answered"].sum(), data.contacts["wait_s"].max()) == (15, 19 * 60)


def test_a_column_is_taken_out_and_a_time_of_day_is_joined() -> None:
    mapping = read_from(starter(["Day", "Clock"], "x"), "at", "Day", "Clock")
    assert dict(mapping.columns)["at"].parts == (("Day",), ("Clock",))
    assert put(mapping, "at", None).columns == ()


def test_a_file_without_headers_is_seen_as_one_and_loads_by_position() -> None:
    raw = b"2026-01-05 10:00:00,12\n2026-01-06 10:00:00,15\n"
    assert look(("t.csv", raw)).headless
    seen = look(("t.csv", raw), header=False)
    assert seen.headers == ("column_1", "column_2")
    mapping = read_from(read_from(starter(seen.headers, "x", header=False), "at", "column_1"), "wait_s", "column_2")
    data = load(("t.csv", raw), from_toml(mapping.to_toml()))
    assert data.report["read"] == 2
    assert data.contacts["wait_s"].to_list() == [12.0, 15.0]


def test_undecided_dates_are_blank_in_the_preview_and_asked_for_at_the_load() -> None:
    raw = b"at,channel,wait_s\n03/04/2026,voice,1\n05/06/2026,voice,2\n"
    seen = look(("t.csv", raw))
    assert seen.known is not None
    at = side(preview(seen, seen.known.mapping), "at")
    assert (at.raw[0], at.read[0]) == ("03/04/2026", "")
    with pytest.raises(DayOrder):
        load(("t.csv", raw))


def test_an_import_runs_beside_and_gives_what_a_load_gives() -> None:
    mapping = fixed(read_from(starter([], "x"), "at", "Wann"), "channel", "voice")
    job = start([("t.csv", ODD)], mapping, "Named")
    assert finished(job) == State("done", 20, 1.0)
    data = job.dataset()
    assert (data.name, data.fingerprint) == ("Named", load(("t.csv", ODD), mapping).fingerprint)


@pytest.mark.parametrize(
    ("content", "asks", "said"),
    [
        (b"at,channel,wait_s\n03/04/2026,voice,1\n05/06/2026,voice,2\n", True, "day and month"),
        (b"alpha,beta\n1,2\n", False, "not a known one"),
        (b"\x89PNG" + bytes(50), False, "PNG"),
    ],
)
def test_an_import_that_cannot_go_on_says_why(content: bytes, *, asks: bool, said: str) -> None:
    state = finished(start([("t.csv", content)], None))
    assert (state.phase, state.asks) == ("failed", asks)
    assert said in state.error


def test_a_cancelled_import_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    job = start([("t.csv", ODD * 2_000)], None)
    assert any(tmp_path.iterdir())
    job.cancel()
    assert list(tmp_path.iterdir()) == []


def test_an_import_that_nobody_holds_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    job = start([("t.csv", ODD)], None)
    del job
    assert list(tmp_path.iterdir()) == []


def test_segments_renamed_values_spans_and_the_newest_row_are_edited_and_travel_as_toml() -> None:
    mapping = read_from(starter([], "Log"), "at", "Opened")
    mapping = newest(between(mapping, "wait_s", "Opened", "Answered at"), "Ticket", "Version")
    mapping = with_segments(read_from(mapping, "reason", "Topic"), ["Region", "share"])
    mapping = renamed(renamed(mapping, "reason", "pay = Payments\n pmt=Payments\n"), "Region", "n = North")
    assert [n for n, _ in mapping.segments] == ["Region", "own share"]
    assert lines(dict(mapping.columns)["reason"]) == "pay = Payments\npmt = Payments"
    with pytest.raises(BadInput, match="renames nothing"):
        renamed(mapping, "reason", "pay Payments")
    raw = (
        b"Ticket,Version,Opened,Answered at,Topic,Region,share\n"
        b"1,2,2026-01-13 10:00:00,2026-01-13 10:01:00,pmt,n,x\n1,10,2026-01-13 10:00:00,2026-01-13 10:02:00,pay,n,x\n"
        b"2,1,2026-01-14 10:00:00,2026-01-14 10:03:00,pay,s,y\n"
    )
    frame = load(("t.csv", raw), from_toml(mapping.to_toml())).contacts
    assert frame.select("wait_s", "reason", "Region", "own share").rows() == [
        (120.0, "Payments", "North", "x"),
        (180.0, "Payments", "s", "y"),
    ]
    assert with_segments(mapping, ["Region"]).segments == mapping.segments[:1]
    assert newest(mapping, "", "").latest is None


def test_files_of_several_layouts_are_looked_at_by_layout() -> None:
    calls = b"at,channel,wait_s\n2026-01-13 10:00:00,voice,5\n2026-01-14 10:00:00,voice,6\n"
    time_ = b"at,agent,logged_in_s\n2026-01-13 10:00:00,A,3600\n"
    files = [("a.csv", calls), ("t.csv", time_), ("odd.csv", ODD), ("odd2.csv", ODD)]
    seen = looks(files)
    assert [(s.files, s.mapping and str(s.mapping.fact)) for s in seen] == [
        (("a.csv",), "contact"),
        (("t.csv",), "agent_time"),
        (("odd.csv", "odd2.csv"), None),
    ]
    own = read_from(starter(seen[2].headers, "Ours"), "at", "Wann")
    job = start(files, [*(s.mapping for s in seen if s.mapping), own])
    assert finished(job).phase == "done"
    assert {str(f): t.height for f, t in job.dataset().tables.items()} == {"contact": 42, "agent_time": 1}
