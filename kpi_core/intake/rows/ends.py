"""Until when the rows of each fact run: as the mappings say, else as the rows themselves tell."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from kpi_core.intake.rows.reading import Reading
from kpi_core.model import SEGMENTS, Fact, Grain, Span, runs, span_of, with_last_day


def stated(readings: Sequence[Reading]) -> dict[Fact, datetime]:
    """Return the moment to which the mappings say that the rows of a fact run.

    Of several mappings of a fact the earliest counts; where one of them does not say it, the rows tell.
    """
    found: dict[Fact, list[datetime | None]] = {}
    for one in readings:
        if not one.mapping.join:
            found.setdefault(one.mapping.fact, []).append(one.mapping.data_until)
    known = {fact: [u for u in said if u is not None] for fact, said in found.items()}
    return {fact: min(known[fact]) for fact, said in found.items() if len(known[fact]) == len(said)}


def grains_of(readings: Sequence[Reading]) -> dict[Fact, Grain]:
    """Return what one row of a fact stands for, where the times of all its files say so and say the same."""
    found: dict[Fact, set[Grain | None]] = {}
    for one in readings:
        if not one.mapping.join:
            found.setdefault(one.mapping.fact, set()).add(one.grain)
    return {fact: grain for fact, said in found.items() if len(said) == 1 and (grain := next(iter(said)))}


def past(tables: Mapping[Fact, pl.DataFrame], until: Mapping[Fact, datetime]) -> dict[Fact, str]:
    """Return, for each fact with rows after the moment that was stated, a sentence that says so."""
    late = [f for f, moment in until.items() if f in tables and bool((tables[f]["at"] >= moment).any())]
    return {
        f: f"The mapping says that the {f} rows run until {until[f]:%Y-%m-%d %H:%M}, but some stand after it: the rows "
        "tell until when they run."
        for f in late
    }


def sentences(
    tables: Mapping[Fact, pl.DataFrame],
    segments: Sequence[str],
    until: Mapping[Fact, datetime],
    grains: Mapping[Fact, Grain],
) -> tuple[str, ...]:
    """Return until when the rows of each fact run, a sentence each."""
    found = []
    for fact, frame in tables.items():
        if fact is Fact.CONTACT:
            start, end = frame.select(a=pl.col("at").min(), b=pl.col("at").max()).row(0)
            span = Span(start=start, end=end)
        else:
            span = span_of(fact, frame.sort("at", maintain_order=True), (*SEGMENTS, *segments), grains.get(fact))
        found.append(runs(fact, with_last_day(span, fact, [frame], until.get(fact))))
    return tuple(found)
