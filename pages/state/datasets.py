"""Where data come from: the shipped sample, datasets that everybody may open, and uploads of this session alone."""

import gc
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit as st

from kpi_core.data import Dataset, Prepared, content_of, is_dataset, newest, open_dataset, open_record, outline
from kpi_core.definitions import DEFAULT, Definitions, version_of
from kpi_core.errors import BadInput
from kpi_core.model import Fact, count
from kpi_core.prepare import prepare, unsuited
from kpi_core.rollup import FOLDER, QUEUE, TRIED, contacts_to_prepare, open_ready
from pages.state.keys import DEFINITIONS, UPLOADS
from sample_data import load as sample
from sample_data.make import ensure

_MOST_UPLOADS = 3
_TRIAL = 200_000  # contacts by which the effect of other definitions is estimated


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
    open_to_all = [*_shelf()[0], Source(_sample()[1].fingerprint, sample.NAME, "sample")]
    one_each = {source.fingerprint: source for source in reversed(open_to_all)}  # copies are one entry
    return (*mine, *(s for s in open_to_all if one_each[s.fingerprint] == s))


def left_out() -> tuple[str, ...]:
    """Return why shared datasets are not offered, a sentence for each."""
    return _shelf()[1]


def _shelf() -> tuple[list[Source], tuple[str, ...]]:
    """The shared datasets, and sentences about those that cannot be opened: one that is bad closes no other."""
    folder = os.environ.get("KPI_DATA")
    shared, bad = [], []
    for path in _datasets(Path(folder)) if folder else ():
        try:
            said = _outline(str(path), content_of(path))
            shared.append(Source(said.fingerprint, said.name, "shared", str(path)))
        except BadInput as error:
            bad.append(_named(error, path))
    return shared, tuple(bad)


def _named(error: BadInput, path: str | Path) -> str:
    """What is said of a dataset, by its name and without its path."""
    return str(error).replace(f"'{path}'", f"'{Path(path).name}'")


def _datasets(place: Path) -> list[Path]:
    """The datasets at a place, whole or not: it is one, or a folder of some. One that is being written has a dot."""
    if is_dataset(place):
        return [place]
    try:
        return [p for p in sorted(place.iterdir()) if not p.name.startswith(".") and p.is_dir() and _like(p)]
    except OSError:
        return []


def _like(folder: Path) -> bool:
    """Whether a folder is a dataset, or what is left of one, or cannot be looked into."""
    try:
        return is_dataset(folder) or any(folder.glob("*.parquet")) or not os.access(folder, os.R_OK)
    except OSError:
        return True


def default_source(sources: Sequence[Source]) -> Source:
    """Return what a bare address shows: the first shared dataset, else the sample."""
    return next(s for s in sources if s.whose != "yours")


def open_source(source: Source) -> Prepared:
    """Return the source's rows, ready to be measured; prepared once for everybody who may see them.

    Raises BadInput where they are damaged, by the dataset's name.
    """
    try:
        own = in_force(dataset_of(source))[0]
        found = _prepare(source, own)
        if not found.intact():  # somebody wrote into the files: they are checked and, if need be, made anew
            _mapped.clear()
            _prepared_sample.clear()
            found = _prepare(source, own)
    except BadInput as error:
        raise BadInput(_named(error, source.path) if source.path else str(error)) from error
    _settled()
    return found


def first_that_opens(meant: Source, sources: Sequence[Source]) -> tuple[Source, Prepared, tuple[str, ...]]:
    """Return the dataset that is meant, else the first that can be opened, with a sentence for each that cannot."""
    bad: list[str] = []
    for source in dict.fromkeys((meant, *(s for s in sources if s.whose != "yours"))):
        try:
            return source, open_source(source), tuple(f"{why} Other data are shown." for why in bad)
        except BadInput as error:
            bad.append(str(error))
    raise BadInput(bad[0])


def dataset_of(source: Source) -> Dataset:
    """Return an upload's rows as they were read; of any other source its columns only, since the rows stay on disk."""
    if source.whose == "yours":
        mine: Dataset = st.session_state[UPLOADS][source.fingerprint]
        return mine
    return _sample()[1] if source.whose == "sample" else _outline(source.path, content_of(source.path))


def extent(source: Source) -> tuple[str, tuple[date, date] | None]:
    """Return how much there is in a source and its first and last day, if its report says them; it is not opened."""
    said = dataset_of(source)
    sizes = _sizes(source)
    main = Fact.CONTACT if Fact.CONTACT in sizes else next(f for f in Fact if f in sizes)
    words = f"{sizes[main]:,} {'contacts' if main is Fact.CONTACT else f'{main} rows'}"
    covered = said.report.get("coverage") or {}
    try:
        return words, (date.fromisoformat(covered["first"]), date.fromisoformat(covered["last"]))
    except (KeyError, TypeError, ValueError):
        return words, None


def _sizes(source: Source) -> dict[Fact, int]:
    if source.whose == "yours":
        return {fact: table.height for fact, table in dataset_of(source).tables.items()}
    return open_record(source.path or _sample()[0])[1]


def tried(source: Source, own: Definitions) -> tuple[Prepared, Prepared, str]:
    """Return the source's rows under the definitions in force and under others that are not kept yet, and a note.

    Nothing large is prepared for a trial: of many contacts the newest are taken for both. Raises BadInput where the
    definitions do not suit.
    """
    if source.whose == "shared":
        content = content_of(source.path)
        rows, note = _newest(source.path, content), f"Estimated from the newest {_TRIAL:,} contacts."
        note = note if _sizes(source).get(Fact.CONTACT, 0) > _TRIAL else ""
        now = in_force(dataset_of(source))[0]
        key = f"{source.fingerprint} {content}"
        return _tried(key, version_of(now), rows, now), _tried(key, version_of(own), rows, own), note
    rows = _sample_rows() if source.whose == "sample" else dataset_of(source)
    return open_source(source), _tried(source.fingerprint, version_of(own), rows, own), ""


def _prepare(source: Source, own: Definitions) -> Prepared:
    if source.whose == "shared":
        return _shared(source.path, own)
    if source.whose == "sample":
        return _prepared_sample(version_of(own), own)
    return _prepared_mine(source.fingerprint, version_of(own), dataset_of(source), own)


def _shared(path: str, own: Definitions) -> Prepared:
    """A shared dataset under these definitions; where it is to be prepared, one after the other, with a word."""
    content, version = content_of(path), version_of(own)
    if not contacts_to_prepare(path, own):
        return _mapped(path, content, version, own)
    place = st.empty()

    def waiting(before: int) -> None:
        said = "one that is prepared now" if before == 1 else f"{count(before)} others"
        place.info(f"These contacts are to be prepared first. Before you: {said}.", icon=":material/hourglass_top:")

    with QUEUE.turn(waiting):
        place.empty()
        return _mapped(path, content, version, own)


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
def _outline(path: str, content: str) -> Dataset:  # noqa: ARG001 - `content` is part of the key
    """A dataset without its rows."""
    return outline(path)


@st.cache_resource(max_entries=2, show_spinner="Reading the newest contacts ...")
def _newest(path: str, content: str) -> Dataset:  # noqa: ARG001 - `content` is part of the key
    """The newest contacts of a shared dataset, for trials."""
    return newest(path, _TRIAL)


@st.cache_resource(max_entries=8, show_spinner="Opening the contacts ...")
def _mapped(path: str, content: str, version: str, _definitions: Definitions) -> Prepared:  # noqa: ARG001
    """A shared dataset under these definitions, mapped from disk for everybody."""
    kept = FOLDER if version == version_of(DEFAULT) else TRIED
    return open_ready(Path(path), _definitions, kept)


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
