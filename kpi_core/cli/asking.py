"""What is asked, from the options: the Selection and the View."""

import argparse
from collections.abc import Sequence
from dataclasses import replace

from kpi_core.analysis.trend import MOST_KPIS
from kpi_core.catalogue import CATALOGUE
from kpi_core.cli.options import pairs
from kpi_core.data import Prepared
from kpi_core.errors import BadInput, unknown
from kpi_core.measure import ask, default_view
from kpi_core.model import count
from kpi_core.view import EVERYTHING, Cut, Selection, View, first_kpis

# How many KPIs and segments the View of each command holds.
_KPIS = {"trend": MOST_KPIS, "segments": 1, "tail": 1, "pairing": 2, "whatif": MOST_KPIS}
_SEGMENTS = {"trend": 1, "segments": 2, "tail": 1, "pairing": 0, "whatif": 0}


def cut(items: Sequence[str], option: str) -> Cut:
    """Return the values of SEGMENT=VALUE, gathered by segment."""
    found: dict[str, list[str]] = {}
    for segment, value in pairs(items, option):
        found.setdefault(segment, []).append(value)
    return tuple((segment, tuple(values)) for segment, values in found.items())


def selection(options: argparse.Namespace) -> Selection:
    """Return which rows are looked at."""
    where, without = cut(options.where, "--where"), cut(options.without, "--without")
    return Selection(options.since, options.until, where, without)


def variants(options: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """Return how KPIs are counted. Raises BadInput for a KPI that nobody knows, here and in `--kpi`."""
    found = tuple(dict(pairs(options.variant, "--variant")).items())
    for key in (*options.kpi, *(k for k, _ in found)):
        if key not in CATALOGUE:
            raise BadInput(unknown("KPI", key, CATALOGUE))
    return found


def check(options: argparse.Namespace) -> None:
    """Raise BadInput for what the View of the command cannot hold, before anything is read."""
    name, kpis, by = options.command, _named(options), list(dict.fromkeys(options.by))
    variants(options)
    for items, option in ((options.where, "--where"), (options.without, "--without")):
        cut(items, option)
    if len(kpis) > _KPIS[name]:
        raise BadInput(f"{name} holds {_most(_KPIS[name], 'KPI')}, and {count(len(kpis))} are named; leave some out.")
    if by and not _SEGMENTS[name]:
        raise BadInput(f"{name} is not cut by segments; leave out --by, and choose contacts with --where.")
    if len(by) > _SEGMENTS[name]:
        raise BadInput(f"{name} is cut by {_most(_SEGMENTS[name], 'segment')}, and {count(len(by))} are named.")
    if name == "whatif":
        if options.cadence:
            raise BadInput("whatif holds two whole cuts beside each other; leave out --cadence.")
        if _other(options) == EVERYTHING:
            raise BadInput("whatif needs a cut B: say it with --b-where, --b-without, --b-since or --b-until.")


def _most(most: int, what: str) -> str:
    return f"one {what}" if most == 1 else f"at most {most} {what}s"


def _other(options: argparse.Namespace) -> Selection:
    """The second cut."""
    where, without = cut(options.b_where, "--b-where"), cut(options.b_without, "--b-without")
    return Selection(options.b_since, options.b_until, where, without)


def view(options: argparse.Namespace, data: Prepared) -> View:
    """Return the View that the options say; what they do not say is that of a first look, as on the pages.

    Raises BadInput and CannotAnswer for a segment or value that the data do not have.
    """
    name, kpis, first, mine = options.command, _named(options), default_view(data), selection(options)
    asked = replace(
        first,
        kpis=kpis or _usual(data),
        variants=variants(options),
        selection=_within(mine, data),
        by=tuple(dict.fromkeys(options.by)),
        cadence=options.cadence or first.cadence,
    )
    if name == "trend":
        asked = replace(asked, compare=options.compare)
    if name in {"segments", "tail"} and kpis:
        asked = replace(asked, kpis=(), focus=kpis[0])
    if name == "segments":
        asked = replace(asked, sort=options.sort)
    if name == "tail":
        asked = replace(asked, limit=options.limit)
    if name == "pairing":
        lead, lag = (*kpis, "", "")[:2]
        asked = replace(asked, kpis=(), focus=lead, against=lag, lag=options.lag)
    if name == "whatif":
        asked = replace(asked, other=_other(options))
        ask(data, (), asked.other)
    ask(data, (), asked.selection, asked.by)
    return asked


def _named(options: argparse.Namespace) -> tuple[str, ...]:
    """The KPIs that are named, each once; a pair may not be one KPI twice, and its analysis says so."""
    return tuple(options.kpi if options.command == "pairing" else dict.fromkeys(options.kpi))


def _within(mine: Selection, data: Prepared) -> Selection:
    """The same with both its days said: those of the data where it does not say them."""
    first, last = data.first_day, data.last_day
    if (mine.since and mine.since > last) or (mine.until and mine.until < first):
        raise BadInput(f"The dates asked for lie outside the data, which run from {first} to {last}; widen them.")
    return replace(mine, since=mine.since or first, until=mine.until or last)


def _usual(data: Prepared) -> tuple[str, ...]:
    """The KPIs of a first look at the data."""
    asked = ask(data, CATALOGUE.values(), EVERYTHING)
    return first_kpis({k.key for k in asked.kpis})
