"""The definitions as TOML: the same text for the same content, so that its hash can be the version."""

import hashlib
from datetime import date, time
from typing import Any

import tomli_w

from kpi_core.definitions.definitions import DAYS, Definitions, Scope, Target, Week
from kpi_core.definitions.rules import Condition
from kpi_core.model import MONTHS


def version_of(definitions: Definitions) -> str:
    """Return eight characters made from the content: equal content, equal version.

    A link says under which version it was made.
    """
    return hashlib.sha256(to_toml(definitions).encode()).hexdigest()[:8]


def to_toml(d: Definitions) -> str:
    """Return every setting, those that are at their default too."""
    lists = {"rules": _rules(d), "locations": _locations(d)} | {
        "wait_target": [_scoped({"seconds": w.seconds}, w.scope, w.since) for w in d.wait_targets],
        "target": [_target(t) for t in d.targets if not _bare(t)],
    }
    return tomli_w.dumps(
        {
            "thresholds": dict(d.thresholds),
            "limits": {
                "short_abandon_s": d.short_abandon_s,
                "callback_h": d.callback_limit_h,
                "staffing_share": d.staffing_share,
                "export_targets": d.export_targets,
            },
            "windows": {
                "repeat_h": d.repeat_window_h,
                "repeat_key": d.repeat_key,
                "conversion_days": d.conversion_days,
                "signed_days": d.signed_days,
                "survey_days": d.survey_days,
                "qa_days": d.qa_days,
                "resolution_days": d.resolution_days,
                "reopen_days": d.reopen_days,
                "show_days": d.show_days,
            },
            "business_hours": _week(d.business_hours),
            "calendar": {
                "week_starts": DAYS[d.week_start],
                "year_starts_in_month": d.year_start,
                "months": d.year_weeks or MONTHS,
                "year_ends": d.year_ends,
                "holidays": list(d.holidays),
                "timezone": d.timezone,
                "date_basis": d.date_basis,
            },
            "shifts": {name: clock(start) for name, start in d.shifts},
            "scales": {
                "csat_scale": list(d.csat_scale),
                "satisfied_from": d.satisfied_from,
                "nps_scale": list(d.nps_scale),
                "promoters_from": d.promoters_from,
                "detractors_to": d.detractors_to,
                "effort_scale": list(d.effort_scale),
                "effort_good": d.effort_good,
                "call_quality_scale": list(d.call_quality_scale),
                "qa_scale": list(d.qa_scale),
                "qa_pass_mark": d.qa_pass_mark,
                "servqual_scale": list(d.servqual_scale),
                "engagement_scale": list(d.engagement_scale),
            },
            "targets": {t.kpi: t.value for t in d.targets if _bare(t)},
            "smallest_change": dict(d.smallest_changes),
            **{name: content for name, content in lists.items() if content},
        }
    )


def clock(at: time) -> str:
    """Return a clock time as a definitions file writes it."""
    return "24:00" if at == time.max else f"{at:%H:%M}"


def _week(week: Week) -> dict[str, list[str]]:
    return {day: [f"{clock(a)}-{clock(b)}" for a, b in hours] for day, hours in zip(DAYS, week, strict=True)}


def _rules(d: Definitions) -> dict[str, Any]:
    return {
        r.makes: {
            name: [_condition(c) for c in conditions]
            for name, conditions in (("all", r.every), ("any", r.some))
            if conditions
        }
        for r in d.rules
    }


def _locations(d: Definitions) -> dict[str, Any]:
    return {
        place.name: {
            **({"timezone": place.timezone} if place.timezone else {}),
            **({} if place.holidays is None else {"holidays": list(place.holidays)}),
            **({} if place.hours is None else {"hours": _week(place.hours)}),
        }
        for place in d.locations
    }


def _bare(t: Target) -> bool:
    """Whether a target says nothing but its value."""
    return t.low is None and not (t.scope or t.since or t.action or t.copied)


def _target(t: Target) -> dict[str, Any]:
    more = {"low": t.low, "action": t.action, "copied": t.copied}
    said = {k: v for k, v in more.items() if v is not None and v != ""}
    return _scoped({"kpi": t.kpi, "value": t.value, **said}, t.scope, t.since)


def _scoped(said: dict[str, Any], scope: Scope, since: date | None) -> dict[str, Any]:
    return {**dict(scope), **({"from": since} if since else {}), **said}


def _condition(c: Condition) -> dict[str, Any]:
    return {"column": c.column, c.test: list(c.values) if c.test in {"is", "is_not"} else c.values[0]}
