"""What is planted in the sample data, and where to look for it.

Three things happen to this contact centre, and its averages show none of them as it is.

1. A night queue breaks. Two vendors answer the phone between 22:00 and 06:00. In the first quarter of 2026 one of
   them cannot cope: one caller in ten waits longer than ten minutes, and many hang up. The queue is two to three
   in a hundred contacts and the day queues got a little better in the same weeks, so the average speed of answer
   of the whole centre hardly moves. The tail, by vendor and time band, shows it.
2. Handle time is squeezed. From 2025-09-08 one site works about 15 % faster. Three weeks later, from 2025-09-29,
   more of its customers are back within 48 hours. Handle time alone looks like a success.
3. The mix shifts. From October 2025 to the middle of January 2026 contacts move from voice to chat. The service
   level of voice rises and that of chat rises, and that of both together falls, since chat was always lower.

The squeeze works through one rule that holds at every site: the shorter the contacts of a week are for that site,
the more customers come back three weeks on. It also holds for the small ups and downs of the other weeks.

Beside all this, days, weeks, agents, customers and reviews vary by themselves: `sample_data.variation`.
"""

from dataclasses import dataclass
from datetime import date

HINT = (
    "This is a made-up contact centre with three things to find. Something went badly wrong in one place for one "
    "quarter, and the averages do not show it. One site's success has a price that comes weeks later. And one total "
    "falls while each of its parts rises."
)


@dataclass(frozen=True, slots=True)
class NightBreak:
    """A queue that fails between two dates, the second not included."""

    queue: str
    since: date
    until: date
    late_share: float  # the share of callers who do not get through at once
    late_median_s: float
    late_spread: float
    patience_s: float


@dataclass(frozen=True, slots=True)
class Squeeze:
    """A site whose handle time is multiplied by `factor`, and the repeats that follow."""

    location: str
    since: date
    factor: float
    lag_weeks: int
    repeats_per_log: float  # what a fall of the log of handle time adds to the log-odds of a repeat


@dataclass(frozen=True, slots=True)
class MixShift:
    """Contacts that move from one channel to another, evenly from the first date to the second."""

    away_from: str
    towards: str
    since: date
    felt_since: date  # the queues feel the change later than the volumes show it
    until: date
    share: float  # of all contacts, when the move is over
    fewer_late: float  # the share of long waits that the old channel loses with its load
    shorter_late: float  # and by how much those that are left get shorter
    fewer_late_there: float  # the share of long waits that the new channel loses as its staff grows


NIGHT_BREAK = NightBreak(
    queue="Voice night Meridian",
    since=date(2026, 1, 1),
    until=date(2026, 4, 1),
    late_share=0.36,
    late_median_s=670.0,
    late_spread=0.45,
    patience_s=1_600.0,
)
SQUEEZE = Squeeze(location="Porto", since=date(2025, 9, 8), factor=0.85, lag_weeks=3, repeats_per_log=2.6)
MIX_SHIFT = MixShift(
    away_from="Voice",
    towards="Chat",
    since=date(2025, 10, 1),
    felt_since=date(2025, 12, 1),
    until=date(2026, 1, 15),
    share=0.18,
    fewer_late=0.24,
    shorter_late=0.42,
    fewer_late_there=0.12,
)
