"""What can be answered, said once: the KPIs as this data holds them, and why the others are refused.

`measure` takes an `Asked` as its answer and asks nothing again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from kpi_core.data import Prepared
from kpi_core.errors import CannotAnswer
from kpi_core.measure.availability import check_cuts, why_not
from kpi_core.measure.row_source import sourced
from kpi_core.model import Cadence, Kpi
from kpi_core.view import Selection


@dataclass(frozen=True, eq=False, kw_only=True)
class Asked:
    """What was asked of which data, and what of it can be answered; every KPI is read from the rows that hold it."""

    data: Prepared
    kpis: tuple[Kpi, ...]  # those that can be answered, in the order given
    refused: Mapping[Kpi, str]  # the others, each with one sentence that says why
    selection: Selection
    by: tuple[str, ...]
    cadence: Cadence

    def why(self, kpi: Kpi) -> str | None:
        """Return why this KPI, counted this way and read at this quantile, is refused; None where it is not."""
        return next((why for k, why in self.refused.items() if _name(k) == _name(kpi)), None)

    def all(self) -> Self:
        """Return the same where nothing is refused; raise CannotAnswer with the first refusal where something is."""
        for why in self.refused.values():
            raise CannotAnswer(why)
        return self


def ask(
    data: Prepared, kpis: Iterable[Kpi], selection: Selection, by: Sequence[str] = (), cadence: Cadence = Cadence.ALL
) -> Asked:
    """Return what this data can answer of these KPIs for a selection, by segments and at a cadence.

    Raises BadInput for a segment or value that nobody knows, CannotAnswer for a segment that this data does not have.
    """
    cuts = tuple(dict.fromkeys(by))
    check_cuts(data, cuts, selection.segments)
    own = [sourced(data, k) for k in kpis]
    whys = {k: why_not(data, k, selection, cuts, cadence) for k in own}
    return Asked(
        data=data,
        kpis=tuple(k for k in own if whys[k] is None),
        refused={k: why for k, why in whys.items() if why is not None},
        selection=selection,
        by=cuts,
        cadence=cadence,
    )


def _name(kpi: Kpi) -> tuple[str, str | None, float | None]:
    return kpi.key, kpi.variant, kpi.quantile
