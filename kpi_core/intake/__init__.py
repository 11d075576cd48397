"""Intake: any export ends loaded, with every row accounted for, or refused in one sentence.

sniff     what each file is, by its bytes; unpacking within bounds
text, records, typed, read      one frame of source text, each row with its line; malformed records refused
recognise, mapping, field, bind     which header is which canonical column
times, dates, durations, cells, labels, privacy     how cells become values
append, overlap, comparable     a newer export is added to a dataset
rows, convert     which rows go on, and the canonical frame
look, edit, worker, job     a first look, changing a mapping, an import in a process of its own
report, findings, coverage, profile, suggest    what was done, what is odd, and what the export looks like
"""

from kpi_core.data import Report
from kpi_core.intake.append import Appended, append
from kpi_core.intake.load import examine, health, load, plan, table
from kpi_core.intake.mapping import Mapping, from_toml, read_mapping
from kpi_core.intake.recognise import Recognition, preset, presets, recognise
from kpi_core.intake.sniff import UPLOAD, Limits, Source

__all__ = [
    "UPLOAD",
    "Appended",
    "Limits",
    "Mapping",
    "Recognition",
    "Report",
    "Source",
    "append",
    "examine",
    "from_toml",
    "health",
    "load",
    "plan",
    "preset",
    "presets",
    "read_mapping",
    "recognise",
    "table",
]
