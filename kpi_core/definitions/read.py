"""Reading a definitions file. What it leaves out keeps its default; what is wrong is one sentence with its line."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli_w

from kpi_core.definitions import checks
from kpi_core.definitions.definitions import (
    DEFAULT,
    Definitions,
    Target,
    order,
)
from kpi_core.definitions.read_rules import rules
from kpi_core.definitions.read_settings import PLAIN, by_kpi, locations, plain, shifts, thresholds, week
from kpi_core.definitions.read_targets import same, targets, wait_targets
from kpi_core.definitions.source import Source
from kpi_core.definitions.write import to_toml
from kpi_core.errors import BadInput


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
    source = Source(name, text)
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


def _agree(source: Source, made: Definitions) -> None:
    """Check settings that depend on each other."""
    for name, cut, scale, (low, high) in (
        ("satisfied_from", made.satisfied_from, "csat_scale", made.csat_scale),
        ("promoters_from", made.promoters_from, "nps_scale", made.nps_scale),
        ("detractors_to", made.detractors_to, "nps_scale", made.nps_scale),
        ("qa_pass_mark", made.qa_pass_mark, "qa_scale", made.qa_scale),
    ):
        if not low <= cut <= high:
            given = name if f"{name} =" in source.text else scale
            raise BadInput(
                f"{source.at('scales', given)}: {name} is {cut:g} and lies beyond the scale from {low:g} to {high:g}; "
                f"set {scale if given == name else name} too."
            )
    if made.detractors_to >= made.promoters_from:
        raise BadInput(
            f"{source.at('scales', 'detractors_to')}: detractors end at {made.detractors_to:g} and promoters begin at "
            f"{made.promoters_from:g}; an answer would be both."
        )
    for i, t in enumerate(made.targets):
        if i and same(order(made.targets[i - 1]), order(t)):
            raise BadInput(f"{source.at('target')}: {t.kpi} has two targets for the same place and day; keep one.")


_LISTS = ("wait_target", "target")
_SECTIONS: dict[str, Callable[[Source, Any], dict[str, Any]]] = {
    "thresholds": thresholds,
    **{section: plain(section) for section in PLAIN},
    "business_hours": lambda s, c: {"business_hours": week(s, "business_hours", c)},
    "shifts": shifts,
    "targets": lambda s, c: {"targets": tuple(Target(k, v) for k, v in by_kpi(s, "targets", c, checks.number))},
    "smallest_change": lambda s, c: {"smallest_changes": tuple(by_kpi(s, "smallest_change", c, checks.positive))},
    "rules": rules,
    "locations": locations,
    "wait_target": wait_targets,
    "target": targets,
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
