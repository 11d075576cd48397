"""The line of a mapping that would read the cells that were not understood, to be copied and corrected."""

from dataclasses import replace

import polars as pl

from kpi_core.intake.mappings.field import Field
from kpi_core.intake.mappings.toml_text import entry_text
from kpi_core.intake.values import dates, durations
from kpi_core.intake.values.told import words
from kpi_core.intake.values.written_times import NAMED_ZONE
from kpi_core.model import ColumnKind

_UNKNOWN = ("...",)  # stands for words that may not be told
_LOOKED_AT = 1_000  # cells


def mend(name: str, kind: ColumnKind, entry: Field, bad: pl.Series, good: pl.DataFrame | None, at: Field | None) -> str:
    """Return the entry of `name` as it would read the `bad` cells; "" where no mapping helps.

    `good` holds the text `t` and the value `v` of flags that were understood, `at` is the entry of the row's time.
    """
    if kind is ColumnKind.KEY:
        return ""
    if entry.start:
        return entry_text(name, _span(entry, bad))
    known = words(bad) or _UNKNOWN
    if kind is ColumnKind.TIME and bad.head(_LOOKED_AT).str.contains(NAMED_ZONE).any():
        return 'timezone = "America/New_York" under [file], or what the zone of the site is called'
    if kind is ColumnKind.NUMBER and known is not _UNKNOWN:
        return entry_text(name, replace(entry, rename=(*entry.rename, *((w, "...") for w in known))))
    if good is not None:
        return entry_text(name, _flag(entry, known, good))
    if kind is ColumnKind.TEXT:
        return entry_text(name, replace(entry, rename=(*entry.rename, *((w, "answered") for w in known))))
    if kind is ColumnKind.SECONDS and at and len(at.parts) == 1 and len(entry.parts) == 1 and _moments(bad):
        return entry_text(name, Field(start=at.parts[0], end=entry.parts[0]))
    return entry_text(name, replace(entry, missing=(*entry.missing, *known)))


def between_clocks(bad: pl.Series) -> bool:
    """Whether the spans, written `start to end`, begin at a time of day without its date."""
    starts = bad.head(_LOOKED_AT).str.extract(r"^(.*) to ").drop_nulls()
    return 2 * durations.time_of_day(starts).count() > len(starts)


def _span(entry: Field, bad: pl.Series) -> Field:
    """Times of day that pass midnight, else start and end the other way round."""
    if between_clocks(bad) and not entry.wrap:
        return replace(entry, wrap=True)
    return replace(entry, start=entry.end, end=entry.start)


def _flag(entry: Field, known: tuple[str, ...], good: pl.DataFrame) -> Field:
    """The words that are understood on their sides, and the others where a side has none."""
    read = [good.filter(pl.col("v") == side)["t"].cast(pl.String).unique().sort().head(3) for side in (True, False)]
    yes, no = entry.true or tuple(read[0]), entry.false or tuple(read[1])  # words that everybody may know
    if yes and no:
        return replace(entry, missing=(*entry.missing, *known))
    if not yes and not no:
        return replace(entry, true=known[:1], false=known[1:] or _UNKNOWN)
    return replace(entry, true=yes or known, false=no or known)


def _moments(bad: pl.Series) -> bool:
    """Whether the cells are dates with times."""
    some = bad.drop_nulls().head(_LOOKED_AT)
    dated = some.filter(some.str.contains(r"\d[-/. ].*\d[-/. ].*\d"))
    return 2 * dates.parse(dated).local.count() > len(some) if len(dated) else False
