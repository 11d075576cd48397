"""The section of rules: each is conditions on columns."""

from collections.abc import Mapping
from typing import Any

from kpi_core.definitions import checks
from kpi_core.definitions.rules import RULED, TESTS, Condition, Rule, Value, fits
from kpi_core.definitions.source import Source
from kpi_core.errors import BadInput


def rules(source: Source, content: Mapping[str, Any]) -> dict[str, Any]:
    """Read the [rules] sections."""
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


def _conditions(source: Source, section: str, key: str, part: Mapping[str, Any]) -> tuple[Condition, ...]:
    items = part.get(key, [])
    where = source.at(section, key)
    if not isinstance(items, list) or not all(isinstance(c, Mapping) and "column" in c for c in items):
        raise BadInput(f'{where}: {key} is a list of conditions like {{ column = "channel", is = ["voice"] }}.')
    return tuple(_condition(source, section, c) for c in items)


def _condition(source: Source, section: str, said: Mapping[str, Any]) -> Condition:
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
