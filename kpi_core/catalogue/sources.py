"""The articles that the catalogue follows, by name."""

from kpi_core.model import Kpi

SOURCES: dict[str, str] = {
    "S0": "Go Answer",
    "S1": "Bluleadz",
    "S2": "Outsource Accelerator",
    "S3": "My AI Front Desk",
    "S4": "CallZent",
}


def sources(kpi: Kpi) -> str:
    """Return where a KPI's definition comes from, by name."""
    names = [SOURCES.get(s.strip(), s.strip()) for s in kpi.source.split(",")]
    return ", ".join(names)
