"""Row-level columns: what one row says by itself, under these definitions.

They are declared in `DERIVED`, one record each, in the order in which they are made; a column whose sources are
missing is not made, and what is missing is said. Nothing here looks at a second row, so rows can be made measurable
a stretch at a time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from polars import col

from kpi_core.definitions import Definitions
from kpi_core.model import DTYPES, WEEKDAYS, ColumnKind, Fact, Span
from kpi_core.prepare.business_hours import TIME_BANDS, local_clock, time_band
from kpi_core.prepare.wait_targets import promise

_OF_SURVEYS = ("satisfied", "promoter", "detractor")
_LEFT = "abandoned"  # why there was no next step, where the customer left

Maker = Callable[[Definitions, frozenset[str], datetime], pl.Expr]


@dataclass(frozen=True, slots=True)
class Derived:
    """A row-level column and the columns that it cannot do without."""

    name: str
    needs: tuple[str, ...]
    make: Maker


def derive_beside(fact: Fact, frame: pl.DataFrame, span: Span, definitions: Definitions) -> pl.DataFrame:
    """Make what can be told of rows beside the contacts: the time of the day and the week where their grain tells."""
    names = set(_OF_SURVEYS) if fact is Fact.SURVEY else set()
    if not span.grain.coarse:
        names.add("weekday")
    if span.grain.within_day:
        names |= {"hour", "time_band", "shift"}
    for d in DERIVED:
        have = frozenset(frame.columns)
        if d.name in names and d.name not in have and have.issuperset(d.needs):
            frame = frame.with_columns(d.make(definitions, have, span.now).alias(d.name))
    if (
        fact is Fact.INTERVAL
        and "handle_s" not in frame.columns
        and {"talk_s", "hold_s", "wrap_s"} <= set(frame.columns)
    ):
        frame = frame.with_columns(handle_s=col("talk_s") + col("hold_s") + col("wrap_s"))
    return frame


def unmade(surveys: pl.DataFrame) -> dict[str, str]:
    """Return the columns that these surveys cannot have, with what is missing for them."""
    return {d.name: d.needs[0] for d in DERIVED if d.name in _OF_SURVEYS and d.needs[0] not in surveys.columns}


def failures(frame: pl.DataFrame) -> pl.DataFrame:
    """Failures must not drop out: where something was required or asked for, no sign of it means no (rule 4)."""
    has = set(frame.columns)
    no = pl.lit(value=False)
    steps: dict[str, pl.Expr] = {}
    if "reached_next_step" in has:
        steps["reached_next_step"] = col("reached_next_step").fill_null(no)
    if {"compliance_met", "compliance_required"} <= has:
        steps["compliance_met"] = (
            pl.when(col("compliance_required") > 0)
            .then(col("compliance_met").fill_null(0))
            .otherwise(col("compliance_met"))
        )
    for name in ("escalated_in_time", "escalation_documented", "escalation_right_place"):
        if name in has and "escalation_required" in has:
            steps[name] = pl.when(col("escalation_required")).then(col(name).fill_null(no)).otherwise(col(name))
    if {"appointment_kept", "appointment_booked"} <= has:
        kept = pl.when(col("appointment_booked")).then(col("appointment_kept").fill_null(no))
        steps["appointment_kept"] = kept.otherwise(col("appointment_kept"))
    frame = frame.with_columns(**steps)
    if {"eligible", "customer_type"} <= has:
        ruled_in = col("abandoned") & col("customer_type").str.to_lowercase().str.starts_with("new")
        frame = frame.with_columns(
            eligible=pl.when(col("eligible").is_null() & ruled_in).then(pl.lit(value=True)).otherwise(col("eligible"))
        )
    if {"miss_reason", "reached_next_step"} <= has:
        missed = col("abandoned") & ~col("reached_next_step") & col("miss_reason").is_null()
        frame = frame.with_columns(miss_reason=pl.when(missed).then(pl.lit(_LEFT)).otherwise(col("miss_reason")))
    return frame


def ruled(frame: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """What the definitions decide by a rule goes before what the export says."""
    for rule in definitions.rules:  # eligible first: the others may ask for it
        frame = frame.with_columns(rule.holds(frame.schema).alias(rule.makes))
    return frame


def derive(frame: pl.DataFrame, definitions: Definitions, end: datetime) -> tuple[pl.DataFrame, dict[str, str]]:
    """Make every derived column whose sources are there; say what the others lack."""
    lacking: dict[str, str] = {}
    made, have = frame.lazy(), frozenset(frame.columns)
    for d in DERIVED:
        if d.name in have:
            continue  # the export gave it
        missing = [n for n in d.needs if not have & set(n.split("|"))]  # a|b: one of them
        if missing:
            lacking[d.name] = " and ".join(lacking.get(n, n) for n in missing)
            continue
        made, have = made.with_columns(d.make(definitions, have, end).alias(d.name)), have | {d.name}
    return made.collect(), lacking


def possible(columns: Sequence[str], definitions: Definitions) -> dict[str, tuple[str, ...]]:
    """Return the labels that segments of contacts may get here, beside those that the export gives."""
    made = {"shift": tuple(name for name, _ in definitions.shifts)}
    if {"miss_reason", "reached_next_step"} <= set(columns):
        made["miss_reason"] = (_LEFT,)
    return made


def needing(said: Mapping[str, str], outside: frozenset[str] = frozenset()) -> dict[str, str]:
    """Return the derived columns that are made of some columns, with what was said of those.

    Of what is made of one column or another, only that counts which has values `outside` its scale.
    """
    return {
        d.name: said[c]
        for d in DERIVED
        for need in d.needs
        for c in need.split("|")
        if c in said and (c == need or c in outside)
    }


def left_out(frame: pl.DataFrame, definitions: Definitions) -> dict[str, str]:
    """Return the derived columns that say nothing on these contacts, with what is missing."""
    found: dict[str, str] = {}
    has = set(frame.columns)
    if {"abandoned", "wait_s"} <= has:
        left = frame.lazy().filter("abandoned").select(n=pl.len(), unknown=col("wait_s").null_count()).collect()
        if left["n"].item() and left["unknown"].item() == left["n"].item():
            names = ("abandoned_in_target", "abandoned_early")
            found |= {name: "wait_s of abandoned contacts" for name in names if name in has}
    if "answered_in_target" in has and frame["answered_in_target"].null_count() == frame.height:
        found["answered_in_target"] = _no_threshold(frame, definitions)
    return found


def _no_threshold(frame: pl.DataFrame, definitions: Definitions) -> str:
    """Say why no contact can be compared with a threshold."""
    if "channel" not in frame.columns or frame["wait_s"].null_count() == frame.height:
        return "wait_s and a channel"
    channels = ", ".join(frame["channel"].drop_nulls().unique().cast(pl.String).sort().head(5))
    known = ", ".join(c for c, _ in definitions.thresholds) or "none"
    return f"a threshold for its channels ({channels}; thresholds are defined for {known})"


# --- the columns -----------------------------------------------------------------------------------------------


def _target(definitions: Definitions, have: frozenset[str], _end: datetime) -> pl.Expr:
    """The promised wait."""
    return col("promise_s") if "promise_s" in have else promise(definitions, have)


def _answered_in_target(definitions: Definitions, have: frozenset[str], end: datetime) -> pl.Expr:
    """Answered and within the threshold, edge included; unknown where the channel has none."""
    target = _target(definitions, have, end)
    return pl.when(target.is_not_null()).then(col("answered") & (col("wait_s") <= target))


def _abandoned_in_target(definitions: Definitions, have: frozenset[str], end: datetime) -> pl.Expr:
    """Abandoned and within the threshold; an abandonment without a known wait is not excused (rule 4)."""
    target = _target(definitions, have, end)
    return pl.when(target.is_not_null()).then(col("abandoned") & (col("wait_s") <= target).fill_null(value=False))


def _abandoned_early(definitions: Definitions, _have: frozenset[str], _end: datetime) -> pl.Expr:
    """Flagged so by the platform, or abandoned within the short-abandon limit, edge included."""
    early = (col("wait_s") <= definitions.short_abandon_s).fill_null(value=False)
    return col("short_abandoned").fill_null(value=False) | (col("abandoned") & early)


def _shift(definitions: Definitions, have: frozenset[str], _end: datetime) -> pl.Expr:
    """The shift that began last before the arrival; before the day's first, the one that runs over midnight."""
    clock = local_clock(definitions, have).dt.time()
    shift: pl.Expr = pl.lit(definitions.shifts[-1][0]) if definitions.shifts else pl.lit(None, dtype=pl.String)
    for name, start in definitions.shifts:
        shift = pl.when(clock >= start).then(pl.lit(name)).otherwise(shift)
    return shift


def _human_response(_definitions: Definitions, have: frozenset[str], _end: datetime) -> pl.Expr:
    """The first response where a person gave it."""
    if "handler" not in have:
        return col("first_response_s")
    bot = col("handler").str.to_lowercase() == "bot"
    return pl.when(~bot.fill_null(value=False)).then(col("first_response_s"))


def _not_reached(_definitions: Definitions, have: frozenset[str], _end: datetime) -> pl.Expr:
    """Neither answered nor returned; no sign of a return is none (rule 4)."""
    returned = col("callback_returned").fill_null(value=False) if "callback_returned" in have else pl.lit(value=False)
    return ~col("answered") & ~returned


def _callback_in_limit(definitions: Definitions, have: frozenset[str], _end: datetime) -> pl.Expr:
    """Returned, and soon enough where the time is known; no sign of a return is none."""
    returned = col("callback_returned").fill_null(value=False)
    if "callback_s" not in have:
        return returned
    limit = definitions.callback_limit_h * 3600
    return returned & (col("callback_s") <= limit).fill_null(value=False)


def _survey_answered(_definitions: Definitions, have: frozenset[str], _end: datetime) -> pl.Expr:
    """At least one of the survey's questions was answered."""
    asked = [c for c in ("csat", "nps", "ces") if c in have]
    return pl.any_horizontal(col(c).is_not_null() for c in asked) if asked else pl.lit(None, dtype=pl.Boolean)


def _survey_base(_definitions: Definitions, have: frozenset[str], _end: datetime) -> pl.Expr:
    """Surveys offered, else answered contacts."""
    return col("survey_offered") if "survey_offered" in have else col("answered")


def _appointment_due(_definitions: Definitions, have: frozenset[str], end: datetime) -> pl.Expr:
    """Booked, and due before the end of the data."""
    booked = col("appointment_booked")
    return booked & (col("appointment_due_at") < end) if "appointment_due_at" in have else booked


def _appointment_in_window(definitions: Definitions, _have: frozenset[str], _end: datetime) -> pl.Expr:
    """Booked for a time within the window after the contact, edge included."""
    return col("appointment_booked") & (col("appointment_due_at") - col("at") <= definitions.window("show"))


def _resolved_in_window(definitions: Definitions, _have: frozenset[str], _end: datetime) -> pl.Expr:
    """Resolved, and so soon, edge included; without a known time it is not known to be (rule 4)."""
    soon = col("resolution_s") <= definitions.window("resolution").total_seconds()
    return col("resolved") & soon.fill_null(value=False)


def _text(expr: pl.Expr) -> pl.Expr:
    return expr.cast(DTYPES[ColumnKind.SEGMENT])


DERIVED: tuple[Derived, ...] = (
    Derived("hour", ("at",), lambda d, h, _e: _text(local_clock(d, h).dt.hour())),
    Derived("weekday", ("at",), lambda d, h, _e: local_clock(d, h).dt.weekday().replace_strict(
        dict(enumerate(WEEKDAYS, start=1)), return_dtype=pl.String)),
    Derived("time_band", ("at",), lambda d, h, _e: time_band(d, h)),
    Derived("shift", ("at",), _shift),
    Derived("outside_hours", ("time_band",), lambda _d, _h, _e: col("time_band") != TIME_BANDS[0]),
    Derived("promise_s", ("target_s|channel",), _target),
    Derived("answered_in_target", ("answered", "wait_s"), _answered_in_target),
    Derived("abandoned_in_target", ("abandoned", "wait_s"), _abandoned_in_target),
    Derived("abandoned_early", ("abandoned", "wait_s"), _abandoned_early),
    Derived("human_response_s", ("first_response_s",), _human_response),
    Derived("not_reached", ("answered",), _not_reached),
    Derived("callback_in_limit", ("callback_returned",), _callback_in_limit),
    Derived("satisfied", ("csat",), lambda d, _h, _e: col("csat") >= d.satisfied_from),
    Derived("promoter", ("nps",), lambda d, _h, _e: col("nps") >= d.promoters_from),
    Derived("detractor", ("nps",), lambda d, _h, _e: col("nps") <= d.detractors_to),
    Derived("qa_passed", ("qa_score",), lambda d, _h, _e: col("qa_score") >= d.qa_pass_mark),
    Derived("survey_answered", ("csat|nps|ces",), _survey_answered),
    Derived("survey_base", ("answered",), _survey_base),
    Derived("appointment_due", ("appointment_booked",), _appointment_due),
    Derived("appointment_in_window", ("appointment_booked", "appointment_due_at"), _appointment_in_window),
    Derived("resolved_in_window", ("resolved", "resolution_s"), _resolved_in_window),
)  # fmt: skip
