"""The same 200 contacts in the layout of every known platform give the same KPIs; what one cannot tell it refuses."""

import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Dataset, Prepared
from kpi_core.intake import from_toml, health, load, presets
from kpi_core.intake.mappings.recognise import recognise
from kpi_core.model import Cadence
from kpi_core.prepare import prepare
from sample_data.exports.calls import Call, calls
from sample_data.exports.write import HERE, files
from tests.asking import measured, why_not
from tests.rows import Row, dataset

OF_CALLS = {
    "contact_volume", "answer_rate", "service_level", "average_speed_of_answer", "queue_delay", "abandonment_rate",
    "after_hours_coverage_gap", "average_wrap_time", "contacts_per_agent",
}  # fmt: skip
OF_CUSTOMERS = {"first_contact_resolution", "repeat_contact_rate"}
OF_TALK = {"average_talk_time", "average_handle_time", "transfer_rate"}
OF_TICKETS = {
    "contact_volume", "contacts_per_agent", "first_response_time", "average_resolution_time", "resolution_rate",
} | OF_CUSTOMERS  # fmt: skip
LAYOUTS: dict[str, set[str]] = {
    "amazon_connect.[12].csv": OF_CALLS | OF_CUSTOMERS | OF_TALK,
    "amazon_connect.es.csv": OF_CALLS,
    "genesys_cloud.ms.csv": OF_CALLS | OF_CUSTOMERS | OF_TALK | {"average_hold_time"},
    "genesys_cloud.clock.csv": OF_CALLS | OF_CUSTOMERS | OF_TALK | {"average_hold_time"},
    "five9.csv": OF_CALLS | OF_CUSTOMERS | OF_TALK | {"average_hold_time", "cost_per_contact"},
    "nice_cxone.csv": OF_CALLS | OF_CUSTOMERS | OF_TALK | {"average_hold_time", "post_answer_abandonment"},
    "zendesk.csv": OF_TICKETS | {"reopen_rate", "csat", "survey_response_rate"},
    "freshdesk.csv": OF_TICKETS | {"sla_compliance"},
}
# A figure that a layout gives by another base, and the words of the report that say so.
OTHERWISE = {
    ("nice_cxone.csv", "post_answer_abandonment"): "",  # the others cannot tell
    ("amazon_connect.[12].csv", "average_handle_time"): "partial: no hold is given",
    ("zendesk.csv", "first_contact_resolution"): "every contact counts as handled",
    ("freshdesk.csv", "first_contact_resolution"): "every contact counts as handled",
}


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_SECRET", "test")


def _row(c: Call) -> Row:
    spoken = c.agent is not None
    return {
        "at": c.at, "contact_id": str(c.number), "channel": "Voice", "queue": c.queue, "agent": c.agent,
        "customer_key": c.customer, "outcome": "answered" if spoken else "abandoned", "wait_s": float(c.wait),
        "talk_s": float(c.talk) if spoken else None, "hold_s": float(c.hold) if spoken else None,
        "wrap_s": float(c.wrap) if spoken else None, "transfers": c.transfers if spoken else None,
        "first_response_s": None if c.first_reply_min is None else c.first_reply_min * 60.0,
        "resolution_s": None if c.resolution_min is None else c.resolution_min * 60.0,
        "resolved": c.resolution_min is not None, "reopened": c.reopens > 0, "sla_met": c.sla_met,
        "csat": None if c.good is None else 5.0 if c.good else 1.0,
        "survey_offered": c.good is not None or c.number % 3 == 0,
    }  # fmt: skip


def reference() -> Prepared:
    return prepare(dataset([_row(c) for c in calls()]))


def read(layout: str) -> Dataset:
    return load(str(HERE / layout))


def answered(data: Prepared) -> set[str]:
    """The KPIs that the data can tell; that about outbound contacts alone has none here."""
    return {k.key for k in CATALOGUE.values() if not why_not(data, k)}


def test_the_files_are_what_the_script_writes() -> None:
    assert files() == {p.name: p.read_bytes() for p in HERE.glob("*.csv")}


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_the_same_contacts_give_the_same_kpis_in_every_layout(layout: str) -> None:
    found, truth = prepare(read(layout)), reference()
    said = "\n".join(found.dataset.report["notes"])
    assert answered(found) == LAYOUTS[layout]
    same = [CATALOGUE[k] for k in sorted(LAYOUTS[layout]) if (layout, k) not in OTHERWISE]
    for cadence in (Cadence.ALL, Cadence.WEEK):
        for by in ((), ("agent",)):
            kpis = [k for k in same if not why_not(truth, k, by=by)]
            assert len(kpis) >= (2 if by else 7)
            columns = ["kpi", "period", *by, "n", "value"]
            mine, theirs = (measured(d, kpis, by=by, cadence=cadence).select(columns).rows() for d in (found, truth))
            assert mine == theirs
    for (name, key), words in OTHERWISE.items():
        if name == layout:
            assert words in said, key


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_what_a_layout_cannot_tell_is_refused_by_name(layout: str) -> None:
    data = prepare(read(layout))
    for key in answered(reference()) - LAYOUTS[layout]:
        why = why_not(data, CATALOGUE[key])
        assert why is not None
        assert CATALOGUE[key].name in why


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_every_layout_is_recognised_with_its_reasons_and_accounts_for_every_row(layout: str) -> None:
    report = read(layout).report
    preset = presets()[layout.split(".", maxsplit=1)[0]]
    assert report["mapping"] == preset.name
    assert report["notes"][0].startswith(f"Recognised as {preset.name}: all {len(preset.match)} headers")
    assert report["read"] == report["kept"] + sum(report["dropped"].values()) + report["refused"]
    assert (report["kept"], report["refused"]) == (200, 0)
    assert all(c["failed"] == 0 for c in report["conversions"])
    assert "+4179555" not in str(report)


def test_health_says_of_a_preset_what_an_import_says() -> None:
    said, report = health(str(HERE / "five9.csv"))["notes"], read("five9.csv").report
    assert said[0].startswith("Recognised as Five9 call log: all 6 headers")
    assert said[1:2] == list(presets()["five9"].notes)
    assert said == report["notes"]


def test_downloads_that_overlap_and_changed_a_header_are_one_export() -> None:
    data = read("amazon_connect.[12].csv")
    assert data.report["dropped"] == {"exact copies of an earlier row": 10}
    assert data.contacts["customer_key"].null_count() == 0
    assert any("'Customer phone number' is read as" in n for n in data.report["notes"])


def test_the_unit_of_an_export_is_settled_once_and_shown() -> None:
    how = {c["column"]: c["how"] for c in read("genesys_cloud.ms.csv").report["conversions"]}
    assert how["wait_s"] == "unit ms, as Duration fits Date to End Date"  # by itself it would look like seconds
    how = {c["column"]: c["how"] for c in read("genesys_cloud.clock.csv").report["conversions"]}
    assert how["talk_s"] == "unit clock, guessed"
    assert read("genesys_cloud.clock.csv").report["dropped"] == {"summary rows below the data": 1}


def test_genesys_traps_are_read_right() -> None:
    head = "Conversation ID,Date,Media Type,Direction,Abandoned,Users,Queue,Non-ACD,Total Queue (Seconds),Total Talk"
    rows = [
        "a,2026-01-05 10:00,voice,Inbound,NO,Ann;Bo,Q;R,NO,30,60",
        "b,2026-01-05 10:01,voice,Inbound,YES,Ann,Q,NO,40,",  # rang at Ann, who did not answer
        "c,2026-01-05 10:02,voice,Inbound,NO,Bo,,YES,0,60",  # straight to Bo
        "d,2026-01-05 10:03,voice,Outbound,NO,Bo,,YES,,60",
    ]
    frame = load(("g.csv", "\n".join([head, *rows]).encode())).contacts
    assert frame["outcome"].to_list() == ["answered", "abandoned", "answered", None]
    assert frame["wait_s"].to_list() == [30.0, 40.0, None, None]
    assert frame["offered"].to_list() == [True, True, True, False]
    assert frame["queue"].to_list() == ["Q", "Q", None, None]


def test_connect_contacts_that_were_never_queued_are_neither_answered_nor_abandoned() -> None:
    head = (
        "Contact ID,Channel,Initiation timestamp,Disconnect timestamp,Connected to agent timestamp,Enqueue timestamp,"
        "Initiation method"
    )
    rows = [
        "1,VOICE,2026-01-05T10:00:00Z,2026-01-05T10:00:30Z,-,-,INBOUND",
        "2,VOICE,2026-01-05T10:00:00Z,2026-01-05T10:00:30Z,-,2026-01-05T10:00:10Z,INBOUND",
        "3,VOICE,2026-01-05T10:00:00Z,2026-01-05T10:09:30Z,2026-01-05T10:00:05Z,2026-01-05T10:00:10Z,INBOUND",
        "4,VOICE,2026-01-05T10:00:00Z,2026-01-05T10:00:30Z,2026-01-05T10:00:05Z,,OUTBOUND",
        "5,VOICE,2026-01-05T10:00:00Z,2026-01-05T10:00:30Z,2026-01-05T10:00:05Z,,MONITOR",
    ]
    data = load(("c.csv", "\n".join([head, *rows]).encode()))
    assert data.contacts["outcome"].to_list() == [None, "abandoned", "answered", None]
    assert data.contacts["wait_s"].to_list() == [None, 20.0, None, None]  # an end before its start is not made up
    assert data.report["dropped"] == {"'Initiation method' is MONITOR": 1}


def test_headers_are_known_in_any_case_with_spaces_and_marks() -> None:
    headers = [f"\ufeff  {h.upper()} " for h in ("Conversation  ID", "Date", "Media Type", "Direction", "Abandoned")]
    found = recognise(headers)
    assert found is not None
    assert found.preset == "genesys_cloud"


def test_a_fallback_is_read_only_where_the_first_place_is_blank() -> None:
    toml = (
        'name = "x"\n[columns]\nat = "at"\nwait_s = { column = "a", unit = "s", or = { column = "b", unit = "min" } }'
    )
    mapping = from_toml(toml)
    frame = load(("t", b"at,a,b\n2026-01-05,5,9\n2026-01-05,,2\n2026-01-05,junk,3\n"), mapping).contacts
    assert frame["wait_s"].to_list() == [5.0, 120.0, None]
    assert from_toml(mapping.to_toml()) == mapping
