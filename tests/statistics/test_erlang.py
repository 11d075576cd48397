"""Erlang C against published figures."""

from math import ceil, sqrt

import numpy as np
import pytest

from kpi_core.statistics import agents_for_each
from kpi_core.statistics.erlang import Queue, agents_for
from tests import published


@pytest.mark.parametrize("case", published.rows("erlang_c.csv"), ids=lambda c: c["case"])
def test_published_queues(case: dict[str, str]) -> None:
    said = {k: float(v) for k, v in case.items() if k != "case"}
    load = said["calls"] * said["aht_s"] / said["interval_s"]
    queue = Queue(load, int(said["agents"]), said["aht_s"])
    found = {
        "erlangs": load,
        "p_wait": queue.waiting,
        "service_level": queue.within(said["target_s"]),
        "asa_s": queue.wait_s,
        "occupancy": queue.occupancy,
        "avg_queue": queue.queued,
        "p90_wait_s": queue.wait_at(0.9),
    }
    assert found == {k: pytest.approx(said[k], rel=1e-9) for k in found}


def test_square_root_staffing() -> None:
    for row in published.rows("square_root_staffing.csv"):
        load = float(row["load_erlangs"])
        agents = ceil(load + float(row["beta"]) * sqrt(load))
        assert agents == int(row["agents"])
        assert Queue(load, agents, 1.0).waiting == pytest.approx(float(row["p_wait"]), rel=1e-9)


def test_a_worked_case_and_its_ends() -> None:
    """360 calls in half an hour, 240 s each, 55 agents, 15 s."""
    queue = Queue(48, 55, 240)
    assert (round(queue.waiting, 6), round(queue.within(15), 6)) == (0.238701, 0.845883)
    assert agents_for(7.5, 180, 0.8, 20) == 11
    short = Queue(10, 10, 60)
    assert (short.stable, short.waiting, short.within(20), short.wait_s) == (False, 1.0, 0.0, float("inf"))
    with pytest.raises(ValueError, match="between 0 and 1"):
        agents_for(7.5, 180, 1.0, 20)
    with pytest.raises(ValueError, match="positive"):
        Queue(0, 1, 60)


def test_many_queues_at_once_are_each_as_one_alone() -> None:
    rng = np.random.default_rng(3)
    load, handle = rng.gamma(1.5, 20.0, 300) + 1e-3, rng.uniform(20, 900, 300)
    for share, seconds in ((0.8, 20.0), (0.0, 0.0), (0.95, 5.0)):
        found = agents_for_each(load, handle, share, seconds)
        assert found.tolist() == [agents_for(a, h, share, seconds) for a, h in zip(load, handle, strict=True)]
