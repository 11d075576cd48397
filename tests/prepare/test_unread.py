"""A column of which only a part was understood never gives a number that looks finished."""

import polars as pl
import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Dataset, Prepared
from kpi_core.intake import from_toml, load
from kpi_core.measure import ask
from kpi_core.prepare import prepare
from kpi_core.view import EVERYTHING

_TOP = '[columns]\nat = "at"\nchannel = { value = "voice" }\n'


def read(cells: list[str], entry: str) -> Dataset:
    rows = "".join(f"2024-05-{1 + i % 28:02} 10:00;{c}\n" for i, c in enumerate(cells))
    return load(("t.csv", f"at;c\n{rows}".encode()), from_toml(_TOP + entry))


def why(data: Prepared, kpi: str) -> str | None:
    return ask(data, [CATALOGUE[kpi]], EVERYTHING).why(CATALOGUE[kpi])


@pytest.mark.parametrize(
    ("cells", "entry", "kpi", "said"),
    [
        (["jop", "jop", "jop", "no"], 'answered = "c"', "answer_rate", "'jop' 3 times"),
        (["jop", "jop", "jop", "no"], 'answered = "c"', "answer_rate", 'true = ["jop"], false = ["no"]'),
        (["yes", "no", "soon", "soon", "soon"], 'answered = "c"', "abandonment_rate", "3 of the 5 filled cells of 'c'"),
        (["30", "40", "a while"], 'talk_s = "c"', "average_talk_time", "text of 7 characters 1 time"),
        (["30", "40", "x 12"], 'talk_s = "c"', "average_handle_time", "like a 99 1 time"),
        (
            ["5", "4", "fine", "fine", "fine"],
            'csat = "c"',
            "csat",
            'csat = { column = "c", rename = { fine = "..." } }',
        ),
        (["60", "2024-05-02 11:00"] * 2, 'resolution_s = "c"', "resolution_rate", '{ from = "at", to = "c" }'),
    ],
)
def test_a_kpi_that_reads_a_column_understood_in_part_is_refused_by_its_cells_and_their_mend(
    cells: list[str], entry: str, kpi: str, said: str
) -> None:
    assert said in (why(prepare(read(cells, entry)), kpi) or "")


def test_rows_without_a_time_that_is_read_refuse_every_kpi_of_theirs() -> None:
    content = "at;c\n2024-05-01 10:00;1\nnoon;2\n"
    data = prepare(load(("t.csv", content.encode()), from_toml(_TOP)))
    assert "1 of the 2 filled cells of 'at'" in (why(data, "contact_volume") or "")


def test_a_zone_that_may_be_several_is_asked_for_by_the_line_to_add() -> None:
    content = "at;c\n2024-05-01 10:00;1\n2024-05-01 11:00 CST;2\n"
    data = prepare(load(("t.csv", content.encode()), from_toml(_TOP)))
    assert 'timezone = "America/New_York" under [file]' in (why(data, "contact_volume") or "")


def test_a_mapping_that_says_what_the_cells_mean_is_quiet() -> None:
    cells = ["jop"] * 3 + ["no"]
    told = prepare(read(cells, 'answered = { column = "c", true = ["jop"], false = ["no"] }'))
    assert (why(told, "answer_rate"), told.cautions) == (None, {})
    left = prepare(read(["30", "40", "soon"], 'talk_s = { column = "c", missing = ["soon"] }'))
    assert (why(left, "average_talk_time"), left.cautions) == (None, {})


def test_a_few_cells_in_a_hundred_are_a_remark_with_every_number_that_reads_them() -> None:
    data = prepare(read(["30"] * 199 + ["soon"], 'talk_s = "c"'))
    assert why(data, "average_talk_time") is None
    (said,) = data.cautions_on(CATALOGUE["average_handle_time"].columns)
    assert said.startswith("1 of the 200 filled cells of 'c'")
    assert said in data.notes


def test_a_column_that_the_mapping_reads_itself_does_not_hang_on_its_parts() -> None:
    rows = "".join(f"2024-05-{1 + i:02} 10:00;{60 + i};{'soon' if i % 2 else 30}\n" for i in range(20))
    data = prepare(load(("t.csv", f"at;h;t\n{rows}".encode()), from_toml(_TOP + 'handle_s = "h"\ntalk_s = "t"\n')))
    assert why(data, "average_handle_time") is None
    assert why(data, "average_talk_time") is not None


def test_clock_times_that_pass_midnight_are_refused_with_wrap() -> None:
    rows = "2024-05-01;23:58:00;00:04:00\n2024-05-02;09:00:00;09:05:00\n"
    dataset = load(("t.csv", f"at;a;b\n{rows}".encode()), from_toml(_TOP + 'talk_s = { from = "a", to = "b" }'))
    assert 'talk_s = { from = "a", to = "b", wrap = true }' in (why(prepare(dataset), "average_talk_time") or "")


def test_nothing_personal_is_told_of_cells_that_were_not_understood() -> None:
    cells = [
        "30",
        "Anna Meier",
        "tel 079 123 45 67",
        "tel 079 123 45 67",
        "tel 079 123 45 67",
        "a@b.ch",
        "a@b.ch",
        "a@b.ch",
    ]
    dataset = read(cells, 'talk_s = "c"')
    (told,) = (c["cells"] for c in dataset.report["conversions"] if c["column"] == "talk_s")
    assert told == [["like aaa 999 999 99 99", 3], ["text of 6 characters", 3], ["text of 10 characters", 1]]
    assert isinstance(dataset.contacts, pl.DataFrame)
