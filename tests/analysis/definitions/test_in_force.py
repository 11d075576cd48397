"""What definitions do to rows: each case worked by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from kpi_core.analysis.definitions import in_force, rules
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.definitions import DEFAULT, judged, parse
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.model import Better, Fact
from kpi_core.prepare import prepare
from tests.asking import measured
from tests.rows import dataset

START = datetime(2026, 3, 2, 10)  # a Monday


def made(*rows: dict[str, Any], definitions: str = "") -> Prepared:
    """Rows of answered contacts an hour apart, with what each says of its own, under these definitions."""
    whole = [{"outcome": "answered", "at": START + timedelta(hours=i), **r} for i, r in enumerate(rows)]
    return prepare(dataset(whole), parse(definitions, "mine.toml"))


def column(data: Prepared, name: str) -> list[Any]:
    return data.tables[Fact.CONTACT][name].to_list()


WAITS = """
[[wait_target]]
queue = "Night"
seconds = 40
[[wait_target]]
vendor = "acme"
channel = "voice"
seconds = 30
[[wait_target]]
vendor = "Acme"
channel = "voice"
from = 2026-03-03
seconds = 25
"""


def test_a_queue_goes_before_a_vendor_and_the_export_before_both() -> None:
    base = {"channel": "Voice", "queue": "Day", "vendor": None, "wait_s": 28.0, "target_s": None}
    rows = [
        base,
        base | {"vendor": "ACME"},
        base | {"vendor": "Acme", "at": START + timedelta(days=1)},
        base | {"vendor": "Acme", "queue": "night"},
        base | {"queue": "Night", "target_s": 10.0},
    ]
    rows[3]["at"], rows[2]["at"] = START + timedelta(hours=3), START + timedelta(days=1)
    data = made(*sorted(rows, key=lambda r: r.get("at", START)), definitions=WAITS)
    table = data.tables[Fact.CONTACT].sort("at")
    assert sorted(table["promise_s"].to_list()) == [10.0, 20.0, 25.0, 30.0, 40.0]
    assert table.filter(table["at"] == START + timedelta(days=1))["promise_s"].to_list() == [25.0]
    ignored = made(*rows[-1:], definitions=WAITS + "[limits]\nexport_targets = false")
    assert column(ignored, "promise_s") == [40.0]


def test_a_value_that_no_contact_has_is_said() -> None:
    data = made({"queue": "Night"}, definitions='[[wait_target]]\nqueue = "Nihgt"\nseconds = 9')
    assert data.notes == ("The definitions name the queue 'Nihgt', and no contact has it; did you mean 'Night'?",)


RULES = """
[rules.eligible]
all = [
  { column = "customer_type", is = ["new", "trial"] },
  { column = "talk_s", at_least = 30 },
]
any = [{ column = "channel", is = "voice" }, { column = "high_risk", is = true }]
[rules.qualified]
all = [{ column = "eligible", is = true }, { column = "reason", is_not = ["Spam"] }]
"""


def test_a_rule_is_binary_and_counts_its_contacts() -> None:
    new = {"customer_type": "New", "talk_s": 30.0, "channel": "Voice", "high_risk": None, "reason": "Sales"}
    data = made(
        new,
        new | {"talk_s": 29.9},
        new | {"talk_s": None},
        new | {"channel": "chat"},
        new | {"channel": "chat", "high_risk": True, "reason": None},
        new | {"customer_type": None},
        new | {"reason": "spam"},
        definitions=RULES,
    )
    assert column(data, "eligible") == [True, False, False, False, True, False, True]
    assert column(data, "qualified") == [True, False, False, False, False, False, False]
    shown = rules(data)
    assert shown.select("true", "false", "unknown").rows()[0] == ("3", "4", "0")
    assert dict(zip(shown["asks"], shown["true"], strict=True))["- customer type is 'new' or 'trial'"] == "6"
    assert shown["asks"][0] == (
        "A contact is eligible where customer type is 'new' or 'trial', and talk s is at least 30, and one of these "
        "holds: channel is 'voice' or high risk is true."
    )


def test_a_rule_on_a_column_that_is_not_there_names_its_line() -> None:
    said = r"line 2, \[rules.eligible\]: the data has no column 'custmer_type'; did you mean 'customer_type'\?"
    with pytest.raises(BadInput, match=said):
        made(
            {"customer_type": "new"},
            definitions='[rules.eligible]\nall = [{ column = "custmer_type", is = "new" }]',
        )


def test_a_rule_may_test_a_segment_that_the_export_adds() -> None:
    rows = [{"at": START, "outcome": "answered", "tier": t} for t in ("2", "gold", None)]
    data = dataset(rows, segments=("tier",))
    rule = parse('[rules.eligible]\nall = [{ column = "tier", is = [2, "Gold"] }]')
    assert prepare(data, rule).tables[Fact.CONTACT]["eligible"].to_list() == [True, True, False]
    with pytest.raises(BadInput, match=r"line 2, .* tier holds no numbers in this data"):
        prepare(data, parse('[rules.eligible]\nall = [{ column = "tier", at_least = 2 }]'))


PORTO = """
[business_hours]
mon = ["09:00-17:00"]
[locations.Porto]
timezone = "Europe/Lisbon"
holidays = [2026-03-03]
[locations.Porto.hours]
mon = ["10:00-12:00"]
"""


def test_each_location_has_its_own_clock_hours_and_holidays() -> None:
    """The times are those of Berlin; in Porto it is an hour earlier."""
    rows = [
        {"location": place, "at": at, "at_utc": at - timedelta(hours=1)}
        for at in (START, START + timedelta(hours=1), START + timedelta(days=1))
        for place in ("Berlin", "Porto")
    ]
    data = made(*rows, definitions=PORTO)
    assert column(data, "hour") == ["10", "9", "11", "10", "10", "9"]
    band = ["business hours", "after hours", "business hours", "business hours", "business hours", "holiday"]
    assert column(data, "time_band") == band


def test_answers_beyond_the_scale_are_left_out_or_refused() -> None:
    few = made(*({"csat": 5.0} for _ in range(200)), {"csat": 9.0})
    row = measured(few, [CATALOGUE["csat"]]).row(0, named=True)
    assert (row["n"], row["value"]) == (200, 1.0)
    said = (
        "1 of 201 satisfaction answers lies outside the scale from 1 to 5 and counts nowhere; the scale is set by "
        "csat_scale in the definitions."
    )
    assert few.notes == (said,)
    ten = [{"csat": 9.0}, {"csat": 6.0}]
    with pytest.raises(CannotAnswer, match=r"they go up to 9: set csat_scale"):
        measured(made(*ten), [CATALOGUE["csat"]])
    own = made(*ten, definitions="[scales]\ncsat_scale = 10\nsatisfied_from = 7")
    assert measured(own, [CATALOGUE["csat"]]).row(0, named=True)["value"] == 0.5


def test_contacts_can_count_on_the_day_of_their_answer_or_close() -> None:
    late = START.replace(hour=23, minute=59, second=50)
    rows = [
        {"at": late, "wait_s": 9.0, "resolution_s": 86_400.0},
        {"at": late, "wait_s": 10.0, "resolution_s": None},
        {"at": late, "wait_s": None, "resolution_s": 2 * 86_400.0},
        {"at": late + timedelta(days=1), "wait_s": 1.0, "resolution_s": 1.0},
    ]

    def days(basis: str) -> list[int]:
        return [d.day for d in column(made(*rows, definitions=f'[calendar]\ndate_basis = "{basis}"'), "day")]

    assert days("arrival") == [2, 2, 2, 3]
    assert days("answer") == [2, 2, 3, 3]  # the one without a wait stays where it arrived
    assert days("close") == [2, 3, 3]  # closed on the 4th: after the last arrival
    notes = made(*rows, definitions='[calendar]\ndate_basis = "close"').notes
    assert "1 contacts have no time of close and count on the day of their arrival." in notes
    assert "1 contacts have their close after the last arrival, 3 Mar 2026, and are left out." in notes
    with pytest.raises(BadInput, match="needs resolution_s; set date_basis to arrival"):
        made({}, definitions='[calendar]\ndate_basis = "close"')


def test_the_direction_of_effort_is_a_setting() -> None:
    kpi = CATALOGUE["customer_effort"]
    assert judged(kpi, DEFAULT).better is Better.DOWN
    assert judged(kpi, parse('[scales]\neffort_good = "high"')).better is Better.UP


def test_the_issue_can_be_the_key_of_repeats() -> None:
    rows = [{"issue_id": i, "contact_id": str(n), "at": START + timedelta(days=d)} for n, (i, d) in enumerate(
        (("start", -90), ("a", 0), ("b", 0), ("a", 1), ("end", 90)))]  # fmt: skip
    data = made(*rows, definitions='[windows]\nrepeat_key = "issue"')
    assert column(data, "no_repeat") == [True, False, True, True, None]


def test_the_definitions_in_force_hold_every_setting_in_words() -> None:
    words = {(g, s): v for g, s, v, _ in in_force(DEFAULT).iter_rows()}
    assert words["Thresholds", "Answered within, voice"] == "20 s"
    assert words["Windows", "A repeat is within"] == "48 hours"
    assert words["Business hours", "Sunday"] == "closed"
    assert words["Targets", "None yet"] == "-"
    own = parse('[targets]\nservice_level = 0.8\n[business_hours]\nsun = ["20:00-24:00"]\n')
    words = {(g, s): v for g, s, v, _ in in_force(own).iter_rows()}
    assert words["Targets", "Service level"] == "80.0%"
    assert words["Business hours", "Sunday"] == "20:00 to 24:00"
