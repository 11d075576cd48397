"""Rows about contacts that are there already find them, are counted, and never make another contact."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from kpi_core.data import Dataset
from kpi_core.errors import BadInput
from kpi_core.intake import from_toml, load
from kpi_core.model import Fact

CALLS = from_toml(
    'name = "calls"\nmatch = ["Channel"]\n[columns]\ncontact_id = "Id"\nat = "At"\nchannel = "Channel"\n'
    'customer_key = "Phone"\nagent = "Agent"\nteam = "Team"\ncsat = "Csat"'
)
HEAD = "Id,At,Channel,Phone,Agent,Team,Csat"
ROWS = (
    f"{HEAD}\n1,2026-01-05 10:00,voice,+41790000001,Ann,,\n2,2026-01-06 10:00,voice,+41790000002,Bo,Blue,3\n"
    "3,2026-01-07 10:00,chat,+41790000001,ann ,,\n3,2026-01-08 10:00,chat,,,,\n,2026-01-09 10:00,chat,,Cy,,\n"
)
QA = from_toml('name = "QA"\njoin = "contact_id"\n[columns]\ncontact_id = "Call"\nqa_score = "Score"\ncsat = "Stars"')
SURVEY = from_toml(
    'name = "Survey"\njoin = { by = "customer_key", within_h = 48 }\n[columns]\ncustomer_key = "Number"\n'
    'at = "Answered at"\nnps = "Likely"'
)
ROSTER = from_toml(
    'name = "Roster"\njoin = "agent"\n[columns]\nagent = "Who"\nfrom = "From"\nto = "To"\nteam = "Seat"\n'
    'location = "Town"\n[segments]\nskill = "Skill"'
)


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_SECRET", "test")


def read(*more: tuple[Any, str]) -> Dataset:
    files = [("calls.csv", ROWS.encode()), *((f"f{i}.csv", rows.encode()) for i, (_, rows) in enumerate(more))]
    return load(files, [CALLS, *(m for m, _ in more)])


def test_reviews_go_to_their_contact_and_what_does_not_match_is_listed() -> None:
    dataset = read((QA, "Call,Score,Stars\n1,80,5\n2,70,4\n2,75,4\n3,60,\n99,10,1\n,20,2\n"))
    frame, report = dataset.contacts, dataset.report
    assert frame["contact_id"].to_list() == ["1", "2", "3", "3", None]
    assert frame["qa_score"].to_list() == [80.0, 75.0, None, 60.0, None]  # of two rows the newest, of two contacts too
    assert frame["csat"].to_list() == [5.0, 3.0, None, None, None]
    assert (report["read"], report["kept"], report["refused"]) == (11, 8, 0)
    assert report["dropped"] == {
        "no contact_id is given (QA)": 1,
        "no contact has their contact_id (QA)": 1,
        "a newer row is about the same contact (QA)": 1,
    }
    assert [(r["file"], r["line"], r["reason"]) for r in report["unmatched"]] == [("f0.csv", 6, "no contact 99")]
    said = "\n".join(report["notes"])
    assert "QA: 4 of 6 rows found their contact by contact_id, 2 did not; of rows about the same contact" in said
    assert "csat: 1 contacts hold another value already, and theirs is kept." in said
    assert "1 contacts share their id with a newer one, and only the newest was joined to." in said


def test_a_survey_goes_to_the_customers_last_contact_within_the_window() -> None:
    rows = (
        "Number,Answered at,Likely\n+41790000001,2026-01-07 12:00,9\n+41790000001,2026-01-07 09:59,8\n"
        "+41790000002,2026-01-08 10:00,7\n+41790000002,2026-01-08 10:01,1\n+41790000001,2026-01-05 09:00,2\n"
    )
    dataset = read((SURVEY, rows))
    assert dataset.contacts["nps"].to_list() == [8.0, 7.0, 9.0, None, None]
    assert [r["line"] for r in dataset.report["unmatched"]] == [5, 6]
    assert "4179" not in str(dataset.report)


def test_a_join_never_multiplies_and_agrees_with_a_naive_one() -> None:
    rng = random.Random(7)
    start = datetime(2026, 1, 1)
    calls = [(str(i), start + timedelta(minutes=rng.randrange(9000)), f"p{rng.randrange(40)}") for i in range(300)]
    answers = [
        (f"p{rng.randrange(50)}", start + timedelta(minutes=rng.randrange(9000)), rng.randrange(11)) for _ in range(400)
    ]
    expected: dict[str, tuple[datetime, int, int]] = {}
    for number, (key, at, nps) in enumerate(answers):
        before = [(t, int(i)) for i, t, k in calls if k == key and at - timedelta(hours=48) <= t <= at]
        if before:
            place = str(max(before)[1])
            expected[place] = max(expected.get(place, (start, -1, 0)), (at, number, nps))
    text = HEAD + "".join(f"\n{i},{at},voice,{key},,," for i, at, key in calls)
    more = "Number,Answered at,Likely" + "".join(f"\n{key},{at},{nps}" for key, at, nps in answers)
    frame = load([("c", text.encode()), ("s", more.encode())], [CALLS, SURVEY]).contacts
    found = dict(frame.select("contact_id", "nps").rows())
    assert frame.height == 300
    assert found == {i: float(expected[i][2]) if i in expected else None for i, _, _ in calls}


def test_a_roster_fills_segments_by_date_on_every_fact() -> None:
    rows = (
        "Who,From,To,Seat,Town,Skill\nAnn,,2026-01-05,Red,Bern,new\nAnn,2026-01-06,,Green,Basel,old\n"
        "Bo,2026-01-01,,Gold,Bern,\nDan,2026-02-01,2026-01-01,Red,,\n,2026-02-01,,Red,,\n"
    )
    time = from_toml('name = "time"\nfact = "agent_time"\n[columns]\nat = "Day"\nagent = "Name"\npaid_s = "Paid"')
    dataset = read(
        (ROSTER, rows), (time, "Day,Name,Paid\n2026-01-05 23:59,Ann,9\n2026-01-06,Ann,9\n2026-01-06,Eve,9\n")
    )
    frame, report = dataset.contacts, dataset.report
    assert frame["team"].to_list() == ["Red", "Blue", "Green", None, None]
    assert frame["location"].to_list() == ["Bern", "Bern", "Basel", None, None]
    assert dataset.tables[Fact.AGENT_TIME]["team"].to_list() == ["Red", "Green", None]
    assert dataset.segments == ("skill",)
    said = "\n".join(report["notes"])
    assert "The roster covers 3 of 4 rows of contact with an agent; no line at the time for Cy." in said
    assert "The roster covers 2 of 3 rows of agent_time with an agent; no line at the time for Eve." in said
    assert "team: 1 rows of contact hold another value already, and theirs is kept." in said
    assert report["dropped"] == {"no agent is given (Roster)": 1, "'to' lies before 'from' (Roster)": 1}
    assert (report["read"], report["kept"]) == (13, 11)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "Who,From,To,Seat,Town,Skill\nAnn,2026-01-01,June,Red,Bern,x\n",
            "line 2 of the roster 'f0.csv' stands text of",
        ),
    ],
)
def test_a_roster_date_that_is_none_never_becomes_open(rows: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read((ROSTER, rows))


def test_two_lines_for_one_moment_are_said() -> None:
    rows = "Who,From,To,Seat,Town,Skill\nAnn,,,Red,Bern,x\nAnn,2026-01-02,2026-01-06,Gold,Bern,x\n"
    dataset = read((ROSTER, rows))
    assert dataset.contacts["team"].to_list()[:3] == ["Gold", "Blue", "Red"]
    assert any("1 times two lines of the roster cover the same contact" in n for n in dataset.report["notes"])


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('join = "ticket"', "no join"),
        ('join = "contact_id"\nfact = "survey"', "leave fact out"),
        ('join = "customer_key"', "within_h"),
        ('join = { by = "contact_id", within_h = 4 }', "customer_key only"),
        ('join = "agent"', "must name 'agent'"),
    ],
)
def test_a_join_that_cannot_be_is_refused(toml: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        from_toml(f'name = "x"\n{toml}\n[columns]\nlocation = "b"')


def test_a_join_without_contacts_or_key_is_refused_and_survives_its_toml() -> None:
    with pytest.raises(BadInput, match="no contacts"):
        load(("f", b"Call,Score,Stars\n1,2,3\n"), QA)
    with pytest.raises(BadInput, match="joined by contact_id"):
        load([("c", b"at,channel\n2026-01-05,voice\n"), ("f", b"Call,Score,Stars\n1,2,3\n")], QA)
    for mapping in (QA, SURVEY, ROSTER):
        assert from_toml(mapping.to_toml()) == mapping
