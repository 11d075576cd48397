"""What a page about one KPI is about: the KPI, the segments that cut it, and where a click leads."""

from dataclasses import replace

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.definitions import judged
from kpi_core.errors import CannotAnswer
from kpi_core.measure import ask, measure, sourced
from kpi_core.model import Kind, Kpi, several, value_text
from kpi_core.view import EVERYTHING, View, counted

_FIRST = "channel"


def choices(data: Prepared, kpi: Kpi) -> tuple[str, ...]:
    """Return the segments that this KPI can be cut by."""
    return tuple(s for s in data.segments if not ask(data, [kpi], EVERYTHING, (s,)).refused)


def focus(data: Prepared, view: View) -> Kpi:
    """Return the View's focus, else the first of its rates and means that this data can cut, else any KPI that it can.

    A count comes last: it differs by segment as a matter of course.
    """
    if view.focus:
        return judged(sourced(data, counted(view.focus, view)), data.definitions)
    rates = [k for k in view.kpis if CATALOGUE[k].kind is Kind.RATIO]
    key = next((k for k in (*rates, *view.kpis, *CATALOGUE) if choices(data, CATALOGUE[k])), None)
    if key is None:
        raise CannotAnswer("This data can answer no KPI; the Load page says what is missing.")
    return judged(sourced(data, counted(key, view)), data.definitions)


def subject(data: Prepared, view: View) -> tuple[Kpi, tuple[str, ...]]:
    """Return the KPI that the View is about and the one or two segments that cut it.

    Without a choice a segment of one value is passed over where another has more: cutting by it tells nothing.
    """
    kpi = focus(data, view)
    if view.by:
        return kpi, view.by[:2]
    can = choices(data, kpi)
    if not can:
        ask(data, [kpi], EVERYTHING).all()
        raise CannotAnswer(f"{kpi.name} cannot be cut by any segment of this data; choose another KPI.")
    open_to = [s for s in can if not _alone(s, view)] or list(can)
    usual = [s for s in (kpi.read_by, _FIRST, *open_to) if s in open_to]
    return kpi, (next((s for s in usual if len(data.values(s)) > 1), usual[0]),)


def narrowed(data: Prepared, view: View, keys: tuple[str, ...]) -> View:
    """Return the View with these values of its segments kept, cut by the next segment."""
    kpi, by = subject(data, view)
    where = dict(view.selection.where) | {s: (v,) for s, v in zip(by, keys, strict=True)}
    to = replace(view, selection=replace(view.selection, where=tuple(where.items())), page=1)
    after = next((s for s in choices(data, kpi) if s not in by and not _alone(s, to)), by[0])
    return replace(to, by=(after,))


def _alone(segment: str, view: View) -> bool:
    """Whether the View keeps one value of the segment only, so that cutting by it tells nothing."""
    return len(dict(view.selection.where).get(segment, ())) == 1


def beside(data: Prepared, kpi: Kpi, view: View) -> str | None:
    """Return the KPIs that this one must not stand without, over the same contacts, in one sentence."""
    asked = ask(data, (counted(key, view) for key in kpi.companions), view.selection)
    if not asked.kpis:
        return None
    rows = measure(asked).to_dicts()
    said = [f"{k.name.lower()} {value_text(r['value'], k.unit)}" for k, r in zip(asked.kpis, rows, strict=True)]
    return f"Never read it alone. Over the same contacts: {several(said)}."


def abandoned(kpi: Kpi) -> str | None:
    """Return whether contacts that were abandoned are in the KPI's base, where that can be read off it."""
    base = set() if kpi.denominator is None else set(kpi.denominator.meta.root_names())
    if base & {"offered", "queued", "abandoned"}:
        return "Abandoned contacts. They are in, with the wait until they left where it is known."
    return "Abandoned contacts. They are out: only answered ones count." if "answered" in base else None
