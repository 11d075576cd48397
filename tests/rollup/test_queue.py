"""Whoever prepares does so alone, in the order of asking; the others are told how many are before them."""

import time
from threading import Event, Thread

import pytest

from kpi_core.rollup.queue import Queue


def test_one_at_a_time_in_order_and_each_is_told_how_many_are_before() -> None:
    queue, done = Queue(), list[int]()
    go, told = [Event() for _ in range(3)], [list[int]() for _ in range(3)]

    def work(number: int) -> None:
        with queue.turn(told[number].append):
            go[number].wait(30)
            done.append(number)

    def came(number: int, said: list[int]) -> None:
        end = time.monotonic() + 30
        while told[number] != said and time.monotonic() < end:
            time.sleep(0.01)
        assert told[number] == said

    threads = [Thread(target=work, args=(n,)) for n in range(3)]
    threads[0].start()
    time.sleep(0.1)
    for number in (1, 2):
        threads[number].start()
        came(number, [number])
    go[0].set()
    came(2, [2, 1])
    for event in go:
        event.set()
    for thread in threads:
        thread.join(30)
    assert (done, told) == ([0, 1, 2], [[], [1], [2, 1]])


def test_who_fails_lets_the_next_one_go_on() -> None:
    queue = Queue()
    with pytest.raises(ZeroDivisionError), queue.turn(lambda _: None):
        raise ZeroDivisionError
    with queue.turn(lambda _: pytest.fail("nobody is before")):
        pass
