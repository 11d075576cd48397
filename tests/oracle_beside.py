"""The KPIs of the facts beside contacts once more, naively: plain Python over dicts, from the definitions alone.

`known` says whether a cut and a cadence can be answered, `cells` gives the (numerator, denominator, n) of every
(period, *by) group; a numerator of None is one that no row knows.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from kpi_core.definitions import DEFAULT, Definitions
from kpi_core.model import Fact
from kpi_core.statistics.erlang import agents_for
from tests.oracle import MINUTES, WEEKDAYS, Periods, Side, of, periods
from tests.rows import Row

C, V, A, M, S, Q, K = Fact
Cell = tuple[float | None, float, int]
Rows = dict[Fact, list[Row]]


def plus(*names: str, minus: tuple[str, ...] = ()) -> Side:
    """The sum of columns, less others; unknown where one of them is."""

    def side(r: Row) -> Any:
        values = [r[n] for n in (*names, *minus)]
        if any(v is None for v in values):
            return None
        return sum(r[n] for n in names) - sum(r[n] for n in minus)

    return side


def there(*names: str) -> Side:
    """True where all columns are known, else false."""
    return lambda r: all(r[n] is not None for n in names)


def _nps(r: Row) -> Any:
    return None if r["nps"] is None else (r["nps"] >= 9) - (r["nps"] <= 6)


def _satisfied(r: Row) -> Any:
    return None if r["csat"] is None else r["csat"] >= DEFAULT.satisfied_from


ONE: dict[str, tuple[Fact, Side, Side | None]] = {
    "qa_item_pass_rate": (Q, of("passed"), there("passed")),
    "servqual_gap": (S, plus("perception", minus=("expectation",)), there("perception", "expectation")),
    "employee_engagement": (S, of("engagement_score"), there("engagement_score")),
    "csat:top2, from surveys": (S, _satisfied, there("csat")),
    "csat:mean, from surveys": (S, of("csat"), there("csat")),
    "nps:from surveys": (S, _nps, there("nps")),
    "customer_effort:from surveys": (S, of("ces"), there("ces")),
    "customer_retention_rate": (M, of("retained"), of("active_at_start")),
    "customer_churn_rate": (M, of("churned"), of("active_at_start")),
    "customer_lifetime_value": (M, of("margin"), plus("churned")),
    "occupancy": (A, of("busy_s"), plus("busy_s", "available_s")),
    "utilization": (A, of("productive_s"), plus("paid_s")),
    "schedule_adherence": (A, of("adherent_s"), plus("scheduled_s")),
    "schedule_adherence:adherence": (A, of("adherent_s"), plus("scheduled_s")),
    "schedule_adherence:conformance": (A, of("worked_s"), plus("scheduled_s")),
    "staffing_efficiency": (A, of("required_s"), plus("scheduled_s")),
    "staffing_efficiency:as planned": (A, of("required_s"), plus("scheduled_s")),
    "on_call_rate": (A, plus("talk_s", "hold_s"), plus("logged_in_s", minus=("talk_s", "hold_s"))),
    "contact_volume:from intervals": (V, of("offered"), None),
    "answer_rate:from intervals": (V, of("answered"), plus("offered")),
    "service_level:SL-1, from intervals": (V, of("answered_in_target"), plus("answered", "abandoned")),
    "service_level:SL-2, from intervals": (
        V, of("answered_in_target"), plus("answered", "abandoned", minus=("abandoned_in_target",)),
    ),
    "service_level:SL-3, from intervals": (V, plus("answered_in_target", "abandoned_in_target"), plus("offered")),
    "service_level:SL-4, from intervals": (V, of("answered_in_target"), plus("offered", minus=("short_abandoned",))),
    "service_level:SL-5, from intervals": (V, of("answered_in_target"), plus("answered")),
    "service_level:SL-6, from intervals": (V, of("answered_in_target"), plus("offered")),
    "average_speed_of_answer:answered, from intervals": (V, of("answered_wait_s"), plus("answered")),
    "average_speed_of_answer:offered, from intervals": (V, of("wait_s"), plus("offered")),
    "queue_delay:from intervals": (V, of("wait_s"), plus("queued")),
    "abandonment_rate:from intervals": (V, of("abandoned"), plus("offered")),
    "post_answer_abandonment:from intervals": (V, of("dropped_after_answer"), plus("answered")),
    "transfer_rate:transfers, from intervals": (V, of("transfers"), plus("answered")),
    "average_handle_time:answered, from intervals": (V, plus("talk_s", "hold_s", "wrap_s"), plus("answered")),
    "average_handle_time:offered, from intervals": (V, plus("talk_s", "hold_s", "wrap_s"), plus("offered")),
    "average_talk_time:from intervals": (V, of("talk_s"), plus("answered")),
    "average_hold_time:from intervals": (V, of("hold_s"), plus("answered")),
    "average_wrap_time:from intervals": (V, of("wrap_s"), plus("answered")),
}  # fmt: skip
_NEXT, _SPREAD = ("reached_next_step", "conversion"), ", spread by contacts"
COSTS: dict[str, tuple[str, str | None]] = {  # the column that is divided by, and its window
    "cost_per_contact": ("answered", None),
    **{f"cost_per_contact:{b}{how}": (b, None) for b in ("answered", "offered", "outbound") for how in ("", _SPREAD)},
    "cost_per_next_step": _NEXT,
    "cost_per_next_step:as booked": _NEXT,
    "cost_per_next_step:spread by contacts": _NEXT,
}
ERLANG = "staffing_efficiency:erlang"
GRAINS = {V: "moment", A: "day", M: "month", S: "moment", Q: "moment", K: "month", C: "moment"}
Grains = dict[Fact, str]


def prepared(rows: list[Row], fact: Fact, grains: Grains = GRAINS, d: Definitions = DEFAULT) -> list[Row]:
    """Return the rows with what their time tells: nothing where they stand for months, no hour where for days."""
    out = [dict(r) for r in rows]
    for r in out:
        at = r["at"]
        if grains[fact] == "month":
            r["at"] = datetime(at.year, at.month, 1)
            continue
        r["weekday"] = WEEKDAYS[at.weekday()]
        if grains[fact] == "day":
            continue
        r["hour"] = at.hour
        open_now = any(a <= at.time().replace(second=0) < b for a, b in d.business_hours[at.weekday()])
        r["time_band"] = "business hours" if open_now else "weekend" if at.weekday() >= 5 else "after hours"
        before = [name for name, start in d.shifts if start <= at.time()]
        r["shift"] = before[-1] if before else d.shifts[-1][0]
    return out


def facts_of(rows: Rows, name: str) -> tuple[Fact, ...]:
    """The facts whose segments and grain decide."""
    if name == ERLANG:
        return (C, A)
    if name in ONE:
        return (ONE[name][0],)
    return (_base(rows),) if "spread" in name else (K, _base(rows))


def known(rows: Rows, name: str, by: tuple[str, ...], cadence: str, grains: Grains = GRAINS) -> bool:
    """Whether every fact of the KPI knows these segments and columns, and none of its months is cut in two."""
    facts = facts_of(rows, name)
    if any(f not in rows for f in (*facts, *([K] if "spread" in name else []))):
        return False
    if name in COSTS and _base(rows) is V and (COSTS[name][0] not in rows[V][0] or "spread" in name):
        return False
    if cadence in {"day", "week"} and any(grains[f] == "month" for f in facts):
        return False
    if name == ERLANG and "agent" in by:  # nobody's yet when they wait
        return False
    if cadence in MINUTES and (name in (*COSTS, ERLANG) or any(grains[f] in {"day", "month"} for f in facts)):
        return False
    if MINUTES.get(cadence, 60) < 60 and any(grains[f] == "hour" for f in facts):
        return False
    if MINUTES.get(cadence, 30) < 30 and V in facts:  # they come by half hours
        return False
    if any(b in {"miss_reason", "disposition"} for b in by):
        return False
    if C in facts and "agent" in by and (name.startswith("cost_per_contact") and "offered" in name):
        return False
    return all(any(r.get(b) is not None for r in rows[f]) for f in facts for b in by)


def cells(
    rows: Rows,
    name: str,
    by: tuple[str, ...],
    cadence: str,
    grains: Grains = GRAINS,
    keep: Side = bool,
    d: Definitions = DEFAULT,
) -> dict[tuple, Cell]:
    """Return the sums of each group over the rows to keep; what the facts cover and share out is said by all rows."""
    if name == ERLANG:
        return _staffing(rows, by, cadence, keep, d)
    if name in COSTS:
        return _costs(rows, name, by, cadence, grains, keep, d)
    fact, top, bottom = ONE[name]
    when = periods(cadence, d)
    tops: dict[tuple, float] = defaultdict(float)
    bottoms: dict[tuple, float] = defaultdict(float)
    count: dict[tuple, int] = defaultdict(int)
    for r in filter(keep, rows[fact]):
        a, b = top(r), None if bottom is None else bottom(r)
        if a is None or (bottom is not None and (b is None or b is False)):
            continue
        group = _group(r, by, when)
        tops[group] += float(a)
        bottoms[group] += float(b or 0)
        count[group] += 1
    if bottom is None:
        return {g: (t, 0.0, int(t)) for g, t in tops.items()}
    return {g: (t, bottoms[g], int(bottoms[g]) if fact is V else count[g]) for g, t in tops.items()}


def _group(r: Row, by: tuple[str, ...], when: Periods) -> tuple:
    return (when[r["at"]], *(r[b] for b in by))


def _base(rows: Rows) -> Fact:
    """The fact whose contacts a cost is divided by."""
    return C if C in rows else V


def _costs(
    rows: Rows, name: str, by: tuple[str, ...], cadence: str, grains: Grains, keep: Side, d: Definitions
) -> dict[tuple, Cell]:
    """Cost over contacts: the months, or days, that both the known costs and the contacts cover."""
    column, window = COSTS[name]
    when = periods(cadence, d)
    contacts = rows[_base(rows)]
    days = [r["at"].date() for r in contacts if r[column] is not None]
    booked_on = [r["at"].date() for r in rows[K] if r["cost"] is not None]
    unit, after = (month, _next) if grains[K] == "month" else (_same, _tomorrow)
    if grains[K] == "month":
        units = {m for m in booked_on if min(days) < _next(m) and m <= max(days)}
    else:
        first, last = max(min(days), min(booked_on)), min(max(days), max(booked_on))
        units = {first + timedelta(days=i) for i in range((last - first).days + 1)}
    if window:
        latest = max(r["at"] for r in contacts) - d.window(window)
        units = {m for m in units if datetime.combine(after(m), time()) <= datetime.combine(latest.date(), time())}
    tops: dict[tuple, float] = {}
    bottoms: dict[tuple, list[float]] = defaultdict(list)
    if "spread" in name:
        booked = [(r, s) for r, s in zip(contacts, shares(rows, grains), strict=True) if s is not None]
    else:
        booked = [(r, r["cost"]) for r in rows[K] if r["cost"] is not None]
    for r, amount in booked:
        if keep(r) and unit(r["at"].date()) in units:
            group = _group(r, by, when)
            tops[group] = tops.get(group, 0.0) + amount
    for r in contacts:
        if keep(r) and unit(r["at"].date()) in units and r[column] is not None:
            bottoms[_group(r, by, when)].append(float(r[column]))
    return {
        g: (tops.get(g), sum(bottoms[g]), int(sum(bottoms[g])))
        for g in {*tops, *(g for g in bottoms if sum(bottoms[g]))}
    }


def alone(r: Row) -> bool:
    """Whether no agent was asked for."""
    return bool(r["self_served"]) or r.get("handler") == "bot"


def _staffing(rows: Rows, by: tuple[str, ...], cadence: str, keep: Side, d: Definitions) -> dict[tuple, Cell]:
    """Erlang agents of each half hour of voice, over the time scheduled, on the days that both sides cover."""
    when = periods(cadence, d)
    voice = [r for r in rows[C] if r["channel"] == "voice" and r["offered"] and not alone(r)]
    handled = [r for r in voice if r["answered"] and r["handle_s"]]
    usual = sum(r["handle_s"] for r in handled) / len(handled)
    slots: dict[datetime, list[Row]] = defaultdict(list)
    for r in voice:
        slots[r["at"].replace(minute=r["at"].minute // 30 * 30, second=0, microsecond=0)].append(r)
    scheduled = [r for r in rows[A] if r["scheduled_s"] is not None]
    known = [r["at"].date() for r in scheduled]
    first = max(min(known), min(r["at"].date() for r in voice))
    last = min(max(known), max(r["at"].date() for r in voice))
    tops: dict[tuple, float] = {}
    for start, held in slots.items():
        of_day = [r["handle_s"] for r in handled if r["at"].date() == start.date()]
        handle = sum(of_day) / len(of_day) if len(of_day) >= 30 else usual
        agents = agents_for(len(held) * handle / 1800, handle, d.staffing_share, dict(d.thresholds)["voice"])
        for r in held:
            if keep(r) and first <= r["at"].date() <= last:
                group = _group(r, by, when)
                tops[group] = tops.get(group, 0.0) + agents * 1800 / len(held)
    bottoms: dict[tuple, list[float]] = defaultdict(list)
    for r in scheduled:
        if keep(r) and first <= r["at"].date() <= last:
            bottoms[_group(r, by, when)].append(r["scheduled_s"])
    return {
        g: (tops.get(g), sum(bottoms[g]), sum(1 for b in bottoms[g] if b))
        for g in {*tops, *(g for g in bottoms if sum(bottoms[g]))}
    }


def shares(rows: Rows, grains: Grains) -> list[float | None]:
    """Return each contact's even share of the costs of its month, or day, that can be its own."""
    unit = month if grains[K] == "month" else _same
    found: list[float | None] = [None] * len(rows[C])
    for cost in rows[K]:
        if cost["cost"] is None:
            continue
        mine = [
            i
            for i, r in enumerate(rows[C])
            if unit(r["at"].date()) == cost["at"].date()
            and all(cost[s] is None or cost[s] == r[s] for s in ("team", "coverage", "vendor"))
        ]
        for i in mine:
            found[i] = (found[i] or 0.0) + cost["cost"] / len(mine)
    return found


def month(day: date) -> date:
    return day.replace(day=1)


def _next(m: date) -> date:
    return month(m + timedelta(days=32))


def _same(day: date) -> date:
    return day


def _tomorrow(day: date) -> date:
    return day + timedelta(days=1)
