"""What the periods of a comparison are made of: as many days, the same days of the week, as many holidays."""

from collections.abc import Sequence
from datetime import date, timedelta

from kpi_core.model import Cadence, Calendar, count, moment, several

_ONE = timedelta(days=1)
_WEEK = timedelta(weeks=1)
Stretch = tuple[date, date]  # the first day and the last one


def days(calendar: Calendar, start: date, cadence: Cadence) -> int:
    """Return the days of a period; 1 for one within the day."""
    return max((calendar.next(start, cadence) - start).days, 1)


def stretch(calendar: Calendar, start: date, cadence: Cadence) -> Stretch:
    """Return the first and the last day of a period."""
    first = moment(start).date()
    return first, first + timedelta(days=days(calendar, start, cadence) - 1)


def whole_weeks(first: date, end: date) -> int:
    """Return how many weeks reach over a range, so that shifting it by them keeps its days of the week."""
    return -((moment(first) - moment(end)) // _WEEK)


def otherwise(then: Stretch, now: Stretch, holidays: Sequence[date] = ()) -> str:
    """Return how the days of one stretch are made up otherwise than those of another: `28 days, not 31`; else ""."""
    (many, weekdays, free), (of_now, now_weekdays, now_free) = (_made_of(s, holidays) for s in (then, now))
    said = []
    if many != of_now:
        said.append(f"{count(many)} {'day' if many == 1 else 'days'}, not {count(of_now)}")
    elif weekdays != now_weekdays:
        said.append("other days of the week")
    if free != now_free:
        said.append(f"{count(free)} {'holiday' if free == 1 else 'holidays'}, not {count(now_free)}")
    return several(said)


def _made_of(of: Stretch, holidays: Sequence[date]) -> tuple[int, list[int], int]:
    """How many days, how many of them of each weekday beyond whole weeks, how many holidays."""
    first, last = of
    many = (last - first).days + 1
    beyond = sorted((first + i * _ONE).weekday() for i in range(many % 7))
    return many, beyond, sum(first <= h <= last for h in set(holidays))
