"""The tail is found where it is, from the rows, and exceptions are counted against the promise."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from kpi_core.analysis.tail import sizes
from kpi_core.analysis.tail.compute import tail
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.errors import CannotAnswer
from kpi_core.prepare import prepare
from kpi_core.view import View
from tests.rows import contacts, dataset

START = datetime(2026, 1, 5, 10)
WAIT = CATALOGUE["average_speed_of_answer"]


def waits(queue: str, *seconds: float, every: int = 1) -> list[dict[str, Any]]:
    """Return waits in turn, one every so many hours."""
    return [
        {
            "at": START + timedelta(hours=every * i),
            "queue": queue,
            "channel": "voice",
            "outcome": "answered",
            "wait_s": s,
        }
        for i, s in enumerate(seconds)
    ]


def data() -> Prepared:
    calm = [15.0 if i % 20 == 0 else 10.0 for i in range(100)]
    broken = [900.0 if i % 7 == 0 else 1.0 for i in range(100)]  # 15 of them, on all days alike
    return prepare(dataset(waits("calm", *calm, *calm) + waits("night", *broken, every=2) + waits("few", 5000.0)))


def test_the_broken_queue_is_first_although_its_average_is_not_the_whole_story() -> None:
    found = tail(data(), WAIT, View(by=("queue",)))
    first = found.places.row(0, named=True)
    assert (first["queue"], first["tail"]) == ("night", 900.0)
    assert "few" not in found.places["queue"].to_list()  # too few for a percentile's interval


def test_exceptions_are_counted_against_each_contacts_own_promise() -> None:
    found = tail(data(), WAIT, View(by=("queue",)))
    assert found.exceptions is not None
    over = dict(found.exceptions.select("queue", "numerator").iter_rows())
    assert over == {"calm": 0, "night": 15, "few": 1}


def test_a_promise_can_be_set() -> None:
    found = tail(data(), WAIT, View(by=("queue",)), limit=12)
    assert found.exceptions is not None
    assert dict(found.exceptions.select("queue", "numerator").iter_rows())["calm"] == 10


def test_the_trend_holds_the_mean_and_every_percentile() -> None:
    frame = tail(data(), WAIT, View(by=("queue",))).trend
    assert set(frame["quantile"].to_list()) == {None, 0.5, 0.75, 0.9, 0.95}


def test_only_kpis_with_sizes_have_a_tail() -> None:
    keys = sizes(prepare(dataset(contacts())))
    assert "average_speed_of_answer" in keys
    assert "answer_rate" not in keys
    with pytest.raises(CannotAnswer, match="no percentiles"):
        tail(data(), CATALOGUE["answer_rate"], View())
