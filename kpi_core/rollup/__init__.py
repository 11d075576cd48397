"""Contacts are added up beforehand, and what was prepared is kept beside the dataset.

plan           which sums cubes hold
packed_sums    many sums laid out so that they are added up fast
build          contacts become a lattice of small cubes
reuse          cubes of before are taken over up to the first day that differs
cache          prepared rows and cubes on disk
queue          whose turn it is to prepare
worker         many contacts are prepared in a process of its own
"""

from kpi_core.rollup.cache import FOLDER, TRIED, contacts_to_prepare
from kpi_core.rollup.queue import QUEUE
from kpi_core.rollup.worker import open_ready, ready

__all__ = ["FOLDER", "QUEUE", "TRIED", "contacts_to_prepare", "open_ready", "ready"]
