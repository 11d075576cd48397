"""Columns of which an import understood only a part: what reads them is refused, or a remark stands with it.

A number of the cells that happened to be understood looks finished and may be anything: "Si" beside "No" gave an answer
rate of nothing. How many cells were not understood is in the import report.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kpi_core.definitions import Definitions
from kpi_core.model import ColumnKind, Fact
from kpi_core.prepare.date_basis import NEEDS
from kpi_core.prepare.lineage import reached, sources

_MOST = 0.01  # of the filled cells of a column that may be not understood
_MOST_IMPOSSIBLE = 0.1  # that may be understood and no value, as where two clocks do not agree: no mapping mends these
_BESIDE = {
    "handle_s": ("talk_s", "hold_s", "wrap_s"), "satisfied": ("csat",), "promoter": ("nps",), "detractor": ("nps",),
}  # fmt: skip  # what is made on rows beside the contacts


@dataclass(frozen=True, slots=True)
class Unread:
    """Columns, also those made from others, with the sentence about the column of the export that they go back to."""

    refused: Mapping[Fact, Mapping[str, str]] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


def unread(conversions: Sequence[Mapping[str, Any]], definitions: Definitions) -> Unread:
    """Return what an import report's conversions say of columns that were understood in part."""
    refused: dict[Fact, dict[str, str]] = {}
    said: dict[str, str] = {}
    for fact, name, found in _columns(conversions):
        failed, filled = sum(c["failed"] for c in found), sum(c["failed"] + c["converted"] for c in found)
        odd = sum(c.get("impossible", 0) for c in found)
        if not failed:
            continue
        sentence = _sentence(name, found, failed, filled)
        mapped = frozenset(c["column"] for c in conversions if c.get("fact", "contact") == fact)
        made = list(_made(fact, name, definitions, mapped))
        if failed - odd <= _MOST * filled and odd <= _MOST_IMPOSSIBLE * filled:
            said |= {column: f"{sentence}: they count as unknown{_mended(found)}." for _, column in made}
            continue
        for other, column in made:
            refused.setdefault(other, {}).setdefault(column, f"{sentence}{_mended(found)}")
    return Unread(refused, said)


def _columns(
    conversions: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[Fact, str, list[Mapping[str, Any]]]]:
    """Each column of each fact, with its conversions by all mappings."""
    keys = dict.fromkeys((c.get("fact", "contact"), c["column"]) for c in conversions)
    for fact, name in keys:
        own = [c for c in conversions if (c.get("fact", "contact"), c["column"]) == (fact, name)]
        yield Fact(fact), name, own


def _sentence(name: str, found: Sequence[Mapping[str, Any]], failed: int, filled: int) -> str:
    """How many cells of which column were not understood, and the commonest of them."""
    worst = max(found, key=lambda c: int(c["failed"]))
    cells = ", ".join(f"{text} {rows:,} time{'s' * (rows != 1)}" for text, rows in worst.get("cells", ()))
    whose = f"'{worst['source']}'" if worst["source"] else name
    what = "have an end before its start" if " to " in worst["source"] and not cells else "were not understood"
    if worst["kind"] == ColumnKind.KEY:
        what = "are numbers that a spreadsheet has shortened, like 4.5E+14, and no keys; export the column as text"
    return f"{failed:,} of the {filled:,} filled cells of {whose}, which {name} is read from, {what}" + (
        f" ({cells})" if cells else ""
    )


def _mended(found: Sequence[Mapping[str, Any]]) -> str:
    """The line that would read them."""
    lines = [c["mend"] for c in found if c.get("mend")]
    return f"; the mapping may say what they mean: {lines[0]}" if lines else ""


def _made(fact: Fact, name: str, definitions: Definitions, mapped: frozenset[str]) -> Iterator[tuple[Fact, str]]:
    """A column and what is made from it, on each fact; what the mapping reads itself is not made."""
    if name == "cost" and fact in {Fact.CONTACT, Fact.COST}:
        yield Fact.COST, name
        yield Fact.CONTACT, "cost_share"
        return
    if fact is not Fact.CONTACT:
        yield fact, name
        yield from ((fact, made) for made, parts in _BESIDE.items() if name in parts and made not in mapped)
        return
    ruled = {rule.makes for rule in definitions.rules}
    steps = {c: r for c, r in sources(definitions, datetime.max).items() if c not in mapped or c in ruled}
    columns = {name} if name == "at" else reached(name, steps)
    yield from ((fact, c) for c in sorted(columns))
    if "erlang_s" in columns:
        yield Fact.AGENT_TIME, "required_s"
    if name == NEEDS.get(definitions.date_basis):
        yield fact, "at"
