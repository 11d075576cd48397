"""What would other definitions change? Settings and KPI values under the old and the new ones, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from kpi_core.analysis.definitions.in_force import in_force
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.definitions import Definitions
from kpi_core.measure import ask, measure
from kpi_core.model import NOTHING, Fact, Kpi, change_text, count, value_text
from kpi_core.view import DEFAULT_KPIS, View, counted

_REFUSED = "not answered"
Read = tuple[float | None, int, str]  # value, n, and the value in words


@dataclass(frozen=True, eq=False, kw_only=True)
class Effect:
    """`settings`: setting, now, then. `values`: kpi, now, n_now, then, n_then, change. Both in words."""

    sentence: str
    settings: pl.DataFrame
    values: pl.DataFrame
    notes: tuple[str, ...]


def effect(now: Prepared, then: Prepared, view: View) -> Effect:
    """Return the chosen KPIs, and all others whose value would change, over the View's selection."""
    chosen = view.kpis or DEFAULT_KPIS
    kpis = [counted(key, view) for key in CATALOGUE]
    before, after = _values(now, kpis, view), _values(then, kpis, view)
    moved = [k for k in kpis if before[k.key] != after[k.key]]
    shown = [*(k for k in kpis if k.key in chosen), *(k for k in moved if k.key not in chosen)]
    settings = differing(now.definitions, then.definitions)
    if settings.is_empty():
        sentence = "Nothing is changed yet."
    else:
        said = f"{settings.height} setting{'s differ' if settings.height > 1 else ' differs'}"
        sentence = f"{said}, and {len(moved) or 'no'} KPI{'' if len(moved) == 1 else 's'} would change."
    rows = [_row(k, before[k.key], after[k.key], then.definitions) for k in shown]
    names = ("kpi", "now", "n_now", "then", "n_then", "change")
    types = {n: pl.Int64 if n.startswith("n_") else pl.String for n in names}
    notes = tuple(n for n in then.notes if n not in now.notes) + _covered(now, then)
    values = pl.DataFrame(rows, schema=types, orient="row")
    return Effect(sentence=sentence, settings=settings, values=values, notes=notes)


def _covered(now: Prepared, then: Prepared) -> tuple[str, ...]:
    """Say where other thresholds change less than they seem to: the export's own targets go before them."""
    d = then.definitions
    moved = (d.thresholds, d.wait_targets) != (now.definitions.thresholds, now.definitions.wait_targets)
    contacts = then.tables[Fact.CONTACT]
    if not moved or not d.export_targets or "target_s" not in contacts.columns:
        return ()
    own = contacts.height - contacts["target_s"].null_count()
    return (f"{count(own)} of {count(contacts.height)} contacts have a target in the export, which goes first.",)


def differing(now: Definitions, then: Definitions) -> pl.DataFrame:
    """Return `setting, now, then` for each setting that differs, in words."""
    one, two = ({f"{g}: {s}": _whole(g, v, d) for g, s, v, d in in_force(d).iter_rows()} for d in (now, then))
    named = [s for s in dict.fromkeys((*one, *two)) if one.get(s) != two.get(s) and not s.endswith(": None yet")]
    rows = [(s, one.get(s, NOTHING), two.get(s, NOTHING)) for s in named]
    return pl.DataFrame(rows, schema=dict.fromkeys(("setting", "now", "then"), pl.String), orient="row")


def _whole(group: str, value: str, decides: str) -> str:
    """A setting's value; a target's with its action."""
    return f"{value}: {decides}" if group == "Targets" else value


def _values(data: Prepared, kpis: Sequence[Kpi], view: View) -> dict[str, Read]:
    """What each KPI says under the data's definitions."""
    asked = ask(data, kpis, view.selection)
    found: dict[str, Read] = {k.key: (None, 0, _REFUSED) for k in kpis}
    if asked.kpis:
        units = {k.key: k.unit for k in asked.kpis}
        for r in measure(asked).iter_rows(named=True):
            found[r["kpi"]] = (r["value"], r["n"], value_text(r["value"], units[r["kpi"]]))
    return found


def _row(kpi: Kpi, before: Read, after: Read, definitions: Definitions) -> tuple[str, str, int, str, int, str]:
    (old, n_old, said_old), (new, n_new, said_new) = before, after
    if old is None or new is None:
        change = NOTHING if before == after else "answered or not"
    elif old == new:
        change = "the same" if n_old == n_new else "the same value, other contacts"
    else:
        change = change_text(new - old, kpi.unit)
        if abs(new - old) < definitions.smallest(kpi.key):
            change += ", less than is worth acting on"
    return kpi.name, said_old, n_old, said_new, n_new, change
