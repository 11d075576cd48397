"""What is held: datasets as they came in, prepared rows, sums added up beforehand, and how they lie on disk.

dataset          canonical rows as they came through the door
import_report    what became of every row and every cell
coverage         which days the rows cover
labels           the same label in other spelling is one value
folder           datasets on disk, written whole or not at all
prepared         measurable rows, as everything that measures takes them
cubes            sums added up beforehand
chunks           rows that are read a stretch at a time
prefetch         the next of some items is made while one is used
arrow_files      tables that are mapped into memory as they lie
program          which program made a file
"""

from kpi_core.data.arrow_files import Maps, write, write_stretches
from kpi_core.data.chunks import InMemory, OnDisk, Rows, labels_of
from kpi_core.data.coverage import coverage
from kpi_core.data.cubes import NO_CUBES, ROWS, Cube, Lattice, added, column, regrouped
from kpi_core.data.dataset import Assumption, Dataset
from kpi_core.data.folder import (
    clear_unfinished,
    is_dataset,
    open_dataset,
    open_record,
    outline,
    save,
    table_path,
    written_at,
)
from kpi_core.data.import_report import Conversion, Finding, Refusal, Report, combined, from_dict
from kpi_core.data.labels import key, spelled_alike
from kpi_core.data.prefetch import ahead
from kpi_core.data.prepared import Prepared
from kpi_core.data.program import program

__all__ = [
    "NO_CUBES",
    "ROWS",
    "Assumption",
    "Conversion",
    "Cube",
    "Dataset",
    "Finding",
    "InMemory",
    "Lattice",
    "Maps",
    "OnDisk",
    "Prepared",
    "Refusal",
    "Report",
    "Rows",
    "added",
    "ahead",
    "clear_unfinished",
    "column",
    "combined",
    "coverage",
    "from_dict",
    "is_dataset",
    "key",
    "labels_of",
    "open_dataset",
    "open_record",
    "outline",
    "program",
    "regrouped",
    "save",
    "spelled_alike",
    "table_path",
    "write",
    "write_stretches",
    "written_at",
]
