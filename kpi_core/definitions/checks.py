"""Single settings of a definitions file, each checked in one sentence that begins with its place."""

import zoneinfo
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import cache
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any

from kpi_core.errors import BadInput, unknown

if TYPE_CHECKING:
    from kpi_core.definitions.definitions import Hours, Scale


def known(where: str, what: str, word: object, words: Iterable[str]) -> str:
    """Check that a word is one of those that there are."""
    words = tuple(words)
    if not isinstance(word, str) or word not in words:
        raise BadInput(f"{where}: {unknown(what, str(word), words)}")
    return word


def table(where: str, value: Any) -> Mapping[str, Any]:
    """Check that a part of the file is a table of settings."""
    if not isinstance(value, Mapping):
        raise BadInput(f"{where} must be a table of settings, one per line.")
    return value


def number(where: str, key: str, value: Any) -> float:
    """Check that a setting is a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{where}: {key} must be a number, not {value!r}.")
    if not isfinite(value):
        raise BadInput(f"{where}: {key} must be a finite number.")
    return float(value)


def positive(where: str, key: str, value: Any) -> float:
    """Check that a setting is a number and not negative."""
    found = number(where, key, value)
    if found < 0:
        raise BadInput(f"{where}: {key} must not be negative, and {value} is.")
    return abs(found)  # -0.0 is 0


def flag(where: str, key: str, value: Any) -> bool:
    """Check that a setting is true or false."""
    if not isinstance(value, bool):
        raise BadInput(f"{where}: {key} is true or false, not {value!r}.")
    return value


def text(where: str, key: str, value: Any) -> str:
    """Check that a setting is a text, and trim it."""
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where}: {key} must be a text in quotes, not {value!r}.")
    return value.strip()


def share(where: str, key: str, value: Any) -> float:
    """Check that a setting is a share of something, less than all of it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        raise BadInput(f"{where}: {key} is a share from 0 to below 1, like 0.8, not {value}.")
    return float(value)


def scale(where: str, key: str, value: Any) -> "Scale":
    """Check that a setting is a scale, from its lowest to its highest value; one number ends a scale from 1."""
    ends = value if isinstance(value, list) else [1, value]
    if len(ends) != 2:
        raise BadInput(f"{where}: {key} is a scale from its lowest to its highest value, like [1, 5], not {value!r}.")
    low, high = (number(where, key, end) + 0.0 for end in ends)  # -0.0 is 0
    if low >= high:
        raise BadInput(f"{where}: {key} goes from {low:g} to {high:g}; write the lowest value first, like [1, 5].")
    return low, high


def month(where: str, key: str, value: Any) -> int:
    """Check that a setting is a month."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 12:
        raise BadInput(f"{where}: {key} is a month from 1 to 12, not {value}.")
    return value


def day(where: str, key: str, value: Any) -> date:
    """Check that a setting is a date."""
    if type(value) is not date:
        raise BadInput(f"{where}: {key} must be a date like 2026-12-25, not {value!r}.")
    return value


def days(where: str, key: str, value: Any) -> tuple[date, ...]:
    """Check that a setting is a list of dates; they are sorted, each once."""
    if not isinstance(value, list) or not all(type(d) is date for d in value):
        raise BadInput(f"{where}: {key} is a list of dates like [2026-12-25].")
    return tuple(sorted(set(value)))


def zone(where: str, value: Any) -> str:
    """Check that a setting names a time zone; empty names none."""
    return "" if value == "" else known(where, "time zone", value, _zones())


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def clock(where: str, key: str, value: Any) -> time:
    """Read a clock time like 09:00; 24:00 is the end of the day."""
    if isinstance(value, time) and not (value.second or value.microsecond):
        return value
    if isinstance(value, str):
        if value.strip() == "24:00":
            return time.max
        try:
            return datetime.strptime(value.strip(), "%H:%M").time()
        except ValueError:
            pass
    raise BadInput(f"{where}: {key} must be a clock time like 09:00, not {value!r}.")


def hours(where: str, weekday: str, value: Any) -> "Hours":
    """Read a day's business hours: a list of spans like 09:00-17:00 that do not overlap."""
    if not isinstance(value, list):
        raise BadInput(f'{where}: {weekday} must be a list like ["09:00-17:00"], not {value!r}.')
    spans = []
    for span in value:
        start, dash, end = str(span).partition("-")
        if not dash:
            raise BadInput(f"{where}: {weekday} holds {span!r}; write a span like 09:00-17:00.")
        a, b = clock(where, weekday, start), clock(where, weekday, end)
        if a >= b:
            raise BadInput(f"{where}: {weekday} holds {span!r}, which ends before it starts.")
        spans.append((a, b))
    spans.sort()
    for (_, end_before), (start_after, _) in pairwise(spans):
        if start_after < end_before:
            raise BadInput(f"{where}: {weekday} has business hours that overlap at {start_after:%H:%M}.")
    return tuple(spans)
