"""The command line: the document on standard output, one sentence on standard error, a status that tells."""

import json
from pathlib import Path

import pytest

from kpi_core.cli import main
from kpi_core.model import COLUMNS

MAPPING = """
name = "ours"
[columns]
at = "When"
contact_id = "Id"
channel = "Channel"
answered = { column = "Answered", true = ["Y"], false = ["N"] }
wait_s = { column = "Wait", unit = "s" }
[segments]
topic = "Topic"
"""

ROWS = """Id,When,Channel,Answered,Wait,Topic
1,2026-01-05 10:00:00,voice,Y,10,=1+1
2,2026-01-05 11:00:00,voice,Y,30,Orders
3,2026-01-06 10:00:00,voice,N,,Orders
4,2026-01-13 10:00:00,chat,Y,5,
short,row
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "ours.toml").write_text(MAPPING, encoding="utf-8")
    return str(tmp_path / "rows.csv"), str(tmp_path / "ours.toml")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def test_measure_prints_a_json_document_and_nothing_else(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    rows, mapping = files
    status, out, err = run(
        capsys, "measure", rows, "--mapping", mapping, "--kpi", "service_level", "--by", "channel", "--format", "json"
    )
    found = {r["channel"]: (r["numerator"], r["denominator"]) for r in json.loads(out)}
    assert (status, found) == (0, {"voice": (1, 3), "chat": (1, 1)})
    assert "5 rows read = 4 kept + 0 dropped + 1 refused" in err


def test_filters_dates_and_percentiles_reach_the_numbers(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    rows, mapping = files
    _, out, _ = run(
        capsys, "measure", rows, "--mapping", mapping, "--kpi", "average_speed_of_answer", "--where", "channel=voice",
        "--since", "2026-01-05", "--until", "2026-01-05", "--quantile", "0.5", "--format", "json",
    )  # fmt: skip
    mean, half = json.loads(out)
    assert (mean["value"], mean["quantile"], half["value"], half["quantile"]) == (20, None, 20, 0.5)


def test_csv_cells_never_run_as_formulas(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    rows, mapping = files
    _, out, _ = run(
        capsys, "measure", rows, "--mapping", mapping, "--kpi", "contact_volume", "--by", "topic", "--format", "csv"
    )
    assert "'=1+1" in out
    assert ",=1+1" not in out


def test_a_table_says_which_periods_are_unfinished(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    rows, mapping = files
    _, out, _ = run(capsys, "measure", rows, "--mapping", mapping, "--kpi", "contact_volume", "--cadence", "week")
    assert out.count("unfinished") == 1


def test_all_kpis_that_can_be_answered_are_measured_and_the_others_counted(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    rows, mapping = files
    status, out, err = run(capsys, "measure", rows, "--mapping", mapping, "--format", "json")
    assert status == 0
    assert {"contact_volume", "service_level"} <= {r["kpi"] for r in json.loads(out)}
    (line,) = (line for line in err.splitlines() if "left out" in line)
    assert line.endswith(
        " KPIs that this data cannot answer; `python -m kpi_core kpis` with its path says what each lacks."
    )
    _, said, _ = run(capsys, "kpis", rows, "--mapping", mapping)
    assert "Customer satisfaction (csat) needs csat" in said


def test_an_imported_dataset_gives_the_same_numbers(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, mapping = files
    options = ("--kpi", "service_level", "--by", "topic", "--cadence", "week", "--format", "json")
    _, straight, _ = run(capsys, "measure", rows, "--mapping", mapping, *options)
    status, report, _ = run(capsys, "import", rows, "--mapping", mapping, "--out", str(tmp_path / "kept"))
    assert status == 0
    assert "5 rows read" in report
    _, kept, _ = run(capsys, "measure", str(tmp_path / "kept"), *options)
    assert json.loads(kept) == json.loads(straight)


def test_a_month_is_appended_and_the_numbers_are_those_of_both_exports(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, mapping = files
    june, kept = tmp_path / "june.csv", str(tmp_path / "kept")
    june.write_text(
        f"{ROWS.splitlines()[0]}\n4,2026-01-13 10:00:00,chat,Y,5,\n5,2026-02-02 10:00:00,chat,N,,orders\n",
        encoding="utf-8",
    )
    options = ("--by", "channel", "--cadence", "week", "--format", "json")
    command = ("import", str(june), "--mapping", mapping, "--out", kept, "--append")
    status, _, err = run(capsys, *command)
    assert (status, "There is no dataset" in err) == (2, True)
    run(capsys, "import", rows, "--mapping", mapping, "--out", kept)
    status, report, err = run(capsys, *command)
    assert status == 0
    assert "7 rows read = 5 kept + 1 dropped + 1 refused" in report
    assert "contact rows: 1 added, 1 left out that the dataset holds already." in err
    assert f"Kept as a dataset in {kept}, fingerprint " in err
    _, both, _ = run(capsys, "measure", rows, str(june), "--mapping", mapping, *options)
    _, found, _ = run(capsys, "measure", kept, *options)
    assert json.loads(found) == json.loads(both)
    status, _, again = run(capsys, *command)
    assert (status, "nothing was added" in again, "Left as it was" in again) == (0, True, True)
    assert err.rsplit(" ", 1)[1] == again.rsplit(" ", 1)[1]  # the fingerprint
    _, _, err = run(capsys, *command[:-1])
    assert "It replaced the dataset that was there (5 contact rows); --append adds to one." in err


def test_health_works_without_a_mapping(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "health", files[0], "--format", "json")
    found = json.loads(out)
    assert status == 0
    assert found["read"] == found["kept"] + sum(found["dropped"].values()) + found["refused"] == 5
    refused = found["refusals"][0]
    assert (refused["line"], bool(refused["reason"])) == (6, True)


def test_kpis_lists_the_catalogue_and_what_data_lacks(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "kpis", "--format", "json")
    listed = {r["kpi"]: r for r in json.loads(out)}
    assert listed["service_level"]["variants"] == "SL-1, SL-2, SL-3, SL-4, SL-5, SL-6"
    _, out, _ = run(capsys, "kpis", files[0], "--mapping", files[1], "--format", "json")
    listed = {r["kpi"]: r for r in json.loads(out)}
    assert listed["service_level"]["answered"] is True
    assert "csat" in listed["csat"]["lacks"]


def test_presets_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "presets")
    assert status == 0
    assert "pwc_practice" in out


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--kpi", "csta"), 2, "did you mean 'csat'"),
        (("--kpi", "csat"), 3, "needs csat"),
        (("--variant", "service_level=SL-9"), 2, "no variant of service_level 'SL-9'"),
        (("--variant", "service_level"), 2, "NAME=VALUE"),
        (("--by", "vendor"), 3, "no vendor"),
        (("--by", "topics"), 2, "did you mean 'topic'"),
        (("--where", "channel=voise"), 2, "did you mean 'voice'"),
        (("--cadence", "weekly"), 2, "did you mean 'week'"),
        (("--since", "2026-13-01"), 2, "not a date like"),
        (("--since", "2026-02-01", "--until", "2026-01-01"), 2, "swap them"),
        (("--since", "2027-01-01"), 2, "data run from 2026-01-05 to 2026-01-13"),
        (("--quantile", "90"), 2, "between 0 and 1"),
        (("--kpi", "answer_rate", "--quantile", "0.9"), 3, "no percentiles"),
        (("--kpi", "answer_rate", "--by", "agent"), 3, "agent"),
        (("--format", "xml"), 2, "invalid choice"),
        (("--definitions", "none.toml"), 2, "cannot be read"),
    ],
)
def test_bad_input_is_one_sentence_and_a_status(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str], options: tuple[str, ...], status: int, said: str
) -> None:
    got, out, err = run(capsys, "measure", files[0], "--mapping", files[1], *options)
    assert (got, out) == (status, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_mapping_that_names_a_missing_header_says_the_nearest(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(MAPPING.replace('"Channel"', '"Chanel"'), encoding="utf-8")
    status, _, err = run(capsys, "measure", files[0], "--mapping", str(wrong))
    assert status == 2
    assert "'Channel'" in err
    assert len(err.splitlines()) == 1


def test_an_export_that_nothing_recognises_says_what_to_do(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, "measure", files[0])
    assert status == 2
    assert "--mapping" in err


def test_dates_that_nothing_decides_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "doubt.csv").write_text(
        "at,channel\n01/02/2026 10:00,voice\n03/04/2026 10:00,voice\n", encoding="utf-8"
    )
    status, _, err = run(capsys, "measure", str(tmp_path / "doubt.csv"))
    assert status == 2
    assert "day_first" in err


def test_a_missing_file_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "measure", "nowhere.csv")
    assert (status, len(err.splitlines())) == (2, 1)
    assert "nowhere.csv" in err


def test_canonical_headers_need_no_mapping(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plain.csv").write_text(
        "at,channel,csat\n2026-01-31 10:00,voice,5\n2026-02-01 10:00,chat,2\n", encoding="utf-8"
    )
    status, out, _ = run(capsys, "measure", str(tmp_path / "plain.csv"), "--kpi", "csat", "--format", "json")
    assert (status, json.loads(out)[0]["value"]) == (0, 0.5)


def test_an_unexpected_fault_is_one_sentence_too(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpi_core.cli.commands.measure", lambda *_a, **_k: 1 / 0)
    status, _, err = run(capsys, "measure", files[0], "--mapping", files[1])
    assert status == 1
    assert "ZeroDivisionError" in err
    assert len(err.splitlines()) == 1


def test_every_column_has_a_meaning() -> None:
    assert all(c.meaning and c.facts for c in COLUMNS)
    assert len({c.name for c in COLUMNS}) == len(COLUMNS)


def test_health_prints_columns_oddities_and_what_can_be_answered(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "health", files[0], "--mapping", files[1])
    assert status == 0
    for said in ("5 rows read = 4 kept", "2026-01  ", "looks like", "of 63 KPIs can be answered"):
        assert said in out
    found = json.loads(run(capsys, "health", files[0], "--mapping", files[1], "--format", "json")[1])
    assert found["coverage"]["first"] == "2026-01-05"
    assert {k["kpi"]: k["answered"] for k in found["kpis"]}["answer_rate"] is True


def test_a_dataset_folder_tells_its_health_too(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "import", files[0], "--mapping", files[1], "--out", str(tmp_path / "kept"))
    found = json.loads(run(capsys, "health", str(tmp_path / "kept"), "--format", "json")[1])
    assert found["coverage"]["months"] == [{"month": "2026-01", "rows": 4, "days": 3}]
    assert len(found["kpis"]) == 63


def test_of_several_kpis_those_that_can_be_given_are_and_strict_ends_with_a_status(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("measure", files[0], "--mapping", files[1], "--format", "json", "--kpi", "csat", "--kpi")
    status, out, err = run(capsys, *command, "answer_rate")
    assert (status, [r["kpi"] for r in json.loads(out)]) == (0, ["answer_rate"])
    assert "left out: Customer satisfaction (csat) needs csat" in err
    status, out, err = run(capsys, *command, "answer_rate", "--strict")
    assert (status, out, "needs csat" in err) == (3, "", True)
    status, _, _ = run(capsys, *command, "csat")
    assert status == 3


def test_a_few_cells_that_were_not_understood_are_a_remark_in_every_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"2026-01-{1 + i % 28:02} 10:00,{'soon' if i == 7 else 30}\n" for i in range(200))
    (tmp_path / "rows.csv").write_text(f"at,talk\n{rows}", encoding="utf-8")
    (tmp_path / "ours.toml").write_text('[columns]\nat = "at"\ntalk_s = "talk"\n', encoding="utf-8")
    command = ("measure", str(tmp_path / "rows.csv"), "--mapping", str(tmp_path / "ours.toml"))
    command = (*command, "--kpi", "average_talk_time", "--kpi", "contact_volume", "--format")
    said = "1 of the 200 filled cells of 'talk'"
    _, out, err = run(capsys, *command, "json")
    told = {r["kpi"]: r["remark"] for r in json.loads(out)}
    assert (told["contact_volume"], told["average_talk_time"].startswith(said), said in err) == (None, True, True)
    _, out, _ = run(capsys, *command, "csv")
    assert said in out
    _, _, err = run(capsys, *command, "table")
    assert said in err


def test_health_ends_with_a_status_where_no_row_can_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rows.csv").write_text("at,talk\nnoon,1\nlate,2\n", encoding="utf-8")
    (tmp_path / "ours.toml").write_text('[columns]\nat = "at"\n', encoding="utf-8")
    status, out, err = run(capsys, "health", str(tmp_path / "rows.csv"), "--mapping", str(tmp_path / "ours.toml"))
    assert (status, "2 rows read" in out, "None of the 2 rows can be used" in err) == (2, True, True)
