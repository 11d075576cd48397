"""Prepared rows and cubes, kept beside a dataset so that opening one prepares nothing and holds nothing.

`<dataset>/prepared/<key>/` has one Arrow file for each fact and each cube, mapped into memory as it lies: the system
reads what a View touches and gives it up when it is short of memory, and all sessions share it. The key is made of
the definitions' version and the program that prepared them, and of what the data's files hold, so that nothing old is
found but on purpose: what was prepared of other data in the same way gives the cubes of the days that are the same.
"""

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from kpi_core.data import (
    Cube,
    Dataset,
    InMemory,
    Lattice,
    Maps,
    OnDisk,
    Prepared,
    Rows,
    checked,
    clear_unfinished,
    content_of,
    is_full,
    lasting,
    open_dataset,
    open_record,
    outline,
    program,
    read_seals,
    read_table,
    seals,
    table_path,
    write,
    write_stretches,
)
from kpi_core.definitions import DEFAULT, Definitions, version_of
from kpi_core.errors import BadInput
from kpi_core.model import Fact, Grain, Span
from kpi_core.prepare import begin, finished, prepare
from kpi_core.rollup.build import roll_up
from kpi_core.rollup.reuse import carried

FOLDER = "prepared"
TRIED = "tried"  # beside it: what visitors' own definitions prepared, which never pushes out what was published
_RECORD = "prepared.json"
STRETCH = 1 << 18  # contacts that are in memory at once, about
_MAKERS = ("model", "statistics", "catalogue", "definitions", "data", "prepare", "measure", "rollup")
_MANY = 2_000_000  # contacts that are not prepared in memory
_TRIES = 2  # how often it is prepared where what was prepared is damaged
_KEEP = 3  # definitions whose prepared rows are kept at once


def open_prepared(folder: str | Path, definitions: Definitions = DEFAULT, kept: str = FOLDER) -> Prepared:
    """Return the dataset in a folder ready to be measured, mapped from disk; prepare it there where it is not yet.

    `kept` is the folder within for what is not prepared yet: FOLDER, or TRIED for what a visitor tries.
    A folder that cannot be written to is prepared in memory. Raises BadInput for what is not a whole dataset.
    """
    path = Path(folder)
    bare, sizes = open_record(path)
    bare = replace(bare, tables=_OnDisk(path, tuple(sizes)))
    place = _place(path, bare, definitions, kept)
    for _ in range(_TRIES):
        if not (place / _RECORD).is_file():
            try:
                _make(bare, sizes, place, definitions)
            except OSError as error:
                if is_full(error) and sizes.get(Fact.CONTACT, 0) > _MANY:  # in memory they would be several GB
                    raise BadInput(
                        f"The disk on which '{folder}' lies is full; the dataset cannot be prepared."
                    ) from error
                return prepare(open_dataset(path), definitions)
        try:
            return _mapped(bare, place, definitions, Maps())
        except (OSError, ValueError, KeyError, TypeError):  # damaged, or cleared away by somebody else meanwhile
            shutil.rmtree(place, ignore_errors=True)
    raise BadInput(
        f"What is prepared of the dataset in '{folder}' is damaged each time; look at the disk that it lies on."
    )


def contacts_to_prepare(folder: str | Path, definitions: Definitions = DEFAULT) -> int:
    """Return how many contacts opening the dataset would prepare: none where that was done."""
    bare, sizes = open_record(Path(folder))
    done = (_place(Path(folder), bare, definitions, TRIED) / _RECORD).is_file()
    return 0 if done else sizes.get(Fact.CONTACT, 0)


@dataclass(frozen=True)
class _OnDisk(Mapping[Fact, pl.DataFrame]):
    """A dataset's tables, each read when it is asked for and not held."""

    folder: Path
    facts: tuple[Fact, ...]

    def __getitem__(self, fact: Fact) -> pl.DataFrame:
        if fact not in self.facts:
            raise KeyError(fact)
        return read_table(self.folder, fact)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)


def _make(bare: Dataset, sizes: Mapping[Fact, int], place: Path, definitions: Definitions) -> None:
    """Prepare the rows and add them up into a new folder, and rename it into place."""
    place.parent.mkdir(exist_ok=True)
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}.new")
    fresh.mkdir()
    try:
        lasts = _prepared(bare, sizes, place, fresh, definitions)
        lasts["files"] = seals(fresh, ".arrow")
        (fresh / _RECORD).write_text(json.dumps(lasts, default=lambda moment: moment.isoformat()), encoding="utf-8")
        lasting(fresh)
        try:
            fresh.rename(place)
        except OSError:
            if not (place / _RECORD).is_file():  # else somebody else was first
                shutil.rmtree(place, ignore_errors=True)  # what was never finished
                fresh.rename(place)
        _clear(place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _prepared(
    bare: Dataset, sizes: Mapping[Fact, int], place: Path, fresh: Path, definitions: Definitions
) -> dict[str, Any]:
    """Write the prepared rows and their cubes to a folder and return what else lasts."""
    folder = place.parent.parent
    files = [table_path(folder, f) for f in sizes]
    seen = [_seen(path) for path in files]
    checked(folder)
    try:
        found = begin(outline(folder), _contacts(folder, sizes), _beside(folder, sizes), definitions)
        if found.contacts:
            write_stretches(found.stretches(), fresh / f"{Fact.CONTACT}.arrow")
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        open_dataset(folder)  # says what is wrong with it
        raise
    if [_seen(path) for path in files] != seen:
        raise OSError("other data were put in their place while they were read")
    maps = Maps()
    contacts = maps.read(fresh / f"{Fact.CONTACT}.arrow") if found.contacts else None
    prepared = finished(bare, found, contacts)
    for fact, table in found.beside.items():
        write(table, fresh / f"{fact}.arrow")
    before = carried(_before(bare, place, definitions, maps), prepared, maps.release)
    lattice = roll_up(prepared, before=before, release=maps.release)
    for number, cube in enumerate(lattice.cubes):
        write(cube.table, fresh / f"cube{number}.arrow")
    return {
        "spans": {f: asdict(s) for f, s in prepared.spans.items()},
        "columns": {f: t.columns for f, t in prepared.tables.items()},
        "lacking": dict(prepared.lacking),
        "notes": list(prepared.notes),
        "cautions": dict(prepared.cautions),
        "unread": {fact: dict(columns) for fact, columns in prepared.unread.items()},
        "cubes": [list(cube.segments) for cube in lattice.cubes],
        "grouped": lattice.grouped,
    }


def _seen(path: Path) -> tuple[int, int, int]:
    """What tells that a file is still the same one."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


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
    return InMemory(read_table(folder, Fact.CONTACT).sort("at", maintain_order=True))


def _beside(folder: Path, sizes: Mapping[Fact, int]) -> dict[Fact, pl.DataFrame]:
    """The facts beside the contacts, whole: there are few rows of them."""
    found: dict[Fact, pl.DataFrame] = {}
    for fact in (f for f in sizes if f is not Fact.CONTACT):
        found[fact] = read_table(folder, fact)
    return found


def _span(said: Mapping[str, Any]) -> Span:
    start, end, stated = (said[name] and datetime.fromisoformat(said[name]) for name in ("start", "end", "stated"))
    starts = tuple(date.fromisoformat(d) for d in said["starts"])
    return Span(
        start=start,
        end=end,
        grain=Grain(said["grain"]),
        segments=tuple(said["segments"]),
        starts=starts,
        open=said["open"],
        stated=stated,
        over=said["over"],
        due=said["due"],
    )


def _before(bare: Dataset, place: Path, definitions: Definitions, maps: Maps) -> Prepared | None:
    """What these definitions and this program prepared of other data in the same folder, the newest that is whole."""
    others = (p for p in place.parent.glob(f"{_way(place)}-*") if p != place)
    for old in sorted(others, key=lambda p: p.stat().st_mtime, reverse=True):
        with suppress(OSError, ValueError, KeyError, TypeError):
            return _mapped(bare, old, definitions, maps)
    return None


def _mapped(bare: Dataset, place: Path, definitions: Definitions, maps: Maps) -> Prepared:
    said = json.loads((place / _RECORD).read_text(encoding="utf-8"))
    spans = {Fact(f): _span(s) for f, s in said["spans"].items()}
    files = read_seals(said["files"])

    def read(name: str) -> pl.DataFrame:
        return maps.read(place / name, files[name])

    tables = {fact: read(f"{fact}.arrow").select(said["columns"][fact]) for fact in spans}
    cubes = [Cube(tuple(s), read(f"cube{i}.arrow")) for i, s in enumerate(said["cubes"])]
    return Prepared(
        dataset=bare,
        definitions=definitions,
        tables=tables,
        spans=spans,
        lacking=said["lacking"],
        notes=tuple(said["notes"]),
        cautions=said["cautions"],
        unread={Fact(fact): columns for fact, columns in said["unread"].items()},
        lattice=Lattice(cubes=tuple(cubes), of=tables.get(Fact.CONTACT), grouped=said["grouped"]),
        release=maps.release,
        intact=maps.intact,
    )


def _clear(place: Path) -> None:
    """Remove what was prepared of older data or never finished, and of other definitions all but the newest."""
    clear_unfinished(place.parent)
    others = sorted(
        (p for p in place.parent.iterdir() if p != place and not p.name.startswith(".")),
        key=lambda p: p.stat().st_mtime,
        reverse=True,
    )
    outdated = [p for p in others if _way(p) == _way(place)]
    for old in {*outdated, *[p for p in others if p not in outdated][_KEEP - 1 :]}:
        shutil.rmtree(old, ignore_errors=True)


def _place(folder: Path, bare: Dataset, definitions: Definitions, kept: str = FOLDER) -> Path:
    """Where it is prepared, or is to be: what was published comes first."""
    key = _key(f"{bare.fingerprint} {content_of(folder)}", definitions)
    published = folder / FOLDER / key
    return published if (published / _RECORD).is_file() else folder / kept / key


def _key(data: str, definitions: Definitions) -> str:
    way = hashlib.sha256(f"{version_of(definitions)} {program(*_MAKERS)}".encode()).hexdigest()[:12]
    return f"{way}-{hashlib.sha256(data.encode()).hexdigest()[:12]}"


def _way(place: Path) -> str:
    """The part of a key that stands for how the data were prepared."""
    return place.name.partition("-")[0]
