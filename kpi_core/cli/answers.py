"""What a page says, as a document: the sentence, what must be known about it, and a row for each number."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpi_core.cli import output
from kpi_core.model import NOTHING, Cadence, Kpi, Unit, change_text, value_text

Cells = Mapping[str, object]
_DIFFERENCES = {
    "difference", "difference_low", "difference_high", "reach", "change", "change_low", "change_high", "change_reach",
}  # fmt: skip
_VALUES = {"reach_low", "reach_high", "change_reach_low", "change_reach_high"}


@dataclass(frozen=True, slots=True)
class Row:
    """A number: its KPI, and its cells by the names of `measure`'s columns and those of its verdict.

    `apart_in` is what a difference is counted in, where that is not the KPI's own unit.
    """

    kpi: Kpi
    cells: Cells
    apart_in: Unit | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """All rows have the same cells. `by` are the segments among them."""

    sentence: str
    remarks: tuple[str, ...]
    rows: tuple[Row, ...]
    by: tuple[str, ...] = ()


def measured(row: Cells, by: tuple[str, ...]) -> dict[str, object]:
    """Return the cells of a row of the measured frame, as `measure` prints them."""
    return {c: output.plain(c, row[c]) for c in ("kpi", "period", *by, *output.AFTER)}


def iso(value: object) -> object:
    """Return a day or moment as ISO, anything else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def show(answer: Answer, how: str) -> None:
    """Print an answer as one JSON object, as CSV or as a table; what they do not hold goes to standard error."""
    rows = [dict(r.cells) for r in answer.rows]
    if how == "json":
        said = {"sentence": answer.sentence, "remarks": answer.remarks, "rows": rows}
        print(json.dumps(said, indent=1, ensure_ascii=False))
        return
    usual = ("kpi", "period", *answer.by, *output.AFTER)
    more = [c for c in (rows[0] if rows else ()) if c not in usual]
    if how == "csv":
        print(answer.sentence, file=sys.stderr)
        output.csv([*usual, *more], rows)
    else:
        print(f"{answer.sentence}\n")
        lines = [
            [*output.line(r.cells, r.kpi, answer.by, Cadence.ALL), *(_word(r, c) for c in more)] for r in answer.rows
        ]
        output.table([*output.head(answer.by), *(c.replace("_", " ") for c in more)], lines)
    for remark in answer.remarks:
        print(f"  note: {remark}", file=sys.stderr)


def _word(row: Row, column: str) -> str:
    """A cell beside the usual ones as a table shows it."""
    value = row.cells[column]
    if value is None or value is False:
        return NOTHING
    if column in _VALUES and isinstance(value, float):
        return value_text(value, row.kpi.unit)
    if isinstance(value, float):
        return change_text(value, row.apart_in or row.kpi.unit) if column in _DIFFERENCES else f"{value:.2f}"
    return "yes" if value is True else str(value)
