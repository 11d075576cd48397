"""XLSX and Parquet files, read by a child process with limits on memory and time."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kpi_core.errors import BadInput
from kpi_core.intake.sources.detect import FileKind, Part, size_text
from kpi_core.intake.sources.guard import guarded
from kpi_core.intake.sources.limited import TooMuch, run

_CHILD = Path(__file__).with_name("typed_worker.py")
_SPACE = 3  # bytes of address space for each that it may hold: Polars stands still where it gets too few


@dataclass(frozen=True, slots=True)
class Grid:
    """A typed file as strings: an Arrow file of rows, the header's cells and the line of the first row."""

    path: Path
    cells: tuple[str, ...]
    skipped: int  # rows of the Arrow file above the first row of data
    first_line: int
    sheet: str | None
    above: tuple[str, ...] = ()  # the rows above the header that are not blank


def grid(part: Part, folder: Path, sheet: str | None) -> Grid:
    """Return the file's rows as strings, or raise BadInput in one sentence."""
    target = folder / f"{part.path.name}.{hashlib.sha256(str(part.path).encode()).hexdigest()[:12]}.arrow"
    _run(part, target, sheet or "")
    with guarded(f"'{part.name}' cannot be read"):
        frame = pl.scan_ipc(target)
        if part.kind is FileKind.PARQUET:
            return Grid(target, tuple(frame.collect_schema().names()), 0, 1, None)
        top = frame.head(200).collect()
    rows = top.drop("__sheet").rows()
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    usual = max(filled, default=0)
    if usual == 0:
        raise BadInput(f"'{part.name}' has no header in its first rows.")
    header = next(i for i, count in enumerate(filled) if count >= max(min(usual, 2), usual / 2))
    above = tuple(" ".join(c for c in row if c.strip()) for row in rows[:header] if any(c.strip() for c in row))
    return Grid(target, tuple(rows[header]), header + 1, header + 2, str(top["__sheet"][0]), above)


def _run(part: Part, target: Path, sheet: str) -> None:
    most = part.limits.room(part.path.stat().st_size)
    words = ["-P", str(_CHILD), str(part.kind), str(part.path), str(target), sheet]
    status, said = _bounded([*words, str(_SPACE * _memory(part)), str(most)], part)
    if status == 3:
        raise BadInput(f"'{part.name}' {said.decode(errors='replace')}.")
    if status != 0:
        what = "workbook" if part.kind is FileKind.XLSX else "Parquet file"
        why = (
            "is damaged, or a stray cell far out makes it too large"
            if part.kind is FileKind.XLSX
            else "is damaged or too large"
        )
        raise BadInput(f"The {what} '{part.name}' {why}; save it again or give it as CSV.")


def _bounded(words: list[str], part: Part) -> tuple[int, bytes]:
    """Run the reader; return its status and output, or end it where it takes too much time or memory."""
    try:
        return run(words, {}, seconds=part.limits.seconds, memory=_memory(part), apart=False)
    except TooMuch as refused:
        if not refused.memory:
            raise BadInput(
                f"'{part.name}' takes longer than {part.limits.seconds} s to read; give it as CSV."
            ) from None
        raise BadInput(
            f"'{part.name}' needs more than {size_text(_memory(part))} of memory to read, perhaps for a stray cell "
            "far out; give it as CSV."
        ) from None


def _memory(part: Part) -> int:
    return part.limits.workbook if part.kind is FileKind.XLSX else part.limits.parquet
