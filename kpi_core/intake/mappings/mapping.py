"""A mapping: how an export's headers become canonical columns, as a frozen value that TOML files say.

A preset and a user's own mapping are the same. Headers are named as the export spells them and compared without
case and repeated spaces; a list of headers in one place means: the first of them that is there.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kpi_core.intake.mappings.field import (
    Conditions,
    Field,
    Names,
    conditions_out,
    write_field,
)
from kpi_core.intake.mappings.toml_text import toml_text
from kpi_core.model import Column, ColumnKind, Fact

FILE_KEYS = (
    "sheet",
    "timezone",
    "day_first",
    "missing",
    "header",
    "gauge",
    "data_until",
    "times",
    "ragged",
    "encoding",
)


@dataclass(frozen=True, slots=True)
class Latest:
    """Event logs: the newest row of each `by`, newest by `order` (else the last one in the files)."""

    by: str
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Gauge:
    """A duration whose true length two times of the row tell: it settles the unit of all durations of the export."""

    column: Names
    start: Names
    end: Names

    def to_plain(self) -> dict[str, list[str]]:
        """Return the gauge as its TOML writes it."""
        return {"column": list(self.column), "from": list(self.start), "to": list(self.end)}


ROSTER = (
    Column("from", ColumnKind.TIME, "First day or moment that a line of a roster is true"),
    Column("to", ColumnKind.TIME, "Last day or moment that it is true"),
)
JOINS = ("contact_id", "customer_key", "agent")


@dataclass(frozen=True, slots=True)
class Join:
    """Rows that are no contacts of their own: what they say goes to contacts that share `by`.

    By contact_id to that contact; by customer_key to the customer's last contact at most `within_h` hours before;
    by agent, a dated roster, to every row of the agent between `from` and `to`.
    """

    by: str
    within_h: float | None = None

    def to_plain(self) -> str | dict[str, Any]:
        """Return the join as its TOML writes it."""
        return self.by if self.within_h is None else {"by": self.by, "within_h": self.within_h}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the sections of the TOML say (see the module's example presets)."""

    name: str
    columns: tuple[tuple[str, Field], ...]
    fact: Fact = Fact.CONTACT
    join: Join | None = None
    match: tuple[tuple[str, ...], ...] = ()  # headers that must be there for a preset to fit, each with aliases
    segments: tuple[tuple[str, Field], ...] = ()
    sheet: str | None = None
    timezone: str | None = None
    day_first: bool | None = None
    missing: tuple[str, ...] | None = None  # None stands for the usual words
    header: bool | None = None  # False: the first line is a row, the columns are column_1 and so on
    gauge: Gauge | None = None
    data_until: datetime | None = None  # the moment, on the clock of `at`, to which the export runs
    ragged: bool | None = None  # True: rows may have fewer fields than the header, as in logs
    encoding: str | None = None  # of text files, such as cp1250; None: told by their bytes
    times: str | None = None  # the zone of times that do not say theirs, where it is not the site's
    notes: tuple[str, ...] = ()  # what a reader of the numbers should know about the export; said in the report
    keep: Conditions = ()
    drop: Conditions = ()
    latest: Latest | None = None
    dedupe: str | None = None  # a canonical column: of rows that share its value the last one stays
    legs: str | None = None  # a canonical column: rows that share its value are legs of one contact
    optional: bool = False  # headers outside `match` may be lacking; the column is then left out and this is said

    def to_dict(self) -> dict[str, Any]:
        """Return the mapping as the plain values of its TOML; what says nothing is left out."""
        said: dict[str, Any] = {"name": self.name, "fact": str(self.fact)}
        plain = {
            "join": self.join and self.join.to_plain(),
            "match": [names[0] if len(names) == 1 else list(names) for names in self.match],
            "optional": self.optional,
            "dedupe": self.dedupe,
            "legs": self.legs,
            "notes": list(self.notes),
        }
        said |= {key: value for key, value in plain.items() if value}
        file = {k: v for k in FILE_KEYS if (v := getattr(self, k)) is not None}
        file |= {"gauge": self.gauge.to_plain()} if self.gauge else {}
        if file:
            said["file"] = {k: _plain(v) for k, v in file.items()}
        for word, rules in (("keep", self.keep), ("drop", self.drop)):
            if rules:
                said[word] = conditions_out(rules)
        if self.latest:
            said["latest"] = {"by": self.latest.by} | ({"order": self.latest.order} if self.latest.order else {})
        for word, fields in (("columns", self.columns), ("segments", self.segments)):
            if fields:
                said[word] = {name: write_field(field) for name, field in fields}
        return said

    def to_toml(self) -> str:
        """Return the mapping as TOML that `from_toml` reads back to an equal value."""
        return toml_text(self.to_dict())

    @property
    def content(self) -> str:
        """One string for all that the mapping says: equal mappings have equal contents."""
        return json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """A value under [file] as JSON and TOML hold it alike."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return list(value) if isinstance(value, tuple) else value
