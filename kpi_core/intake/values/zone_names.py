"""Names of time zones behind a time (`13:28 EST`): read where all places that use them mean the same by them.

CST is the clock of Chicago, Shanghai or Havana. A file's own time zone settles it, and so does a second name: CST and
CDT together are only North America's.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_HALVES = (datetime(2024, 1, 15, 12, tzinfo=UTC), datetime(2024, 7, 15, 12, tzinfo=UTC))
ZERO = frozenset({"Z", "UTC", "GMT"})


def offsets(names: Iterable[str], zone: str | None) -> dict[str, int]:
    """Return how many minutes each name is before UTC; none for names that the zone does not know or are unclear."""
    wanted = set(names) - ZERO
    if zone is not None:
        own = _names(zone)
        if wanted <= set(own):
            return {name: own[name] for name in wanted}
    together = [own for own in _places() if wanted <= set(own)] or _places()  # else several sites write to one column
    meant = {name: {own[name] for own in together if name in own} for name in wanted}
    return {name: next(iter(minutes)) for name, minutes in meant.items() if len(minutes) == 1}


@cache
def _places() -> tuple[dict[str, int], ...]:
    """The names of all places, each with its minutes."""
    return tuple(_names(zone) for zone in sorted(available_timezones()) if "/" in zone and not zone.startswith("Etc/"))


def _names(zone: str) -> dict[str, int]:
    found = {}
    for moment in _HALVES:
        there = moment.astimezone(ZoneInfo(zone))
        shift = there.utcoffset()
        found[there.tzname() or ""] = 0 if shift is None else int(shift.total_seconds()) // 60
    return found
