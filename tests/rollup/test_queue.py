"""Whoever prepares does so alone, in the order of asking; the others are told how many are before them."""

import time
from threading import Event, Thread

import pytest

from kpi_core.rollup.queue import Queue


def test_one_at_a_time_in_order_and_each_is_told_how_many_are_before() -> None:
    queue, go, done, told = Queue(), Event(), [], {1: [], 2: []}  # type: ignore[var-annotated]

    def work(number: int) -> None:
        with queue.turn(told.get(number, []).append):
            go.wait(30)
            done.append(number)

    threads = [Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    go.set()
    for thread in threads:
        thread.join(30)
    assert done == [0, 1, 2]
    assert told == {1: [1], 2: [2, 1]}


def test_who_fails_lets_the_next_one_go_on() -> None:
    queue = Queue()
    with pytest.raises(ZeroDivisionError), queue.turn(lambda _: None):
        raise ZeroDivisionError
    with queue.turn(lambda _: pytest.fail("nobody is before")):
        pass
