"""Where data come from: the shipped sample, datasets that everybody may open, and uploads of this session alone."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import streamlit as st

from kpi_core import intake, library
from kpi_core.dataset import Dataset
from kpi_core.definitions import DEFAULT, Definitions
from kpi_core.prepare import Prepared, prepare
from sample_data.make import MAPPING, ensure

SAMPLE = "Sample contact centre"
_MINE = "_uploads"  # session state: fingerprint -> Dataset
_MOST_UPLOADS = 3


@dataclass(frozen=True, slots=True)
class Source:
    """A dataset that this visitor may open."""

    fingerprint: str
    name: str
    whose: str  # sample, shared, yours
    path: str = ""


class Uploaded(Protocol):
    """What the browser sent."""

    name: str

    def getbuffer(self) -> memoryview:
        """Return the bytes."""
        ...


def definitions() -> Definitions:
    """Return the definitions in force."""
    return DEFAULT


def offered() -> tuple[Source, ...]:
    """Return every dataset this visitor may open: their own first, then the shared ones, then the sample."""
    mine = [Source(f, d.name, "yours") for f, d in st.session_state.get(_MINE, {}).items()]
    shared = []
    folder = os.environ.get("KPI_DATA")
    if folder and Path(folder).is_dir():
        for path in sorted(Path(folder).iterdir()):
            if path.is_dir() and library.is_dataset(path):
                dataset = _from_library(str(path), _changed(path))
                shared.append(Source(dataset.fingerprint, dataset.name, "shared", str(path)))
    return (*mine, *shared, Source(_sample().fingerprint, SAMPLE, "sample"))


def default_source(sources: Sequence[Source]) -> Source:
    """Return what a bare address shows: the first shared dataset, else the sample."""
    return next(s for s in sources if s.whose != "yours")


def open_source(source: Source) -> Prepared:
    """Return the source's rows, ready to be measured; prepared once for everybody who may see them."""
    version = definitions().version
    if source.whose == "yours":
        return _prepared_mine(source.fingerprint, version, st.session_state[_MINE][source.fingerprint], definitions())
    dataset = _sample() if source.whose == "sample" else _from_library(source.path, _changed(Path(source.path)))
    return _prepared(source.fingerprint, version, dataset, definitions())


def read_upload(files: Sequence[Uploaded], mappings: Sequence[intake.Mapping]) -> Dataset:
    """Read what the browser sent. It goes to the disk only while being read; the name is data, never a path."""
    return intake.load([(file.name, bytes(file.getbuffer())) for file in files], mappings)


def use_upload(dataset: Dataset) -> Source:
    """Keep a dataset for this session alone; the oldest gives way."""
    mine: dict[str, Dataset] = st.session_state.setdefault(_MINE, {})
    mine.pop(dataset.fingerprint, None)
    mine[dataset.fingerprint] = dataset
    while len(mine) > _MOST_UPLOADS:
        mine.pop(next(iter(mine)))
    return Source(dataset.fingerprint, dataset.name, "yours")


def _changed(path: Path) -> float:
    """When anything in the folder changed last."""
    return max((p.stat().st_mtime for p in path.iterdir()), default=0.0)


@st.cache_resource(max_entries=16, show_spinner=False)
def _from_library(path: str, changed: float) -> Dataset:  # noqa: ARG001 - `changed` is part of the key
    return library.open_dataset(Path(path))


@st.cache_resource(max_entries=1, show_spinner="Reading the sample ...")
def _sample() -> Dataset:
    return intake.load([ensure() / "contacts.parquet"], intake.read_mapping(MAPPING), name=SAMPLE)


@st.cache_resource(max_entries=8, show_spinner="Preparing the contacts ...")
def _prepared(fingerprint: str, version: str, _dataset: Dataset, _definitions: Definitions) -> Prepared:  # noqa: ARG001
    return prepare(_dataset, _definitions)


@st.cache_resource(scope="session", max_entries=_MOST_UPLOADS, show_spinner="Preparing your contacts ...")
def _prepared_mine(fingerprint: str, version: str, _dataset: Dataset, _definitions: Definitions) -> Prepared:  # noqa: ARG001
    return prepare(_dataset, _definitions)
