"""How often a number is read, and all that follows from it: one record for each cadence.

A new cadence is a member and its record; `model.calendar` reads there where its periods begin and what each is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import polars as pl

_DAY = 24 * 60  # minutes
_DAYS = (1, 7)  # periods of any other length would need a day to count from
_YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class _Record:
    """A period's length in one of minutes, days and months, none for the whole; and the words about it.

    Raises ValueError for a length of which a calendar could not tell where the periods begin.
    """

    noun: str
    plural: str
    control: str  # the word on a control
    coarser: str  # the cadence to choose where this one has too many periods; the whole has none
    called: str  # a period's name, filled with its `start` and with `part`, which one of the calendar year's it is
    minutes: int = 0
    days: int = 0
    months: int = 0
    at: str = ""  # how a sentence begins that is about one period, `{}` its name; "" where the name decides
    repeats: tuple[tuple[int, str], ...] = ()  # days after which values repeat by themselves, the first known one taken

    def __post_init__(self) -> None:
        """Refuse a length that no calendar can work with."""
        lengths = [n for n in (self.minutes, self.days, self.months) if n]
        uneven = (self.minutes and _DAY % self.minutes) or (self.months and _YEAR % self.months)
        if len(lengths) > 1 or uneven or (self.days and self.days not in _DAYS):
            raise ValueError(
                f"'{self.noun}' needs one length: minutes that divide a day, months that divide a year, or 1 or 7 days."
            )


_MOMENT = "{start:%a} {start.day} {start:%b %Y, %H:%M}"
_DAILY = ((7, "the same weekday a week before"),)
_HOURLY = ((7, "the same time a week before"), (1, "the same time the day before"))


class Cadence(StrEnum):
    """How often a number is read: weekly for control, monthly for pattern, quarterly for governance."""

    QUARTER_HOUR = "15min"
    HALF_HOUR = "30min"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"

    @property
    def whole(self) -> bool:
        """Whether the whole range is one period, which has no start of its own."""
        return self is Cadence.ALL

    @property
    def minutes(self) -> int:
        """The length of a period within the day; 0 for a day and longer."""
        return RECORDS[self].minutes

    @property
    def days(self) -> int:
        """The length of a period of days; 0 for one within the day, one of months and the whole."""
        return RECORDS[self].days

    @property
    def months(self) -> int:
        """The length of a period of months, or of as many parts of a year of weeks; 0 for all others."""
        return RECORDS[self].months

    @property
    def within_a_day(self) -> bool:
        """Whether no period is longer than a day, so that no week or month of rows fits into one."""
        return bool(self.minutes) or self.days == 1

    @property
    def noun(self) -> str:
        """What people call one such period: `hour`, `quarter hour`."""
        return RECORDS[self].noun

    @property
    def plural(self) -> str:
        """What people call several."""
        return RECORDS[self].plural

    @property
    def control(self) -> str:
        """The word on a control."""
        return RECORDS[self].control

    @property
    def called(self) -> str:
        """One period's name, to be filled with its `start` and with `part`, which one of the year's it is."""
        return RECORDS[self].called

    @property
    def at(self) -> str:
        """How a sentence about one period begins, with `{}` for its name: `On {}`; "" where the name decides."""
        return RECORDS[self].at

    @property
    def repeats(self) -> tuple[tuple[int, str], ...]:
        """After how many days values repeat by themselves, each with its words; none where the period before will do.

        Days of the week differ by themselves, and so do the hours of a day: the value to compare with is the one so
        many days before, the first of them that is known.
        """
        return RECORDS[self].repeats

    @property
    def coarser(self) -> "Cadence":
        """The next longer cadence to choose; the whole stays as it is."""
        return Cadence(RECORDS[self].coarser)

    @property
    def upwards(self) -> tuple["Cadence", ...]:
        """This cadence and the coarser ones in turn, up to the whole."""
        return (self,) if self.whole else (self, *self.coarser.upwards)

    @property
    def dtype(self) -> pl.DataType:
        """The type of a period's start."""
        return pl.Datetime("us") if self.minutes else pl.Date()


RECORDS: Mapping[Cadence, _Record] = MappingProxyType({
    Cadence.QUARTER_HOUR: _Record("quarter hour", "quarter hours", "15 min", "hour", called=_MOMENT, minutes=15,
                                  at="In the quarter hour from {}", repeats=_HOURLY),
    Cadence.HALF_HOUR: _Record("half hour", "half hours", "30 min", "hour", called=_MOMENT, minutes=30,
                               at="In the half hour from {}", repeats=_HOURLY),
    Cadence.HOUR: _Record("hour", "hours", "Hour", "day", called=_MOMENT, minutes=60, at="In the hour from {}",
                          repeats=_HOURLY),
    Cadence.DAY: _Record("day", "days", "Day", "week", called="{start:%a} {start.day} {start:%b %Y}", days=1,
                         at="On {}", repeats=_DAILY),
    Cadence.WEEK: _Record("week", "weeks", "Week", "month", called="week of {start.day} {start:%b %Y}", days=7),
    Cadence.MONTH: _Record("month", "months", "Month", "quarter", called="{start:%b %Y}", months=1),
    Cadence.QUARTER: _Record("quarter", "quarters", "Quarter", "year", called="Q{part} {start.year}", months=3),
    Cadence.YEAR: _Record("year", "years", "Year", "all", called="{start.year}", months=12),
    Cadence.ALL: _Record("all", "all", "Whole", "all", called="all"),
})  # fmt: skip
