"""The sections of single settings: limits, windows, scales, the calendar, hours, places, and a number for a KPI."""

from collections.abc import Callable, Mapping
from typing import Any

from kpi_core.catalogue import CATALOGUE
from kpi_core.definitions import checks
from kpi_core.definitions.definitions import (
    DATE_BASES,
    DAYS,
    DEFAULT,
    EFFORT,
    REPEAT_KEYS,
    Location,
    Week,
)
from kpi_core.definitions.source import Source
from kpi_core.model import MONTHS, PATTERNS, YEAR_ENDS

_WINDOWS = ("conversion", "signed", "survey", "qa", "resolution", "reopen", "show")
_Check = Callable[[str, str, Any], Any]
PLAIN: dict[str, dict[str, tuple[str, _Check]]] = {
    "limits": {
        "short_abandon_s": ("short_abandon_s", checks.positive),
        "callback_h": ("callback_limit_h", checks.positive),
        "staffing_share": ("staffing_share", checks.share),
        "export_targets": ("export_targets", checks.flag),
    },
    "windows": {
        "repeat_h": ("repeat_window_h", checks.positive),
        "repeat_key": ("repeat_key", lambda w, k, v: checks.known(w, k, v, REPEAT_KEYS)),
        **{f"{n}_days": (f"{n}_days", checks.positive) for n in _WINDOWS},
    },
    "calendar": {
        "week_starts": ("week_start", lambda w, _k, v: DAYS.index(checks.known(w, "day", v, DAYS))),
        "year_starts_in_month": ("year_start", checks.month),
        "months": ("year_weeks", lambda w, k, v: "" if v == MONTHS else checks.known(w, k, v, [MONTHS, *PATTERNS])),
        "year_ends": ("year_ends", lambda w, k, v: checks.known(w, k, v, YEAR_ENDS)),
        "holidays": ("holidays", checks.days),
        "timezone": ("timezone", lambda w, _k, v: checks.zone(w, v)),
        "date_basis": ("date_basis", lambda w, k, v: checks.known(w, k, v, DATE_BASES)),
    },
    "scales": {
        **{
            f"{n}_scale": (f"{n}_scale", checks.scale)
            for n in ("csat", "nps", "effort", "call_quality", "qa", "servqual", "engagement")
        },
        **{n: (n, checks.number) for n in ("satisfied_from", "promoters_from", "detractors_to", "qa_pass_mark")},
        "effort_good": ("effort_good", lambda w, k, v: checks.known(w, k, v, EFFORT)),
    },
}


def plain(section: str) -> Callable[[Source, Mapping[str, Any]], dict[str, Any]]:
    """What reads a section of single settings."""
    settings = PLAIN[section]

    def reader(source: Source, content: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for key, value in content.items():
            where = source.at(section, key)
            field, check = settings[checks.known(where, "setting", key, settings)]
            found[field] = check(where, key, value)
        return found

    return reader


def thresholds(source: Source, content: Mapping[str, Any]) -> dict[str, Any]:
    """Read the seconds that a contact should wait at most, by channel."""
    pairs = {k.strip().casefold(): checks.positive(source.at("thresholds", k), k, v) for k, v in content.items()}
    return {"thresholds": tuple(sorted(pairs.items()))}


def by_kpi(source: Source, section: str, content: Mapping[str, Any], check: _Check) -> list[tuple[str, float]]:
    """Read a section with one number for each KPI."""
    found = []
    for key, value in content.items():
        where = source.at(section, key)
        found.append((checks.known(where, "KPI", key, CATALOGUE), check(where, key, value)))
    return sorted(found)


def shifts(source: Source, content: Mapping[str, Any]) -> dict[str, Any]:
    """Read when each shift begins, the earliest first."""
    pairs = ((k, checks.clock(source.at("shifts", k), k, v)) for k, v in content.items())
    return {"shifts": tuple(sorted(pairs, key=lambda s: (s[1], s[0])))}


def week(source: Source, section: str, content: Mapping[str, Any]) -> Week:
    """Read the hours of each day; a day that is left out keeps its usual ones."""
    for key in content:
        checks.known(source.at(section, key), "setting", key, DAYS)
    return tuple(
        checks.hours(source.at(section, day), day, content[day]) if day in content else DEFAULT.business_hours[i]
        for i, day in enumerate(DAYS)
    )


def locations(source: Source, content: Mapping[str, Any]) -> dict[str, Any]:
    """Read the places with a clock, hours or holidays of their own."""
    found = []
    for name, part in content.items():
        section = f"locations.{name}"
        for key in checks.table(source.at(section), part):
            checks.known(source.at(section, key), "setting", key, ("timezone", "hours", "holidays"))
        where = source.at(section, "hours")
        found.append(
            Location(
                checks.text(source.at(section), "the location's name", name),
                checks.zone(source.at(section, "timezone"), part.get("timezone", "")),
                week(source, f"{section}.hours", checks.table(where, part["hours"])) if "hours" in part else None,
                checks.days(source.at(section, "holidays"), "holidays", part["holidays"])
                if "holidays" in part
                else None,
            )
        )
    return {"locations": tuple(sorted(found, key=lambda p: p.name))}
