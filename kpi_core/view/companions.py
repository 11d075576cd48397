"""The KPIs that a page shows: the chosen ones, and those that must not be missing beside them (rule 9)."""

from collections.abc import Container
from dataclasses import replace

from kpi_core.catalogue import CATALOGUE
from kpi_core.model import Kpi
from kpi_core.view.view import View

DEFAULT_KPIS = ("contact_volume", "service_level", "abandonment_rate", "average_speed_of_answer")


def first_kpis(answered: Container[str]) -> tuple[str, ...]:
    """Return the KPIs of a first look: the usual ones that the data answer, else the first that they do."""
    usual = tuple(k for k in DEFAULT_KPIS if k in answered)
    return usual if len(usual) > 1 else tuple(k for k in CATALOGUE if k in answered)[:4] or DEFAULT_KPIS


def with_beside(view: View) -> list[tuple[Kpi, str | None]]:
    """Return each KPI of the View, and after it those that belong beside it with the name of the one they are for."""
    chosen = view.chosen() if view.kpis else replace(view, kpis=DEFAULT_KPIS).chosen()
    named = {k.key for k in chosen}
    found: dict[str, tuple[Kpi, str | None]] = {}
    for kpi in chosen:
        found.setdefault(kpi.key, (kpi, None))
        for key in kpi.companions:
            if key not in named:
                found.setdefault(key, (counted(key, view), kpi.name))
    return list(found.values())


def counted(key: str, view: View) -> Kpi:
    """Return a KPI of the catalogue, counted in the View's variant."""
    variants = dict(view.variants)
    return CATALOGUE[key].as_variant(variants[key]) if key in variants else CATALOGUE[key]
