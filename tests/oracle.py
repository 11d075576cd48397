"""Every KPI once more, naively: plain Python over dicts, written from the definitions and not from the catalogue.

`cells` gives for a KPI (and variant) the (numerator, denominator, n) of every (period, *by) group.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from kpi_core.definitions import DEFAULT, Definitions
from tests.rows import Row

Cell = tuple[float, float | None, int]
Side = Callable[[Row], Any]

OUTCOMES = ("miss_reason", "disposition")
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def prepared(rows: list[Row], d: Definitions = DEFAULT) -> list[Row]:
    """Return copies of the rows with everything derived that the KPIs speak of."""
    out = [dict(r) for r in rows]
    end = max(r["at"] for r in out)
    start = min(r["at"] for r in out)
    for r in out:
        _outcome(r)
        _failures(r)
        _derived(r, d, end)
    _repeats(out, d, start, end)
    return out


def _outcome(r: Row) -> None:
    outbound = (r["direction"] or "").lower() == "outbound"
    r["outbound"], r["offered"] = outbound, not outbound
    for o in ("answered", "abandoned", "short_abandoned", "flow_out", "voicemail", "callback", "self_served"):
        if outbound:
            r[o] = False
        elif r["outcome"] is None:
            r[o] = None
        else:
            r[o] = r["outcome"] == o
    parts = [r["talk_s"], r["hold_s"], r["wrap_s"]]
    if r.get("handle_s") is None and "handle_s" not in r:
        r["handle_s"] = None if parts[0] is None else sum(p or 0 for p in parts)


def _failures(r: Row) -> None:
    r["reached_next_step"] = bool(r["reached_next_step"])
    if (r["compliance_required"] or 0) > 0 and r["compliance_met"] is None:
        r["compliance_met"] = 0
    if r["escalation_required"]:
        for c in ("escalated_in_time", "escalation_documented", "escalation_right_place"):
            r[c] = bool(r[c])
    if r["appointment_booked"]:
        r["appointment_kept"] = bool(r["appointment_kept"])
    if r["eligible"] is None and r["abandoned"] and (r["customer_type"] or "").startswith("new"):
        r["eligible"] = True
    if r["miss_reason"] is None and r["abandoned"] and not r["reached_next_step"]:
        r["miss_reason"] = "abandoned"


def _derived(r: Row, d: Definitions, end: datetime) -> None:
    at: datetime = r["at"]
    r["hour"], r["weekday"] = at.hour, WEEKDAYS[at.weekday()]
    spans = d.business_hours[at.weekday()]
    if at.date() in d.holidays:
        r["time_band"] = "holiday"
    elif any(a <= at.time().replace(second=0) < b for a, b in spans):
        r["time_band"] = "business hours"
    else:
        r["time_band"] = "weekend" if at.weekday() >= 5 else "after hours"
    before = [name for name, start in d.shifts if start <= at.time()]
    r["shift"] = before[-1] if before else d.shifts[-1][0]
    r["outside"] = r["time_band"] != "business hours"
    target = r["target_s"] if r["target_s"] is not None else dict(d.thresholds).get((r["channel"] or "").lower())
    w = r["wait_s"]
    r["early"] = bool(r["short_abandoned"]) or bool(r["abandoned"] and w is not None and w <= d.short_abandon_s)
    if r["abandoned"] is None and not r["short_abandoned"] and w is not None and w <= d.short_abandon_s:
        r["early"] = None  # could be an early abandonment
    if target is None:
        r["in_target"] = r["left_in_target"] = None
    else:
        r["in_target"] = None if (r["answered"] is None and (w is None or w <= target)) else bool(r["answered"])
        if r["in_target"] and w is None:
            r["in_target"] = None
        elif r["in_target"]:
            r["in_target"] = w <= target
        short = w is not None and w <= target
        r["left_in_target"] = None if (r["abandoned"] is None and short) else bool(r["abandoned"]) and short


def _in_hours(r: Row, seconds: float | None, d: Definitions) -> float | None:
    """The part of a stretch after the arrival that lies in business hours."""
    if seconds is None:
        return None
    start: datetime = r["at"]
    end, found, midnight = start + timedelta(seconds=seconds), 0.0, datetime.combine(start.date(), time())
    while midnight < end:
        for a, b in () if midnight.date() in d.holidays else d.business_hours[midnight.weekday()]:
            opens = datetime.combine(midnight, a)
            closes = midnight + timedelta(days=1) if b == time.max else datetime.combine(midnight, b)
            found += max((min(end, closes) - max(start, opens)).total_seconds(), 0)
        midnight += timedelta(days=1)
    return found


def _repeats(rows: list[Row], d: Definitions, start: datetime, end: datetime) -> None:
    for name, hours in (("", d.repeat_window_h), ("_24h", 24), ("_48h", 48), ("_7d", 168)):
        _repeats_within(rows, timedelta(hours=hours), start, end, name)


def _repeats_within(rows: list[Row], window: timedelta, start: datetime, end: datetime, name: str) -> None:
    for r in rows:
        r[f"no_repeat{name}"] = r[f"first{name}"] = None
    inbound = [r for r in rows if r["offered"] and r["customer_key"] is not None]
    for r in inbound:
        same = [o for o in inbound if o is not r and o["customer_key"] == r["customer_key"]]
        later = [
            o for o in same if (o["at"], o["contact_id"]) > (r["at"], r["contact_id"]) and o["at"] - r["at"] <= window
        ]
        earlier = [
            o for o in same if (o["at"], o["contact_id"]) < (r["at"], r["contact_id"]) and r["at"] - o["at"] <= window
        ]
        if r["at"] + window < end:  # on its edge, which counts, a repeat may still come
            r[f"no_repeat{name}"] = not later
        if r["at"] - window >= start:
            r[f"first{name}"] = not earlier


def both(*values: Any) -> Any:
    """Three-valued and."""
    if any(v is False for v in values):
        return False
    return None if any(v is None for v in values) else True


def either(*values: Any) -> Any:
    """Three-valued or."""
    if any(v is True for v in values):
        return True
    return None if any(v is None for v in values) else False


def no(value: Any) -> Any:
    """Three-valued not."""
    return None if value is None else not value


def known(*names: str) -> Side:
    """Whether all the named columns are known."""
    return lambda r: all(r[n] is not None for n in names)


def of(name: str) -> Side:
    """The named column."""
    return lambda r: r[name]


def _escalated_well(r: Row) -> Any:
    return both(r["escalated_in_time"], r["escalation_documented"], r["escalation_right_place"])


def _nps(r: Row) -> Any:
    return None if r["nps"] is None else 1 if r["nps"] >= 9 else -1 if r["nps"] <= 6 else 0


def _handle_of_all(r: Row) -> Any:
    if r["answered"] is None:
        return None
    return r["handle_s"] if r["answered"] else 0.0


def _gap(r: Row) -> Any:
    a, b = r["qa_score"], r["qa_second_score"]
    return None if a is None or b is None else abs(a - b)


def _due(end: datetime) -> Side:
    return lambda r: both(
        r["appointment_booked"], None if r["appointment_due_at"] is None else r["appointment_due_at"] < end
    )


def _due_within(d: Definitions) -> Side:
    window = timedelta(days=d.show_days)
    return lambda r: both(
        r["appointment_booked"],
        None if r["appointment_due_at"] is None else r["appointment_due_at"] - r["at"] <= window,
    )


def _resolved_within(d: Definitions) -> Side:
    window = d.resolution_days * 86_400
    return lambda r: both(r["resolved"], r["resolution_s"] is not None and r["resolution_s"] <= window)


def _callback(d: Definitions) -> Side:
    limit = d.callback_limit_h * 3600
    return lambda r: bool(r["callback_returned"]) and r["callback_s"] is not None and r["callback_s"] <= limit


def _human(r: Row) -> Any:
    return None if r["handler"] == "bot" else r["first_response_s"]


def sides(d: Definitions, end: datetime) -> dict[str, tuple[Side, Side | None, str | None]]:
    """Return numerator, denominator and window of every KPI and variant, written out."""
    answered_or_left: Side = lambda r: either(r["answered"], r["abandoned"])  # noqa: E731
    due = _due(end)
    return {
        "contact_volume": (of("offered"), None, None),
        "answer_rate": (of("answered"), of("offered"), None),
        "service_level": (of("in_target"), answered_or_left, None),
        "service_level:SL-1": (of("in_target"), answered_or_left, None),
        "service_level:SL-2": (
            of("in_target"),
            lambda r: either(r["answered"], both(r["abandoned"], no(r["left_in_target"]))),
            None,
        ),
        "service_level:SL-3": (
            lambda r: either(r["in_target"], both(r["abandoned"], r["left_in_target"])),
            of("offered"),
            None,
        ),
        "service_level:SL-4": (of("in_target"), lambda r: both(r["offered"], no(r["early"])), None),
        "service_level:SL-5": (of("in_target"), of("answered"), None),
        "service_level:SL-6": (of("in_target"), of("offered"), None),
        "average_speed_of_answer": (of("wait_s"), of("answered"), None),
        "average_speed_of_answer:answered": (of("wait_s"), of("answered"), None),
        "average_speed_of_answer:offered": (of("wait_s"), of("offered"), None),
        "queue_delay": (of("wait_s"), of("queued"), None),
        "abandonment_rate": (of("abandoned"), of("offered"), None),
        "post_answer_abandonment": (of("dropped_after_answer"), of("answered"), None),
        "first_response_time": (_human, lambda r: _human(r) is not None, None),
        "first_response_time:calendar": (_human, lambda r: _human(r) is not None, None),
        "first_response_time:business_hours": (
            lambda r: _in_hours(r, _human(r), d),
            lambda r: _human(r) is not None,
            None,
        ),
        "after_hours_capture_rate": (
            of("reached_next_step"),
            lambda r: both(r["outside"], r["eligible"]),
            "conversion",
        ),
        "after_hours_coverage_gap": (
            lambda r: both(no(r["answered"]), not r["callback_returned"]),
            lambda r: both(r["outside"], r["offered"]),
            None,
        ),
        **{
            f"callback_return_rate{way}": (_callback(d), lambda r: either(r["voicemail"], r["callback"]), window)
            for way, window in (("", None), (":requests", None), (":mature", "callback"))
        },
        "sla_compliance": (of("sla_met"), known("sla_met"), None),
        "first_contact_resolution": (of("no_repeat"), lambda r: both(r["answered"], r["first"]), "repeat"),
        "first_contact_resolution:no_repeat": (
            of("no_repeat"),
            lambda r: both(r["answered"], r["first"]),
            "repeat",
        ),
        **{
            f"first_contact_resolution:within_{w}": (
                of(f"no_repeat_{w}"),
                lambda r, w=w: both(r["answered"], r[f"first_{w}"]),
                w,
            )
            for w in ("24h", "48h", "7d")
        },
        "first_contact_resolution:of_issues": (
            lambda r: None if r["no_repeat"] is None else both(r["answered"], r["no_repeat"]),
            lambda r: both(r["offered"], r["first"]),
            "repeat",
        ),
        "first_contact_resolution:of_resolved": (
            lambda r: None if r["no_repeat"] is None else both(r["first"], r["no_repeat"]),
            lambda r: both(r["resolved"], r["first"] is not None),
            "repeat",
        ),
        "first_contact_resolution:marked": (of("resolved_marked"), of("answered"), None),
        "first_contact_resolution:confirmed": (of("resolved_confirmed"), of("answered"), None),
        "repeat_contact_rate": (lambda r: no(r["no_repeat"]), of("offered"), "repeat"),
        "average_resolution_time": (of("resolution_s"), of("resolved"), None),
        "average_resolution_time:calendar": (of("resolution_s"), of("resolved"), None),
        "average_resolution_time:business_hours": (
            lambda r: _in_hours(r, r["resolution_s"], d),
            of("resolved"),
            None,
        ),
        "average_resolution_time:mature": (of("resolution_s"), _resolved_within(d), "resolution"),
        "resolution_rate": (of("resolved"), of("offered"), None),
        "resolution_rate:offered": (of("resolved"), of("offered"), None),
        "resolution_rate:answered": (of("resolved"), of("answered"), None),
        "resolution_rate:mature": (_resolved_within(d), of("offered"), "resolution"),
        "reopen_rate": (of("reopened"), of("resolved"), None),
        "reopen_rate:resolved": (of("reopened"), of("resolved"), None),
        "reopen_rate:mature": (of("reopened"), of("resolved"), "reopen"),
        "transfer_rate": (
            lambda r: None if r["transfers"] is None else r["transfers"] > 0,
            of("answered"),
            None,
        ),
        "transfer_rate:contacts": (
            lambda r: None if r["transfers"] is None else r["transfers"] > 0,
            of("answered"),
            None,
        ),
        "transfer_rate:transfers": (of("transfers"), of("answered"), None),
        "escalation_rate": (of("escalated"), of("answered"), None),
        "escalation_rate:answered": (of("escalated"), of("answered"), None),
        "escalation_rate:offered": (of("escalated"), of("offered"), None),
        "qa_score": (of("qa_score"), known("qa_score"), None),
        "qa_pass_rate": (
            lambda r: None if r["qa_score"] is None else r["qa_score"] >= d.qa_pass_mark,
            known("qa_score"),
            None,
        ),
        "qa_error_rate": (of("qa_errors"), known("qa_errors"), None),
        "documentation_accuracy": (of("documentation_correct"), known("documentation_correct"), None),
        "call_quality": (of("call_quality"), known("call_quality"), None),
        "compliance_adherence": (of("compliance_met"), of("compliance_required"), None),
        "escalation_compliance": (_escalated_well, of("escalation_required"), None),
        "escalation_breaches": (lambda r: both(r["escalation_required"], no(_escalated_well(r))), None, None),
        "conversion_rate": (of("reached_next_step"), of("eligible"), "conversion"),
        "qualified_intake_rate": (of("qualified"), of("eligible"), "conversion"),
        "qualification_accuracy": (of("qualification_correct"), known("qualification_correct"), None),
        "qualification_accuracy:correct": (of("qualification_correct"), known("qualification_correct"), None),
        "qualification_accuracy:false_accepts": (
            lambda r: both(no(r["qualification_correct"]), r["qualified"]),
            known("qualification_correct"),
            None,
        ),
        "qualification_accuracy:false_rejects": (
            lambda r: both(no(r["qualification_correct"]), no(r["qualified"])),
            known("qualification_correct"),
            None,
        ),
        "missed_opportunity_rate": (
            lambda r: both(not r["reached_next_step"], r["miss_reason"] is not None),
            of("eligible"),
            "conversion",
        ),
        "missed_opportunity_rate:reasons": (
            lambda r: both(not r["reached_next_step"], r["miss_reason"] is not None),
            of("eligible"),
            "conversion",
        ),
        "missed_opportunity_rate:all": (lambda r: not r["reached_next_step"], of("eligible"), "conversion"),
        "appointment_show_rate": (of("appointment_kept"), due, None),
        "appointment_show_rate:due": (of("appointment_kept"), due, None),
        "appointment_show_rate:mature": (of("appointment_kept"), _due_within(d), "show"),
        "signed_rate": (of("signed"), of("qualified"), "signed"),
        "lead_conversion_rate": (
            of("lead_converted"),
            lambda r: both(r["outbound"], r["lead"]),
            "conversion",
        ),
        "first_call_close": (
            of("sale_closed"),
            lambda r: both(r["outbound"], r["first_account_contact"]),
            None,
        ),
        "outbound_abandon_rate": (
            of("dropped_before_close"),
            lambda r: both(r["outbound"], r["picked_up"]),
            None,
        ),
        "revenue_per_contact": (lambda r: r["revenue"] or 0.0, of("answered"), None),
        "csat": (lambda r: None if r["csat"] is None else r["csat"] >= d.satisfied_from, known("csat"), None),
        "csat:top2": (
            lambda r: None if r["csat"] is None else r["csat"] >= d.satisfied_from,
            known("csat"),
            None,
        ),
        "csat:mean": (of("csat"), known("csat"), None),
        "nps": (_nps, known("nps"), None),
        "customer_effort": (of("ces"), known("ces"), None),
        "survey_response_rate": (
            lambda r: any(r[c] is not None for c in ("csat", "nps", "ces")),
            of("survey_offered"),
            "survey",
        ),
        "average_handle_time": (of("handle_s"), of("answered"), None),
        "average_handle_time:answered": (of("handle_s"), of("answered"), None),
        "average_handle_time:offered": (_handle_of_all, of("offered"), None),
        "average_talk_time": (of("talk_s"), of("answered"), None),
        "average_hold_time": (of("hold_s"), of("answered"), None),
        "average_wrap_time": (of("wrap_s"), of("answered"), None),
        "qa_coverage": (lambda r: r["qa_score"] is not None, of("answered"), "qa"),
        "qa_calibration_gap": (_gap, lambda r: _gap(r) is not None, None),
        "ola_compliance": (of("handoffs_in_time"), of("handoffs"), None),
    }


DISTINCT: dict[str, tuple[Side, str]] = {
    "calls_per_account": (of("outbound"), "customer_key"),
    "contacts_per_agent": (lambda r: either(r["answered"], r["outbound"]), "agent"),
}


def counted(rows: list[Row], name: str, d: Definitions, end: datetime) -> list[tuple[Row, Any, Any]]:
    """Return each row that counts for a ratio KPI, with its numerator and denominator."""
    top, bottom, window = sides(d, end)[name]
    assert bottom is not None
    latest = end - d.window(window) if window else datetime.max
    found = []
    for r in rows:
        a, b = top(r), bottom(r)
        if a is not None and b and r["at"] < latest:
            found.append((r, a, b))
    return found


MINUTES = {"15min": 15, "30min": 30, "hour": 60}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def period_of(at: datetime, cadence: str, d: Definitions = DEFAULT) -> date | None:
    """Return the first day, or within the day the first moment, of the period of a time."""
    if cadence not in MINUTES:
        return start_of(at.date(), cadence, d)
    minute = at.replace(second=0, microsecond=0)
    return minute - timedelta(minutes=(at.hour * 60 + at.minute) % MINUTES[cadence])


class Periods(dict[datetime, date | None]):
    """The period of each time, looked up once: all KPIs ask for the same ones."""

    def __init__(self, cadence: str, d: Definitions) -> None:
        super().__init__()
        self._asked = (cadence, d)

    def __missing__(self, at: datetime) -> date | None:
        self[at] = found = period_of(at, *self._asked)
        return found


@cache
def periods(cadence: str, d: Definitions = DEFAULT) -> Periods:
    return Periods(cadence, d)


@cache
def start_of(day: date, cadence: str, d: Definitions = DEFAULT) -> date | None:
    """Return the first day of the day's period, by walking back."""
    if cadence == "all":
        return None
    if d.year_weeks and cadence in MONTHS:
        return max(s for s in _of_weeks(cadence, d) if s <= day)
    while not _starts(day, cadence, d):
        day -= timedelta(days=1)
    return day


@cache
def _of_weeks(cadence: str, d: Definitions) -> list[date]:
    """The first days of the periods of a calendar of weeks, week by week from the ends of its years."""
    starts = []
    for year in range(2020, 2030):
        before = date(year, d.year_start, 1) - timedelta(days=1)  # the last day of the month before
        ends = [before + timedelta(days=i) for i in range(-7, 8)]
        ends = [e for e in ends if (e + timedelta(days=1)).weekday() == d.week_start]
        if d.year_ends == "last":
            end = max(e for e in ends if e <= before)
        else:
            end = min(ends, key=lambda e, before=before: abs((e - before).days))
        week = end + timedelta(days=1)
        for n in [int(w) for w in d.year_weeks.split("-")] * 4:
            starts.append(week)
            week += timedelta(weeks=n)
    return starts[:: MONTHS[cadence]]


def _starts(day: date, cadence: str, d: Definitions) -> bool:
    if cadence in MONTHS:
        return day.day == 1 and (day.month - d.year_start) % 12 % MONTHS[cadence] == 0
    return {"day": True, "week": day.weekday() == d.week_start}[cadence]


def cells(
    rows: list[Row], name: str, by: tuple[str, ...], cadence: str, end: datetime | None = None, d: Definitions = DEFAULT
) -> dict[tuple, Cell]:
    """Return (numerator, denominator, n) of each (period, *by) group that holds anything of the KPI.

    `end` is the last instant of the data, where the rows are only a part of them.
    """
    end = end or max(r["at"] for r in rows)
    below = tuple(b for b in by if b not in OUTCOMES)
    when = periods(cadence, d)

    def group(r: Row, names: tuple[str, ...]) -> tuple:
        return (when[r["at"]], *(r[b] for b in names))

    if name in DISTINCT:
        mine, key = DISTINCT[name]
        keys: dict[tuple, list[Any]] = defaultdict(list)
        for r in rows:
            if mine(r) and r[key] is not None:
                keys[group(r, by)].append(r[key])
        return {g: (float(len(ks)), float(len(set(ks))), len(ks)) for g, ks in keys.items()}
    top, bottom, _ = sides(d, end)[name]
    if bottom is None:
        hits: dict[tuple, int] = defaultdict(int)
        for r in rows:
            if top(r):
                hits[group(r, by)] += 1
        return {g: (float(n), None, n) for g, n in hits.items()}
    tops: dict[tuple, float] = defaultdict(float)
    bases: dict[tuple, list[float]] = defaultdict(list)
    for r, a, b in counted(rows, name, d, end):
        tops[group(r, by)] += float(a)
        bases[group(r, below)].append(float(b))
    found = {}
    for g, total in tops.items():
        base = bases[(g[0], *(v for b, v in zip(by, g[1:], strict=True) if b not in OUTCOMES))]
        found[g] = (total, sum(base), len(base))
    return found
