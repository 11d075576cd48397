"""Real exports give the figures that others published or counted for them."""

import gzip
import zipfile
from datetime import datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from polars import col
from polars.testing import assert_frame_equal

from kpi_core.data import Dataset
from kpi_core.intake import load
from kpi_core.intake.appending.append import append

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not on this machine")


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_SECRET", "test")


def test_pwc_practice_file() -> None:
    dataset = load(DATA / "pwc_call_center" / "Call-Center-Dataset.xlsx")
    frame = dataset.contacts
    assert (frame.height, frame["answered"].sum(), frame["abandoned"].sum()) == (5000, 4054, 946)
    assert frame.filter("answered")["wait_s"].mean() == pytest.approx(67.5207, abs=1e-4)
    assert frame["talk_s"].mean() == pytest.approx(224.9228, abs=1e-4)
    assert frame["csat"].mean() == pytest.approx(3.4036, abs=1e-4)
    assert (frame["resolved"].sum(), frame["resolved_marked"].sum()) == (3646, 3646)
    assert frame["channel"].unique().to_list() == ["voice"]
    assert frame.group_by(col("at").dt.month()).len().sort("at")["len"].to_list() == [1772, 1616, 1612]


def test_anonymous_bank() -> None:
    dataset = load(DATA / "anonymous_bank" / "february.txt.gz")
    frame = dataset.contacts
    assert dataset.report["dropped"] == {"'outcome' is PHANTOM": 278}
    assert (frame["offered"].sum(), frame["answered"].sum()) == (33066, 27162)
    assert frame.filter("answered")["wait_s"].mean() == pytest.approx(40.774, abs=5e-4)
    assert frame["handle_s"].mean() == pytest.approx(176.353, abs=5e-4)
    assert frame["handle_s"].median() == 107
    weeks = frame.group_by(col("at").dt.truncate("1w")).len().sort("at")["len"].to_list()
    assert weeks == [8948, 8365, 8356, 7397]


@cache
def incidents() -> Dataset:
    return load(DATA / "uci_incidents" / "incident_event_log.zip")


def test_uci_incidents() -> None:
    frame = incidents().contacts
    hours = frame["resolution_s"] / 3600
    assert frame.height == 24918
    assert frame["sla_met"].mean() == pytest.approx(0.6342, abs=5e-5)
    assert hours.mean() == pytest.approx(178.17, abs=5e-3)
    assert hours.median() == pytest.approx(22.10, abs=5e-3)
    assert hours.quantile(0.9, "linear") == pytest.approx(381.55, abs=5e-3)
    assert (frame["transfers"] > 0).mean() == pytest.approx(0.4563, abs=5e-5)
    assert frame["reopened"].sum() / frame["resolved"].sum() == pytest.approx(0.0110, abs=5e-5)
    by_priority = frame.group_by("priority").agg(pl.col("sla_met").mean()).sort("priority")["sla_met"].to_list()
    assert by_priority == pytest.approx([0.0185, 0.0049, 0.6454, 0.8411], abs=5e-5)


def test_a_month_in_two_exports_that_share_two_days_is_the_month() -> None:
    lines = gzip.decompress((DATA / "anonymous_bank" / "february.txt.gz").read_bytes()).decode().splitlines()
    days = [line.split("\t")[5] for line in lines]
    first, second = (
        ("part.txt", "\n".join([lines[0], *(x for x, d in zip(lines[1:], days[1:], strict=True) if has(d))]).encode())
        for has in ((lambda d: d <= "990218"), (lambda d: d >= "990217"))
    )
    frame = append(load(first), second).dataset.contacts
    assert (frame["offered"].sum(), frame["answered"].sum()) == (33066, 27162)


def test_events_of_two_exports_give_the_state_that_all_at_once_give() -> None:
    path = DATA / "uci_incidents" / "incident_event_log.zip"
    text = zipfile.ZipFile(path).read("incident_event_log/incident_event_log.csv")
    log, head = pl.read_csv(text, infer_schema=False), text[: text.index(b"\n") + 1]
    new = col("sys_updated_at").str.to_datetime("%d/%m/%Y %H:%M") >= datetime(2016, 4, 15)
    first, second = (
        ("log.csv", head + log.filter(rows).write_csv(include_header=False).encode()) for rows in (~new, new)
    )
    found, whole = append(load(first), second).dataset.contacts, incidents().contacts
    names = sorted(whole.columns)
    assert_frame_equal(found.select(names).sort(names), whole.select(names).sort(names))
