"""The catalogue: every KPI, in words and as two sums.

categories    all of them, gathered in the order of the scorecard
access, resolution, quality, commercial, experience, efficiency, governance    the KPIs of each category
stand_ins     the same KPIs read from rows of another fact
pairs         which KPI may move before which
benchmarks    numbers copied from articles, never a target
sources       the articles, by name
"""

from kpi_core.catalogue.benchmarks import BENCHMARKS, COPIED_LABEL, NUMBERS
from kpi_core.catalogue.categories import CATALOGUE
from kpi_core.catalogue.pairs import pairs
from kpi_core.catalogue.sources import SOURCES, sources

__all__ = ["BENCHMARKS", "CATALOGUE", "COPIED_LABEL", "NUMBERS", "SOURCES", "pairs", "sources"]
