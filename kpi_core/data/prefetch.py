"""One step ahead: the next of some items is made while one is used."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the items in their order, each made in another thread while the one before it is used."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(_next, items)
        while found := coming.result():
            coming = pool.submit(_next, items)
            yield found.pop()


def _next(items: Iterator[T]) -> list[T]:
    """The next item alone in a list, or an empty one at the end."""
    return [item for _, item in zip(range(1), items, strict=False)]
