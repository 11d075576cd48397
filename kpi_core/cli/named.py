"""What was asked for by name: KPIs, at least one of which must be answered, and percentiles beside a page's numbers."""

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import polars as pl

from kpi_core.data import Prepared
from kpi_core.errors import CannotAnswer
from kpi_core.measure import ask, measure
from kpi_core.model import Cadence, Kpi
from kpi_core.view import Selection


@dataclass(frozen=True, slots=True)
class Named:
    """The keys of the KPIs that were named, and the percentiles."""

    kpis: frozenset[str]
    quantiles: tuple[float, ...]
    strict: bool = False

    @classmethod
    def of(cls, options: argparse.Namespace) -> Self:
        """Return what the options name."""
        return cls(frozenset(options.kpi), tuple(dict.fromkeys(options.quantile)), options.strict)

    def left_out(self, refused: Mapping[str, str | None]) -> tuple[str, ...]:
        """Return why KPIs are left out.

        Raises CannotAnswer for one that was named where `strict` or nothing that was named is left.
        """
        whys = {key: why for key, why in refused.items() if why}
        lost = [key for key in whys if key in self.kpis]
        if lost and (self.strict or len(lost) == len(self.kpis)):
            raise CannotAnswer(whys[lost[0]])
        return tuple(whys.values())

    def beside(
        self,
        frame: pl.DataFrame,
        data: Prepared,
        kpis: Iterable[Kpi],
        selection: Selection,
        by: tuple[str, ...] = (),
        cadence: Cadence = Cadence.ALL,
    ) -> pl.DataFrame:
        """Return a measured frame with percentiles of its KPIs, for the periods and segment values that it holds."""
        held = set(frame.select("kpi", "quantile").iter_rows())
        able = [k for k in kpis if k.has_quantiles or k.key in self.kpis]
        wanted = [k.at(q) for k in able for q in self.quantiles if (k.key, q) not in held]
        asked = ask(data, wanted, selection, by, cadence)
        self.left_out({k.key: why for k, why in asked.refused.items()})
        if not asked.kpis:
            return frame
        keys = ["period", *by]
        found = measure(asked).join(frame.select(keys).unique(), on=keys, how="semi", nulls_equal=True)
        return pl.concat([frame, found], how="diagonal_relaxed")
