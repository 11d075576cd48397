"""Definitions are checked in one sentence, keep their defaults, and carry a version made from their content."""

from dataclasses import fields, replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.catalogue import CATALOGUE
from kpi_core.definitions import (
    DEFAULT,
    RULED,
    SCOPES,
    Condition,
    Definitions,
    Location,
    Rule,
    Target,
    WaitTarget,
    parse,
    read,
    to_toml,
    version_of,
)
from kpi_core.errors import BadInput


def test_what_a_file_leaves_out_keeps_its_default() -> None:
    found = parse("[thresholds]\nVoice = 30\n[windows]\nrepeat_h = 24")
    assert found.thresholds == (("voice", 30.0),)
    assert found.repeat_window_h == 24
    assert found.business_hours == DEFAULT.business_hours


def test_definitions_come_back_from_their_file_unchanged() -> None:
    text = """
    [business_hours]
    sat = ["11:00-14:30", "18:00-24:00"]
    [calendar]
    week_starts = "sun"
    year_starts_in_month = 4
    holidays = [2026-12-25]
    [shifts]
    day = "07:00"
    night = "19:00"
    [targets]
    service_level = 0.8
    """
    found = parse(text)
    assert parse(to_toml(found)) == found
    assert found.business_hours[5] == ((time(11), time(14, 30)), (time(18), time.max))
    assert found.holidays == (date(2026, 12, 25),)


@pytest.mark.parametrize(
    "change",
    [
        "[thresholds]\nvoice = 21",
        "[windows]\nqa_days = 1",
        "[scales]\nqa_pass_mark = 1",
        '[business_hours]\nsun = ["09:00-10:00"]',
    ],
)
def test_any_change_changes_the_version(change: str) -> None:
    assert version_of(parse(change)) != version_of(DEFAULT)
    assert version_of(parse(change)) == version_of(parse(change))


_NAME = st.text("aBc .\"'[]#é", min_size=1, max_size=6).map(str.strip).filter(bool)
_DAY = st.dates(date(2020, 1, 1), date(2030, 1, 1))
_AMOUNT = st.floats(0, 1e6)
_LOWEST = st.sampled_from([-2.0, 0.0, 0.5, 1.0])
_KPI = st.sampled_from(sorted(CATALOGUE))
_ZONE = st.sampled_from(["", "Europe/Lisbon", "Asia/Kolkata"])
_SCOPE = st.dictionaries(st.sampled_from(list(SCOPES)), _NAME).map(lambda d: tuple((s, d[s]) for s in SCOPES if s in d))
_SPANS = st.sampled_from([(), ((time(9), time(17)),), ((time(0), time(6)), (time(20, 30), time.max))])
_WEEK = st.tuples(*[_SPANS] * 7)
_DAYS = st.lists(_DAY, max_size=3).map(lambda d: tuple(sorted(set(d))))
_CONDITION = st.one_of(
    st.builds(Condition, st.just("talk_s"), st.sampled_from(["at_least", "at_most"]), st.tuples(_AMOUNT)),
    st.builds(Condition, st.just("channel"), st.sampled_from(["is", "is_not"]), st.tuples(_NAME)),
    st.builds(Condition, st.just("answered"), st.just("is"), st.tuples(st.booleans())),
)
_CONDITIONS = st.lists(_CONDITION, max_size=2).map(tuple)


def _pairs(key: st.SearchStrategy[str], value: st.SearchStrategy[float]) -> st.SearchStrategy[Any]:
    return st.dictionaries(key, value, max_size=3).map(lambda d: tuple(sorted(d.items())))


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "thresholds": _pairs(_NAME.map(str.casefold).map(str.strip), _AMOUNT),
    "wait_targets": st.builds(WaitTarget, _AMOUNT, _SCOPE.filter(bool), st.none() | _DAY).map(lambda w: (w,)),
    "export_targets": st.booleans(),
    **dict.fromkeys(("short_abandon_s", "callback_limit_h", "repeat_window_h"), _AMOUNT),
    **dict.fromkeys(("conversion_days", "signed_days", "survey_days", "qa_days"), _AMOUNT),
    **dict.fromkeys(("resolution_days", "reopen_days", "show_days"), _AMOUNT),
    "staffing_share": st.floats(0, 0.99),
    "repeat_key": st.sampled_from(["customer", "customer_reason", "issue"]),
    "rules": st.builds(Rule, st.sampled_from(RULED), _CONDITIONS, _CONDITIONS)
    .filter(lambda r: bool(r.conditions))
    .map(lambda r: (r,)),
    "business_hours": _WEEK,
    "holidays": _DAYS,
    "timezone": _ZONE,
    "locations": st.builds(Location, _NAME, _ZONE, st.none() | _WEEK, st.none() | _DAYS).map(lambda p: (p,)),
    "shifts": st.sampled_from([(), (("day", time(7)), ("night", time(19)))]),
    "csat_scale": st.tuples(_LOWEST, st.floats(4, 100)),
    "satisfied_from": st.floats(1, 4),
    "nps_scale": st.tuples(_LOWEST, st.floats(10, 100)),
    "promoters_from": st.floats(7, 10),
    "detractors_to": st.floats(1, 6),
    "qa_scale": st.tuples(st.just(0.0), st.floats(100, 1000)),
    "qa_pass_mark": st.floats(0, 100),
    **dict.fromkeys(
        ("effort_scale", "call_quality_scale", "servqual_scale", "engagement_scale"),
        st.tuples(_LOWEST, st.floats(2, 100)),
    ),
    "effort_good": st.sampled_from(["low", "high"]),
    "week_start": st.integers(0, 6),
    "year_start": st.integers(1, 12),
    "year_weeks": st.sampled_from(["", "4-4-5", "4-5-4", "5-4-4"]),
    "year_ends": st.sampled_from(["nearest", "last"]),
    "date_basis": st.sampled_from(["arrival", "answer", "close"]),
    "targets": st.builds(
        Target,
        _KPI,
        st.floats(-100, 100),
        st.none(),
        _SCOPE,
        st.none() | _DAY,
        st.just("") | _NAME,
        st.just("") | _NAME,
    ).map(lambda t: (t,)),
    "smallest_changes": _pairs(_KPI, _AMOUNT),
}


def test_every_field_is_tried_below() -> None:
    assert set(FIELDS) == {f.name for f in fields(Definitions)}


@settings(deadline=None)
@given(st.fixed_dictionaries(FIELDS))
def test_whatever_is_defined_comes_back_from_its_file_with_its_version(said: dict[str, Any]) -> None:
    own = Definitions(**said)
    back = parse(to_toml(own))
    assert back == own
    assert version_of(back) == version_of(own)


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(FIELDS)))
def test_changing_any_definition_changes_the_version(data: st.DataObject, field: str) -> None:
    one, other = (data.draw(FIELDS[field]) for _ in range(2))
    a, b = replace(DEFAULT, **{field: one}), replace(DEFAULT, **{field: other})
    assert (version_of(a) == version_of(b)) == (one == other)


SCOPED = parse("""
[[target]]
kpi = "service_level"
value = 0.8
action = "Open the late shift half an hour earlier"
[[target]]
kpi = "service_level"
value = 0.85
from = 2026-03-01
[[target]]
kpi = "service_level"
value = 0.7
vendor = "Meridian"
channel = "Voice"
[[target]]
kpi = "service_level"
value = 0.6
queue = "Night"
""")


@pytest.mark.parametrize(
    ("day", "scope", "value"),
    [
        (date(2026, 2, 28), (), 0.8),
        (date(2026, 3, 1), (), 0.85),
        (date(2026, 3, 1), (("vendor", "meridian"), ("channel", "voice")), 0.7),
        (date(2026, 3, 1), (("vendor", "meridian"),), 0.85),
        (date(2026, 3, 1), (("queue", "Night"), ("vendor", "Meridian"), ("channel", "Voice")), 0.6),
    ],
)
def test_the_most_special_target_holds_then_the_latest(day: date, scope: Any, value: float) -> None:
    found = SCOPED.target("service_level", day, scope)
    assert found is not None
    assert found.value == value
    assert SCOPED.target("csat", day) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[limits]\nstaffing_share = 1", "line 2, [limits]: staffing_share is a share from 0 to below 1"),
        ("[limits]\n\nshort_abandon_s = -1", "line 3, [limits]: short_abandon_s must not be negative"),
        (
            '[calendar]\ntimezone = "Europe/Zurick"',
            "line 2, [calendar]: There is no time zone 'Europe/Zurick'; did you",
        ),
        ('[locations.Porto.hours]\nmon = ["09:00-12:00", "11:00-12:30"]', "line 2, [locations.Porto.hours]: mon has"),
        (
            '[locations.Porto]\ntimezon = "UTC"',
            "line 2, [locations.Porto]: There is no setting 'timezon'; did you mean",
        ),
        (
            '[[wait_target]]\nqueue = "a"\nseconds = 1\n[[wait_target]]\nqueu = "b"',
            "line 5, [wait_target]: There is no",
        ),
        ("[[wait_target]]\nseconds = 1", "line 1, [wait_target]: say seconds, and which channel"),
        ('[[target]]\nkpi = "csat"\nvalue = 1\n[[target]]\nkpi = "csat"\nvalue = 2', "line 4, [target]: the same"),
        ('[targets]\ncsat = 1\n[[target]]\nkpi = "csat"\nvalue = 2', "csat has two targets"),
        ('[[target]]\nkpi = "csat"\nvalue = 1\nlow = 0', "low is the lower end of a band"),
        ('[rules.eligibel]\nall = [{ column = "channel", is = "voice" }]', "did you mean 'eligible'"),
        (
            '[rules.eligible]\nall = [\n  { column = "talk_s", is = "long" },\n]',
            "line 3, [rules.eligible]: talk_s holds",
        ),
        ('[rules.eligible]\nall = [{ column = "channel", at_least = 3 }]', "channel holds no numbers"),
        ('[rules.eligible]\nall = [{ column = "channel", at_leats = 3 }]', "did you mean 'at_least'"),
        ('[rules.eligible]\nall = [{ column = "eligible", is = true }]', "cannot test the column that it makes"),
        ("[rules.eligible]", "write at least one condition"),
        ("[scales]\nsatisfied_from = 8", "line 2, [scales]: satisfied_from is 8 and lies beyond"),
        (
            "[scales]\ncsat_scale = [5, 1]",
            "line 2, [scales]: csat_scale goes from 5 to 1; write the lowest value first",
        ),
        ("[scales]\nces_scale = [1, 5]", "line 2, [scales]: There is no setting 'ces_scale'"),
        ("[scales]\nqa_scale = [1]", "line 2, [scales]: qa_scale is a scale from its lowest to its highest value"),
        ("[scales]\nnps_scale = [1, 5]", "line 2, [scales]: promoters_from is 9 and lies beyond the scale from 1 to 5"),
        ("[scales]\npromoters_from = 6", "[scales]: detractors end at 6 and promoters begin at 6"),
        ('[scales]\neffort_good = "hihg"', "did you mean 'high'"),
        ('[calendar]\ndate_basis = "arival"', "did you mean 'arrival'"),
        ("[smallest_change]\ncsta = 1", "line 2, [smallest_change]: There is no KPI 'csta'; did you mean 'csat'"),
    ],
)
def test_a_wrong_setting_names_its_line(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=r"mine\.toml, ") as error:
        parse(text, "mine.toml")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[treshholds]\nvoice = 20", "did you mean 'thresholds'"),
        ("[windows]\nrepeat_hours = 20", "did you mean 'repeat_h'"),
        ("[thresholds]\nvoice = -1", "must not be negative"),
        ("[thresholds]\nvoice = nan", "finite"),
        ('[thresholds]\nvoice = "20"', "must be a number"),
        ('[business_hours]\nmon = ["09:00-12:00", "11:00-17:00"]', "overlap at 11:00"),
        ('[business_hours]\nmon = ["17:00-09:00"]', "ends before it starts"),
        ('[business_hours]\nmon = ["9-5"]', "clock time like 09:00"),
        ('[calendar]\nweek_starts = "monday"', "did you mean 'mon'"),
        ("[calendar]\nyear_starts_in_month = 13", "a month from 1 to 12"),
        ('[calendar]\nholidays = ["Christmas"]', "list of dates"),
        ("[targets]\nservice_levle = 0.8", "did you mean 'service_level'"),
        ("thresholds = 3", "must be a table"),
        ("[thresholds\n", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=r"mine\.toml") as error:
        parse(text, "mine.toml")
    assert said in str(error.value)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read(tmp_path / "none.toml")
