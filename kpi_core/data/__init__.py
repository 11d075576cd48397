"""What is held: datasets as they came in, prepared rows, sums added up beforehand, and how they lie on disk.

dataset          canonical rows as they came through the door
import_report    what became of every row and every cell
coverage         which days the rows cover
checksums        what tells that a file is still as it was written
labels           the same label in other spelling is one value
record           datasets on disk as they are read
folder           datasets on disk as they are written, whole or not at all
prepared         measurable rows, as everything that measures takes them
cubes            sums added up beforehand
chunks           rows that are read a stretch at a time
prefetch         the next of some items is made while one is used
arrow_files      tables that are mapped into memory as they lie
program          which program made a file
"""

from kpi_core.data.arrow_files import Maps, write, write_stretches
from kpi_core.data.checksums import lasting, read_seals, seals
from kpi_core.data.chunks import InMemory, OnDisk, Rows, labels_of
from kpi_core.data.coverage import coverage
from kpi_core.data.cubes import NO_CUBES, ROWS, Cube, Lattice, added, column, regrouped
from kpi_core.data.dataset import Assumption, Dataset
from kpi_core.data.folder import clear_unfinished, is_full, save
from kpi_core.data.import_report import Conversion, Finding, Refusal, Report, combined, from_dict
from kpi_core.data.labels import key, spelled_alike
from kpi_core.data.prefetch import ahead
from kpi_core.data.prepared import Prepared
from kpi_core.data.program import program
from kpi_core.data.record import (
    checked,
    content_of,
    is_dataset,
    newest,
    open_dataset,
    open_record,
    outline,
    read_table,
    table_path,
)

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
    "checked",
    "clear_unfinished",
    "column",
    "combined",
    "content_of",
    "coverage",
    "from_dict",
    "is_dataset",
    "is_full",
    "key",
    "labels_of",
    "lasting",
    "newest",
    "open_dataset",
    "open_record",
    "outline",
    "program",
    "read_seals",
    "read_table",
    "regrouped",
    "save",
    "seals",
    "spelled_alike",
    "table_path",
    "write",
    "write_stretches",
]
