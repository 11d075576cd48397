"""The sample as one dataset: the contacts read by their mapping, and the facts beside them."""

import hashlib
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl

from kpi_core import intake
from kpi_core.data import Dataset, is_dataset, program, save
from kpi_core.model import Fact

NAME = "Sample contact centre"
MAPPING = Path(__file__).parent / "sample.toml"
BESIDE: dict[str, Fact] = {
    "agent_time": Fact.AGENT_TIME,
    "surveys": Fact.SURVEY,
    "costs": Fact.COST,
    "accounts": Fact.ACCOUNT_MONTH,
    "qa_items": Fact.QA_ITEM,
}  # the files beside the contacts, which hold canonical columns
READERS = ("model", "catalogue", "definitions", "data", "intake")


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


def kept(folder: Path) -> Path:
    """Return what `load` reads in this folder as a dataset on disk beside it; read where it is not there yet.

    Other files, another mapping or another reading program have another place; what was read before goes.
    """
    place = folder / f"dataset-{_read_by(folder)}"
    if not is_dataset(place):
        with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as aside:
            fresh = save(load(folder), Path(aside) / place.name)
            try:
                fresh.rename(place)
            except OSError:
                if not is_dataset(place):  # else somebody else was first
                    raise
        for old in folder.glob("dataset-*"):
            if old != place:
                shutil.rmtree(old, ignore_errors=True)
    return place


def _read_by(folder: Path) -> str:
    """What stands for the files, their mapping and all that reads them."""
    files = [folder / f"{name}.parquet" for name in ("contacts", *BESIDE)]
    whole = hashlib.sha256(program(*READERS).encode())
    for path in (*files, MAPPING, Path(__file__)):
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:12]
