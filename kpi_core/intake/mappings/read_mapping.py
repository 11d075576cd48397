"""A mapping read from TOML; what is wrong is one sentence that names its place."""

import codecs
import tomllib
from collections.abc import Mapping as Table
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kpi_core.errors import BadInput, unknown
from kpi_core.intake.mappings.field import (
    Field,
    conditions,
    read_field,
    strings,
)
from kpi_core.intake.mappings.mapping import FILE_KEYS, JOINS, ROSTER, Gauge, Join, Latest, Mapping
from kpi_core.model import BY_NAME, Fact, of_fact, reserved

_TOP = (
    "name",
    "fact",
    "join",
    "match",
    "optional",
    "dedupe",
    "legs",
    "notes",
    "file",
    "keep",
    "drop",
    "latest",
    "columns",
    "segments",
)
_LATEST = ("by", "order")


def read_mapping(path: str | Path) -> Mapping:
    """Read a mapping file."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise BadInput(f"The mapping '{path}' cannot be read; check that the file is there and is UTF-8.") from error
    return from_toml(text, where=Path(path).name)


def from_toml(text: str, where: str = "mapping") -> Mapping:
    """Read a mapping from TOML text; `where` names it in messages."""
    try:
        return from_dict(tomllib.loads(text), where)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"The mapping '{where}' is not TOML: {error}.") from error


def from_dict(said: Table[str, Any], where: str = "mapping") -> Mapping:
    """Read a mapping from the plain values of its TOML."""
    place = f"the mapping '{where}'"
    _keys(said, _TOP, f"key in {place}")
    fact = _fact(said.get("fact", "contact"), place)
    file, latest = _table(said, "file", place), _table(said, "latest", place)
    _keys(file, FILE_KEYS, f"key under [file] in {place}")
    _keys(latest, _LATEST, f"key under [latest] in {place}")
    join = _join(said.get("join"), fact, place)
    given = _table(said, "columns", place)
    alone = "at_utc" in given and "at" not in given  # the site's own clock follows from it and the time zone
    columns = _columns({"at" if alone and n == "at_utc" else n: e for n, e in given.items()}, fact, join, place)
    dedupe, legs = said.get("dedupe"), said.get("legs")
    for key, named in (("dedupe", dedupe), ("legs", legs)):
        if named is not None and named not in dict(columns):
            raise BadInput(f"In {place} {key} names '{named}', which is not under [columns]; map it there.")
    if legs is not None and (fact is not Fact.CONTACT or join or dedupe):
        raise BadInput(f"In {place} legs is for contacts, and without dedupe or join; [latest] keeps one row of a leg.")
    return Mapping(
        name=_text(said.get("name", where), "name", place),
        columns=columns,
        fact=fact,
        join=join,
        match=_match(said.get("match", []), place),
        segments=_segments(_table(said, "segments", place), place),
        sheet=_optional_text(file, "sheet", place),
        timezone=_zone(file.get("timezone"), place, "timezone"),
        day_first=_flag(file.get("day_first"), "day_first", place),
        missing=strings(file["missing"], f"missing in {place}") if "missing" in file else None,
        header=_flag(file.get("header"), "header", place),
        gauge=_gauge(file.get("gauge"), place),
        encoding=_encoding(file.get("encoding"), place),
        ragged=_flag(file.get("ragged"), "ragged", place),
        times="UTC" if alone else _zone(file.get("times"), place, "times"),
        data_until=_moment(file.get("data_until"), place),
        notes=strings(said.get("notes", []), f"notes in {place}"),
        keep=conditions(_table(said, "keep", place), f"[keep] in {place}"),
        drop=conditions(_table(said, "drop", place), f"[drop] in {place}"),
        latest=_latest(latest, place),
        dedupe=dedupe,
        legs=legs,
        optional=bool(_flag(said.get("optional"), "optional", place)),
    )


def _keys(table: Table[str, Any], known: tuple[str, ...], what: str) -> None:
    for key in table:
        if key not in known:
            raise BadInput(unknown(what, key, known))


def _table(said: Table[str, Any], key: str, place: str) -> Table[str, Any]:
    found = said.get(key, {})
    if not isinstance(found, dict):
        like = ', such as by = "Contact Id"' if key == "latest" else ""
        raise BadInput(f"In {place} '{key}' must be a section: a line [{key}], and its entries below it{like}.")
    return found


def _text(found: object, key: str, place: str) -> str:
    if not isinstance(found, str) or not found.strip():
        raise BadInput(f"In {place} '{key}' must be a text in quotes.")
    return found


def _optional_text(table: Table[str, Any], key: str, place: str) -> str | None:
    return _text(table[key], key, place) if key in table else None


def _flag(found: object, key: str, place: str) -> bool | None:
    if found is not None and not isinstance(found, bool):
        raise BadInput(f"In {place} '{key}' must be true or false, without quotes.")
    return found


def _fact(found: object, place: str) -> Fact:
    if found not in set(Fact):
        raise BadInput(unknown(f"fact in {place}", str(found), list(Fact)))
    return Fact(str(found))


def _match(found: object, place: str) -> tuple[tuple[str, ...], ...]:
    if not isinstance(found, list):
        raise BadInput(f"In {place} 'match' must be a list of headers.")
    return tuple(strings(names, f"match in {place}") for names in found)


def _zone(found: object, place: str, key: str) -> str | None:
    if found is None:
        return None
    try:
        return ZoneInfo(_text(found, key, place)).key
    except (KeyError, ValueError, OSError) as error:
        raise BadInput(f"In {place} there is no time zone '{found}'; write it like Europe/Zurich.") from error


def _encoding(found: object, place: str) -> str | None:
    if found is None:
        return None
    name = _text(found, "encoding", place)
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise BadInput(
            f"In {place} there is no encoding '{name}'; write it like cp1250, iso-8859-2 or utf-8."
        ) from error


def _moment(found: object, place: str) -> datetime | None:
    """The end of a day, or a moment of it."""
    if found is None:
        return None
    said = found if isinstance(found, date) else _date(str(found))
    if said is None or (isinstance(said, datetime) and said.tzinfo is not None) or said.year == date.max.year:
        raise BadInput(
            f"In {place} data_until is '{found}'; write the last day that the export holds whole, like 2026-11-28, or "
            "the moment at which it was taken, like 2026-11-28 11:00:00, on the clock of its rows and without a zone."
        )
    return said if isinstance(said, datetime) else datetime.combine(said + timedelta(days=1), time())


def _date(text: str) -> date | None:
    """A date, or a date and time, as ISO 8601 writes them."""
    for read in (date.fromisoformat, datetime.fromisoformat):
        with suppress(ValueError):
            return read(text.strip())
    return None


def _latest(table: Table[str, Any], place: str) -> Latest | None:
    if not table:
        return None
    if "by" not in table:
        raise BadInput(f"In {place} [latest] needs 'by', the header that tells contacts apart.")
    return Latest(_text(table["by"], "by", place), _optional_text(table, "order", place))


def _gauge(found: object, place: str) -> Gauge | None:
    if found is None:
        return None
    if not isinstance(found, dict) or set(found) != {"column", "from", "to"}:
        raise BadInput(f"In {place} gauge must be written {{ column = ..., from = ..., to = ... }}.")
    names = [strings(found[key], f"gauge in {place}") for key in ("column", "from", "to")]
    if not all(names):
        raise BadInput(f"In {place} gauge names no header.")
    return Gauge(*names)


def _join(found: object, fact: Fact, place: str) -> Join | None:
    if found is None:
        return None
    table = {"by": found} if isinstance(found, str) else found
    if not isinstance(table, dict):
        raise BadInput(
            f'In {place} join must be written as join = "contact_id" or join = {{ by = "customer_key", ... }}.'
        )
    _keys(table, ("by", "within_h"), f"key of join in {place}")
    by, hours = str(table.get("by", "")), table.get("within_h")
    if by not in JOINS:
        raise BadInput(unknown(f"join in {place}", by, JOINS))
    if fact is not Fact.CONTACT:
        raise BadInput(f"In {place} join adds to contacts, so leave fact out.")
    timed = isinstance(hours, (int, float)) and not isinstance(hours, bool) and 0 < hours < 1e6
    if by == "customer_key" and not timed:
        raise BadInput(f"In {place} a join by customer_key needs within_h, the hours that it looks back for a contact.")
    if by != "customer_key" and hours is not None:
        raise BadInput(f"In {place} within_h is for a join by customer_key only.")
    return Join(by, float(hours) if timed and isinstance(hours, (int, float)) else None)


def _columns(table: Table[str, Any], fact: Fact, join: Join | None, place: str) -> tuple[tuple[str, Field], ...]:
    allowed = {c.name: c for c in of_fact(fact)}
    if fact is Fact.CONTACT:
        allowed["cost"] = BY_NAME["cost"]  # becomes rows of the fact cost
    roster = join is not None and join.by == "agent"
    if roster:
        allowed = {c.name: c for c in (*of_fact(fact), *ROSTER) if c in ROSTER or (c.segment and not c.outcome)}
    known = [name for name, c in allowed.items() if not c.derived and name != "at_utc"]
    for name in table:
        if name not in known:
            if name in BY_NAME and name in allowed:
                raise BadInput(f"In {place} '{name}' cannot be mapped: it is made from the other columns.")
            raise BadInput(unknown(f"column {'of a roster' if roster else f'on {fact} rows'} in {place}", name, known))
    if join and join.by not in table:
        raise BadInput(f"In {place} [columns] must name '{join.by}', which the rows are joined by.")
    if "at" not in table and (join is None or join.by == "customer_key"):
        raise BadInput(f"In {place} [columns] must name 'at', the date and time of each row.")
    return tuple((name, read_field(found, f"'{name}' in {place}")) for name, found in table.items())


def _segments(table: Table[str, Any], place: str) -> tuple[tuple[str, Field], ...]:
    for name in table:
        if reserved(name):
            raise BadInput(
                f"In {place} the segment '{name}' has the name of a column; give it another, such as 'own {name}'."
            )
    return tuple((name, read_field(found, f"segment '{name}' in {place}")) for name, found in table.items())
