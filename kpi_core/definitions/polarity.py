"""Which end of a scale is good, as the definitions have it."""

from dataclasses import replace

from kpi_core.definitions.definitions import Definitions
from kpi_core.model import Better, Kpi


def judged(kpi: Kpi, definitions: Definitions) -> Kpi:
    """Return the KPI with the good end of its scale as the definitions have it: effort is asked both ways round."""
    turned = kpi.key == "customer_effort" and definitions.effort_good == "high"
    return replace(kpi, better=Better.UP) if turned else kpi
