"""The definitions in force as tables of words: each setting and what it decides, each rule and whom it takes in."""

from datetime import date

import polars as pl

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.definitions import RULED, Definitions, Hours, Scale, Scope, Target
from kpi_core.model import WEEKDAYS, Fact, count, day, several, value_text

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_KEYS = {
    "customer": "the same customer",
    "customer_reason": "the same customer with the same reason",
    "issue": "the same issue",
}
_HOUR, _DAY = 3_600, 86_400


def in_force(definitions: Definitions) -> pl.DataFrame:
    """Return `group, setting, value, decides`, one row a setting."""
    d = definitions
    rows = [("Thresholds", f"Answered within, {name}", f"{s:g} s", "Service level") for name, s in d.thresholds]
    rows += [
        ("Thresholds", f"Answered within, {place(w.scope, w.since)}", f"{w.seconds:g} s", "Service level")
        for w in d.wait_targets
    ]
    rows += [
        (
            "Thresholds",
            "A target in the export",
            "goes first" if d.export_targets else "is not used",
            "Service level",
        ),
        ("Limits", "Short abandon", f"{d.short_abandon_s:g} s", "Who hung up too soon to be a miss"),
        ("Limits", "Staffed for", f"{d.staffing_share * 100:g}% of voice contacts in time", "Staffing efficiency"),
        ("Limits", "Callback returned within", _long(d.callback_limit_h * _HOUR), "Callbacks returned, coverage gap"),
        (
            "Windows",
            "A repeat is within",
            _long(d.repeat_window_h * _HOUR),
            "First contact resolution, repeat contacts",
        ),
        (
            "Windows",
            "A repeat is by",
            _KEYS.get(d.repeat_key, d.repeat_key),
            "First contact resolution, repeat contacts",
        ),
        ("Windows", "Conversion is judged after", _long(d.conversion_days * _DAY), "Conversion, missed opportunity"),
        ("Windows", "Signing is judged after", _long(d.signed_days * _DAY), "Signed rate"),
        ("Windows", "Surveys are judged after", _long(d.survey_days * _DAY), "Survey response rate"),
        ("Windows", "Reviews are judged after", _long(d.qa_days * _DAY), "QA coverage"),
        ("Windows", "Resolved within", _long(d.resolution_days * _DAY), "Resolution rate and time, once it is over"),
        ("Windows", "Reopening is judged after", _long(d.reopen_days * _DAY), "Reopen rate, once it is over"),
        ("Windows", "Appointments within", _long(d.show_days * _DAY), "Appointment show rate, once it is over"),
        ("Scales", "Satisfaction answers", _scale(d.csat_scale), "Customer satisfaction"),
        ("Scales", "Satisfied from", f"{d.satisfied_from:g} of {d.csat_scale[1]:g}", "Customer satisfaction"),
        ("Scales", "Recommendation answers", _scale(d.nps_scale), "Net promoter score"),
        ("Scales", "Promoters from", f"{d.promoters_from:g}", "Net promoter score"),
        ("Scales", "Detractors up to", f"{d.detractors_to:g}", "Net promoter score"),
        ("Scales", "Effort answers", _scale(d.effort_scale), "Customer effort score"),
        ("Scales", "Good effort is", d.effort_good, "Customer effort score"),
        ("Scales", "Call ratings", _scale(d.call_quality_scale), "Call quality"),
        ("Scales", "Review scores", _scale(d.qa_scale), "QA score, QA pass rate, QA calibration gap"),
        ("Scales", "QA pass mark", f"{d.qa_pass_mark:g}", "QA pass rate"),
        ("Scales", "SERVQUAL answers", _scale(d.servqual_scale), "SERVQUAL gap"),
        ("Scales", "Engagement answers", _scale(d.engagement_scale), "Employee engagement"),
    ]
    rows += [("Rules", r.makes.replace("_", " ").capitalize(), r.words, "Commercial outcome") for r in d.rules]
    rows += [
        ("Business hours", name, _spans(hours), "Time band, after-hours KPIs")
        for name, hours in zip(WEEKDAYS, d.business_hours, strict=True)
    ]
    for p in d.locations:
        said = [f"zone {p.timezone}"] if p.timezone else []
        said += [] if p.holidays is None else [f"holidays {several([day(h) for h in p.holidays]) or 'none'}"]
        said += [f"{n} {_spans(h)}" for n, h in zip(WEEKDAYS, p.hours or (), strict=False)]
        rows.append(("Business hours", p.name, "; ".join(said) or "as everywhere", "Time band, after-hours KPIs"))
    rows += [
        ("Calendar", "Holidays", several([day(h) for h in d.holidays]) or "none", "Time band"),
        ("Calendar", "Time zone of the hours", d.timezone or "that of the data", "Time band, hour, weekday, shift"),
        ("Calendar", "Contacts count on the day of their", d.date_basis, "Every number by period"),
        ("Calendar", "Weeks begin on", WEEKDAYS[d.week_start], "Every weekly number"),
        ("Calendar", "Years begin in", _MONTHS[d.year_start - 1], "Quarters and years"),
        ("Calendar", "Months are", f"{d.year_weeks} weeks" if d.year_weeks else "calendar months", "Months to years"),
        *(
            [("Calendar", "A year of weeks ends", f"on the {d.year_ends} end of a week", "Months to years")]
            if d.year_weeks
            else []
        ),
    ]
    rows += [("Shifts", name, f"from {start:%H:%M}", "The segment shift") for name, start in d.shifts]
    rows += [
        ("Targets", f"{CATALOGUE[t.kpi].name}{_at(t)}", goal(t), t.action or "no action written yet") for t in d.targets
    ] or [("Targets", "None yet", "-", "Targets start from the own baseline, not from a copied benchmark")]
    rows += [
        ("Smallest change", CATALOGUE[k].name, value_text(v, CATALOGUE[k].unit), "Less is not worth acting on")
        for k, v in d.smallest_changes
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("group", "setting", "value", "decides"), pl.String), orient="row")


def goal(t: Target) -> str:
    """Return a target's value, what it was copied from said with it."""
    unit = CATALOGUE[t.kpi].unit
    band = f"{value_text(t.low, unit)} to " if t.low is not None else ""
    return f"{band}{value_text(t.value, unit)}{f' (copied from {t.copied})' if t.copied else ''}"


def place(scope: Scope, since: date | None) -> str:
    """Return where and from when a setting holds: `queue Night, from 1 Mar 2026`."""
    said = [f"{s} {v}" for s, v in scope] + ([f"from {day(since)}"] if since else [])
    return ", ".join(said)


def _at(t: Target) -> str:
    where = place(t.scope, t.since)
    return f", {where}" if where else ""


def rules(data: Prepared) -> pl.DataFrame:
    """Return `decides, asks, true, false, unknown`: each rule and condition with how many contacts it makes so.

    A column that the export gives and no rule makes is listed as the export says it.
    """
    table = data.tables.get(Fact.CONTACT, pl.DataFrame())
    rows: list[tuple[str, str, str, str, str]] = []
    own = {r.makes: r for r in data.definitions.rules}
    for name in RULED:
        if name not in table.columns:
            continue
        heading = name.replace("_", " ").capitalize()
        rule = own.get(name)
        made = table[name]
        yes, unknown = int(made.sum()), made.null_count()
        asks = rule.words if rule else "As the export says."
        rows.append((heading, asks, count(yes), count(table.height - yes - unknown), count(unknown)))
        for c in rule.conditions if rule else ():
            hit = int(table.select(c.holds(table.schema[c.column]).sum()).item())
            rows.append(("", f"- {c.words}", count(hit), count(table.height - hit), "0"))
    names = ("decides", "asks", "true", "false", "unknown")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _long(seconds: float) -> str:
    """Return a window as it is said: `48 hours`, `7 days`."""
    if seconds % _DAY == 0 and seconds > 3 * _DAY:
        return f"{seconds / _DAY:g} days"
    return f"{seconds / _HOUR:g} hours"


def _scale(scale: Scale) -> str:
    """Return a scale as it is said: `1 to 5`."""
    return f"{scale[0]:g} to {scale[1]:g}"


def _spans(hours: Hours) -> str:
    """Return a day's business hours."""
    return (
        several([f"{a:%H:%M} to {'24:00' if b.hour == 23 and b.second else f'{b:%H:%M}'}" for a, b in hours])
        or "closed"
    )
