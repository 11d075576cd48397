"""Prepared rows and cubes, kept beside a dataset so that opening one prepares nothing and holds nothing.

`<dataset>/prepared/<key>/` has one Arrow file for each fact and each cube, mapped into memory as it lies: the system
reads what a View touches and gives it up when it is short of memory, and all sessions share it. The key is made of
the definitions' version and the program that prepared them, and of the data's fingerprint, so that nothing old is found
but on purpose: what was prepared of other data in the same way gives the cubes of the days that are the same.
"""

import hashlib
import json
import mmap
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from kpi_core.carried import carried
from kpi_core.columns import Fact
from kpi_core.dataset import Dataset
from kpi_core.definitions import DEFAULT, Definitions
from kpi_core.errors import BadInput
from kpi_core.facts import Grain, Span
from kpi_core.lattice import Cube, Lattice
from kpi_core.library import open_dataset, open_record, outline, table_path
from kpi_core.preparation import begin
from kpi_core.prepare import Prepared, finished, prepare
from kpi_core.rollup import roll_up
from kpi_core.stretches import InMemory, OnDisk, Rows

FOLDER = "prepared"
_RECORD = "prepared.json"
STRETCH = 1 << 19  # contacts that are in memory at once, about
_GIVEN_UP_S = 86_400  # after which an unfinished folder belongs to nobody
_ELSEWHERE = {"analysis", "charts", "cli", "intake"}  # parts of this package that prepare nothing
_KEEP = 3  # definitions whose prepared rows are kept at once


def open_prepared(folder: str | Path, definitions: Definitions = DEFAULT) -> Prepared:
    """Return the dataset in a folder ready to be measured, mapped from disk; prepare it there where it is not yet.

    A folder that cannot be written to is prepared in memory. Raises BadInput for what is not a whole dataset.
    """
    path = Path(folder)
    bare, sizes = open_record(path)
    bare = replace(bare, tables=_OnDisk(path, tuple(sizes)))
    place = path / FOLDER / _key(bare.fingerprint, definitions)
    if not (place / _RECORD).is_file():
        try:
            _make(bare, sizes, place, definitions)
        except OSError:
            return prepare(open_dataset(path), definitions)
    try:
        return _mapped(bare, place, definitions)
    except (OSError, ValueError, KeyError, TypeError) as error:
        shutil.rmtree(place, ignore_errors=True)
        raise BadInput(f"What was prepared in '{place}' is damaged and was removed; open the dataset again.") from error


@dataclass(frozen=True)
class _OnDisk(Mapping[Fact, pl.DataFrame]):
    """A dataset's tables, each read when it is asked for and not held."""

    folder: Path
    facts: tuple[Fact, ...]

    def __getitem__(self, fact: Fact) -> pl.DataFrame:
        if fact not in self.facts:
            raise KeyError(fact)
        return pl.read_parquet(table_path(self.folder, fact), glob=False)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)


def _make(bare: Dataset, sizes: Mapping[Fact, int], place: Path, definitions: Definitions) -> None:
    """Prepare the rows and add them up into a new folder, and rename it into place."""
    folder = place.parent.parent
    place.parent.mkdir(exist_ok=True)
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}.new")
    fresh.mkdir()
    try:
        try:
            found = begin(outline(folder), _contacts(folder, sizes), _beside(folder, sizes), definitions)
            if found.contacts:
                _write_contacts(found.stretches(), fresh / f"{Fact.CONTACT}.arrow")
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
            open_dataset(folder)  # says what is wrong with it
            raise
        contacts, release = _mapping(fresh / f"{Fact.CONTACT}.arrow") if found.contacts else (None, _nothing)
        prepared = finished(bare, found, contacts)
        for fact, table in found.beside.items():
            _write(table, fresh / f"{fact}.arrow")
        lasting = {
            "spans": {f: asdict(s) for f, s in prepared.spans.items()},
            "columns": {f: t.columns for f, t in prepared.tables.items()},
            "lacking": dict(prepared.lacking),
            "notes": list(prepared.notes),
            "cautions": dict(prepared.cautions),
        }
        lattice = roll_up(prepared, before=carried(_before(bare, place, definitions), prepared), release=release)
        for number, cube in enumerate(lattice.cubes):
            _write(cube.table, fresh / f"cube{number}.arrow")
        lasting["cubes"] = [list(cube.segments) for cube in lattice.cubes]
        lasting["grouped"] = lattice.grouped
        (fresh / _RECORD).write_text(json.dumps(lasting, default=lambda moment: moment.isoformat()), encoding="utf-8")
        with suppress(OSError):  # somebody else was first
            fresh.rename(place)
        _clear(place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _contacts(folder: Path, sizes: Mapping[Fact, int]) -> Rows | None:
    """The contacts in order of time: from their file where they stand so, else from memory."""
    if not sizes.get(Fact.CONTACT):
        return None
    path = table_path(folder, Fact.CONTACT)
    at = pl.read_parquet(path, columns=["at"], glob=False)["at"]
    if at.len() != sizes[Fact.CONTACT]:
        open_dataset(folder)  # refuses it
    if at.is_sorted() and not at.null_count():
        return OnDisk(path, pl.Schema(pl.read_parquet_schema(path)), at.len(), STRETCH)
    return InMemory(pl.read_parquet(path, glob=False).sort("at", maintain_order=True))


def _beside(folder: Path, sizes: Mapping[Fact, int]) -> dict[Fact, pl.DataFrame]:
    """The facts beside the contacts, whole: there are few rows of them."""
    found: dict[Fact, pl.DataFrame] = {}
    for fact in (f for f in sizes if f is not Fact.CONTACT):
        found[fact] = pl.read_parquet(table_path(folder, fact), glob=False)
    if any(table.height != sizes[f] for f, table in found.items()):
        open_dataset(folder)  # refuses it
    return found


def _span(said: Mapping[str, Any]) -> Span:
    start, end = (datetime.fromisoformat(said[name]) for name in ("start", "end"))
    starts = tuple(date.fromisoformat(d) for d in said["starts"])
    return Span(start, end, Grain(said["grain"]), tuple(said["segments"]), starts, said["open"])


def _before(bare: Dataset, place: Path, definitions: Definitions) -> Prepared | None:
    """What these definitions and this program prepared of other data in the same folder, the newest that is whole."""
    others = (p for p in place.parent.glob(f"{_way(place)}-*") if p != place)
    for old in sorted(others, key=lambda p: p.stat().st_mtime, reverse=True):
        with suppress(OSError, ValueError, KeyError, TypeError):
            return _mapped(bare, old, definitions)
    return None


def _mapped(bare: Dataset, place: Path, definitions: Definitions) -> Prepared:
    said = json.loads((place / _RECORD).read_text(encoding="utf-8"))
    spans = {Fact(f): _span(s) for f, s in said["spans"].items()}
    tables = {fact: _read(place / f"{fact}.arrow").select(said["columns"][fact]) for fact in spans}
    cubes = [Cube(tuple(s), _read(place / f"cube{i}.arrow")) for i, s in enumerate(said["cubes"])]
    return Prepared(
        bare,
        definitions,
        tables,
        spans,
        said["lacking"],
        tuple(said["notes"]),
        said["cautions"],
        Lattice(tuple(cubes), tables.get(Fact.CONTACT), said["grouped"]),
    )


def _write(table: pl.DataFrame, path: Path) -> None:
    with path.open("wb") as file:
        table.write_ipc(file)
        file.flush()
        os.fsync(file.fileno())


def _write_contacts(stretches: Iterator[pl.DataFrame], path: Path) -> None:
    """Write a table one stretch after the other."""
    with path.open("wb") as file, ExitStack() as open_until_all_is_written:
        writer = None
        for frame in stretches:
            table = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.newest())
            writer = writer or open_until_all_is_written.enter_context(pa.ipc.new_file(file, table.schema))
            writer.write_table(table)
        open_until_all_is_written.close()
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> pl.DataFrame:
    """Map a table into memory without reading it."""
    return _mapping(path)[0]


def _mapping(path: Path) -> tuple[pl.DataFrame, Callable[[], None]]:
    """Map a table into memory without reading it; return with it what gives the memory back that reading takes."""
    with path.open("rb") as file:
        memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        found = pl.from_arrow(pa.ipc.open_file(pa.BufferReader(pa.py_buffer(memory))).read_all())
    except pa.ArrowException as error:
        raise ValueError(str(error)) from error
    if not isinstance(found, pl.DataFrame):
        raise TypeError(path.name)
    return found, partial(memory.madvise, mmap.MADV_DONTNEED) if hasattr(memory, "madvise") else _nothing


def _nothing() -> None:
    """Systems without such advice take mapped memory back on their own."""


def _clear(place: Path) -> None:
    """Remove what was prepared of older data or never finished, and of other definitions all but the newest."""
    for left in place.parent.glob(".*.new"):
        if time.time() - left.stat().st_mtime > _GIVEN_UP_S:
            shutil.rmtree(left, ignore_errors=True)
    others = sorted(
        (p for p in place.parent.iterdir() if p != place and not p.name.startswith(".")),
        key=lambda p: p.stat().st_mtime,
        reverse=True,
    )
    outdated = [p for p in others if _way(p) == _way(place)]
    for old in {*outdated, *[p for p in others if p not in outdated][_KEEP - 1 :]}:
        shutil.rmtree(old, ignore_errors=True)


def _key(fingerprint: str, definitions: Definitions) -> str:
    way = hashlib.sha256(f"{definitions.version} {_program()}".encode()).hexdigest()[:12]
    return f"{way}-{hashlib.sha256(fingerprint.encode()).hexdigest()[:12]}"


def _way(place: Path) -> str:
    """The part of a key that stands for how the data were prepared."""
    return place.name.partition("-")[0]


@cache
def _program() -> str:
    """What prepares: this package's own text and the Polars version, so that no change of either is overlooked."""
    here = Path(__file__).parent
    whole = hashlib.sha256(pl.__version__.encode())
    for source in sorted(p for p in here.rglob("*.py") if p.relative_to(here).parts[0] not in _ELSEWHERE):
        whole.update(source.read_bytes())
    return whole.hexdigest()
