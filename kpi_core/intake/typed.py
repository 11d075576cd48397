"""XLSX and Parquet files, read by a child process with limits on memory and time."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kpi_core.errors import BadInput
from kpi_core.intake.guard import guarded
from kpi_core.intake.sniff import Kind, Part

_CHILD = Path(__file__).with_name("child.py")
_MEMORY = {Kind.XLSX: 2 << 30, Kind.PARQUET: 6 << 30}  # bytes of address space
_SECONDS = {Kind.XLSX: 60, Kind.PARQUET: 300}


@dataclass(frozen=True, slots=True)
class Grid:
    """A typed file as strings: an Arrow file of rows, the header's cells and the line of the first row."""

    path: Path
    cells: tuple[str, ...]
    skipped: int  # rows of the Arrow file above the first row of data
    first_line: int
    digest: str
    sheet: str | None


def grid(part: Part, folder: Path, sheet: str | None) -> Grid:
    """Return the file's rows as strings, or raise BadInput in one sentence."""
    target = folder / f"{part.path.name}.{hashlib.sha256(str(part.path).encode()).hexdigest()[:12]}.arrow"
    _run(part, target, sheet or "")
    with guarded(f"'{part.name}' cannot be read"):
        digest = hashlib.file_digest(part.path.open("rb"), "sha256").hexdigest()
        frame = pl.scan_ipc(target)
        if part.kind is Kind.PARQUET:
            return Grid(target, tuple(frame.collect_schema().names()), 0, 1, digest, None)
        top = frame.head(200).collect()
    rows = top.drop("__sheet").rows()
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    usual = max(filled, default=0)
    if usual == 0:
        raise BadInput(f"'{part.name}' has no header in its first rows.")
    header = next(i for i, count in enumerate(filled) if count >= max(min(usual, 2), usual / 2))
    return Grid(target, tuple(rows[header]), header + 1, header + 2, digest, str(top["__sheet"][0]))


def _run(part: Part, target: Path, sheet: str) -> None:
    seconds = _SECONDS[part.kind]
    words = [sys.executable, "-P", str(_CHILD), str(part.kind), str(part.path), str(target), sheet]
    try:
        done = subprocess.run(  # noqa: S603  # our own script, arguments as a list
            [*words, str(_MEMORY[part.kind])], capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BadInput(f"'{part.name}' takes longer than {seconds} s to read; give it as CSV.") from error
    if done.returncode == 3:
        raise BadInput(f"'{part.name}' {done.stdout.decode(errors='replace')}.")
    if done.returncode != 0:
        what = "workbook" if part.kind is Kind.XLSX else "Parquet file"
        why = (
            "is damaged, or a stray cell far out makes it too large"
            if part.kind is Kind.XLSX
            else "is damaged or too large"
        )
        raise BadInput(f"The {what} '{part.name}' {why}; save it again or give it as CSV.")
