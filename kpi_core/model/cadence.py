"""How often a number is read, and all that follows from it: one record for each cadence.

A new cadence is a member and its record; `model.calendar` tells where its periods begin and what each is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import polars as pl


@dataclass(frozen=True, slots=True)
class _Record:
    """A period's length in one of minutes, days and months, none for the whole; and the words about it."""

    noun: str
    plural: str
    control: str  # the word on a control
    coarser: str  # the cadence to choose where this one has too many periods; the whole has none
    minutes: int = 0
    days: int = 0
    months: int = 0
    at: str = ""  # how a sentence begins that is about one period, `{}` its name; "" where the name decides
    repeats: tuple[tuple[int, str], ...] = ()  # days after which values repeat by themselves, the first known one taken


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
    Cadence.QUARTER_HOUR: _Record("quarter hour", "quarter hours", "15 min", "hour", minutes=15,
                                  at="In the quarter hour from {}", repeats=_HOURLY),
    Cadence.HALF_HOUR: _Record("half hour", "half hours", "30 min", "hour", minutes=30,
                               at="In the half hour from {}", repeats=_HOURLY),
    Cadence.HOUR: _Record("hour", "hours", "Hour", "day", minutes=60, at="In the hour from {}", repeats=_HOURLY),
    Cadence.DAY: _Record("day", "days", "Day", "week", days=1, at="On {}", repeats=_DAILY),
    Cadence.WEEK: _Record("week", "weeks", "Week", "month", days=7),
    Cadence.MONTH: _Record("month", "months", "Month", "quarter", months=1),
    Cadence.QUARTER: _Record("quarter", "quarters", "Quarter", "year", months=3),
    Cadence.YEAR: _Record("year", "years", "Year", "all", months=12),
    Cadence.ALL: _Record("all", "all", "Whole", "all"),
})  # fmt: skip
