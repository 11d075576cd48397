"""The command line says what the pages say: the sentence of the same analysis, and a row for each of its numbers."""

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from kpi_core.analysis.pairing import moves_first
from kpi_core.analysis.segments import board
from kpi_core.analysis.tail import hidden
from kpi_core.analysis.trend import trend
from kpi_core.analysis.whatif import side_by_side
from kpi_core.catalogue import CATALOGUE
from kpi_core.cli import main
from kpi_core.cli.options import COMPARISONS, SORTS
from kpi_core.data import Prepared
from kpi_core.definitions import DEFAULT
from kpi_core.measure import ask, default_view, fit
from kpi_core.rollup import open_ready
from kpi_core.view import EVERYTHING, choice_of, first_kpis, from_query
from sample_data.load import MAPPING
from sample_data.make import SEED, write
from tests.once import Once

MEASURED = ["quantile", "n", "numerator", "denominator", "value", "low", "high", "complete", "mature"]
JUDGED = [
    "verdict", "against", "difference", "difference_low", "difference_high", "unit", "small", "early", "reach",
    "reach_low", "reach_high",
]  # fmt: skip
CHANGED = [
    "change_verdict", "change_against", "change", "change_low", "change_high", "change_unit", "change_small",
    "change_reach", "change_reach_low", "change_reach_high",
]  # fmt: skip
UNITS = {"contact", "day", "agent", "period"}
MONDAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def sample(once: Once) -> str:
    """A small sample, imported as anybody would."""

    def made(folder: Path) -> None:
        write(20_000, folder / "files", SEED)
        contacts = str(folder / "files" / "contacts.parquet")
        assert main(("import", contacts, "--mapping", str(MAPPING), "--out", str(folder / "kept"))) == 0

    return str(once("cli sample", made) / "kept")


@pytest.fixture(scope="module")
def data(sample: str) -> Prepared:
    return open_ready(Path(sample), DEFAULT)


def contacts(folder: Path, lost: Callable[[int, str], int], weeks: int = 14) -> str:
    """A file of 40 calls a day and vendor, so many of them `lost` on each day, with waits that have a long end."""
    lines = ["at,channel,vendor,outcome,wait_s,csat"]
    for day in range(7 * weeks):
        for vendor in ("east", "west"):
            for i in range(40):
                at = f"{MONDAY + timedelta(days=day)} {8 + i // 4:02}:{i % 4 * 15:02}:00"
                gone = (i * 7 + day) % 40 < lost(day, vendor)
                wait = (i * 13 + day) % 30 + (400 if i == day % 40 else 0)
                lines.append(f"{at},voice,{vendor},{'abandoned' if gone else 'answered'},{wait},{1 + (i + day) % 5}")
    folder.mkdir(exist_ok=True)
    path = folder / "contacts.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def stable(once: Once) -> str:
    def made(folder: Path) -> None:
        contacts(folder, lambda day, vendor: 3 + (day + (vendor == "east")) % 3)

    return str(once("cli stable", made) / "contacts.csv")


@pytest.fixture(scope="module")
def planted(once: Once) -> str:
    """In the last week the west loses half of its calls; it lost more than the east before."""

    def made(folder: Path) -> None:
        usual = {"east": 2, "west": 6}
        contacts(folder, lambda day, v: 20 if v == "west" and day >= 91 else usual[v] + day % 2)

    return str(once("cli planted", made) / "contacts.csv")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    status, out, err = run(capsys, *arguments, "--format", "json")
    assert status == 0, err
    found: dict[str, Any] = json.loads(out)
    assert list(found) == ["sentence", "remarks", "rows"]
    return found


PAGES: list[tuple[str, Any, str, str]] = [
    ("trend", trend, "", ""),
    (
        "trend", trend, "--kpi service_level --kpi csat --cadence month --compare year --since 2026-01-01",
        "k=service_level&k=csat&c=month&vs=year&d=2026-01-01..",
    ),
    ("trend", trend, "--kpi answer_rate --by vendor --cadence quarter", "k=answer_rate&by=vendor&c=quarter"),
    ("trend", trend, "--kpi csat --cadence all --where channel=Chat", "k=csat&c=all&w=channel=Chat"),
    ("segments", board, "", ""),
    (
        "segments", board, "--kpi service_level --variant service_level=SL-2 --by channel --by vendor --sort n",
        "f=service_level&var=service_level:SL-2&by=channel&by=vendor&sort=n",
    ),
    ("segments", board, "--kpi csat --by channel --without channel=Chat", "f=csat&by=channel&x=channel=Chat"),
    ("tail", hidden, "", ""),
    ("tail", hidden, "--kpi average_handle_time --by channel --limit 600", "f=average_handle_time&by=channel&lim=600"),
    ("pairing", moves_first, "", ""),
    (
        "pairing", moves_first, "--kpi average_speed_of_answer --kpi csat --lag 2 --cadence month",
        "f=average_speed_of_answer&g=csat&lag=2&c=month",
    ),
    ("whatif", side_by_side, "--b-without channel=Chat", "bx=channel=Chat"),
    (
        "whatif", side_by_side, "--kpi csat --since 2025-07-01 --b-where channel=Voice --b-since 2025-02-01",
        "k=csat&d=2025-07-01..&bw=channel=Voice&bd=2025-02-01..",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("command", "analysis", "options", "link"), PAGES)
def test_a_command_says_what_its_page_says_of_the_same_link(
    sample: str,
    data: Prepared,
    capsys: pytest.CaptureFixture[str],
    command: str,
    analysis: Any,
    options: str,
    link: str,
) -> None:
    usual = default_view(data, first_kpis({k.key for k in ask(data, CATALOGUE.values(), EVERYTHING).kpis}))
    view, unread = from_query(parse_qs(link), usual)
    fitted, _ = fit(view, data)
    found = answer(capsys, command, sample, *options.split())
    assert unread == ()
    assert found["sentence"] == analysis(data, fitted).sentence
    assert found["rows"]


SHAPES = [
    ("trend", "--kpi answer_rate --by vendor", ["vendor"], JUDGED),
    ("segments", "--kpi answer_rate --by vendor", ["vendor"], [*JUDGED, *CHANGED]),
    ("tail", "--kpi average_speed_of_answer --by vendor", ["vendor"], ["table", "ratio", *JUDGED]),
    ("pairing", "--kpi answer_rate --kpi csat", [], ["side", "beside"]),
    ("whatif", "--kpi answer_rate --b-without vendor=west", [], ["cut", *JUDGED]),
]


@pytest.mark.parametrize(("command", "options", "by", "more"), SHAPES)
def test_a_row_has_the_keys_of_measure_and_those_of_its_verdict(
    planted: str, capsys: pytest.CaptureFixture[str], command: str, options: str, by: list[str], more: list[str]
) -> None:
    rows = answer(capsys, command, planted, *options.split())["rows"]
    assert {tuple(r) for r in rows} == {("kpi", "period", *by, *MEASURED, *more)}
    _, out, err = run(capsys, command, planted, *options.split(), "--format", "csv")
    assert [len(list(csv.DictReader(StringIO(out)))), len(out.splitlines()[0].split(","))] == [len(rows), len(rows[0])]
    assert "rows read" in err


def test_the_numbers_are_those_of_measure(planted: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--kpi", "answer_rate", "--kpi", "average_speed_of_answer", "--quantile", "0.9", "--cadence", "week")
    keys = ("kpi", "period", "quantile", "n", "numerator", "denominator", "value", "low", "high", "complete", "mature")
    status, out, _ = run(capsys, "measure", planted, *options[2:], "--without", "vendor=west", "--format", "json")
    assert status == 0
    measured = [tuple(r[k] for k in keys) for r in json.loads(out)]
    found = answer(capsys, "trend", planted, *options[2:], "--without", "vendor=west")["rows"]
    assert [tuple(r[k] for k in keys) for r in found if r["kpi"] == "average_speed_of_answer"] == measured
    assert {r["n"] for r in found if r["kpi"] == "average_speed_of_answer"} < set(range(300))  # the west is left out


def test_the_newest_finished_week_is_judged_against_those_before_and_no_other_is(
    planted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "trend", planted, "--kpi", "answer_rate")
    judged = [r for r in found["rows"] if r["verdict"]]
    assert [(r["period"], r["verdict"], r["against"]) for r in judged] == [("2026-04-06", "down", "usual")]
    (row,) = judged
    assert row["difference_low"] <= row["difference"] <= row["difference_high"] < 0
    assert row["unit"] in UNITS
    assert "answer rate fell" in found["sentence"]


def test_the_part_that_lost_more_is_judged_against_the_rest_and_against_itself_before(
    planted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "segments", planted, "--kpi", "answer_rate", "--by", "vendor", "--sort", "name")
    east, west = found["rows"]
    assert (east["vendor"], east["verdict"], east["change_verdict"]) == ("east", "up", "none")
    assert (west["vendor"], west["verdict"], west["change_verdict"]) == ("west", "down", "down")
    assert (west["against"], west["change_against"]) == ("rest", "2026-03-30")
    assert west["difference"] == -east["difference"] < 0
    assert west["change_low"] <= west["change"] <= west["change_high"] < 0
    assert {west["unit"], west["change_unit"]} <= UNITS
    assert east["change_reach_low"] < east["value"] < east["change_reach_high"]
    assert (west["small"], west["early"], west["change_small"]) == (False, False, False)


def test_leaving_out_the_part_that_lost_more_is_judged_on_cut_b(
    planted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--kpi", "answer_rate", "--kpi", "average_speed_of_answer", "--b-without", "vendor=west")
    rows = answer(capsys, "whatif", planted, *options)["rows"]
    assert [(r["kpi"], r["cut"]) for r in rows][:2] == [("answer_rate", "A"), ("answer_rate", "B")]
    a, b = rows[:2]
    assert (a["verdict"], a["against"], b["verdict"], b["against"]) == (None, None, "up", "A")
    assert b["difference"] == pytest.approx(b["value"] - a["value"])
    assert (a["n"], b["n"]) == (2 * b["n"], b["denominator"])


def test_where_nothing_happens_nothing_is_more_than_chance(stable: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command, *options in (
        ("trend", "--kpi", "answer_rate", "--kpi", "contact_volume", "--kpi", "average_speed_of_answer"),
        ("segments", "--kpi", "answer_rate", "--by", "vendor"),
        ("whatif", "--kpi", "answer_rate", "--kpi", "average_speed_of_answer", "--b-without", "vendor=west"),
    ):
        rows = answer(capsys, command, stable, *options)["rows"]
        said = {r[c] for r in rows for c in ("verdict", "change_verdict") if c in r}
        assert said <= {None, "none", "few"}, command
        assert "none" in said


def test_a_kpi_without_a_range_is_left_open(sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--kpi", "contacts_per_agent", "--b-without", "channel=Chat")
    rows = answer(capsys, "whatif", sample, *options)["rows"]
    assert [r["verdict"] for r in rows if r["kpi"] == "contacts_per_agent"] == [None, "open"]


def test_a_line_of_a_trend_is_judged_against_the_lowest(planted: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(capsys, "trend", planted, "--kpi", "answer_rate", "--by", "vendor")["rows"]
    judged = [(r["period"], r["vendor"], r["verdict"], r["against"]) for r in rows if r["verdict"]]
    assert judged == [("2026-04-06", "east", "up", "lowest")]


def test_a_period_may_be_judged_against_the_one_that_is_compared(
    sample: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--kpi", "answer_rate", "--cadence", "month", "--compare", "year")
    rows = answer(capsys, "trend", sample, *options)["rows"]
    assert [(r["period"], r["against"]) for r in rows if r["verdict"]] == [("2026-05-01", "2025-05-01")]


def test_the_tail_holds_the_tables_of_its_page(planted: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--kpi", "queue_delay", "--by", "vendor", "--limit", "60", "--quantile", "0.99")
    rows = answer(capsys, "tail", planted, *options)["rows"]
    assert list(dict.fromkeys(r["table"] for r in rows)) == ["places", "groups", "periods", "exceptions"]
    groups = [r for r in rows if r["table"] == "groups" and r["vendor"] == "east"]
    assert [r["quantile"] for r in groups] == [None, 0.5, 0.75, 0.9, 0.95, 0.99]
    beyond = [r for r in rows if r["table"] == "exceptions"]
    assert [(r["vendor"], r["value"]) for r in beyond] == [("east", 1 / 40), ("west", 1 / 40)]


def test_how_far_a_tail_is_from_the_rest_is_told_in_points_of_its_contacts(
    planted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "tail", planted, "--kpi", "queue_delay", "--by", "vendor")
    places = [line for line in out.splitlines() if " places " in line]
    assert len(places) == 4
    assert all(line.count(" points") == 4 for line in places)  # with the reach


def test_a_pair_says_which_periods_stand_beside_each_other(planted: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(capsys, "pairing", planted, "--kpi", "answer_rate", "--kpi", "csat", "--lag", "1")["rows"]
    beside = {(r["side"], r["period"]): r["beside"] for r in rows}
    assert beside["leads", "2026-01-05"] == "2026-01-12"
    assert beside["follows", "2026-01-12"] == "2026-01-05"
    assert beside["follows", "2026-01-05"] is None


def test_a_table_begins_with_the_sentence_and_remarks_go_to_standard_error(
    planted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("whatif", planted, "--kpi", "answer_rate", "--b-without", "vendor=west")
    found = answer(capsys, *options)
    _, out, err = run(capsys, *options)
    sentence, blank, head, *lines = out.splitlines()
    assert (sentence, blank, len(lines)) == (found["sentence"], "", 2)
    assert head.split()[:3] == ["kpi", "period", "value"]
    assert [line in err for line in found["remarks"]] == [True] * len(found["remarks"])
    _, out, err = run(capsys, *options, "--format", "csv")
    assert out.startswith("kpi,period,quantile,n,")
    assert err.startswith(found["sentence"])


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ("trend --kpi csta", 2, "did you mean 'csat'"),
        ("trend --by topics", 2, "There is no segment 'topics'"),
        ("trend --by vendor --by channel", 2, "cut by one segment, and 2 are named"),
        ("trend --kpi answer_rate --kpi fcr_gross", 2, "There is no KPI 'fcr_gross'"),
        ("trend --compare yesterday", 2, "invalid choice"),
        ("trend --since 2030-01-01", 2, "data, which run from 2026-01-05 to 2026-04-12"),
        ("trend --since 2026-02-01 --until 2026-01-10", 2, "swap them"),
        ("trend --kpi transfer_rate", 3, "needs"),
        ("trend --kpi answer_rate --quantile 0.9", 3, "no percentiles"),
        ("trend --without vendor=eats", 2, "did you mean 'east'"),
        ("segments --kpi csat --kpi answer_rate", 2, "holds one KPI, and 2 are named"),
        ("segments --by agent", 3, "no agent"),
        ("segments --sort size", 2, "invalid choice"),
        ("tail --kpi answer_rate", 3, "no percentiles"),
        ("tail --limit long", 2, "not an amount"),
        ("pairing --lag 40", 2, "between 0 and 26"),
        ("pairing --by vendor", 2, "leave out --by"),
        ("pairing --kpi csat --kpi csat", 2, "chosen on both sides"),
        ("whatif", 2, "needs a cut B"),
        ("whatif --cadence week --b-without vendor=west", 2, "leave out --cadence"),
        ("whatif --b-without vendor", 2, "NAME=VALUE"),
        ("whatif --b-where vendor=wets", 2, "did you mean 'west'"),
        ("whatif --b-since 2026-02-01 --b-until 2026-01-10", 2, "Cut B's dates run backwards"),
        ("whatif --kpi transfer_rate --b-without vendor=west", 3, "needs"),
        ("measure --without vendor=eats", 2, "did you mean 'east'"),
    ],
)
def test_what_cannot_be_said_is_one_sentence_and_a_status(
    planted: str, capsys: pytest.CaptureFixture[str], arguments: str, status: int, said: str
) -> None:
    command, *options = arguments.split()
    got, out, err = run(capsys, command, planted, *options)
    assert (got, out) == (status, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_trend_holds_no_more_kpis_than_a_page(planted: str, capsys: pytest.CaptureFixture[str]) -> None:
    named = [o for key in list(CATALOGUE)[:9] for o in ("--kpi", key)]
    status, _, err = run(capsys, "trend", planted, *named)
    assert (status, "at most 8 KPIs, and 9 are named" in err) == (2, True)


def test_what_can_be_chosen_is_what_a_page_offers() -> None:
    assert tuple(choice_of("compare").offered) == COMPARISONS
    assert tuple(choice_of("sort").offered) == SORTS


def test_percentiles_are_said_to_have_no_verdict(planted: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--kpi", "average_speed_of_answer", "--by", "vendor", "--quantile", "0.9")
    found = answer(capsys, "segments", planted, *options)
    assert {r["verdict"] for r in found["rows"] if r["quantile"]} == {None}
    assert any(r.startswith("Percentiles have a range and no verdict") for r in found["remarks"])
