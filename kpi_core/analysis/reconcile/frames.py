"""Their figures beside ours as the table lists them, one line a figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from kpi_core.analysis.reconcile import text as words
from kpi_core.analysis.reconcile.printed import Figure
from kpi_core.model import Kpi, value_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure: ours, theirs, whether they agree, and what would explain the difference."""

    kpi: Kpi
    theirs: Figure
    ours: float | None
    agrees: bool
    why_not: str  # why we have none
    explained: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """The line in a few words."""
        return self.why_not or words.verdict(self.explained, agrees=self.agrees)


def table(lines: Sequence[Line]) -> pl.DataFrame:
    """Return `kpi, ours, theirs, difference, verdict`, all in words."""
    rows = [
        {
            "kpi": line.kpi.name,
            "ours": value_text(line.ours, line.kpi.unit),
            "theirs": line.theirs.text,
            "difference": words.difference(line.ours, line.theirs, line.kpi.unit, agrees=line.agrees),
            "verdict": line.verdict,
        }
        for line in lines
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("kpi", "ours", "theirs", "difference", "verdict"), pl.String))
