"""Where data come from: the shipped sample, datasets that everybody may open, and uploads of this session alone."""

import gc
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from kpi_core.data import Dataset, Prepared, is_dataset, open_dataset, outline, written_at
from kpi_core.definitions import DEFAULT, Definitions, version_of
from kpi_core.prepare import prepare, unsuited
from kpi_core.rollup import open_ready
from pages.state.keys import DEFINITIONS, UPLOADS
from sample_data import load as sample
from sample_data.make import ensure

_MOST_UPLOADS = 3


@dataclass(frozen=True, slots=True)
class Source:
    """A dataset that this visitor may open."""

    fingerprint: str
    name: str
    whose: str  # sample, shared, yours
    path: str = ""


def definitions() -> Definitions:
    """Return the definitions that this visitor keeps, else the usual ones."""
    kept: Definitions = st.session_state.get(DEFINITIONS, DEFAULT)
    return kept


def keep_definitions(own: Definitions) -> None:
    """Keep definitions for this visit alone."""
    st.session_state[DEFINITIONS] = own


def in_force(dataset: Dataset) -> tuple[Definitions, str | None]:
    """Return the definitions for this data, and why the visitor's own ones cannot be used on it."""
    why = unsuited(dataset, definitions())
    return (DEFAULT if why else definitions()), why


def offered() -> tuple[Source, ...]:
    """Return every dataset this visitor may open: their own first, then the shared ones, then the sample."""
    mine = [Source(f, d.name, "yours") for f, d in st.session_state.get(UPLOADS, {}).items()]
    shared = []
    folder = os.environ.get("KPI_DATA")
    for path in _datasets(Path(folder)) if folder else ():
        said = _outline(str(path), written_at(path))
        shared.append(Source(said.fingerprint, said.name, "shared", str(path)))
    return (*mine, *shared, Source(_sample()[1].fingerprint, sample.NAME, "sample"))


def _datasets(place: Path) -> list[Path]:
    """The datasets at a place: it is one, or a folder of some. One that is being written has a dot before its name."""
    if is_dataset(place):
        return [place]
    found = sorted(place.iterdir()) if place.is_dir() else []
    return [p for p in found if not p.name.startswith(".") and is_dataset(p)]


def default_source(sources: Sequence[Source]) -> Source:
    """Return what a bare address shows: the first shared dataset, else the sample."""
    return next(s for s in sources if s.whose != "yours")


def open_source(source: Source) -> Prepared:
    """Return the source's rows, ready to be measured; prepared once for everybody who may see them."""
    dataset = dataset_of(source)
    found = _prepare(source, dataset, in_force(dataset)[0])
    _settled()
    return found


def dataset_of(source: Source) -> Dataset:
    """Return an upload's rows as they were read; of any other source its columns only, since the rows stay on disk."""
    if source.whose == "yours":
        mine: Dataset = st.session_state[UPLOADS][source.fingerprint]
        return mine
    return _sample()[1] if source.whose == "sample" else _outline(source.path, written_at(source.path))


def tried(source: Source, own: Definitions) -> Prepared:
    """Return the source's rows under definitions that are not kept yet. Raises BadInput where they do not suit."""
    if source.whose == "shared":
        return _mapped(source.path, written_at(source.path), version_of(own), own)
    rows = _sample_rows() if source.whose == "sample" else dataset_of(source)
    return _tried(source.fingerprint, version_of(own), rows, own)


def _prepare(source: Source, dataset: Dataset, own: Definitions) -> Prepared:
    if source.whose == "shared":
        return _mapped(source.path, written_at(source.path), version_of(own), own)
    if source.whose == "sample":
        return _prepared_sample(version_of(own), own)
    return _prepared_mine(source.fingerprint, version_of(own), dataset, own)


def ready(dataset: Dataset) -> Prepared:
    """Return an upload's rows, ready to be measured; kept for this session alone."""
    own = in_force(dataset)[0]
    return _prepared_mine(dataset.fingerprint, version_of(own), dataset, own)


def use_upload(dataset: Dataset) -> Source:
    """Keep a dataset for this session alone; the oldest gives way."""
    mine: dict[str, Dataset] = st.session_state.setdefault(UPLOADS, {})
    mine.pop(dataset.fingerprint, None)
    mine[dataset.fingerprint] = dataset
    while len(mine) > _MOST_UPLOADS:
        mine.pop(next(iter(mine)))
    return Source(dataset.fingerprint, dataset.name, "yours")


@st.cache_resource(max_entries=256, show_spinner=False)
def _outline(path: str, changed: float) -> Dataset:  # noqa: ARG001 - `changed` is part of the key
    """A dataset without its rows."""
    return outline(path)


@st.cache_resource(max_entries=8, show_spinner="Opening the contacts ...")
def _mapped(path: str, changed: float, version: str, _definitions: Definitions) -> Prepared:  # noqa: ARG001
    """A shared dataset under these definitions, mapped from disk for everybody."""
    return open_ready(Path(path), _definitions)


@st.cache_resource(max_entries=1, show_spinner=False)
def _settled() -> bool:
    """Set apart what is loaded once the first data are open: Streamlit's collection after every run passes it over."""
    gc.collect()
    gc.freeze()
    return True


@st.cache_resource(max_entries=1, show_spinner="Reading the sample ...")
def _sample() -> tuple[Path, Dataset]:
    """Where the sample is kept, and the sample without its rows."""
    place = sample.kept(ensure())
    return place, outline(place)


@st.cache_resource(max_entries=1, show_spinner="Reading the sample ...")
def _sample_rows() -> Dataset:
    """The sample in memory, for a visitor's own definitions: what they try is not kept on disk."""
    return open_dataset(_sample()[0])


@st.cache_resource(max_entries=8, show_spinner="Preparing the contacts ...")
def _prepared_sample(version: str, _definitions: Definitions) -> Prepared:
    """The sample under these definitions: mapped from disk under the usual ones."""
    if version == version_of(DEFAULT):
        return open_ready(_sample()[0], _definitions)
    return prepare(_sample_rows(), _definitions)


@st.cache_resource(scope="session", max_entries=_MOST_UPLOADS, show_spinner="Preparing your contacts ...")
def _prepared_mine(fingerprint: str, version: str, _dataset: Dataset, _definitions: Definitions) -> Prepared:  # noqa: ARG001
    return prepare(_dataset, _definitions)


@st.cache_resource(scope="session", max_entries=2, show_spinner="Trying the definitions ...")
def _tried(fingerprint: str, version: str, _dataset: Dataset, _definitions: Definitions) -> Prepared:  # noqa: ARG001
    return prepare(_dataset, _definitions)
