"""Whose turn it is to prepare: one at a time in a process, since each takes all processors and gigabytes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition


class Queue:
    """Turns in the order in which they were asked for."""

    def __init__(self) -> None:
        self._last, self._done, self._moved = 0, 0, Condition()

    @contextmanager
    def turn(self, waiting: Callable[[int], None]) -> Iterator[None]:
        """Wait until all who came before are done; `waiting` is told how many they are, each time that one is."""
        with self._moved:
            mine, self._last = self._last, self._last + 1
            while mine != self._done:
                waiting(mine - self._done)
                self._moved.wait()
        try:
            yield
        finally:
            with self._moved:
                self._done += 1
                self._moved.notify_all()


QUEUE = Queue()
