"""What the organisation means by its KPIs: thresholds, windows, business hours, scales, targets.

One frozen value with defaults, read from and written to TOML. `version` is made from its content, so that a link
can say which definitions its sender had.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

import tomli_w

from kpi_core.cadence import Calendar
from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import BadInput, unknown

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
REPEAT_KEYS = ("customer", "customer_reason")

Hours = tuple[tuple[time, time], ...]
_OFFICE: Hours = ((time(9), time(17)),)


@dataclass(frozen=True, slots=True)
class Definitions:
    """Every threshold and window. Durations in seconds, hours or days as the name says."""

    thresholds: tuple[tuple[str, float], ...] = (("chat", 60.0), ("voice", 20.0))  # by channel, lower case
    short_abandon_s: float = 5.0
    callback_limit_h: float = 24.0
    repeat_window_h: float = 48.0
    repeat_key: str = "customer"
    conversion_days: float = 7.0
    signed_days: float = 30.0
    survey_days: float = 7.0
    qa_days: float = 14.0
    business_hours: tuple[Hours, ...] = (_OFFICE, _OFFICE, _OFFICE, _OFFICE, _OFFICE, (), ())
    holidays: tuple[date, ...] = ()
    shifts: tuple[tuple[str, time], ...] = (("early", time(6)), ("late", time(14)), ("night", time(22)))
    satisfied_from: float = 4.0
    qa_pass_mark: float = 80.0
    week_start: int = 0
    year_start: int = 1
    targets: tuple[tuple[str, float], ...] = ()  # by KPI; empty until taken from the own baseline

    @property
    def version(self) -> str:
        """Eight characters made from the content: equal content, equal version."""
        return hashlib.sha256(self.to_toml().encode()).hexdigest()[:8]

    @property
    def calendar(self) -> Calendar:
        """Where weeks and years begin."""
        return Calendar(self.week_start, self.year_start)

    def window(self, name: str) -> timedelta:
        """Return how old a contact must be before its KPI can be judged."""
        days = {
            "repeat": self.repeat_window_h / 24,
            "conversion": self.conversion_days,
            "signed": self.signed_days,
            "survey": self.survey_days,
            "qa": self.qa_days,
        }
        return timedelta(days=days[name])

    def to_toml(self) -> str:
        """Return the definitions file, the same text for the same content."""
        return tomli_w.dumps(
            {
                "thresholds": dict(self.thresholds),
                "limits": {"short_abandon_s": self.short_abandon_s, "callback_h": self.callback_limit_h},
                "windows": {
                    "repeat_h": self.repeat_window_h,
                    "repeat_key": self.repeat_key,
                    "conversion_days": self.conversion_days,
                    "signed_days": self.signed_days,
                    "survey_days": self.survey_days,
                    "qa_days": self.qa_days,
                },
                "business_hours": {
                    day: [f"{_written(a)}-{_written(b)}" for a, b in hours]
                    for day, hours in zip(DAYS, self.business_hours, strict=True)
                },
                "calendar": {
                    "week_starts": DAYS[self.week_start],
                    "year_starts_in_month": self.year_start,
                    "holidays": list(self.holidays),
                },
                "shifts": {name: _written(start) for name, start in self.shifts},
                "scales": {"satisfied_from": self.satisfied_from, "qa_pass_mark": self.qa_pass_mark},
                "targets": dict(self.targets),
            }
        )


def _written(clock: time) -> str:
    """A clock time as a definitions file writes it."""
    return "24:00" if clock == time.max else f"{clock:%H:%M}"


DEFAULT = Definitions()


def read(path: Path) -> Definitions:
    """Read a definitions file; what it leaves out keeps its default. Raises BadInput in one sentence."""
    try:
        return parse(path.read_text(encoding="utf-8-sig"), path.name)
    except OSError as error:
        raise BadInput(f"The definitions file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"The definitions file {path} is not UTF-8 text; save it as UTF-8.") from error


def parse(text: str, name: str = "definitions") -> Definitions:
    """Read definitions from TOML text. Raises BadInput in one sentence."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is not valid TOML: {error}.") from error
    found: dict[str, Any] = {}
    for section, content in table.items():
        if section not in _SECTIONS:
            raise BadInput(f"{name}: {unknown('section', section, _SECTIONS)}")
        if not isinstance(content, Mapping):
            raise BadInput(f"{name}: [{section}] must be a table of settings, one per line.")
        found |= _section(name, section, content)
    try:
        return replace(DEFAULT, **found)
    except TypeError as error:  # pragma: no cover - the sections name fields only
        raise BadInput(f"{name}: {error}.") from error


_SECTIONS: dict[str, dict[str, str]] = {
    "thresholds": {},
    "limits": {"short_abandon_s": "short_abandon_s", "callback_h": "callback_limit_h"},
    "windows": {
        "repeat_h": "repeat_window_h",
        "repeat_key": "repeat_key",
        "conversion_days": "conversion_days",
        "signed_days": "signed_days",
        "survey_days": "survey_days",
        "qa_days": "qa_days",
    },
    "business_hours": {day: day for day in DAYS},
    "calendar": {"week_starts": "week_start", "year_starts_in_month": "year_start", "holidays": "holidays"},
    "shifts": {},
    "scales": {"satisfied_from": "satisfied_from", "qa_pass_mark": "qa_pass_mark"},
    "targets": {},
}


def _section(name: str, section: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Turn one section into fields."""
    where = f"{name}, [{section}]"
    if section == "thresholds":
        pairs = {k.strip().casefold(): _positive(where, k, v) for k, v in content.items()}
        return {"thresholds": tuple(sorted(pairs.items()))}
    if section == "targets":
        for key in content:
            if key not in CATALOGUE:
                raise BadInput(f"{where}: {unknown('KPI', key, CATALOGUE)}")
        return {"targets": tuple(sorted((k, _number(where, k, v)) for k, v in content.items()))}
    if section == "shifts":
        return {"shifts": tuple(sorted(((k, _clock(where, k, v)) for k, v in content.items()), key=lambda s: s[1]))}
    known = _SECTIONS[section]
    for key in content:
        if key not in known:
            raise BadInput(f"{where}: {unknown('setting', key, known)}")
    if section == "business_hours":
        return {
            "business_hours": tuple(
                _hours(where, day, content[day]) if day in content else DEFAULT.business_hours[i]
                for i, day in enumerate(DAYS)
            )
        }
    return {known[key]: _value(where, key, value) for key, value in content.items()}


def _value(where: str, key: str, value: Any) -> Any:
    """Check one plain setting."""
    if key == "repeat_key":
        if value not in REPEAT_KEYS:
            raise BadInput(f"{where}: {unknown('repeat_key', str(value), REPEAT_KEYS)}")
        return value
    if key == "week_starts":
        if value not in DAYS:
            raise BadInput(f"{where}: {unknown('day', str(value), DAYS)}")
        return DAYS.index(value)
    if key == "year_starts_in_month":
        if not isinstance(value, int) or not 1 <= value <= 12:
            raise BadInput(f"{where}: year_starts_in_month is a month from 1 to 12, not {value}.")
        return value
    if key == "holidays":
        if not isinstance(value, list) or not all(type(d) is date for d in value):
            raise BadInput(f"{where}: holidays is a list of dates like [2026-12-25].")
        return tuple(sorted(value))
    return _positive(where, key, value)


def _number(where: str, key: str, value: Any) -> float:
    """Check that a setting is a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{where}: {key} must be a number, not {value!r}.")
    if not isfinite(value):
        raise BadInput(f"{where}: {key} must be a finite number.")
    return float(value)


def _positive(where: str, key: str, value: Any) -> float:
    """Check that a setting is a number and not negative."""
    number = _number(where, key, value)
    if number < 0:
        raise BadInput(f"{where}: {key} must not be negative, and {value} is.")
    return number


def _clock(where: str, key: str, value: Any) -> time:
    """Read a clock time like 09:00; 24:00 is the end of the day."""
    if isinstance(value, time):
        return value
    if isinstance(value, str):
        if value.strip() == "24:00":
            return time.max
        try:
            return datetime.strptime(value.strip(), "%H:%M").time()
        except ValueError:
            pass
    raise BadInput(f"{where}: {key} must be a clock time like 09:00, not {value!r}.")


def _hours(where: str, day: str, value: Any) -> Hours:
    """Read a day's business hours: a list of spans like 09:00-17:00 that do not overlap."""
    if not isinstance(value, list):
        raise BadInput(f'{where}: {day} must be a list like ["09:00-17:00"], not {value!r}.')
    spans = []
    for span in value:
        start, dash, end = str(span).partition("-")
        if not dash:
            raise BadInput(f"{where}: {day} holds {span!r}; write a span like 09:00-17:00.")
        a, b = _clock(where, day, start), _clock(where, day, end)
        if a >= b:
            raise BadInput(f"{where}: {day} holds {span!r}, which ends before it starts.")
        spans.append((a, b))
    spans.sort()
    for (_, end_before), (start_after, _) in pairwise(spans):
        if start_after < end_before:
            raise BadInput(f"{where}: {day} has business hours that overlap at {start_after:%H:%M}.")
    return tuple(spans)
