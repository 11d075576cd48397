"""Every threshold, window, rule and target as one frozen value with defaults."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from kpi_core.definitions.rules import Rule
from kpi_core.model import WEEKDAYS, Calendar

DAYS = tuple(d[:3].lower() for d in WEEKDAYS)  # as a definitions file names them
REPEAT_KEYS = ("customer", "customer_reason", "issue")
DATE_BASES = ("arrival", "answer", "close")
EFFORT = ("low", "high")  # which end of the effort scale is good
SCOPES = {"queue": 4, "vendor": 2, "channel": 1}  # a queue beats a vendor, a vendor beats a channel

Hours = tuple[tuple[time, time], ...]
Week = tuple[Hours, ...]
Scope = tuple[tuple[str, str], ...]  # segment and value, as in the file; empty holds everywhere
Scale = tuple[float, float]  # the lowest and the highest value of a score
_OFFICE: Hours = ((time(9), time(17)),)


@dataclass(frozen=True, slots=True)
class WaitTarget:
    """The promised wait in seconds of a channel, queue or vendor, or of a combination, from a day on."""

    seconds: float
    scope: Scope
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where a KPI shall be, from a day on, and what will be done to get there.

    `value` is in the KPI's unit, percentages as fractions. `low` is the lower end for a KPI that is good within a
    band. `copied` names the article that a benchmark was copied from; it stays with the target.
    """

    kpi: str
    value: float
    low: float | None = None
    scope: Scope = ()
    since: date | None = None
    action: str = ""
    copied: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """A site's own zone, hours and holidays; what is None or empty is as everywhere."""

    name: str
    timezone: str = ""
    hours: Week | None = None
    holidays: tuple[date, ...] | None = None


@dataclass(frozen=True, slots=True)
class Definitions:
    """Every threshold and window. Durations in seconds, hours or days as the name says."""

    thresholds: tuple[tuple[str, float], ...] = (("chat", 60.0), ("voice", 20.0))  # by channel, lower case
    wait_targets: tuple[WaitTarget, ...] = ()  # for a queue, a vendor, or from a day on
    export_targets: bool = True  # a target that the export gives for a contact goes before all of them
    short_abandon_s: float = 5.0
    callback_limit_h: float = 24.0
    staffing_share: float = 0.8  # of the voice contacts, to be answered within the threshold, for Erlang C
    repeat_window_h: float = 48.0
    repeat_key: str = "customer"
    conversion_days: float = 7.0
    signed_days: float = 30.0
    survey_days: float = 7.0
    qa_days: float = 14.0
    resolution_days: float = 7.0
    reopen_days: float = 7.0
    show_days: float = 14.0
    rules: tuple[Rule, ...] = ()
    business_hours: Week = (_OFFICE, _OFFICE, _OFFICE, _OFFICE, _OFFICE, (), ())
    holidays: tuple[date, ...] = ()
    timezone: str = ""  # of the business hours; empty is the clock that the contacts' times are in
    locations: tuple[Location, ...] = ()
    shifts: tuple[tuple[str, time], ...] = (("early", time(6)), ("late", time(14)), ("night", time(22)))
    csat_scale: Scale = (1.0, 5.0)
    satisfied_from: float = 4.0
    nps_scale: Scale = (0.0, 10.0)
    promoters_from: float = 9.0
    detractors_to: float = 6.0
    effort_scale: Scale = (1.0, 7.0)
    effort_good: str = "low"
    call_quality_scale: Scale = (1.0, 5.0)
    qa_scale: Scale = (0.0, 100.0)
    qa_pass_mark: float = 80.0
    servqual_scale: Scale = (1.0, 7.0)
    engagement_scale: Scale = (0.0, 10.0)
    week_start: int = 0
    year_start: int = 1
    year_weeks: str = ""  # a pattern of weeks, or calendar months
    year_ends: str = "nearest"
    date_basis: str = "arrival"
    targets: tuple[Target, ...] = ()  # empty until taken from the own baseline
    smallest_changes: tuple[tuple[str, float], ...] = ()  # by KPI, in its unit: less is not worth acting on

    @property
    def calendar(self) -> Calendar:
        """Where weeks and years begin, and what a month is."""
        return Calendar(self.week_start, self.year_start, self.year_weeks, self.year_ends)

    @property
    def scales(self) -> dict[str, Scale]:
        """The scale of every column that holds a score."""
        return {
            "csat": self.csat_scale,
            "nps": self.nps_scale,
            "ces": self.effort_scale,
            "call_quality": self.call_quality_scale,
            "qa_score": self.qa_scale,
            "qa_second_score": self.qa_scale,
            "expectation": self.servqual_scale,
            "perception": self.servqual_scale,
            "engagement_score": self.engagement_scale,
        }

    def window(self, name: str) -> timedelta:
        """Return how old a contact must be before its KPI can be judged."""
        days = {
            "repeat": self.repeat_window_h / 24,
            "conversion": self.conversion_days,
            "signed": self.signed_days,
            "survey": self.survey_days,
            "qa": self.qa_days,
            "resolution": self.resolution_days,
            "reopen": self.reopen_days,
            "callback": self.callback_limit_h / 24,
            "show": self.show_days,
            "24h": 1.0,
            "48h": 2.0,
            "7d": 7.0,
        }
        return timedelta(days=days[name])

    def target(self, kpi: str, day: date, scope: Scope = ()) -> Target | None:
        """Return the target in force for a KPI on a day in a cut: the most special one, then the latest.

        A target of a scope holds for a cut that is kept to all of its values; one without holds everywhere.
        """
        cut = {(s, v.casefold()) for s, v in scope}
        fits = [
            t
            for t in self.targets
            if t.kpi == kpi
            and (t.since is None or t.since <= day)
            and all((s, v.casefold()) in cut for s, v in t.scope)
        ]
        return max(fits, key=lambda t: rank(t.scope, t.since), default=None)

    def smallest(self, kpi: str) -> float:
        """Return the smallest change of a KPI that is worth acting on, in its unit; 0 where none is set."""
        return dict(self.smallest_changes).get(kpi, 0.0)


def rank(scope: Scope, since: date | None) -> tuple[int, date]:
    """Return which of two scoped settings goes first: the greater one."""
    return sum(SCOPES[s] for s, _ in scope), since or date.min


def order(item: WaitTarget | Target) -> tuple[str, ...]:
    """Return the order in which scoped settings are kept; equal for two that say the same thing twice."""
    kpi = item.kpi if isinstance(item, Target) else ""
    return (kpi, *(dict(item.scope).get(s, "") for s in SCOPES), str(item.since or ""))


DEFAULT = Definitions()
