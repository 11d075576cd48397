"""Datasets as they are written to disk: one Parquet file for each fact and `dataset.json`, written whole or not at all.

A dataset is written to a folder beside its place, synced, and renamed into it, so a reader finds the old one or the
new one and never a part. `dataset.json` names its tables with their rows and the length and checksum of each file, so
that a folder that is damaged or was copied in part is noticed.
"""

import ctypes
import errno
import json
import os
import secrets
import shutil
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import polars as pl
from polars.io.plugins import register_io_source

from kpi_core.data.checksums import seals
from kpi_core.data.dataset import Dataset
from kpi_core.data.record import FORMAT, RECORD, is_dataset, table_path
from kpi_core.errors import BadInput
from kpi_core.model import SEGMENTS

_GROUP = 250_000  # rows that are written, and can be read, at once
_GIVEN_UP_S = 86_400  # after which an unfinished folder belongs to nobody
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_IN_USE = {5, 32}  # what Windows says where a folder is renamed in which a file is open


def save(dataset: Dataset, folder: str | Path, *, keep: str | None = None) -> Path:
    """Write a dataset and return its folder. A dataset that is there already is replaced; anything else is not.

    `keep` names a folder within the old dataset that goes on to the new one.
    """
    target = Path(folder)
    if "\0" in str(folder) or not target.name:
        raise BadInput(f"'{folder}' cannot be the folder of a dataset; name a new folder.")
    if target.exists() and not is_dataset(target) and (not target.is_dir() or any(target.iterdir())):
        raise BadInput(f"'{target}' is there already and is not a dataset; name a new folder.")
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_unfinished(target.parent, f".{target.name}.")
        fresh.mkdir()
        try:
            _write(dataset, fresh)
            if keep and (target / keep).is_dir():
                _link(target / keep, fresh / keep)
            _put(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        if is_full(error):
            raise BadInput(f"The disk on which '{target}' lies is full; make room there and try again.") from error
        raise BadInput(f"The dataset cannot be written to '{target}': {_reason(error)}.") from error
    return target


def _write(dataset: Dataset, folder: Path) -> None:
    for fact, frame in dataset.tables.items():
        with table_path(folder, fact).open("wb") as file:
            _write_rows(frame, {*SEGMENTS, *dataset.segments}, file)
            file.flush()
            os.fsync(file.fileno())
    with (folder / RECORD).open("w", encoding="utf-8") as file:
        json.dump({**_record(dataset), "files": seals(folder, ".parquet")}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    _sync(folder)


def _write_rows(frame: pl.DataFrame, labels: Collection[str], file: IO[bytes]) -> None:
    """Write a table in order of time, some rows at a time, so that no second copy of it is held.

    Who reads it can take a stretch of days. Of the columns that are codes these labels stay so.
    """
    order = None if frame["at"].is_sorted() else frame.select(pl.arg_sort_by("at", maintain_order=True)).to_series()

    # Labels that are more than the rows of a piece would be written with each of them.
    stay = {
        n for n, t in frame.schema.items() if n in labels and isinstance(t, pl.Enum) and len(t.categories) <= _GROUP
    }
    text = [n for n, t in frame.schema.items() if n not in stay and isinstance(t, pl.Enum | pl.Categorical)]

    def pieces(*_: object) -> Iterator[pl.DataFrame]:
        for first in range(0, frame.height, _GROUP):
            rows = frame.slice(first, _GROUP) if order is None else frame.gather(order.slice(first, _GROUP))
            yield rows.with_columns(pl.col(text).cast(pl.String))

    schema = {n: pl.String() if n in text else t for n, t in frame.schema.items()}
    register_io_source(pieces, schema=schema).sink_parquet(
        file, compression_level=1, statistics=False, row_group_size=_GROUP, engine="streaming"
    )


def _record(dataset: Dataset) -> Mapping[str, Any]:
    return {
        "format": FORMAT,
        "name": dataset.name,
        "fingerprint": dataset.fingerprint,
        "segments": list(dataset.segments),
        "assumptions": [asdict(a) for a in dataset.assumptions],
        "timezone": dataset.timezone,
        "report": dict(dataset.report),
        "parts": list(dataset.parts),
        "grains": {str(fact): str(grain) for fact, grain in dataset.grains.items()},
        "until": {str(fact): at.isoformat() for fact, at in dataset.until.items()},
        "tables": {str(fact): frame.height for fact, frame in dataset.tables.items()},
    }


def _link(old: Path, new: Path) -> None:
    """Let the finished files of a folder stand in another one as well, without copying; nothing where that fails."""
    try:
        shutil.copytree(old, new, copy_function=os.link, ignore=shutil.ignore_patterns(".*"))
    except OSError:  # shutil.Error is one
        shutil.rmtree(new, ignore_errors=True)


def is_full(error: BaseException) -> bool:
    """Whether an error says that a disk is full, in the system's words or in those of Polars."""
    return getattr(error, "errno", None) in _FULL or os.strerror(errno.ENOSPC) in str(error)


def _reason(error: Exception) -> str | None:
    """Why a dataset is not written, as the end of a sentence."""
    if not isinstance(error, OSError):
        return "the rows cannot be written"
    if error.filename2 and getattr(error, "winerror", None) in _IN_USE:
        return "a program has it open, perhaps the app; close it there and try again"
    return error.strerror


def _put(fresh: Path, target: Path) -> None:
    """Rename the new folder into place. Where both cannot swap, an old one steps aside and comes back if that fails."""
    if not target.exists() or not any(target.iterdir()):
        try:
            fresh.rename(target)
        except FileExistsError:  # Windows renames onto no folder, an empty one included
            target.rmdir()
            fresh.rename(target)
    elif not _swapped(fresh, target):
        old = target.with_name(f".{target.name}.{secrets.token_hex(4)}.old")
        target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    _sync(target.parent)


def _swapped(one: Path, other: Path) -> bool:
    """Swap two folders in one step, so that there is no moment without either; Linux can, others say no."""
    try:
        call = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return bool(call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def clear_unfinished(folder: Path, prefix: str = ".") -> None:
    """Remove folders in which nothing was finished and that nobody has touched for a day."""
    for left in folder.iterdir():
        if left.name.startswith(prefix) and left.name.endswith(".new"):
            with suppress(FileNotFoundError):  # its owner has just finished
                if time.time() - left.stat().st_mtime > _GIVEN_UP_S:
                    shutil.rmtree(left, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Make a folder's entries last; systems without it do so on their own."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
