"""The definitions in force as a table of words: each setting, its value, and what it decides."""

import polars as pl

from kpi_core.catalogue import CATALOGUE
from kpi_core.definitions import Definitions, Hours
from kpi_core.words import day, several, value_text

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_KEYS = {"customer": "the same customer", "customer_reason": "the same customer with the same reason"}
_HOUR, _DAY = 3_600, 86_400


def in_force(definitions: Definitions) -> pl.DataFrame:
    """Return `group, setting, value, decides`, one row a setting."""
    d = definitions
    rows = [("Thresholds", f"Answered within, {name}", f"{s:g} s", "Service level") for name, s in d.thresholds] + [
        ("Limits", "Short abandon", f"{d.short_abandon_s:g} s", "Who hung up too soon to be a miss"),
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
        ("Scales", "Satisfied from", f"{d.satisfied_from:g}", "Customer satisfaction"),
        ("Scales", "QA pass mark", f"{d.qa_pass_mark:g}", "QA pass rate"),
    ]
    rows += [
        ("Business hours", name, _spans(hours), "Time band, after-hours KPIs")
        for name, hours in zip(_DAYS, d.business_hours, strict=True)
    ]
    rows += [
        ("Calendar", "Holidays", several([day(h) for h in d.holidays]) or "none", "Time band"),
        ("Calendar", "Weeks begin on", _DAYS[d.week_start], "Every weekly number"),
        ("Calendar", "Years begin in", _MONTHS[d.year_start - 1], "Quarters and years"),
    ]
    rows += [("Shifts", name, f"from {start:%H:%M}", "The segment shift") for name, start in d.shifts]
    rows += [
        ("Targets", CATALOGUE[key].name, value_text(value, CATALOGUE[key].unit), "Met or missed")
        for key, value in d.targets
    ] or [("Targets", "None yet", "-", "Targets start from the own baseline, not from a copied benchmark")]
    return pl.DataFrame(rows, schema=dict.fromkeys(("group", "setting", "value", "decides"), pl.String), orient="row")


def _long(seconds: float) -> str:
    """Return a window as it is said: `48 hours`, `7 days`."""
    if seconds % _DAY == 0 and seconds > 3 * _DAY:
        return f"{seconds / _DAY:g} days"
    return f"{seconds / _HOUR:g} hours"


def _spans(hours: Hours) -> str:
    """Return a day's business hours."""
    return (
        several([f"{a:%H:%M} to {'24:00' if b.hour == 23 and b.second else f'{b:%H:%M}'}" for a, b in hours])
        or "closed"
    )
