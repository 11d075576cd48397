"""Values of a View become the words of a link, so that reading them gives the same values again."""

from collections.abc import Iterable
from datetime import date

from kpi_core.view.choice import VERSION
from kpi_core.view.selection import Cut


def version() -> list[str]:
    """Return the version of links that this app writes."""
    return [VERSION]


def text(value: object) -> list[str]:
    """Return one word."""
    return [str(value)]


def number(value: float) -> list[str]:
    """Return a number with all of its digits."""
    return [repr(value)]


def words(values: Iterable[str]) -> list[str]:
    """Return a word for each value."""
    return list(values)


def numbers(values: Iterable[float]) -> list[str]:
    """Return each number with all of its digits."""
    return [repr(v) for v in values]


def variants(values: Iterable[tuple[str, str]]) -> list[str]:
    """Return `kpi:variant` for each KPI that is counted in another way."""
    return [f"{key}:{name}" for key, name in values]


def days(since: date | None, until: date | None) -> list[str]:
    """Return a range of days; an end that is not said stays empty."""
    return [f"{since or ''}..{until or ''}"]


def cut(cut: Cut) -> list[str]:
    """Return `segment=value` for each value of a part of a cut."""
    return [f"{segment}={value}" for segment, values in cut for value in values]
