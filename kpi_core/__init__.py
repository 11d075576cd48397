"""Customer-service KPIs, measured from the rows of any contact platform's export.

    export files --intake--> rows --prepare--> rows + derived columns --measure--> measured frame

Its packages, each of which imports only from those above it here (`docs/architecture.md`):

errors, memory    what can go wrong; when memory goes back to the system
statistics        formulas over numbers
charts            specifications of pictures; they draw and do not compute
model             columns, KPIs and periods as plain values
catalogue         every KPI
definitions       what the organisation means by its KPIs
view              everything that a link says
data              what is held, in memory and on disk
intake            turns an export into canonical rows and says what it did with every row
prepare           adds what looks across rows or depends on definitions
measure           the only place where sums become KPI values, each with its n and its range
rollup            adds contacts up beforehand
analysis          from measured frames to what a page shows, one folder for each question
report            what leaves the app
cli               the command line

Nothing in here knows Streamlit. What stands on this face is loaded when it is asked for, since the command line sets
how memory is used before Polars is loaded. Two words that belong here are packages: `from kpi_core.prepare import
prepare`, `from kpi_core.measure import measure`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi_core.catalogue import CATALOGUE
    from kpi_core.data import open_dataset
    from kpi_core.definitions import Definitions
    from kpi_core.errors import KpiError
    from kpi_core.intake import load
    from kpi_core.model import Cadence
    from kpi_core.view import View

__version__ = "0.3.0"
__all__ = ["CATALOGUE", "Cadence", "Definitions", "KpiError", "View", "__version__", "load", "open_dataset"]
_FROM = {
    "CATALOGUE": "catalogue",
    "Cadence": "model",
    "Definitions": "definitions",
    "KpiError": "errors",
    "View": "view",
    "load": "intake",
    "open_dataset": "data",
}


def __getattr__(name: str) -> object:
    """Load what the face shows when it is first asked for."""
    if name not in _FROM:
        raise AttributeError(f"module 'kpi_core' has no attribute '{name}'")
    return getattr(import_module(f"kpi_core.{_FROM[name]}"), name)
