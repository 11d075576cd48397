"""Several readings become one dataset: a table for each fact, one report, one fingerprint."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from kpi_core.data import Assumption, Dataset, Report, combined, coverage
from kpi_core.errors import BadInput
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.rows.convert import cost_rows
from kpi_core.intake.rows.defaults import complete
from kpi_core.intake.rows.ends import grains_of, past, sentences, stated
from kpi_core.intake.rows.join import joined
from kpi_core.intake.rows.reading import Reading
from kpi_core.intake.rows.roster import filled, lines_of
from kpi_core.intake.sources.read import FILE
from kpi_core.intake.sources.records import LINE
from kpi_core.intake.sources.repeated_text import as_text
from kpi_core.model import SEGMENTS, Fact

VERSION = "2"  # of the way rows are read; part of the fingerprint


def stacked(readings: Sequence[Reading], name: str | None = None) -> Dataset:
    """Return the dataset of these readings. Rows of one fact from several mappings stand under one another."""
    if len(readings) > 1 or any(r.mapping.join for r in readings):
        readings = [replace(r, frame=as_text(r.frame)) for r in readings]  # codes of several readings do not agree
    of_contacts = [r for r in readings if r.mapping.fact is Fact.CONTACT and not r.mapping.join]
    reports = {id(r): r.report for r in readings}
    notes = _zones(readings)
    rosters = []
    for one in readings:
        if one.mapping.join and one.mapping.join.by == "agent":
            lines, reports[id(one)] = lines_of(one)
            rosters.append(lines)
    frames: dict[Fact, list[pl.DataFrame]] = {}
    assumptions: dict[Assumption, None] = {}
    for frame in _joined(of_contacts, readings, reports):
        contacts, said = _complete(_filled(frame, Fact.CONTACT, rosters, notes), readings, frames, notes)
        assumptions |= dict.fromkeys(said)
        frames.setdefault(Fact.CONTACT, []).append(contacts)
    for one in readings:
        if one.mapping.fact is not Fact.CONTACT:
            rows = _filled(one.frame.drop(FILE, LINE), one.mapping.fact, rosters, notes)
            frames.setdefault(one.mapping.fact, []).append(rows)
    notes += _told_twice([r for r in readings if not r.mapping.join])
    tables = {
        f: pl.concat(frames[f], how="diagonal") for f in Fact if f in frames and any(part.height for part in frames[f])
    }
    segments = tuple(dict.fromkeys(s for r in readings for s in r.segments if s not in SEGMENTS))
    until, grains = stated(readings), grains_of(readings)
    late = past(tables, until)
    until = {fact: moment for fact, moment in until.items() if fact not in late}
    report = combined([reports[id(r)] for r in readings])
    report = replace(
        report,
        notes=(*report.notes, *notes, *late.values(), *(a.sentence for a in assumptions)),
        runs=sentences(tables, segments, until, grains),
    )
    if len(of_contacts) > 1:
        report = replace(report, coverage=coverage(pl.concat([r.frame["at"] for r in of_contacts])))
    first = next(iter(of_contacts), readings[0])
    return Dataset(
        name=name or _stem(first.export.heads[0].part.name),
        fingerprint=fingerprint([(r.export.digests, r.mapping) for r in readings]),
        tables=tables,
        segments=segments,
        assumptions=tuple(assumptions),
        timezone=first.zone,
        report=report.to_dict(),
        until=until,
        grains=grains,
    )


def unpacked(dataset: Dataset) -> Dataset:
    """Return the dataset with its labels as text."""
    return replace(dataset, tables={fact: as_text(frame) for fact, frame in dataset.tables.items()})


def _joined(
    of_contacts: Sequence[Reading], readings: Sequence[Reading], reports: dict[int, Report]
) -> list[pl.DataFrame]:
    """The contacts of each reading with what other files say of them; the reports learn what matched."""
    joins = [r for r in readings if r.mapping.join]
    frames = [r.frame.drop(FILE, LINE) for r in of_contacts]
    if joins and not frames:
        raise BadInput(f"There are no contacts for '{joins[0].mapping.name}' to be joined to; give their file as well.")
    if not any(r.mapping.join and r.mapping.join.by != "agent" for r in joins):
        return frames
    held = [set(f.columns) for f in frames]
    whole = pl.concat([f.with_columns(__reading=pl.lit(i)) for i, f in enumerate(frames)], how="diagonal")
    before = set(whole.columns)
    for one in joins:
        if one.mapping.join and one.mapping.join.by != "agent":
            whole, reports[id(one)] = joined(whole, one)
    added = [c for r in joins for c in r.frame.columns if c in whole.columns]
    return [
        whole.filter(pl.col("__reading") == i).select(
            c for c in whole.columns if c != "__reading" and (c in held[i] or c in added or c not in before)
        )
        for i in range(len(frames))
    ]


def _filled(frame: pl.DataFrame, fact: Fact, rosters: Sequence[pl.DataFrame], notes: list[str]) -> pl.DataFrame:
    for lines in rosters:
        frame, said = filled(frame, fact, lines)
        notes += said
    return frame


def _complete(
    frame: pl.DataFrame, readings: Sequence[Reading], frames: dict[Fact, list[pl.DataFrame]], notes: list[str]
) -> tuple[pl.DataFrame, tuple[Assumption, ...]]:
    """Contacts with their defaults; their cost, where they have one, becomes cost rows."""
    if "cost" in frame.columns:
        cost = cost_rows(frame, [s for r in readings for s in r.segments])
        frames.setdefault(Fact.COST, []).append(cost)
        notes.append(f"{cost.height:,} cost rows were made from the cost of contacts.")
        frame = frame.drop("cost")
    return complete(frame)


def fingerprint(readings: Sequence[tuple[Sequence[str], Mapping]]) -> str:
    """Return 12 hex characters that stand for these contents, each read by its mapping; names do not count."""
    said = sorted("\n".join([mapping.content, *sorted(digests)]) for digests, mapping in readings)
    return hashlib.sha256("\n".join([VERSION, *said]).encode()).hexdigest()[:12]


def _zones(readings: Sequence[Reading]) -> list[str]:
    """Say where facts of one dataset are told by different clocks."""
    zones = dict.fromkeys(r.zone for r in readings if r.zone)
    if len(zones) < 2:
        return []
    return [f"The files are in the time zones {', '.join(zones)}: each row stays on its own site's clock."]


def _told_twice(readings: Sequence[Reading]) -> list[str]:
    """Say where two mappings read rows with the same number and time: perhaps one export, in two shapes."""
    said = []
    for fact in dict.fromkeys(r.mapping.fact for r in readings):
        frames = [r.frame for r in readings if r.mapping.fact is fact and {"contact_id", "at"} <= set(r.frame.columns)]
        if len(frames) < 2:
            continue
        told = pl.concat([f.select("contact_id", "at").drop_nulls().unique() for f in frames])
        n = told.height - told.unique().height
        if n:
            said.append(
                f"{n:,} {fact} rows stand in files of two mappings with the same number and time, and all count: if "
                "one export was given in two shapes, leave one of them out."
            )
    return said


def _stem(name: str) -> str:
    base = name.rsplit("/", 1)[-1]
    for ending in (".gz", ".zip", ".csv", ".txt", ".tsv", ".xlsx", ".parquet"):
        if base.lower().endswith(ending):
            base = base[: -len(ending)]
    return base or name
