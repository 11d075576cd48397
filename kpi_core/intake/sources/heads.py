"""The layout and the headers of each file, without its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kpi_core.intake.sources.delimited import DELIMITER_NAMES, Layout, layout
from kpi_core.intake.sources.detect import FileKind, Part
from kpi_core.intake.sources.guard import guarded
from kpi_core.intake.sources.headers import find, named, normal, refuse_many, refuse_wordy
from kpi_core.intake.sources.typed import Grid, grid


@dataclass(frozen=True, slots=True)
class Head:
    """One file, its layout and its headers (distinct, trimmed, as the export spells them)."""

    part: Part
    how: Layout | Grid
    headers: tuple[str, ...]
    repeated: tuple[str, ...] = ()


def heads(
    parts: Sequence[Part], folder: Path, sheet: str | None = None, *,
    header: bool = True, ragged: bool = False, encoding: str | None = None,
) -> tuple[Head, ...]:  # fmt: skip
    """Return each file's layout and headers. Without a header the columns are `column_1` and so on.

    With `ragged` rows may have fewer fields than the header. `encoding` is that of text files, where it is known.
    """
    found: list[Head] = []
    distinct: set[str] = set()
    for part in parts:
        with guarded(f"'{part.name}' cannot be read"):
            how = (
                layout(part.name, part.path, header=header, ragged=ragged, given=encoding)
                if part.kind is FileKind.TEXT
                else grid(part, folder, sheet)
            )
        if not header and isinstance(how, Grid) and how.sheet is not None:
            how = _headless(how)
        refuse_wordy(part.name, how.cells)
        names = named(how.cells)
        distinct.update(names)
        refuse_many(f"'{part.name}'" if len(parts) == 1 else "What was given", len(distinct))
        firsts = [normal(c) for c in how.cells]
        repeated = tuple(n for n, f in zip(names, firsts, strict=True) if normal(n) != f and f)
        found.append(Head(part, how, names, repeated))
    return tuple(found)


def _headless(how: Grid) -> Grid:
    """The same sheet, its first row one of data."""
    return replace(how, cells=("",) * len(how.cells), skipped=0, first_line=1, above=())


def union(found: Sequence[Head]) -> dict[str, str]:
    """Return every header of the files: normal form to the spelling that came first."""
    headers: dict[str, str] = {}
    for head in found:
        for name in head.headers:
            headers.setdefault(normal(name), name)
    return headers


def unified(found: Sequence[Head], places: Sequence[Sequence[str]]) -> tuple[tuple[Head, ...], tuple[str, ...]]:
    """Return the files with one spelling for headers that changed their name between them, and sentences about it.

    `places` list the names that mean the same, the first of which that is there counts. Without this the column
    would be read from some files and be blank in the others.
    """
    heads, said = list(found), []
    for names in places:
        common = find(names, union(heads))
        for i, head in enumerate(heads):
            own = find(names, union([head]))
            if common is None or own is None or normal(own) == normal(common):
                continue
            heads[i] = replace(head, headers=tuple(common if h == own else h for h in head.headers))
            said.append(f"In '{head.part.name}' the column '{own}' is read as '{common}', as another file calls it.")
    return tuple(heads), tuple(said)


def describe(head: Head) -> dict[str, Any]:
    """Return how a file was read, as plain values."""
    how = head.how
    if isinstance(how, Layout):
        return {
            "name": head.part.name,
            "kind": "text",
            "encoding": "utf-8" if how.encoding == "utf-8-sig" else how.encoding,
            "delimiter": DELIMITER_NAMES[how.delimiter],
            "header_line": how.header_line,
        }
    said: dict[str, Any] = {"name": head.part.name, "kind": str(head.part.kind), "encoding": None, "delimiter": None}
    return said | ({"sheet": how.sheet, "header_line": how.first_line - 1} if how.sheet is not None else {})
