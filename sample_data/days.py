"""The days of the sample: when they begin and end, which are holidays, and when the centre is open."""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Moments = npt.NDArray[np.datetime64]

START = date(2025, 1, 6)  # a Monday
END = date(2026, 6, 24)  # a Wednesday: the last week, month and quarter are unfinished
DAYS = (END - START).days + 1
WEEKS = (DAYS + 6) // 7
OPENS, CLOSES = 8, 18  # Monday to Friday
NIGHT_FROM, NIGHT_TO = 22, 6
CLOCKS_FORWARD = (date(2025, 3, 30), date(2026, 3, 29))  # from 01:00 to 02:00 no wall clock shows a time

HOLIDAYS: tuple[date, ...] = (
    date(2025, 4, 18),
    date(2025, 4, 21),
    date(2025, 5, 5),
    date(2025, 5, 26),
    date(2025, 8, 25),
    date(2025, 12, 25),
    date(2025, 12, 26),
    date(2026, 1, 1),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 5, 4),
    date(2026, 5, 25),
)


def number(day: date) -> int:
    """Return how many days after the start a date is."""
    return (day - START).days


def months() -> tuple[date, ...]:
    """Return the first day of every finished month; January 2025 counts although it lacks its first days."""
    first = (date(y, m, 1) for y in range(START.year, END.year + 1) for m in range(1, 13))
    return tuple(d for d in first if d >= START.replace(day=1) and (d + timedelta(days=32)).replace(day=1) <= END)


def is_holiday() -> Bools:
    """Tell of every day whether it is a holiday."""
    found = np.zeros(DAYS, dtype=np.bool_)
    found[[number(d) for d in HOLIDAYS]] = True
    return found


def is_open() -> Bools:
    """Tell of every day and hour, by two indices, whether the centre is open."""
    working = (np.arange(DAYS) % 7 < 5) & ~is_holiday()
    hours = np.arange(24)
    return np.outer(working, (hours >= OPENS) & (hours < CLOSES))


def seconds_until_open(day: Ints, second: Ints) -> Floats:
    """Return how long each moment is from the next opening; 0 while the centre is open."""
    opened = is_open().reshape(-1)
    ahead = np.where(opened, np.arange(opened.size), opened.size + OPENS)
    next_open = np.minimum.accumulate(ahead[::-1])[::-1]
    hour = day * 24 + second // 3600
    wait = next_open[hour] * 3600.0 - (day * 86_400.0 + second)
    return np.asarray(np.maximum(wait, 0.0), dtype=np.float64)


def moments(day: Ints, second: Ints) -> Moments:
    """Return wall-clock times from days after the start and seconds after midnight."""
    start = np.datetime64(START.isoformat(), "us")
    return start + (day * 86400 + second).astype("timedelta64[s]")


def shown_by_a_clock(day: Ints, second: Ints) -> Ints:
    """Return the seconds after midnight with those an hour later that fall where the clocks go forward."""
    skipped = np.isin(day, [number(d) for d in CLOCKS_FORWARD]) & (second // 3600 == 1)
    return np.where(skipped, second + 3600, second)


def ramp(day: Ints, since: date, until: date) -> Floats:
    """Return 0 before the first date, 1 after the second, evenly between."""
    return np.clip((day - number(since)) / (number(until) - number(since)), 0.0, 1.0)


def between(day: Ints, since: date, until: date) -> Bools:
    """Tell which days lie from the first date up to, not including, the second."""
    return (day >= number(since)) & (day < number(until))
