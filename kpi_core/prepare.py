"""Rows become measurable: what looks across rows or depends on definitions becomes a column, once.

Row-level columns are declared in `DERIVED`, one record each; a column whose sources are missing is not made, and
`Prepared.lacking` says what is missing. Repeats look across rows and are made in `kpi_core.repeats`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from math import gcd

import polars as pl
from polars import col

from kpi_core.business_time import MADE, TIME_BANDS, local_clock, time_band, with_business_time
from kpi_core.columns import DTYPES, SEGMENTS, Fact, Kind
from kpi_core.dataset import Dataset
from kpi_core.dating import dated
from kpi_core.definitions import DEFAULT, Definitions
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.facts import Span, held, span_of, unit_start, with_open
from kpi_core.lattice import NO_CUBES, ROWS, Lattice
from kpi_core.promise import promise, unpromised
from kpi_core.repeats import with_repeats
from kpi_core.required import with_required
from kpi_core.spelling import spelled_alike
from kpi_core.spread import uneven_cost, with_cost_share
from kpi_core.suits import off_scale, unsuited, unused

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENOUGH = 50  # contacts, of which none would lie on such minutes alone by chance
_HOURS = tuple(str(h) for h in range(24))

Maker = Callable[[Definitions, frozenset[str], datetime], pl.Expr]


@dataclass(frozen=True, slots=True)
class Derived:
    """A row-level column and the columns that it cannot do without."""

    name: str
    needs: tuple[str, ...]
    make: Maker


@dataclass(frozen=True, eq=False)
class Prepared:
    """Measurable rows: one frame per fact with `day` and the derived columns, segments as Enums."""

    dataset: Dataset
    definitions: Definitions
    tables: Mapping[Fact, pl.DataFrame]
    spans: Mapping[Fact, Span]
    lacking: Mapping[str, str]  # derived column -> what is missing for it
    notes: tuple[str, ...] = ()
    cautions: Mapping[str, str] = field(default_factory=dict)  # column -> what must be known of KPIs that read it
    lattice: Lattice = NO_CUBES  # sums of the contacts, added up beforehand

    def cubes(self, fact: Fact) -> Lattice:
        """Return what was added up beforehand of this fact's rows, as they are now."""
        return self.lattice if self.lattice.of is self.tables[fact] else NO_CUBES

    def cautions_on(self, columns: Iterable[str]) -> tuple[str, ...]:
        """Return what must be known of a KPI that reads these columns."""
        return tuple(dict.fromkeys(self.cautions[c] for c in columns if c in self.cautions))

    @property
    def main(self) -> Fact:
        """The fact that the data are about: contacts where there are any, else the first one there is."""
        return Fact.CONTACT if Fact.CONTACT in self.tables else next(f for f in Fact if f in self.tables)

    @property
    def first_day(self) -> date:
        """The first day of the main fact."""
        return self.spans[self.main].first

    @property
    def last_day(self) -> date:
        """The last day of the main fact."""
        return self.spans[self.main].last

    @property
    def rows(self) -> int:
        """The number of rows of the main fact."""
        return self.tables[self.main].height

    @property
    def size(self) -> str:
        """How much there is of the main fact, in words."""
        return f"{self.rows:,} {'contacts' if self.main is Fact.CONTACT else f'{self.main} rows'}"

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The segments that some fact can be cut by, those of the main fact first; empty ones are left out."""
        names = (*SEGMENTS, *self.dataset.segments)
        held = [self.spans[self.main].segments, *(s.segments for s in self.spans.values())]
        return tuple(dict.fromkeys(s for known in held for s in names if s in known))

    @cached_property
    def clock_step(self) -> int:
        """The minutes to which the times of the contacts are given: 1440 for dates alone, 0 for finer than a minute."""
        at = self.tables[Fact.CONTACT].select(
            minute=col("at").dt.hour().cast(pl.Int32) * 60 + col("at").dt.minute(),
            exact=(col("at").dt.second() == 0) & (col("at").dt.microsecond() == 0),
        )
        minutes = at["minute"].unique().to_list()
        if not at["exact"].all() or (at.height < _ENOUGH and minutes != [0]):
            return 0
        return gcd(24 * 60, *minutes)

    @cached_property
    def _values(self) -> dict[str, tuple[str, ...]]:
        """Values found so far, by segment."""
        return {}

    def values(self, segment: str) -> tuple[str, ...]:
        """Return a segment's values, the most frequent of the main fact first; "" stands for rows without one."""
        if segment not in self._values:
            found: list[str | None] = []
            for fact in dict.fromkeys((self.main, *self.tables)):
                if segment in self.tables[fact].columns:
                    cube = self.cubes(fact).holding([segment])
                    source, n = (self.tables[fact], pl.len()) if cube is None else (cube, col(ROWS).sum())
                    counts = source.lazy().group_by(segment).agg(n.alias(ROWS)).collect()
                    found += counts.sort(ROWS, segment, descending=[True, False])[segment].cast(pl.String).to_list()
            self._values[segment] = tuple(dict.fromkeys(v or "" for v in found))
        return self._values[segment]

    @cached_property
    def nullable(self) -> Mapping[Fact, frozenset[str]]:
        """The columns of each fact that hold at least one null."""
        return {
            f: frozenset(c for c, n in zip(t.columns, t.null_count().row(0), strict=True) if n)
            for f, t in self.tables.items()
        }


def prepare(dataset: Dataset, definitions: Definitions = DEFAULT) -> Prepared:
    """Return the dataset's rows with everything that the KPIs need, under these definitions.

    Raises CannotAnswer where there is no row with a time at all, BadInput where the definitions name a column that
    is not there.
    """
    if why := unsuited(dataset, definitions):
        raise BadInput(why)
    tables: dict[Fact, pl.DataFrame] = {}
    spans: dict[Fact, Span] = {}
    lacking: dict[str, str] = {}
    notes: tuple[str, ...] = ()
    names = (*SEGMENTS, *dataset.segments)
    given, spelled = spelled_alike(dataset.tables, names)
    for fact, rows in given.items():
        if rows.is_empty():
            continue
        frame = rows.sort("at", maintain_order=True)
        span = span_of(fact, frame, names)
        frame = frame.with_columns(unit_start(span.grain).alias("day"))
        if fact is Fact.CONTACT:
            notes = unused(frame, definitions)
            frame, missing, more = _derive(frame, definitions, span.end)
            frame = _failures(_ruled(frame, definitions))
            frame = with_business_time(frame, definitions, dataset.timezone)
            missing |= {name: source for name, source in MADE.items() if source not in frame.columns}
            frame, missing_repeats, blank = with_repeats(frame, definitions)
            frame, moved = dated(frame, definitions.date_basis)
            lacking |= missing | missing_repeats
            notes = (*notes, *more, *blank, *moved)
        else:
            frame = _derive_beside(fact, frame, span, definitions)
        tables[fact], spans[fact] = frame, replace(span, segments=held(frame, names))
    if not tables:
        raise CannotAnswer(f"{dataset.name} holds no contact with a usable time, so there is nothing to measure.")
    tables = _enums(tables, dataset.segments)
    tables, missing = with_cost_share(tables, spans)
    tables, no_staffing = with_required(tables, definitions)
    missing |= no_staffing
    why = unpromised(tables[Fact.CONTACT]) if _judges(tables) else None
    cautions = {"answered_in_target": why} if why else {}
    late = uneven_cost(tables, spans)
    cautions |= {c: late for c in ("cost", "cost_share") if late}
    notes = (*notes, *spelled, *dict.fromkeys(cautions.values()))
    return Prepared(dataset, definitions, tables, with_open(spans), lacking | missing, notes, cautions)


def _judges(tables: Mapping[Fact, pl.DataFrame]) -> bool:
    """Whether waits of contacts are held against a target."""
    return Fact.CONTACT in tables and "answered_in_target" in tables[Fact.CONTACT].columns


def _derive_beside(fact: Fact, frame: pl.DataFrame, span: Span, definitions: Definitions) -> pl.DataFrame:
    """Make what can be told of rows beside the contacts: the time of the day and the week where their grain tells."""
    names = {"satisfied"} if fact is Fact.SURVEY else set()
    if not span.grain.coarse:
        names.add("weekday")
    if span.grain.within_day:
        names |= {"hour", "time_band", "shift"}
    for d in DERIVED:
        have = frozenset(frame.columns)
        if d.name in names and d.name not in have and have.issuperset(d.needs):
            frame = frame.with_columns(d.make(definitions, have, span.end).alias(d.name))
    if (
        fact is Fact.INTERVAL
        and "handle_s" not in frame.columns
        and {"talk_s", "hold_s", "wrap_s"} <= set(frame.columns)
    ):
        frame = frame.with_columns(handle_s=col("talk_s") + col("hold_s") + col("wrap_s"))
    return frame


def _failures(frame: pl.DataFrame) -> pl.DataFrame:
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
        frame = frame.with_columns(miss_reason=pl.when(missed).then(pl.lit("abandoned")).otherwise(col("miss_reason")))
    return frame


def _ruled(frame: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """What the definitions decide by a rule goes before what the export says."""
    for rule in definitions.rules:  # eligible first: the others may ask for it
        frame = frame.with_columns(rule.holds(frame.schema).alias(rule.makes))
    return frame


def _derive(
    frame: pl.DataFrame, definitions: Definitions, end: datetime
) -> tuple[pl.DataFrame, dict[str, str], tuple[str, ...]]:
    """Make every derived column whose sources are there; say what the others lack, and what was left out."""
    lacking: dict[str, str] = {}
    for d in DERIVED:
        have = frozenset(frame.columns)
        if d.name in have:
            continue  # the export gave it
        missing = [n for n in d.needs if not have & set(n.split("|"))]  # a|b: one of them
        if missing:
            lacking[d.name] = " and ".join(lacking.get(n, n) for n in missing)
            continue
        frame = frame.with_columns(d.make(definitions, have, end).alias(d.name))
    for name in ("abandoned_in_target", "abandoned_early"):
        if name in frame.columns and "wait_s" in frame.columns:
            left = frame.filter(col("abandoned"))
            if left.height and left["wait_s"].null_count() == left.height:
                frame = frame.drop(name)
                lacking[name] = "wait_s of abandoned contacts"
    if "answered_in_target" in frame.columns and frame["answered_in_target"].null_count() == frame.height:
        frame = frame.drop("answered_in_target")
        lacking["answered_in_target"] = _no_threshold(frame, definitions)
    why, said = off_scale(frame, definitions)
    if why and "satisfied" in frame.columns:
        frame = frame.drop("satisfied")
        lacking["satisfied"] = why
    return frame, lacking, said


def _no_threshold(frame: pl.DataFrame, definitions: Definitions) -> str:
    """Say why no contact can be compared with a threshold."""
    if "channel" not in frame.columns or frame["wait_s"].null_count() == frame.height:
        return "wait_s and a channel"
    channels = ", ".join(frame["channel"].drop_nulls().unique().sort().head(5))
    known = ", ".join(c for c, _ in definitions.thresholds) or "none"
    return f"a threshold for its channels ({channels}; thresholds are defined for {known})"


def _enums(tables: Mapping[Fact, pl.DataFrame], extra: tuple[str, ...]) -> dict[Fact, pl.DataFrame]:
    """Segments as Enums in their natural order, the same on every fact, so that they group fast, sort and join."""
    order = {"hour": _HOURS, "weekday": WEEKDAYS, "time_band": TIME_BANDS}
    casts: dict[Fact, list[pl.Expr]] = {fact: [] for fact in tables}
    for name in (*SEGMENTS, *extra):
        holding = [f for f, t in tables.items() if isinstance(t.schema.get(name), pl.String | pl.Enum)]
        if holding:
            values = order.get(name) or tuple(
                pl.concat([tables[f][name].drop_nulls().unique().cast(pl.String) for f in holding]).unique().sort()
            )
            for fact in holding:
                casts[fact].append(col(name).cast(pl.Enum(values)))
    return {fact: table.with_columns(casts[fact]) for fact, table in tables.items()}


# --- the row-level columns -------------------------------------------------------------------------------------


def _target(definitions: Definitions, have: frozenset[str], _end: datetime) -> pl.Expr:
    """The promised wait."""
    return promise(definitions, have)


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
    """Booked, and due by the end of the data."""
    booked = col("appointment_booked")
    return booked & (col("appointment_due_at") <= end) if "appointment_due_at" in have else booked


def _text(expr: pl.Expr) -> pl.Expr:
    return expr.cast(DTYPES[Kind.SEGMENT])


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
    Derived("satisfied", ("csat",), lambda d, _h, _e: pl.when(col("csat") <= d.csat_scale).then(
        col("csat") >= d.satisfied_from)),
    Derived("qa_passed", ("qa_score",), lambda d, _h, _e: col("qa_score") >= d.qa_pass_mark),
    Derived("survey_answered", ("csat|nps|ces",), _survey_answered),
    Derived("survey_base", ("answered",), _survey_base),
    Derived("appointment_due", ("appointment_booked",), _appointment_due),
)  # fmt: skip
