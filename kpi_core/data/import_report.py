"""The import report: what became of every row and every cell, as a frozen value and as words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record or row that was not taken in: its line from 1, the column where one is to blame, and why."""

    line: int
    column: str | None
    reason: str
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """How one column's cells were read. `how` is the unit, the order of dates or the like, guessed or given."""

    column: str
    source: str
    kind: str
    how: str
    converted: int
    missing: int
    failed: int
    fact: str = "contact"
    examples: tuple[dict[str, Any], ...] = ()  # file, line, and as value what may be told of the cell
    cells: tuple[tuple[str, int], ...] = ()  # the commonest of those not understood, as they may be told
    impossible: int = 0  # of those that failed: understood, and no value, such as an end before its start
    mend: str = ""  # the line of a mapping that would read them


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One oddity: how many rows of how many show it, in one sentence, and where the first of them stands."""

    check: str  # duplicates, legs, capped, constant, empty, sister, agentless, backwards, negative, unread, order,
    # placeholder, unit, far, shortened, copies
    column: str
    count: int
    of: int
    sentence: str
    file: str = ""
    line: int | None = None

    @property
    def place(self) -> str:
        """Where the first row stands, as the end of a sentence."""
        return f" First on line {self.line:,} of {self.file}." if self.line is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import did. Every row read is kept, dropped by a rule, or refused for a reason."""

    files: tuple[dict[str, Any], ...]  # name, kind, encoding, delimiter, rows ...
    read: int
    kept: int
    dropped: dict[str, int]  # reason to rows
    refused: int
    refusals: tuple[Refusal, ...]  # the first 1,000
    mapping: str = ""
    conversions: tuple[Conversion, ...] = ()
    unmapped: tuple[str, ...] = ()
    suggestions: dict[str, str] = field(default_factory=dict)  # unmapped header to canonical column
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    coverage: dict[str, Any] = field(default_factory=dict)  # see kpi_core.data.coverage
    unmatched: tuple[Refusal, ...] = ()  # rows to be joined that found no contact, the first 1,000
    runs: tuple[str, ...] = ()  # until when the rows of each fact run, a sentence each

    def __post_init__(self) -> None:
        """Hold the promise: no row is lost."""
        if self.read != self.kept + sum(self.dropped.values()) + self.refused:
            raise AssertionError(
                f"{self.read} rows read are not {self.kept} kept, {self.dropped} dropped and {self.refused} refused"
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values that JSON can hold."""
        said = asdict(self)
        for key in ("files", "refusals", "conversions", "unmapped", "notes", "findings", "unmatched", "runs"):
            said[key] = list(said[key])
        for conversion in said["conversions"]:
            conversion["examples"] = list(conversion["examples"])
            conversion["cells"] = [list(cell) for cell in conversion["cells"]]
        return said

    def to_text(self) -> str:
        """Return the report for people, one fact a line."""
        dropped = sum(self.dropped.values())
        lines = [f"{self.read:,} rows read = {self.kept:,} kept + {dropped:,} dropped + {self.refused:,} refused"]
        for file in self.files:
            shape = ", ".join(str(file[k]) for k in ("kind", "encoding", "delimiter", "sheet") if file.get(k))
            what = "rows" if file.get("fact", "contact") == "contact" else f"rows of {file['fact']}"
            lines.append(f"  file {file['name']} ({shape}): {file['rows']:,} {what}")
        lines += [f"  dropped: {count:,} {reason}" for reason, count in self.dropped.items()]
        for r in self.refusals[:10]:
            place = f"{r.file} line {r.line:,}" + (f", {r.column}" if r.column else "")
            lines.append(f"  refused: {place}: {r.reason}")
        if self.refused > 10:
            lines.append(f"  refused: {self.refused - 10:,} more")
        for r in self.unmatched[:10]:
            lines.append(f"  unmatched: {r.file} line {r.line:,}: {r.reason}")
        if len(self.unmatched) > 10:
            lines.append(f"  unmatched: {len(self.unmatched) - 10:,} more")
        for c in self.conversions:
            how = f" [{c.how}]" if c.how else ""
            of = "" if c.fact == "contact" else f"{c.fact} "
            lines.append(
                f"  {of}{c.column} from {c.source}{how}: {c.converted:,} read, {c.missing:,} missing, "
                f"{c.failed:,} not understood"
            )
            lines += [f"    not understood: {e['file']} line {e['line']:,}: {e['value']}" for e in c.examples[:3]]
        if self.unmapped:
            lines.append(f"  not mapped, dropped: {', '.join(self.unmapped)}")
        lines += [f"  could be mapped: {header} as {column}" for header, column in self.suggestions.items()]
        lines += [f"  odd: {f.sentence}{f.place}" for f in self.findings]
        lines += [f"  note: {note}" for note in self.notes]
        lines += [f"  {sentence}" for sentence in self.runs]
        if self.coverage:
            lines.append(f"  rows from {self.coverage['first']} to {self.coverage['last']}, by month:")
            lines += [f"    {m['month']}  {m['rows']:>10,}" for m in self.coverage["months"]]
            lines += [f"    no rows {g['words']}" for g in self.coverage["gaps"]]
        return "\n".join(lines)


def combined(reports: Sequence[Report]) -> Report:
    """Return one report of several mappings' files: numbers are added, words stand under one another."""
    if len(reports) == 1:
        return reports[0]
    dropped = {f"{reason} ({r.mapping})": rows for r in reports for reason, rows in r.dropped.items()}
    if len(dropped) < sum(len(r.dropped) for r in reports):
        dropped = {f"{w} ({r.mapping}, {i})": n for i, r in enumerate(reports, 1) for w, n in r.dropped.items()}
    return Report(
        files=tuple(f for r in reports for f in r.files),
        read=sum(r.read for r in reports),
        kept=sum(r.kept for r in reports),
        dropped=dropped,
        refused=sum(r.refused for r in reports),
        refusals=tuple(x for r in reports for x in r.refusals),
        mapping="; ".join(dict.fromkeys(r.mapping for r in reports if r.mapping)),
        conversions=tuple(c for r in reports for c in r.conversions),
        unmapped=tuple(dict.fromkeys(h for r in reports for h in r.unmapped)),
        suggestions={header: column for r in reports for header, column in r.suggestions.items()},
        notes=tuple(dict.fromkeys(n for r in reports for n in r.notes)),
        unmatched=tuple(x for r in reports for x in r.unmatched),
        findings=tuple(f for r in reports for f in r.findings),
        coverage=next((r.coverage for r in reports if r.coverage), {}),
    )


def from_dict(said: dict[str, Any]) -> Report:
    """Read back what `Report.to_dict` wrote."""
    return Report(
        files=tuple(said["files"]),
        read=said["read"],
        kept=said["kept"],
        dropped=dict(said["dropped"]),
        refused=said["refused"],
        refusals=tuple(Refusal(**r) for r in said["refusals"]),
        mapping=said.get("mapping", ""),
        conversions=tuple(_conversion(c) for c in said.get("conversions", ())),
        unmapped=tuple(said.get("unmapped", ())),
        suggestions=dict(said.get("suggestions", {})),
        notes=tuple(said.get("notes", ())),
        findings=tuple(Finding(**f) for f in said.get("findings", ())),
        coverage=dict(said.get("coverage", {})),
        unmatched=tuple(Refusal(**r) for r in said.get("unmatched", ())),
        runs=tuple(said.get("runs", ())),
    )


def _conversion(said: dict[str, Any]) -> Conversion:
    cells = tuple((str(text), int(rows)) for text, rows in said.get("cells", ()))
    return Conversion(**(said | {"examples": tuple(said["examples"]), "cells": cells}))
