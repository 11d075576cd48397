"""The figures that are known of three real files come out of the command line, to every digit printed.

The first test measures an export as it lies, in a process of its own. All others import it once, by the command line
too, and measure what was kept; that this gives the same numbers is held by `tests/test_cli.py`.
"""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from kpi_core.cli import main
from tests.once import Once

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
PWC = DATA / "pwc_call_center" / "Call-Center-Dataset.xlsx"
BANK = DATA / "anonymous_bank" / "february.txt.gz"
UCI = DATA / "uci_incidents" / "incident_event_log.zip"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the real files lie beside the project only here and in CI")


_KEPT: dict[Path, Path] = {}  # a file and the dataset that was imported from it


@pytest.fixture(scope="module", autouse=True)
def _imported(once: Once) -> Iterator[None]:
    for path in (PWC, BANK, UCI):
        _KEPT[path] = once(path.stem, lambda folder, path=path: run("import", path, "--out", str(folder)))
    yield
    _KEPT.clear()


def run(command: str, path: Path, *options: str) -> str:
    with redirect_stdout(io.StringIO()) as printed:
        assert main([command, str(path), *options]) == 0
    return printed.getvalue()


def measure(path: Path, *options: str) -> list[dict[str, Any]]:
    return json.loads(run("measure", _KEPT[path], "--format", "json", *options))


def one(path: Path, kpi: str, *options: str) -> dict[str, Any]:
    rows = [r for r in measure(path, "--kpi", kpi, *options) if "--quantile" not in options or r["quantile"]]
    assert len(rows) == 1
    return rows[0]


def column(path: Path, kpi: str, what: str, by: str, *options: str) -> dict[Any, Any]:
    return {r[by]: r[what] for r in measure(path, "--kpi", kpi, *options)}


def test_an_export_is_measured_as_it_lies_and_a_row_has_exactly_the_keys_that_are_promised() -> None:
    options = ("--kpi", "csat", "--by", "reason", "--format", "json")
    command = [sys.executable, "-m", "kpi_core", "measure", str(PWC), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    rows = json.loads(done.stdout)
    assert rows == measure(PWC, *options[:4])
    assert list(rows[0]) == [
        "kpi", "period", "reason", "quantile", "n", "numerator", "denominator",
        "value", "low", "high", "complete", "mature",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "options", "numerator", "denominator", "value", "digits"),
    [
        ("answer_rate", (), 4054, 5000, 0.8108, 4),
        ("abandonment_rate", (), 946, 5000, 0.1892, 4),
        ("average_speed_of_answer", (), None, 4054, 67.52, 2),
        ("average_talk_time", (), None, 4054, 224.92, 2),
        ("csat", ("--variant", "csat=mean"), None, 4054, 3.4036, 4),
        ("csat", (), 2023, 4054, 0.4990, 4),
        ("resolution_rate", (), 3646, 5000, 0.7292, 4),
        ("resolution_rate", ("--variant", "resolution_rate=answered"), 3646, 4054, 0.8994, 4),
        ("average_speed_of_answer", ("--quantile", "0.5"), None, None, 68, 0),
        ("average_speed_of_answer", ("--quantile", "0.9"), None, None, 114, 0),
        ("service_level", ("--variant", "service_level=SL-6"), 374, 5000, 0.0748, 4),
    ],
)
def test_the_practice_file(
    kpi: str, options: tuple[str, ...], numerator: int | None, denominator: int | None, value: float, digits: int
) -> None:
    row = one(PWC, kpi, *options)
    assert round(row["value"], digits) == value
    assert row["denominator"] == denominator
    if numerator is not None:
        assert row["numerator"] == numerator


def test_the_practice_file_by_month() -> None:
    rows = measure(PWC, "--kpi", "answer_rate", "--cadence", "month")
    assert [r["period"] for r in rows] == ["2021-01-01", "2021-02-01", "2021-03-01"]
    assert [r["denominator"] for r in rows] == [1772, 1616, 1612]
    assert [r["numerator"] for r in rows] == [1455, 1298, 1301]
    assert all(r["complete"] for r in rows)


@pytest.mark.parametrize(
    ("kpi", "options", "numerator", "denominator", "value", "digits"),
    [
        ("answer_rate", (), 27162, 33066, 0.82145, 5),
        ("average_speed_of_answer", (), None, 27162, 40.774, 3),
        ("average_handle_time", (), None, 27162, 176.353, 3),
        ("average_handle_time", ("--quantile", "0.5"), None, None, 107, 0),
        ("average_handle_time", ("--quantile", "0.9"), None, None, 408, 0),
        ("service_level", ("--variant", "service_level=SL-5"), None, 27162, 0.59675, 5),
        ("service_level", ("--variant", "service_level=SL-6"), None, 33066, 0.49020, 5),
    ],
)
def test_the_anonymous_bank(
    kpi: str, options: tuple[str, ...], numerator: int | None, denominator: int | None, value: float, digits: int
) -> None:
    row = one(BANK, kpi, *options)
    assert round(row["value"], digits) == value
    assert row["denominator"] == denominator
    if numerator is not None:
        assert row["numerator"] == numerator


def test_the_anonymous_bank_by_type_and_by_week() -> None:
    by = ("--by", "reason")
    offered = column(BANK, "answer_rate", "denominator", "reason", *by)
    answered = column(BANK, "answer_rate", "numerator", "reason", *by)
    wait = column(BANK, "average_speed_of_answer", "value", "reason", *by)
    handle = column(BANK, "average_handle_time", "value", "reason", *by)
    assert [(offered[t], answered[t], round(wait[t], 2), round(handle[t], 2)) for t in ("PS", "NW")] == [
        (21269, 18349, 35.92, 184.34),
        (7564, 4990, 55.41, 106.81),
    ]
    weeks = measure(BANK, "--kpi", "contact_volume", "--cadence", "week")
    assert [r["value"] for r in weeks] == [8948, 8365, 8356, 7397]


@pytest.mark.parametrize(
    ("kpi", "options", "value", "digits", "scale"),
    [
        ("contact_volume", (), 24918, 0, 1),
        ("sla_compliance", (), 63.42, 2, 100),
        ("average_resolution_time", (), 178.17, 2, 1 / 3600),
        ("average_resolution_time", ("--quantile", "0.5"), 22.10, 2, 1 / 3600),
        ("average_resolution_time", ("--quantile", "0.9"), 381.55, 2, 1 / 3600),
        ("transfer_rate", (), 45.63, 2, 100),
        ("reopen_rate", (), 1.10, 2, 100),
    ],
)
def test_the_incidents(kpi: str, options: tuple[str, ...], value: float, digits: int, scale: float) -> None:
    assert round(one(UCI, kpi, *options)["value"] * scale, digits) == value


def test_the_incidents_by_priority() -> None:
    shares = column(UCI, "sla_compliance", "value", "priority", "--by", "priority")
    assert [round(100 * shares[p], 2) for p in sorted(shares)] == [1.85, 0.49, 64.54, 84.11]
