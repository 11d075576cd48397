"""A newer export is added to a dataset, so that both together are what one import of both would have given.

Where that cannot be (`docs/decisions/appending.md`), it is said or refused in one sentence.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from kpi_core.data import Conversion, Dataset, Report, combined, coverage, from_dict, spelled_alike
from kpi_core.errors import BadInput, DayOrder
from kpi_core.intake.appending.compatible import differences, refuse_other_clock, refuse_other_units
from kpi_core.intake.appending.day_order import as_before
from kpi_core.intake.appending.overlap import TOTALS, Overlap, Rule, events, of_contacts, totals, within
from kpi_core.intake.load import Mappings, load
from kpi_core.intake.mappings.assign import assigned, heads_by
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.rows.ends import past, sentences
from kpi_core.intake.sources.detect import Source, opened
from kpi_core.intake.sources.headers import normal
from kpi_core.intake.values import keys
from kpi_core.model import BY_NAME, SEGMENTS, ColumnKind, Fact, count


@dataclass(frozen=True)
class Appended:
    """The dataset with the newer export, and sentences about what was added; `changed` is false where nothing was."""

    dataset: Dataset
    said: tuple[str, ...]
    changed: bool = True


def append(
    before: Dataset, sources: Sequence[Source] | Source, mapping: Mappings = None, *, name: str | None = None
) -> Appended:
    """Return the dataset with newer export files added to it; mappings are given or recognised as for `load`."""
    order: list[str] = []
    try:
        new = load(sources, mapping, name=before.name)
    except DayOrder as error:
        mapping, *order = as_before(before, mapping, error)
        new = load(sources, mapping, name=before.name)
    mappings = _read_by(sources, mapping)
    parts = before.parts or (before.fingerprint,)
    if new.fingerprint in parts:
        return Appended(before, ("This export is in the dataset already; nothing was added.",), changed=False)
    given, before = before, replace(before, tables={f: _plain_keys(t) for f, t in before.tables.items()})
    refuse_other_clock(before, new)
    refuse_other_units(before, new)
    rules = _rules(mappings)
    gone = _gone(sources, mappings, new, rules)
    told = {f: t for f, t in new.tables.items() if f in before.tables}
    found: dict[Fact, Overlap] = {}
    with_cost = _cost_of_contacts(mappings)
    names = (*SEGMENTS, *dict.fromkeys((*before.segments, *new.segments)))
    alike = {f: _spelled(before.tables[f], t, names) for f, t in told.items()}
    for fact, rows in told.items():
        old = before.tables[fact]
        if fact is Fact.COST and with_cost and Fact.CONTACT in found:
            contacts = before.contacts, new.contacts
            found[fact] = of_contacts(old, rows, contacts, found[Fact.CONTACT])
        elif fact in TOTALS and fact not in rules:
            found[fact] = totals(fact, old, alike[fact])
        else:
            found[fact] = events(old, alike[fact], rules.get(fact), gone.get(fact))
    until = _until(before, new)
    same = all(f in found for f in new.tables) and not any(o.added or o.replaced for o in found.values())
    if same and until == before.until:
        return Appended(given, ("Every row is in the dataset already; nothing was added.",), changed=False)
    either = {**new.tables, **before.tables}
    tables = {f: either[f] for f in Fact if f in either}
    for fact, one in found.items():
        kept = before.tables[fact].filter(one.stays)
        tables[fact] = pl.concat([kept, alike[fact].filter(one.comes)], how="diagonal")
    counted = {f: o for f, o in found.items() if not (f is Fact.COST and with_cost)}
    notes = differences(before, alike, found.get(Fact.CONTACT))
    said = [_sentence(f, before, new, alike, found.get(f)) for f in new.tables]
    tables = {f: t for f, t in tables.items() if t.height}
    until = {f: moment for f, moment in until.items() if f not in past(tables, until)}
    grains = {f: g for f, g in before.grains.items() if new.grains.get(f, g) is g}
    segments = tuple(dict.fromkeys((*before.segments, *new.segments)))
    report = _report(before, new, counted, notes, tables.get(Fact.CONTACT))
    return Appended(
        Dataset(
            name=name or before.name,
            fingerprint=hashlib.sha256("\n".join([*parts, new.fingerprint]).encode()).hexdigest()[:12],
            tables=tables,
            segments=segments,
            assumptions=tuple(dict.fromkeys((*before.assumptions, *new.assumptions))),
            timezone=before.timezone if Fact.CONTACT in before.tables else new.timezone,
            report=replace(report, runs=sentences(tables, segments, until, grains)).to_dict(),
            parts=(*parts, new.fingerprint),
            until=until,
            grains=grains,
        ),
        (*said, *order, *notes),
    )


def _until(before: Dataset, new: Dataset) -> dict[Fact, datetime]:
    """The later of the moments to which the exports say that the rows of a fact run."""
    said = {**before.until, **new.until}
    return {f: max(d.until[f] for d in (before, new) if f in d.until) for f in said}


def _read_by(sources: Sequence[Source] | Source, mapping: Mappings) -> list[Mapping]:
    """The mappings that read these files, given or recognised; joins are left out."""
    given = () if mapping is None else (mapping,) if isinstance(mapping, Mapping) else tuple(mapping)
    with opened(sources) as (folder, parts):
        shares = assigned(heads_by(parts, folder, given), given)
    return [s.mapping for s in shares if s.mapping]


def _rules(mappings: Sequence[Mapping]) -> dict[Fact, Rule]:
    """Which rows of each fact are one and the same, as the mappings say."""
    found: dict[Fact, Rule] = {}
    for one in mappings:
        rule = None if one.join else _rule(one)
        if rule and found.setdefault(one.fact, rule) != rule:
            raise BadInput(
                f"The mappings of {one.fact} rows keep rows by different columns; append their files in turn."
            )
    return found


def _rule(mapping: Mapping) -> Rule | None:
    if mapping.dedupe or mapping.legs:
        return Rule(mapping.dedupe or mapping.legs or "", legs=bool(mapping.legs))
    if mapping.latest is None:
        return None
    by = normal(mapping.latest.by)
    for name, field in mapping.columns:
        if len(field.parts) == 1 and by in {normal(h) for h in field.parts[0]}:
            return Rule(name)
    raise BadInput(
        f"The mapping '{mapping.name}' keeps the newest row of each '{mapping.latest.by}', which the dataset does not "
        "hold: map contact_id from it, or import all exports at once."
    )


def _gone(
    sources: Sequence[Source] | Source, mappings: Sequence[Mapping], new: Dataset, rules: dict[Fact, Rule]
) -> dict[Fact, pl.Series]:
    """The keys whose newest row [keep] or [drop] leaves out: what they were before is no row any more."""
    chosen = [m for m in mappings if (m.keep or m.drop) and m.fact in rules and not m.join and not m.legs]
    if not chosen:
        return {}
    whole = load(sources, [replace(m, keep=(), drop=()) if m in chosen else m for m in mappings])
    found = {}
    for fact in {m.fact for m in chosen}:
        all_of, left = (d.tables[fact][rules[fact].column] if fact in d.tables else None for d in (whole, new))
        known = pl.Series([], dtype=pl.String) if all_of is None else all_of.drop_nulls().unique()
        found[fact] = known if left is None else known.filter(~known.is_in(left.drop_nulls().unique().implode()))
    return found


def _cost_of_contacts(mappings: Sequence[Mapping]) -> bool:
    """Whether the contacts carry their cost; rows of cost beside them could not be told apart."""
    carried = any("cost" in dict(m.columns) for m in mappings if m.fact is Fact.CONTACT)
    if carried and any(m.fact is Fact.COST for m in mappings):
        raise BadInput("The contacts carry a cost and there are cost rows beside them; append these files in turn.")
    return carried


def _plain_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of before with their keys written as those of newer ones are."""
    named = [c for c in rows.columns if c in BY_NAME and BY_NAME[c].kind is ColumnKind.KEY]
    return rows.with_columns(keys.plain(rows[c]) for c in named if rows.schema[c] == pl.String)


def _spelled(old: pl.DataFrame, new: pl.DataFrame, segments: Sequence[str]) -> pl.DataFrame:
    """The newer rows with labels spelled as in the dataset; links and cubes know them so."""
    earlier, later = Fact.INTERVAL, Fact.COST  # of two facts beside the contacts the first one sets the spelling
    return spelled_alike({earlier: old, later: new}, segments)[0][later]


def _sentence(fact: Fact, before: Dataset, new: Dataset, alike: dict[Fact, pl.DataFrame], found: Overlap | None) -> str:
    """Say what became of the newer rows of a fact."""
    if found is None:
        return f"{fact} rows: {count(new.tables[fact].height)} added, the dataset had none."
    words = [f"{count(found.added)} added"]
    words += [f"{count(found.replaced)} of before replaced or taken out"] if found.replaced else []
    words += [f"{count(found.again)} left out that the dataset holds already"] if found.again else []
    words += [f"{count(found.later)} legs left out of contacts that began before"] if found.later else []
    inside = within(before.tables[fact], alike[fact].filter(found.comes))
    return f"{fact} rows: {', '.join(words)}." + (f" {inside}" if inside else "")


def _report(
    before: Dataset, new: Dataset, found: dict[Fact, Overlap], notes: Sequence[str], contacts: pl.DataFrame | None
) -> Report:
    """The account of all rows of both: what was left out or replaced is dropped, each with its reason."""
    reports = [from_dict(dict(d.report)) for d in (before, new) if d.report]
    lost = Counter(
        {
            "rows that the dataset held already": sum(o.again for o in found.values()),
            "rows that a newer export replaced or left out": sum(o.replaced for o in found.values()),
            "later legs of contacts that began in an earlier export": sum(o.later for o in found.values()),
        }
    )
    dropped = sum((Counter(r.dropped) for r in reports), Counter[str]()) + lost
    both = combined([replace(r, dropped={}, read=r.kept + r.refused) for r in reports])
    return replace(
        both,
        read=sum(r.read for r in reports),
        kept=both.kept - lost.total(),
        dropped=dict(dropped),
        conversions=_together(both.conversions),
        notes=tuple(dict.fromkeys((*both.notes, *notes))),
        coverage=coverage(contacts["at"]) if contacts is not None else both.coverage,
    )


def _together(conversions: Sequence[Conversion]) -> tuple[Conversion, ...]:
    """Conversions of one column that were read in the same way, counted together."""
    found: dict[tuple[str, ...], Conversion] = {}
    for c in conversions:
        key = (c.fact, c.column, c.source, c.kind, c.how)
        had = found.get(key)
        found[key] = c if had is None else replace(
            c, converted=c.converted + had.converted, missing=c.missing + had.missing, failed=c.failed + had.failed,
            examples=(*had.examples, *c.examples)[:5], cells=had.cells or c.cells, mend=had.mend or c.mend,
            impossible=c.impossible + had.impossible,
        )  # fmt: skip
    return tuple(found.values())
