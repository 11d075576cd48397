"""The tail page's answer names the place that the average hides, and its pictures count every contact."""

from datetime import date

import polars as pl
import pytest

from kpi_core import intake
from kpi_core.analysis.points import POINTS, TIP
from kpi_core.analysis.tail import hidden, subject
from kpi_core.analysis.tail.frames import BARS, DOTS
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.errors import CannotAnswer
from kpi_core.measure import default_view, distribution
from kpi_core.model import Cadence
from kpi_core.prepare import prepare
from kpi_core.view import View
from sample_data.load import MAPPING
from sample_data.make import ensure
from sample_data.story import NIGHT_BREAK
from tests.analysis.tail.test_compute import data
from tests.calibration.worlds import World, prepared
from tests.rows import contacts, dataset


@pytest.fixture(scope="module")
def sample() -> Prepared:
    return prepare(intake.load([ensure() / "contacts.parquet"], intake.read_mapping(MAPPING), name="sample"))


def test_the_default_view_of_the_sample_finds_the_night_that_failed(sample: Prepared) -> None:
    found = hidden(sample, default_view(sample))
    first = found.places.row(0, named=True)
    assert (first["segment"], first["period"]) == (NIGHT_BREAK.queue, "Q1 2026")
    assert NIGHT_BREAK.since == date(2026, 1, 1)
    assert f"The average hides {NIGHT_BREAK.queue} in Q1 2026" in found.sentence
    assert found.dots["s"][0] == NIGHT_BREAK.queue
    assert found.dots["t_worst"].drop_nulls()[0].startswith("Q1 2026")


def test_the_sentence_names_the_place_its_tail_its_average_and_who_was_beyond() -> None:
    found = hidden(data(), View(by=("queue",)))
    assert "The average hides night in Q1 2026, which the data hold in part" in found.sentence
    assert "15 of 100 (15.0%) are beyond the promise" in found.sentence


def test_the_largest_of_many_alike_is_no_finding() -> None:
    data = prepared(World(contacts=4_000, queues=12, agents=40), 4)
    found = hidden(data, View(focus="average_handle_time", by=("queue",)))
    assert found.places.height > 12
    assert "No queue has a longer tail than the rest by more than chance in any quarter." in found.sentence


def test_a_promise_can_be_set_and_is_drawn() -> None:
    found = hidden(data(), View(by=("queue",), limit=12.0))
    assert found.exceptions is not None
    assert dict(found.exceptions.select("segment", "beyond").iter_rows())["calm"] == 10
    assert found.bars["wt"].drop_nulls().to_list() == ["promise 12 s"]
    assert found.dots["wt"].drop_nulls().to_list() == ["promise 12 s"]


def test_the_bars_count_every_contact_once_within_or_beyond() -> None:
    rows = prepare(dataset(contacts()))
    for limit in (None, 60.0):
        spread = distribution(rows, CATALOGUE["queue_delay"], View(), limit=limit).frame
        assert (spread["beyond"] <= spread["n"]).all()
    bars = hidden(rows, View(limit=60.0)).bars.filter("over")
    share = (bars["y1"] - bars["y0"]).sum()
    n = distribution(rows, CATALOGUE["queue_delay"], View()).n
    assert share == pytest.approx(spread["beyond"].sum() / n)


def test_contacts_without_a_promise_are_neither_within_nor_beyond_it() -> None:
    start = contacts(1)[0]["at"]
    base = {"outcome": "answered", "queue": "Q"}
    rows = [
        base | {"at": start, "channel": ("voice", "email")[i % 2], "wait_s": float(10 + i % 50)} for i in range(400)
    ]
    found = hidden(prepare(dataset(rows)), View(focus="average_speed_of_answer", by=("queue",)))
    late = sum(r["channel"] == "voice" and r["wait_s"] > 20 for r in rows)
    parts = dict(found.bars.group_by("t_part").agg((pl.col("y1") - pl.col("y0")).sum()).drop_nulls().iter_rows())
    assert parts["without a promise"] == pytest.approx(0.5)
    assert parts["beyond the promise"] == pytest.approx(late / 400)
    assert f"{late} of 200 ({late / 2:.1f}%) are beyond the promise." in found.texts["bars"]


def test_what_the_charts_read_has_safe_names() -> None:
    found = hidden(prepare(dataset(contacts())), View(by=("reason",)))
    assert (dict(found.lines.drop(TIP).schema), dict(found.dots.schema), dict(found.bars.schema)) == (
        POINTS,
        DOTS,
        BARS,
    )
    assert set(found.lines["s"]) == {"Mean", "Median", "P75", "P90", "P95"}


def test_a_kpi_without_a_promise_says_how_to_set_one() -> None:
    found = hidden(prepare(dataset(contacts(900))), View(focus="average_resolution_time", by=("channel",)))
    assert found.exceptions is None
    assert "Set a promise to count the contacts beyond it." in found.remarks


def test_it_is_about_queue_delay_by_queue_unless_said_otherwise() -> None:
    rows = prepare(dataset(contacts()))
    kpi, by = subject(rows, View(kpis=("service_level",), focus="service_level"))
    assert (kpi.key, by) == ("queue_delay", "queue")
    assert subject(rows, View(focus="qa_score", by=("team", "channel")))[1] == "team"


def test_thousands_of_values_are_cut_to_the_largest_and_that_is_said() -> None:
    rows = [
        {"at": r["at"], "outcome": "answered", "wait_s": 5.0, "reason": f"r{i % 700}"}
        for i, r in enumerate(contacts(1_500))
    ]
    found = hidden(prepare(dataset(rows)), View(by=("reason",)))
    assert "Looked at: the 500 values of reason with the most contacts." in found.remarks
    assert "No reason has the 72 contacts" in found.sentence


def test_days_beyond_what_a_chart_holds_are_said() -> None:
    found = hidden(prepare(dataset(contacts(900, days=400))), View(cadence=Cadence.DAY, by=("channel",)))
    assert found.lines.height <= 1_000
    assert any("earliest days are not drawn" in r for r in found.remarks)


def test_data_without_sizes_says_so() -> None:
    rows = prepare(dataset([{"at": contacts(1)[0]["at"], "outcome": "answered"}]))
    with pytest.raises(CannotAnswer, match="no duration, score or money"):
        hidden(rows, View())
