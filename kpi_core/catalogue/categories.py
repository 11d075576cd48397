"""Every KPI, gathered from the modules of their categories in the order of the scorecard."""

from kpi_core.catalogue.access import ACCESS
from kpi_core.catalogue.commercial import COMMERCIAL
from kpi_core.catalogue.efficiency import EFFICIENCY
from kpi_core.catalogue.experience import EXPERIENCE
from kpi_core.catalogue.governance import GOVERNANCE
from kpi_core.catalogue.quality import QUALITY
from kpi_core.catalogue.resolution import RESOLUTION
from kpi_core.catalogue.stand_ins import with_stand_ins
from kpi_core.model import Kpi

CATALOGUE: dict[str, Kpi] = {
    kpi.key: with_stand_ins(kpi)
    for group in (ACCESS, RESOLUTION, QUALITY, COMMERCIAL, EXPERIENCE, EFFICIENCY, GOVERNANCE)
    for kpi in group
}
