"""The sample as one dataset: the contacts read by their mapping, and the facts beside them."""

import hashlib
from dataclasses import replace
from pathlib import Path

import polars as pl

from kpi_core import intake
from kpi_core.data import Dataset
from sample_data.make import BESIDE, MAPPING

NAME = "Sample contact centre"


def load(folder: Path) -> Dataset:
    """Return the sample in this folder, which `sample_data.make.ensure` made."""
    contacts = intake.load([folder / "contacts.parquet"], intake.read_mapping(MAPPING), name=NAME)
    content = hashlib.sha256(contacts.fingerprint.encode())
    tables = dict(contacts.tables)
    for name, fact in BESIDE.items():
        path = folder / f"{name}.parquet"
        content.update(path.read_bytes())
        tables[fact] = pl.read_parquet(path)
    return replace(contacts, tables=tables, fingerprint=content.hexdigest()[:12])
