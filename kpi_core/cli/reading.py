"""What a command is about: the definitions, the mappings, and the data ready to be measured."""

import argparse
from pathlib import Path

from kpi_core import definitions, intake
from kpi_core.data import Prepared, is_dataset
from kpi_core.definitions import Definitions
from kpi_core.errors import BadInput
from kpi_core.prepare import prepare
from kpi_core.rollup import open_ready


def definitions_of(options: argparse.Namespace) -> Definitions:
    """Return the definitions that the options name, else the defaults."""
    return definitions.read(Path(options.definitions)) if options.definitions else definitions.DEFAULT


def mappings_of(options: argparse.Namespace) -> list[intake.Mapping]:
    """Return the mappings and presets that the files are read by."""
    return [intake.read_mapping(Path(m)) for m in options.mapping] + [intake.preset(p) for p in options.preset]


def prepared(options: argparse.Namespace) -> Prepared:
    """Return the dataset folder, or the export files read by the mapping, ready to be measured."""
    if len(options.paths) == 1 and is_dataset(Path(options.paths[0])):
        if options.mapping or options.preset:
            raise BadInput(
                f"{options.paths[0]} is a dataset that has been read already; leave out --mapping and --preset."
            )
        return open_ready(Path(options.paths[0]), definitions_of(options))
    return prepare(intake.load(options.paths, mappings_of(options)), definitions_of(options))
