"""Reading a definitions file. What it leaves out keeps its default; what is wrong is one sentence with its line."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli_w

from kpi_core.catalogue import CATALOGUE
from kpi_core.definitions import checks
from kpi_core.definitions.definitions import (
    DATE_BASES,
    DAYS,
    DEFAULT,
    EFFORT,
    REPEAT_KEYS,
    SCOPES,
    Definitions,
    Location,
    Scope,
    Target,
    WaitTarget,
    Week,
    order,
)
from kpi_core.definitions.rules import RULED, TESTS, Condition, Rule, Value, fits
from kpi_core.definitions.write import to_toml
from kpi_core.errors import BadInput
from kpi_core.model import MONTHS, PATTERNS, YEAR_ENDS, Better

_HEAD = re.compile(r"^\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")


def read(path: Path) -> Definitions:
    """Read a definitions file. Raises BadInput in one sentence."""
    try:
        return from_bytes(path.read_bytes(), path.name)
    except OSError as error:
        raise BadInput(f"The definitions file {path} cannot be read: {error.strerror}.") from error


def from_bytes(content: bytes, name: str) -> Definitions:
    """Read definitions from what a file holds. Raises BadInput in one sentence."""
    try:
        return parse(content.decode("utf-8-sig").replace("\r\n", "\n"), name)
    except UnicodeDecodeError as error:
        raise BadInput(f"The definitions file {name} is not UTF-8 text; save it as UTF-8.") from error


def parse(text: str, name: str = "definitions") -> Definitions:
    """Read definitions from TOML text. Raises BadInput in one sentence."""
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(f"{name} is not valid TOML: {error}.") from error
    source = _Source(name, text)
    fields: dict[str, Any] = {}
    for section, content in found.items():
        checks.known(source.at(section), "section", section, _SECTIONS)
        if section not in _LISTS:
            checks.table(source.at(section), content)
        elif not isinstance(content, list) or not all(isinstance(c, Mapping) for c in content):
            raise BadInput(f"{source.at(section)}: write one [[{section}]] for each, with its settings below.")
        for key, value in _SECTIONS[section](source, content).items():
            fields[key] = (*fields[key], *value) if key in fields else value  # [targets] and [[target]]
    fields["targets"] = tuple(sorted(fields.get("targets", ()), key=order))
    made = replace(DEFAULT, **fields)
    _agree(source, made)
    return made


@dataclass(frozen=True, slots=True)
class _Source:
    """The file, to say in which line something stands."""

    name: str
    text: str

    def line(self, section: str, key: str = "", nth: int = 0) -> int:
        """Return the line of a key in the nth part of this name; 0 where it cannot be told."""
        inside, seen, head = False, -1, 0
        own = re.compile(rf"""^\s*(?:{re.escape(section)}\.)?["']?{re.escape(key)}["']?\s*[=.]""" if key else "$^")
        for i, line in enumerate(self.text.splitlines(), start=1):
            found = _HEAD.match(line)
            if found:
                here = found[1].replace('"', "").replace("'", "")
                seen += here == section
                inside = (here == section and seen == nth) or (inside and here.startswith(f"{section}."))
                head = i if inside and not head else head
                if inside and key and here == f"{section}.{key}":
                    return i
            elif own.match(line) and (inside or line.lstrip().startswith(f"{section}.")):
                return i
            elif not head and re.match(rf"\s*{re.escape(section)}\s*=", line):
                head = i
        return head

    def at(self, section: str, key: str = "", nth: int = 0) -> str:
        """Return where something stands, to begin a sentence with."""
        line = self.line(section, key, nth)
        return f"{self.name}, {f'line {line}, ' if line else ''}[{section}]"

    def condition(self, section: str, column: str) -> int:
        """Return the line in which a rule tests a column."""
        first = self.line(section)
        test = re.compile(rf"""column\s*=\s*["']{re.escape(column)}["']""")
        lines = self.text.splitlines()
        return next((i for i, s in enumerate(lines, start=1) if i >= first and test.search(s)), first)


_Check = Callable[[str, str, Any], Any]
_PLAIN: dict[str, dict[str, tuple[str, _Check]]] = {
    "limits": {
        "short_abandon_s": ("short_abandon_s", checks.positive),
        "callback_h": ("callback_limit_h", checks.positive),
        "staffing_share": ("staffing_share", checks.share),
        "export_targets": ("export_targets", checks.flag),
    },
    "windows": {
        "repeat_h": ("repeat_window_h", checks.positive),
        "repeat_key": ("repeat_key", lambda w, k, v: checks.known(w, k, v, REPEAT_KEYS)),
        **{f"{n}_days": (f"{n}_days", checks.positive) for n in ("conversion", "signed", "survey", "qa")},
    },
    "calendar": {
        "week_starts": ("week_start", lambda w, _k, v: DAYS.index(checks.known(w, "day", v, DAYS))),
        "year_starts_in_month": ("year_start", checks.month),
        "months": ("year_weeks", lambda w, k, v: "" if v == MONTHS else checks.known(w, k, v, [MONTHS, *PATTERNS])),
        "year_ends": ("year_ends", lambda w, k, v: checks.known(w, k, v, YEAR_ENDS)),
        "holidays": ("holidays", checks.days),
        "timezone": ("timezone", lambda w, _k, v: checks.zone(w, v)),
        "date_basis": ("date_basis", lambda w, k, v: checks.known(w, k, v, DATE_BASES)),
    },
    "scales": {
        "csat_scale": ("csat_scale", checks.positive),
        "satisfied_from": ("satisfied_from", checks.positive),
        "effort_good": ("effort_good", lambda w, k, v: checks.known(w, k, v, EFFORT)),
        "qa_pass_mark": ("qa_pass_mark", checks.positive),
    },
}


def _plain(section: str) -> Callable[[_Source, Mapping[str, Any]], dict[str, Any]]:
    """What reads a section of single settings."""
    settings = _PLAIN[section]

    def reader(source: _Source, content: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for key, value in content.items():
            where = source.at(section, key)
            field, check = settings[checks.known(where, "setting", key, settings)]
            found[field] = check(where, key, value)
        return found

    return reader


def _thresholds(source: _Source, content: Mapping[str, Any]) -> dict[str, Any]:
    pairs = {k.strip().casefold(): checks.positive(source.at("thresholds", k), k, v) for k, v in content.items()}
    return {"thresholds": tuple(sorted(pairs.items()))}


def _by_kpi(source: _Source, section: str, content: Mapping[str, Any], check: _Check) -> list[tuple[str, float]]:
    found = []
    for key, value in content.items():
        where = source.at(section, key)
        found.append((checks.known(where, "KPI", key, CATALOGUE), check(where, key, value)))
    return sorted(found)


def _shifts(source: _Source, content: Mapping[str, Any]) -> dict[str, Any]:
    pairs = ((k, checks.clock(source.at("shifts", k), k, v)) for k, v in content.items())
    return {"shifts": tuple(sorted(pairs, key=lambda s: (s[1], s[0])))}


def _week(source: _Source, section: str, content: Mapping[str, Any]) -> Week:
    for key in content:
        checks.known(source.at(section, key), "setting", key, DAYS)
    return tuple(
        checks.hours(source.at(section, day), day, content[day]) if day in content else DEFAULT.business_hours[i]
        for i, day in enumerate(DAYS)
    )


def _locations(source: _Source, content: Mapping[str, Any]) -> dict[str, Any]:
    found = []
    for name, part in content.items():
        section = f"locations.{name}"
        for key in checks.table(source.at(section), part):
            checks.known(source.at(section, key), "setting", key, ("timezone", "hours", "holidays"))
        where = source.at(section, "hours")
        found.append(
            Location(
                checks.text(source.at(section), "the location's name", name),
                checks.zone(source.at(section, "timezone"), part.get("timezone", "")),
                _week(source, f"{section}.hours", checks.table(where, part["hours"])) if "hours" in part else None,
                checks.days(source.at(section, "holidays"), "holidays", part["holidays"])
                if "holidays" in part
                else None,
            )
        )
    return {"locations": tuple(sorted(found, key=lambda p: p.name))}


def _rules(source: _Source, content: Mapping[str, Any]) -> dict[str, Any]:
    found = []
    for makes, part in content.items():
        section = f"rules.{makes}"
        checks.known(source.at(section), "rule", makes, RULED)
        for key in checks.table(source.at(section), part):
            checks.known(source.at(section, key), "setting", key, ("all", "any"))
        rule = Rule(makes, _conditions(source, section, "all", part), _conditions(source, section, "any", part))
        if not rule.conditions:
            raise BadInput(
                f'{source.at(section)}: write at least one condition, like all = [{{ column = "eligible" }}].'
            )
        found.append(rule)
    return {"rules": tuple(sorted(found, key=lambda r: r.makes))}


def _conditions(source: _Source, section: str, key: str, part: Mapping[str, Any]) -> tuple[Condition, ...]:
    items = part.get(key, [])
    where = source.at(section, key)
    if not isinstance(items, list) or not all(isinstance(c, Mapping) and "column" in c for c in items):
        raise BadInput(f'{where}: {key} is a list of conditions like {{ column = "channel", is = ["voice"] }}.')
    return tuple(_condition(source, section, c) for c in items)


def _condition(source: _Source, section: str, said: Mapping[str, Any]) -> Condition:
    column = str(said["column"])
    line = source.condition(section, column)
    where = f"{source.name}, line {line}, [{section}]"
    tests = [k for k in said if k != "column"]
    for key in tests:
        checks.known(where, "test", key, TESTS)
    if len(tests) != 1:
        raise BadInput(f"{where}: the condition on {column} needs exactly one of {', '.join(TESTS)}.")
    test = tests[0]
    given = said[test] if isinstance(said[test], list) else [said[test]]
    if not given or not all(isinstance(v, str | int | float | bool) for v in given):
        raise BadInput(f"{where}: the condition on {column} needs texts, numbers, true or false to test for.")
    if test in {"at_least", "at_most"}:
        values: tuple[Value, ...] = (checks.number(where, test, said[test]),)
    else:
        values = tuple(v if isinstance(v, str | bool) else checks.number(where, column, v) for v in given)
    wrong = fits(column, test, values)
    if wrong:
        raise BadInput(f"{where}: {wrong}.")
    if section == f"rules.{column}":
        raise BadInput(f"{where}: a rule cannot test the column that it makes, {column}.")
    return Condition(column, test, values, line)


def _scope(where: str, part: Mapping[str, Any]) -> Scope:
    return tuple((s, checks.text(where, s, part[s])) for s in SCOPES if s in part)


def _wait_targets(source: _Source, content: list[Mapping[str, Any]]) -> dict[str, Any]:
    found = []
    for nth, part in enumerate(content):
        where = source.at("wait_target", nth=nth)
        for key in part:
            checks.known(source.at("wait_target", key, nth), "setting", key, (*SCOPES, "from", "seconds"))
        scope = _scope(where, part)
        if "seconds" not in part or not scope:
            raise BadInput(f"{where}: say seconds, and which channel, queue or vendor it is for.")
        since = checks.day(source.at("wait_target", "from", nth), "from", part["from"]) if "from" in part else None
        seconds = checks.positive(source.at("wait_target", "seconds", nth), "seconds", part["seconds"])
        found.append(WaitTarget(seconds, scope, since))
        _once(where, found[:-1], found[-1])
    return {"wait_targets": tuple(sorted(found, key=order))}


def _targets(source: _Source, content: list[Mapping[str, Any]]) -> dict[str, Any]:
    found = []
    for nth, part in enumerate(content):
        where = source.at("target", nth=nth)
        for key in part:
            known = (*SCOPES, "from", "kpi", "value", "low", "action", "copied")
            checks.known(source.at("target", key, nth), "setting", key, known)
        if "kpi" not in part or "value" not in part:
            raise BadInput(f"{where}: say kpi and value.")
        kpi = checks.known(source.at("target", "kpi", nth), "KPI", part["kpi"], CATALOGUE)
        value = checks.number(source.at("target", "value", nth), "value", part["value"])
        low = None
        if "low" in part:
            low = checks.number(source.at("target", "low", nth), "low", part["low"])
            if CATALOGUE[kpi].better is not Better.BAND or low >= value:
                raise BadInput(f"{where}: low is the lower end of a band; {kpi} takes none or it is not below value.")
        since = checks.day(source.at("target", "from", nth), "from", part["from"]) if "from" in part else None
        words = {k: checks.text(source.at("target", k, nth), k, part[k]) for k in ("action", "copied") if k in part}
        found.append(Target(kpi, value, low, _scope(where, part), since, **words))
        _once(where, found[:-1], found[-1])
    return {"targets": tuple(found)}


def _once(where: str, before: list[Any], item: Any) -> None:
    """Check that the same is not said twice."""
    if any(_same(order(b), order(item)) for b in before):
        raise BadInput(f"{where}: the same is said above already; give it another day to hold from, or leave it out.")


def _same(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return [x.casefold() for x in a] == [x.casefold() for x in b]


def _agree(source: _Source, made: Definitions) -> None:
    """Check settings that depend on each other."""
    if made.satisfied_from > made.csat_scale:
        raise BadInput(
            f"{source.at('scales', 'satisfied_from')}: satisfied_from is {made.satisfied_from:g} and lies beyond the "
            f"scale's highest answer, {made.csat_scale:g}; set csat_scale too."
        )
    for i, t in enumerate(made.targets):
        if i and _same(order(made.targets[i - 1]), order(t)):
            raise BadInput(f"{source.at('target')}: {t.kpi} has two targets for the same place and day; keep one.")


_LISTS = ("wait_target", "target")
_SECTIONS: dict[str, Callable[[_Source, Any], dict[str, Any]]] = {
    "thresholds": _thresholds,
    **{section: _plain(section) for section in _PLAIN},
    "business_hours": lambda s, c: {"business_hours": _week(s, "business_hours", c)},
    "shifts": _shifts,
    "targets": lambda s, c: {"targets": tuple(Target(k, v) for k, v in _by_kpi(s, "targets", c, checks.number))},
    "smallest_change": lambda s, c: {"smallest_changes": tuple(_by_kpi(s, "smallest_change", c, checks.positive))},
    "rules": _rules,
    "locations": _locations,
    "wait_target": _wait_targets,
    "target": _targets,
}


def changed(definitions: Definitions, settings: Mapping[str, Mapping[str, Any]]) -> Definitions:
    """Return the definitions with single settings changed, by section and key as in the file; None removes one.

    Raises BadInput as reading the file would.
    """
    found = tomllib.loads(to_toml(definitions))
    for section, content in settings.items():
        part = {**found.get(section, {}), **content}
        found[section] = {k: v for k, v in part.items() if v is not None}
    return parse(tomli_w.dumps(found), "These definitions")
