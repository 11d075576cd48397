"""Contacts on their way to be measurable: what must be known of all of them first, and what is made row by row.

`begin` looks over the contacts, a few columns at a time: their labels, who came back, what each cost row is shared out
over. The facts beside them are prepared whole. `Preparation.stretches` then makes the contacts measurable, one
stretch after the other, so that they need not lie in memory as a whole.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import polars as pl
from polars import col

from kpi_core.data import Dataset, InMemory, Rows, labels_of, spelled_alike
from kpi_core.definitions import Definitions
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.model import SEGMENTS, WEEKDAYS, Fact, Grain, Span, span_of, unit_start, with_last_day
from kpi_core.model import held as held_in
from kpi_core.prepare.business_hours import MADE, TIME_BANDS, with_business_time
from kpi_core.prepare.cost_allocation import NAME as SHARE
from kpi_core.prepare.cost_allocation import Shares, cost_shares, with_cost_share
from kpi_core.prepare.date_basis import dated
from kpi_core.prepare.definitions_check import BY_TIME, named, unsuited, unused
from kpi_core.prepare.derived import derive, derive_beside, failures, needing, possible, ruled, unmade
from kpi_core.prepare.repeats import Gaps, gaps, with_repeats
from kpi_core.prepare.scales import NO_SCORES, Scores, look, scored, within
from kpi_core.prepare.staffing import NAME as REQUIRED
from kpi_core.prepare.staffing import required, with_required
from kpi_core.prepare.unread import unread

_FIXED = {"hour": tuple(str(h) for h in range(24)), "weekday": WEEKDAYS, "time_band": TIME_BANDS}
_READ_AS_TEXT = {"channel", "customer_type", "handler", "location", "miss_reason", *BY_TIME}  # their words are read


@dataclass(frozen=True, eq=False)
class Placed:
    """Contacts in order of arrival with the `day` of it, and how far the next and the last of their key are."""

    rows: Rows
    gaps: pl.DataFrame | None
    texts: frozenset[str]

    @property
    def schema(self) -> pl.Schema:
        """The columns and their types."""
        beside = {} if self.gaps is None else self.gaps.schema
        return pl.Schema({**as_text(self.rows.schema.to_frame(), self.texts).schema, "day": pl.Date(), **beside})

    def read(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """Yield one stretch after the other."""
        wanted = list(self.schema) if columns is None else list(columns)
        first = 0
        for part in self.rows.read([c for c in self.rows.schema if c in wanted or c == "at"]):
            found = as_text(part, self.texts).with_columns(unit_start(Grain.MOMENT).alias("day"))
            if self.gaps is not None:
                found = found.hstack(self.gaps.slice(first, part.height))
            first += part.height
            yield found.select(wanted)


@dataclass(frozen=True, eq=False, kw_only=True)
class Preparation:
    """All that is known before the contacts are made measurable, and the facts beside them, which are."""

    definitions: Definitions
    timezone: str | None
    beside: Mapping[Fact, pl.DataFrame]
    spans: Mapping[Fact, Span]
    enums: Mapping[str, pl.Enum]
    spelled: tuple[str, ...]  # what was spelled anew
    contacts: Rows | None = None
    scores: Scores = NO_SCORES  # of the contacts
    gaps: Gaps | None = None
    shares: Shares | None = None  # of costs
    required: pl.DataFrame | None = None  # time of agents
    lacking: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cautions: Mapping[str, str] = field(default_factory=dict)  # by column
    unread: Mapping[Fact, Mapping[str, str]] = field(default_factory=dict)  # of which only a part was understood

    @property
    def refused(self) -> dict[str, str]:
        """The columns of contacts whose scores are on another scale and those made of them, with what is needed."""
        return {**self.scores.refused, **needing(self.scores.refused, self.scores.outside)}

    def stretches(self) -> Iterator[pl.DataFrame]:
        """Yield the measurable contacts from the first day to the last."""
        for part in self.contacts.read() if self.contacts else ():
            yield self._made(part)

    def _made(self, part: pl.DataFrame) -> pl.DataFrame:
        frame, _ = self.row_level(part)
        frame = _coded(frame, self.enums)
        if self.shares is not None:
            frame = with_cost_share(frame, self.shares)
        return frame if self.required is None else with_required(frame, self.required)

    def row_level(self, part: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
        """Return contacts with what each says by itself and who came back, and what is missing for the rest."""
        part = within(part, self.scores, self.definitions)
        frame, lacking = derive(part, self.definitions, self.spans[Fact.CONTACT].now)
        frame = failures(ruled(frame, self.definitions))
        frame = with_business_time(frame, self.definitions, self.timezone)
        lacking |= {name: source for name, source in MADE.items() if source not in frame.columns}
        return (frame if self.gaps is None else with_repeats(frame, self.gaps, self.definitions)), lacking


def begin(
    dataset: Dataset, contacts: Rows | None, beside: Mapping[Fact, pl.DataFrame], definitions: Definitions
) -> Preparation:
    """Look over the rows of a dataset, of which only the columns and what is said of it are read here.

    `contacts` stand in order of `at`, and there is at least one, or None. Raises CannotAnswer where there is no row
    with a time at all, BadInput where the definitions name a column that is not there.
    """
    if why := unsuited(dataset, definitions):
        raise BadInput(why)
    names = (*SEGMENTS, *dataset.segments)
    texts = frozenset({*_READ_AS_TEXT, *(s for s, _ in named(definitions))})
    held = None if contacts is None else _labels(contacts, names, definitions)
    tables, spelled = spelled_alike({f: as_text(t, texts) for f, t in beside.items() if t.height}, names, held)
    spans: dict[Fact, Span] = {}
    lacking: dict[str, str] = {}
    cautions: dict[str, str] = {}
    for fact, rows in tables.items():
        scores = look([rows], definitions)
        lacking |= unmade(rows) if fact is Fact.SURVEY else {}
        lacking |= {**scores.refused, **needing(scores.refused)}
        cautions |= {**scores.said, **needing(scores.said)}
        frame = within(rows, scores, definitions).drop(scores.refused).sort("at", maintain_order=True)
        span = with_last_day(
            span_of(fact, frame, names, dataset.grains.get(fact)), fact, [frame], dataset.until.get(fact)
        )
        frame = derive_beside(fact, frame.with_columns(unit_start(span.grain).alias("day")), span, definitions)
        tables[fact], spans[fact] = frame, replace(span, segments=held_in(frame, names))
    half = unread(dataset.report.get("conversions", ()), definitions)
    found = Preparation(
        definitions=definitions, timezone=dataset.timezone, beside=tables, spans=spans, enums={}, spelled=spelled,
        lacking=lacking, cautions={**half.said, **cautions}, unread=half.refused,
    )  # fmt: skip
    if contacts is not None and held is not None:
        found = _with_contacts(found, Placed(contacts, None, texts), held, dataset.until.get(Fact.CONTACT))
        found = replace(found, lacking={n: _in_full(why, dataset) for n, why in found.lacking.items()})
    elif not tables:
        raise CannotAnswer(f"{dataset.name} holds no contact with a usable time, so there is nothing to measure.")
    enums = _enums(found, names, held or {})
    return _shared(replace(found, enums=enums, beside={f: _coded(t, enums) for f, t in tables.items()}))


def _in_full(lacking: str, dataset: Dataset) -> str:
    """What is lacking; of a key that a spreadsheet has shortened, that it is."""
    found = {f["column"] for f in dataset.report.get("findings", ()) if f["check"] == "shortened"}
    if lacking not in found:
        return lacking
    return f"{lacking} in full (a spreadsheet has shortened it to numbers such as 4.5E+14: export it as text)"


def as_text(frame: pl.DataFrame, columns: Collection[str]) -> pl.DataFrame:
    """Return the frame with these columns as text where they are codes."""
    coded = [c for c, kind in frame.schema.items() if c in columns and isinstance(kind, pl.Enum)]
    return frame.with_columns(col(coded).cast(pl.String)) if coded else frame


def _labels(contacts: Rows, names: Sequence[str], definitions: Definitions) -> dict[str, pl.Series]:
    """What the segments of the contacts hold, and the columns that the definitions name."""
    wanted = [s for s in names if isinstance(contacts.schema.get(s), pl.String | pl.Enum)]
    wanted += [s for s, _ in named(definitions) if s in contacts.schema]
    return labels_of(contacts, dict.fromkeys(wanted))


def _with_contacts(
    found: Preparation, placed: Placed, held: Mapping[str, pl.Series], stated: datetime | None
) -> Preparation:
    """Look over the contacts: their first and last time, who came back, the day they count on."""
    definitions = found.definitions
    ends = [(part["at"][0], part["at"][-1]) for part in placed.rows.read(["at"])]
    span = with_last_day(Span(start=ends[0][0], end=ends[-1][1]), Fact.CONTACT, placed.rows.read(["at"]), stated)
    spans = {**found.spans, Fact.CONTACT: span}
    names = scored(placed.rows.schema, definitions)
    scores = look(placed.rows.read(names) if names else (), definitions)
    near, lacking, notes = gaps(placed.rows, definitions)
    near = near and replace(near, end=near.end + (span.now - span.end))
    placed = replace(placed, gaps=None if near is None else near.table)
    contacts: Rows = placed
    if definitions.date_basis != "arrival":
        moved, said = dated(pl.concat(list(placed.read())), definitions.date_basis)
        contacts, notes = InMemory(moved), (*notes, *said)
    found = replace(found, contacts=contacts, scores=scores, gaps=near, spans=spans, notes=notes)
    _, missing = found.row_level(contacts.schema.to_frame())
    cautions = {**found.cautions, **scores.said, **needing(scores.said, scores.outside)}
    lacking = {**missing, **lacking, **found.lacking}  # what is there and cannot be used helps more than a name
    return replace(found, lacking=lacking, cautions=cautions, unused=unused(held, definitions))


def _shared(found: Preparation) -> Preparation:
    """Look up what is shared out over the contacts: costs, and the time of agents that they required."""
    costs, no_costs, contacts = found.beside.get(Fact.COST), "cost rows", found.contacts
    shares, needed, no_staffing = None, None, "contacts and agent time"
    if contacts is not None:
        if costs is not None:
            shares, no_costs = cost_shares(contacts, costs, found.spans[Fact.COST], found.enums)
        needed, no_staffing = required(contacts, found.beside, found.definitions)
    lacking = {name: why for name, why in ((SHARE, no_costs), (REQUIRED, no_staffing)) if why}
    return replace(found, shares=shares, required=needed, lacking={**found.lacking, **lacking})


def _enums(found: Preparation, names: Sequence[str], held: Mapping[str, pl.Series]) -> dict[str, pl.Enum]:
    """Segments as Enums in their natural order, the same on every fact, so that they group fast, sort and join."""
    frames = list(found.beside.values())
    made: Mapping[str, Collection[str]] = {}
    if found.contacts is not None:
        whole = found.row_level(found.contacts.schema.to_frame())[0]
        frames.append(whole)
        made = possible(whole.columns, found.definitions)
    enums = {}
    for name in names:
        holding = [f[name] for f in frames if isinstance(f.schema.get(name), pl.String | pl.Enum)]
        if holding:
            texts = [s.drop_nulls().unique().cast(pl.String) for s in holding]
            texts += [pl.Series(list(made.get(name, ())), dtype=pl.String), *([held[name]] if name in held else [])]
            enums[name] = pl.Enum(_FIXED.get(name) or pl.concat([t.rename(name) for t in texts]).unique().sort())
    return enums


def _coded(frame: pl.DataFrame, enums: Mapping[str, pl.Enum]) -> pl.DataFrame:
    """The frame with its segments as codes."""
    return frame.with_columns(
        col(n).cast(e) for n, e in enums.items() if isinstance(frame.schema.get(n), pl.String | pl.Enum)
    )
