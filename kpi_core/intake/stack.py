"""Several readings become one dataset: a table for each fact, one report, one fingerprint."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from kpi_core.columns import SEGMENTS, Fact
from kpi_core.dataset import Assumption, Dataset
from kpi_core.defaults import complete
from kpi_core.intake.convert import cost_rows
from kpi_core.intake.mapping import Mapping
from kpi_core.intake.read import FILE
from kpi_core.intake.reading import Reading
from kpi_core.intake.records import LINE
from kpi_core.intake.report import combined

VERSION = "1"  # of the way rows are read; part of the fingerprint


def stacked(readings: Sequence[Reading], name: str | None = None) -> Dataset:
    """Return the dataset of these readings. Rows of one fact from several mappings stand under one another."""
    frames: dict[Fact, list[pl.DataFrame]] = {}
    assumptions: dict[Assumption, None] = {}
    notes = _zones(readings)
    for one in readings:
        frame = one.frame.drop(FILE, LINE)
        if one.mapping.fact is Fact.CONTACT:
            if "cost" in frame.columns:
                cost = cost_rows(frame, one.segments)
                frame = frame.drop("cost")
                frames.setdefault(Fact.COST, []).append(cost)
                notes.append(f"{cost.height:,} cost rows were made from the cost of contacts.")
            frame, said = complete(frame)
            assumptions |= dict.fromkeys(said)
        frames.setdefault(one.mapping.fact, []).append(frame)
    report = combined([r.report for r in readings])
    report = replace(report, notes=(*report.notes, *notes, *(a.sentence for a in assumptions)))
    first = next((r for r in readings if r.mapping.fact is Fact.CONTACT), readings[0])
    return Dataset(
        name=name or _stem(first.export.heads[0].part.name),
        fingerprint=fingerprint([([h.how.digest for h in r.export.heads], r.mapping) for r in readings]),
        tables={
            f: pl.concat(frames[f], how="diagonal")
            for f in Fact
            if f in frames and any(frame.height for frame in frames[f])
        },
        segments=tuple(dict.fromkeys(s for r in readings for s in r.segments if s not in SEGMENTS)),
        assumptions=tuple(assumptions),
        timezone=first.zone,
        report=report.to_dict(),
    )


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


def _stem(name: str) -> str:
    base = name.rsplit("/", 1)[-1]
    for ending in (".gz", ".zip", ".csv", ".txt", ".tsv", ".xlsx", ".parquet"):
        if base.lower().endswith(ending):
            base = base[: -len(ending)]
    return base or name
