"""Canonical rows as they came through the door: one frame per fact, and what was assumed about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from kpi_core.model import Fact, Grain


@dataclass(frozen=True, slots=True)
class Assumption:
    """A default that was taken because the export does not say."""

    column: str
    sentence: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Dataset:
    """What intake returns and prepare takes.

    `tables` hold canonical columns (`kpi_core.model.columns`) plus the extra segments named in `segments`, all strings.
    `fingerprint` is made from the content of the files and the mapping, so the same export read the same way has
    the same one. `report` is the import report as plain values (see `kpi_core.data.import_report`). `parts` are the
    fingerprints of the exports that were appended to one another, none where nothing was. `until` is the moment to
    which the rows of a fact run, where its mapping says it; the rows decide where they run on after it. `grains` is
    what one row of a fact stands for, where the export says it, as `08:00-08:30` and `2024-W03` do.
    """

    name: str
    fingerprint: str
    tables: Mapping[Fact, pl.DataFrame]
    segments: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    timezone: str | None = None
    report: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    until: Mapping[Fact, datetime] = field(default_factory=dict)
    grains: Mapping[Fact, Grain] = field(default_factory=dict)

    @property
    def contacts(self) -> pl.DataFrame:
        """The contacts."""
        return self.tables[Fact.CONTACT]
