"""The lists of targets and of wait targets, each with the place and the day that it holds from."""

from collections.abc import Mapping
from typing import Any

from kpi_core.catalogue import CATALOGUE
from kpi_core.definitions import checks
from kpi_core.definitions.definitions import (
    SCOPES,
    Scope,
    Target,
    WaitTarget,
    order,
)
from kpi_core.definitions.source import Source
from kpi_core.errors import BadInput
from kpi_core.model import Better


def _scope(where: str, part: Mapping[str, Any]) -> Scope:
    return tuple((s, checks.text(where, s, part[s])) for s in SCOPES if s in part)


def wait_targets(source: Source, content: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Read each [[wait_target]]."""
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


def targets(source: Source, content: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Read each [[target]]."""
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
    if any(same(order(b), order(item)) for b in before):
        raise BadInput(f"{where}: the same is said above already; give it another day to hold from, or leave it out.")


def same(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Return whether two keys say the same but for capitals."""
    return [x.casefold() for x in a] == [x.casefold() for x in b]
