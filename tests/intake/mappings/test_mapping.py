"""A mapping says what it says in any writing, and what it says wrongly is named with the nearest right thing."""

from datetime import datetime

import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import BadInput
from kpi_core.intake import from_toml, load, presets
from kpi_core.model import Cadence, Fact
from kpi_core.prepare import prepare
from tests.asking import measured

FULL = """
name = "Everything"
fact = "contact"
match = ["Call Id", ["New name", "Old name"]]
dedupe = "contact_id"

[file]
sheet = "Sheet1"
timezone = "Europe/Zurich"
day_first = false
missing = ["", "-"]
data_until = 2026-11-28T11:00:00

[keep]
outcome = ["AGENT", "HANG"]
[drop]
outcome = "PHANTOM"
[latest]
by = "number"
order = "sys_mod_count"

[columns]
contact_id = "Call Id"
at = { columns = ["Date", ["Time", "Clock"]] }
channel = { value = "voice" }
answered = { column = "Answered (Y/N)", true = ["Y"], false = ["N"] }
talk_s = { column = "AvgTalkDuration", unit = "clock" }
hold_s = { from = "hold_start", to = "hold_end", wrap = true }
handle_s = { column = "h", where = { outcome = ["AGENT"] }, missing = [0], times = "n" }
reason = { column = "Topic", rename = { "Payment \\"related\\"" = "Payments" }, first_of = ";" }
customer_key = { column = ["phone", "mobile"], personal = true }

[segments]
"Topic of call" = "Topic"
"""


def test_a_mapping_survives_its_own_toml() -> None:
    mapping = from_toml(FULL)
    again = from_toml(mapping.to_toml())
    assert again == mapping
    assert again.content == mapping.content


@pytest.mark.parametrize("name", list(presets()))
def test_every_preset_survives_its_own_toml(name: str) -> None:
    assert from_toml(presets()[name].to_toml()) == presets()[name]


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[columns\n", "not TOML"),
        ('[columns]\nat = "d"\nwaits = "w"', "did you mean 'wait_s'"),
        ('[column]\nat = "d"', "did you mean 'columns'"),
        ('[columns]\nchannel = "c"', "'at'"),
        ('[columns]\nat = { colum = "d" }', "did you mean 'column'"),
        ('[columns]\nat = { column = "d", value = "x" }', "exactly one"),
        ('[columns]\nat = "d"\ntalk_s = { column = "t", unit = "sec" }', "unit"),
        ('fact = "contacts"\n[columns]\nat = "d"', "did you mean 'contact'"),
        ('[file]\ntimezone = "Europe/Zurick"\n[columns]\nat = "d"', "no time zone"),
        ('[file]\nday_first = "yes"\n[columns]\nat = "d"', "true or false"),
        ('[file]\ndata_until = "May"\n[columns]\nat = "d"', "like 2026-11-28"),
        ('[file]\ndata_until = 2026-11-28T11:00:00Z\n[columns]\nat = "d"', "without a zone"),
        ('[file]\ndata_until = 9999-12-31\n[columns]\nat = "d"', "like 2026-11-28"),
        ('[file]\ndata_until = true\n[columns]\nat = "d"', "like 2026-11-28"),
        ('[columns]\nat = "d"\nhour = "h"', "made from the other columns"),
        ('[columns]\nat = "d"\n[segments]\nteam = "x"', "give it another"),
        ('[latest]\norder = "x"\n[columns]\nat = "d"', "'by'"),
        ('dedupe = "contact_id"\n[columns]\nat = "d"', "dedupe"),
    ],
)
def test_a_mistake_is_named_in_one_sentence(toml: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        from_toml(toml)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("2026-11-28", datetime(2026, 11, 29)),  # the day is held whole
        ('"2026-11-28"', datetime(2026, 11, 29)),
        ("2026-11-28T11:00:00", datetime(2026, 11, 28, 11)),
        ('"2026-11-28 11:00"', datetime(2026, 11, 28, 11)),
    ],
)
def test_until_when_the_data_run_is_a_day_or_a_moment(said: str, until: datetime) -> None:
    mapping = from_toml(f'[file]\ndata_until = {said}\n[columns]\nat = "d"')
    assert mapping.data_until == until
    assert from_toml(mapping.to_toml()) == mapping


def test_a_header_that_the_export_lacks_is_named_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="did you mean 'Started at'"):
        load(("t", b"Started at,c\n2021-01-01,x\n"), from_toml('[columns]\nat = "Startet at"'))


def test_the_first_alias_that_is_there_is_taken() -> None:
    mapping = from_toml('[columns]\nat = ["When", "started  AT"]\nchannel = "c"')
    assert load(("t", b"Started at,c\n2021-01-01,x\n"), mapping).contacts["channel"].to_list() == ["x"]


def test_no_further_segment_is_called_like_a_column_that_measuring_makes() -> None:
    text = "At,Kind,w\n" + "".join(f"2026-01-{1 + i % 28:02d} 10:00:00,{'ab'[i % 2]},{i}\n" for i in range(60))
    mapping = 'name = "x"\n[columns]\nat = "At"\nwait_s = "w"\n[segments]\n"{}" = "Kind"\n'
    data = prepare(load(("x.csv", text.encode()), from_toml(mapping.format("own"))))
    found = measured(data, [CATALOGUE["average_speed_of_answer"]], by=["own"], cadence=Cadence.WEEK)
    for name in (*(c for c in found.columns if c != "own"), *data.tables[Fact.CONTACT].columns, "_q", "share"):
        if name != "own":
            with pytest.raises(BadInput, match="has the name of a column"):
                from_toml(mapping.format(name))
