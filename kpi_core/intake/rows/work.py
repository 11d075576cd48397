"""What the reading of an export's columns shares while it goes on, and what one reading gives."""

from dataclasses import dataclass, field

import polars as pl

from kpi_core.data import Conversion, Finding
from kpi_core.intake.mappings.field import DurationUnit, Field
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.sources.read import FILE, Export
from kpi_core.intake.sources.records import LINE
from kpi_core.intake.values import pseudonyms
from kpi_core.intake.values.cells import MISSING
from kpi_core.intake.values.times import Clock


@dataclass(slots=True)
class Work:
    """What the reading of columns shares while it goes on."""

    export: Export
    mapping: Mapping
    clock: Clock
    conversions: list[Conversion] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    key: bytes | None = None
    gauged: tuple[DurationUnit, str] | None = None

    def words(self, entry: Field) -> tuple[str, ...]:
        """The words for missing in a column."""
        usual = MISSING if self.mapping.missing is None else self.mapping.missing
        return (*usual, *entry.missing)

    def found(self, check: str, column: str, rows: pl.DataFrame, odd: pl.Series, sentence: str) -> None:
        """Note an oddity of these rows, which is said in the notes too."""
        self.notes.append(f"{column}: {sentence}")
        file, line = rows.select(FILE, LINE).filter(odd.fill_null(value=False)).row(0)
        name = self.export.heads[file].part.name
        self.findings.append(
            Finding(
                check=check,
                column=column,
                count=int(odd.sum()),
                of=rows.height,
                sentence=f"{column}: {sentence}",
                file=name,
                line=line,
            )
        )

    def secret(self) -> bytes:
        """Return the key of the pseudonyms, read once."""
        if self.key is None:
            self.key = pseudonyms.secret()
        return self.key


@dataclass(frozen=True, slots=True)
class Read:
    """A column's values, how they were read, and which present cells were not understood."""

    values: pl.Series
    how: str = ""
    failed: pl.Series | None = None
