"""Intake: any export ends loaded, with every row accounted for, or refused in one sentence.

sources      what each file is, by its bytes; unpacking within bounds; one frame of source text, each row with its line
mappings     which header is which canonical column, as a frozen value
values       how cells become times, durations, numbers, labels and pseudonyms
rows         which rows go on, and the canonical frame
load         files and mappings in, a dataset out
profile      what the columns of an export look like
preview      a first look, and what a mapping makes of the first rows
appending    a newer export is added to a dataset
look_apart   a first look by a process of its own
look_worker  that process
scratch      where a visitor's files lie while they are read
order        what is asked of such a process
job          an import in a process of its own, as the app starts it
worker       that process
"""

from kpi_core.intake.appending.append import append
from kpi_core.intake.job import Job, start
from kpi_core.intake.load import examine, health, load, plan, table
from kpi_core.intake.look_apart import looks_apart
from kpi_core.intake.mappings import edit
from kpi_core.intake.mappings.assign import apart
from kpi_core.intake.mappings.field import DurationUnit, Field
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.mappings.read_mapping import from_toml, read_mapping
from kpi_core.intake.mappings.recognise import preset, presets
from kpi_core.intake.mappings.suggest import suggest
from kpi_core.intake.preview import Look, checked, preview, refusal
from kpi_core.intake.profile import remarks_on
from kpi_core.intake.scratch import FULL, clear_left, room
from kpi_core.intake.sources.detect import Limits
from kpi_core.intake.values.cells import decimal_comma, numbers
from kpi_core.intake.values.durations import to_seconds

__all__ = [
    "FULL",
    "DurationUnit",
    "Field",
    "Job",
    "Limits",
    "Look",
    "Mapping",
    "apart",
    "append",
    "checked",
    "clear_left",
    "decimal_comma",
    "edit",
    "examine",
    "from_toml",
    "health",
    "load",
    "looks_apart",
    "numbers",
    "plan",
    "preset",
    "presets",
    "preview",
    "read_mapping",
    "refusal",
    "remarks_on",
    "room",
    "start",
    "suggest",
    "table",
    "to_seconds",
]
