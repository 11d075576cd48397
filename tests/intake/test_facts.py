"""Every fact has a way in: read, converted and accounted for; several files of several facts in one call."""

from datetime import datetime
from pathlib import Path

import pytest

from kpi_core.cli import main
from kpi_core.data import open_dataset, save
from kpi_core.errors import BadInput
from kpi_core.intake import Mapping, from_toml, load
from kpi_core.model import Fact

CONTACTS = 'name = "calls"\n[columns]\ncontact_id = "Id"\nat = "When"\nchannel = "Channel"\ncost = "Cost"\n'
FACTS = {
    Fact.AGENT_TIME: (
        'at = "Day"\nagent = "Who"\nlogged_in_s = { column = "Logged in", unit = "h" }\nbusy_s = "Busy"',
        "Day,Who,Logged in,Busy\n2026-01-05,Ann,8,5:30:00\n2026-01-05,Bo,7.5,-\n,Cy,8,4:00:00\n",
        {"agent": ["Ann", "Bo"], "logged_in_s": [28800.0, 27000.0], "busy_s": [19800.0, None]},
    ),
    Fact.ACCOUNT_MONTH: (
        ('at = "Month"\ncustomer_type = "Kind"\nactive_at_start = "Active"\n'
        'churned = { column = "Left", true = ["x"] }\nmargin = "Margin"'),
        "Month,Kind,Active,Left,Margin\n2026-01,New,yes,,12.50\n2026-02,Old,yes,x,$1\nsoon,New,yes,,1\n",
        {"active_at_start": [True, True], "churned": [False, True], "margin": [12.5, 1.0]},
    ),
    Fact.SURVEY: (
        'at = "Sent"\nnps = "Likely"\nservqual_dimension = "Dim"\nperception = "Got"',
        "Sent,Likely,Dim,Got\n2026-01-05,9,Empathy,5\n2026-01-05,N/A,empathy,4\nnever,9,Empathy,1\n",
        {"nps": [9.0, None], "perception": [5.0, 4.0], "servqual_dimension": ["Empathy", "Empathy"]},
    ),
    Fact.QA_ITEM: (
        ('at = "Reviewed"\ncontact_id = "Call"\nitem = "Item"\n'
        'passed = { column = "Result", true = ["pass"], false = ["fail"] }'),
        "Reviewed,Call,Item,Result\n2026-01-05,7,Greeting,pass\n2026-01-05,7,Consent,n/a\nx,7,Consent,fail\n",
        {"contact_id": ["7", "7"], "passed": [True, None], "item": ["Greeting", "Consent"]},
    ),
    Fact.COST: (
        'at = "Month"\nteam = "Team"\ncost = "Amount"',
        'Month,Team,Amount\n2026-01,Red,"1,200.50"\n2026-02,Red,-\nx,Red,7\n',
        {"team": ["Red", "Red"], "cost": [1200.5, None]},
    ),
    Fact.INTERVAL: (
        ('at = "Start"\nqueue = "Queue"\noffered = "Offered"\nanswered = "Answered"\n'
        'answered_wait_s = { column = "ASA", unit = "s", times = "Answered" }\n'
        'handle_s = { column = "AHT", times = "Answered" }\n'
        'answered_in_target = { column = "Service level", times = "Answered" }'),
        ("Start,Queue,Offered,Answered,ASA,AHT,Service level\n2026-01-05 10:00,Q,12,10,20.5,0:03:00,87.5%\n"
        "2026-01-05 10:30,Q,0,0,-,-,-\nlater,,12,10,20.5,0:03:00,87.5%\n"),
        {"offered": [12, 0], "answered_wait_s": [205.0, None], "handle_s": [1800.0, None],
         "answered_in_target": [9, None]},
    ),
}  # fmt: skip


def mapping(fact: Fact) -> Mapping:
    return from_toml(f'name = "{fact}"\nfact = "{fact}"\n[columns]\n{FACTS[fact][0]}')


@pytest.mark.parametrize("fact", list(FACTS))
def test_a_fact_is_read_converted_and_accounted_for(fact: Fact) -> None:
    _, rows, expected = FACTS[fact]
    dataset = load(("f.csv", rows.encode()), mapping(fact))
    table, report = dataset.tables[fact], dataset.report
    assert (report["read"], report["kept"], report["refused"]) == (3, 2, 1)
    assert report["refusals"][0]["line"] == 4
    assert {c: table[c].to_list() for c in expected} == expected
    assert not [c for c in table.columns if c.startswith("__")]


def test_each_file_takes_the_mapping_that_fits_and_every_fact_keeps_its_file(tmp_path: Path) -> None:
    calls = ("calls.csv", b"Id,When,Channel,Cost\n1,2026-01-05 10:00,voice,2.5\n2,2026-01-05 11:00,chat,\n")
    files = [calls, *((f"{f}.csv", rows.encode()) for f, (_, rows, _) in FACTS.items())]
    mappings = [from_toml(CONTACTS), *(mapping(f) for f in FACTS)]
    one, other = load(files, mappings), load(files[::-1], mappings[::-1])
    assert one.fingerprint == other.fingerprint
    assert {f: t.height for f, t in one.tables.items()} == {
        Fact.CONTACT: 2, Fact.INTERVAL: 2, Fact.AGENT_TIME: 2, Fact.ACCOUNT_MONTH: 2, Fact.SURVEY: 2,
        Fact.QA_ITEM: 2, Fact.COST: 3,
    }  # fmt: skip
    assert one.tables[Fact.COST]["cost"].to_list() == [2.5, 1200.5, None]
    report = one.report
    assert (report["read"], report["kept"], report["refused"]) == (20, 14, 6)
    assert "1 cost rows were made from the cost of contacts." in report["notes"]
    again = open_dataset(save(one, tmp_path / "kept"))
    assert all(again.tables[f].equals(t.sort("at", maintain_order=True)) for f, t in one.tables.items())
    assert sorted(p.stem for p in (tmp_path / "kept").glob("*.parquet")) == sorted(one.tables)


def test_months_of_one_fact_under_two_mappings_stand_under_one_another() -> None:
    old = from_toml('name = "old"\nmatch = ["Opened"]\n[columns]\nat = "Opened"\nchannel = "C"\nwait_s = "W"')
    new = from_toml(
        'name = "new"\nmatch = ["Started"]\n[columns]\nat = "Started"\nchannel = "C"\n[segments]\nbrand = "B"'
    )
    files = [("a", b"Opened,C,W\n2026-01-05,voice,9\n"), ("b", b"Started,C,B\n2026-02-05,voice,red\n")]
    dataset = load(files, [old, new])
    assert dataset.contacts.select("at", "wait_s", "brand").rows() == [
        (datetime(2026, 1, 5), 9.0, None), (datetime(2026, 2, 5), None, "red"),
    ]  # fmt: skip
    assert dataset.segments == ("brand",)


def test_a_file_beside_a_mapping_is_recognised_by_its_canonical_headers() -> None:
    files = [
        ("calls", b"Id,When,Channel,Cost\n1,2026-01-05,voice,1\n"),
        ("time", b"at,agent,paid_s\n2026-01-05,Ann,60\n"),
    ]
    assert load(files, from_toml(CONTACTS)).tables[Fact.AGENT_TIME]["paid_s"].to_list() == [60.0]
    assert load([files[1], ("more", b"at,channel,csat\n2026-01-05,voice,5\n")]).tables.keys() == {
        Fact.AGENT_TIME, Fact.CONTACT,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "mappings", "said"),
    [
        (["Id,When,Channel,Cost", "Odd,Sheet"], (CONTACTS,), "'f1.csv' does not fit the mapping 'calls'"),
        (["Id,When,Channel,Cost", "Odd,Who"], (CONTACTS, "agents"), "No file has the headers of the mapping 'agents'"),
        (["Id,When,Channel,Cost,Day,Who"], (CONTACTS, "agents"), "'f0.csv' fits the mappings 'calls' and 'agents'"),
        (["Id,When,Channel,Cost", "Day,Who", "a,b"], (CONTACTS, "agents"), "'f2.csv' does not fit any"),
    ],
)
def test_a_file_that_fits_nothing_or_two_is_one_sentence(
    headers: list[str], mappings: tuple[str, ...], said: str
) -> None:
    agents = 'name = "agents"\nfact = "agent_time"\n[columns]\nat = "Day"\nagent = "Who"\n'
    files = [
        (f"f{i}.csv", f"{h}\n{','.join(['2026-01-05'] * len(h.split(',')))}\n".encode()) for i, h in enumerate(headers)
    ]
    with pytest.raises(BadInput, match=said) as caught:
        load(files, [from_toml(agents if m == "agents" else m) for m in mappings])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "rows", "said"),
    [
        ('handle_s = "Avg Handle"', "Avg Handle\n10", "is an average"),
        ('answered_in_target = "Service level 20 seconds"', "Service level 20 seconds\n80", "is a share"),
        ('wait_s = { column = "P90 Wait", times = "n" }', "P90 Wait,n\n10,2", "percentile"),
        ('abandoned = { column = "Rate", times = "n" }', "Rate,n\n0.5,200", "shares and percentages"),
    ],
)
def test_what_cannot_be_added_up_over_intervals_is_refused(entry: str, rows: str, said: str) -> None:
    toml = f'name = "i"\nfact = "interval"\n[columns]\nat = "t"\n{entry}'
    head, row = rows.split("\n")
    with pytest.raises(BadInput, match=said):
        load(("i.csv", f"t,{head}\n2026-01-05,{row}\n".encode()), from_toml(toml))


@pytest.mark.parametrize(("unit", "counted"), [("%", 1), ("share", 100)])
def test_a_share_is_multiplied_out_as_the_mapping_says(unit: str, counted: int) -> None:
    toml = 'name = "i"\nfact = "interval"\n[columns]\nat = "t"\n'
    toml += f'abandoned = {{ column = "r", times = "n", unit = "{unit}" }}'
    assert from_toml(from_toml(toml).to_toml()) == from_toml(toml)
    table = load(("i.csv", b"t,r,n\n2026-01-05,0.5,200\n"), from_toml(toml)).tables[Fact.INTERVAL]
    assert table["abandoned"].to_list() == [counted]


def test_the_command_line_imports_several_facts_in_one_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fact = Fact.AGENT_TIME
    (tmp_path / "calls.csv").write_text("Id,When,Channel,Cost\n1,2026-01-05 10:00,voice,2.5\n", encoding="utf-8")
    (tmp_path / "agents.csv").write_text(FACTS[fact][1], encoding="utf-8")
    (tmp_path / "a.toml").write_text(CONTACTS, encoding="utf-8")
    (tmp_path / "b.toml").write_text(mapping(fact).to_toml(), encoding="utf-8")
    names = [str(tmp_path / n) for n in ("calls.csv", "agents.csv", "a.toml", "b.toml", "out")]
    status = main(["import", names[0], names[1], "--mapping", names[2], "--mapping", names[3], "--out", names[4]])
    out = capsys.readouterr().out
    assert (status, out.splitlines()[0]) == (0, "4 rows read = 3 kept + 0 dropped + 1 refused")
    assert "agent_time busy_s from Busy [unit clock, guessed]: 1 read, 1 missing, 0 not understood" in out
    assert set(open_dataset(names[4]).tables) == {Fact.CONTACT, Fact.AGENT_TIME, Fact.COST}
