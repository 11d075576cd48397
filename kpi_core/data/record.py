"""Datasets on disk as they are read: their record first, then what it says of their files."""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from kpi_core.data.checksums import Seal, read_seals, seal
from kpi_core.data.dataset import Assumption, Dataset
from kpi_core.errors import BadInput
from kpi_core.model import Fact, Grain, dtype_on, of_fact

FORMAT = 1
RECORD = "dataset.json"
_DAMAGE = (OSError, ValueError, KeyError, TypeError, AttributeError)  # what reading a damaged folder raises


def is_dataset(path: str | Path) -> bool:
    """Whether a path is a folder that `save` wrote."""
    try:
        return (Path(path) / RECORD).is_file()
    except (OSError, ValueError):
        return False


def open_dataset(folder: str | Path) -> Dataset:
    """Read a dataset that `save` wrote; its labels are text."""
    bare, sizes = open_record(folder)
    tables = {}
    for fact in sizes:
        tables[fact] = read_table(folder, fact).with_columns(pl.col(pl.Enum).cast(pl.String))
    return replace(bare, tables=tables)


def read_table(folder: str | Path, fact: Fact) -> pl.DataFrame:
    """Read a table as it was written. It is held in memory and not mapped: a file that shrinks would end the process.

    Raises BadInput where the file is not the one that was written.
    """
    said = _said(folder)
    try:
        content = table_path(folder, fact).read_bytes()
        sealed = _sealed(said).get(table_path(folder, fact).name)
        if sealed and not sealed.fits(content):
            raise BadInput(_damaged(folder))
        table = pl.read_parquet(io.BytesIO(content))
        if table.height != int(said["tables"][fact]):
            raise BadInput(_damaged(folder))
    except (*_DAMAGE, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise BadInput(_damaged(folder)) from error
    return table


def newest(folder: str | Path, contacts: int) -> Dataset:
    """Read a dataset's newest contacts, no more than so many, and the facts beside them; its labels are text."""
    bare, sizes = open_record(folder)
    tables: dict[Fact, pl.DataFrame] = {}
    try:
        for fact in sizes:
            if fact is Fact.CONTACT:
                tables[fact] = pl.scan_parquet(table_path(folder, fact), glob=False).tail(contacts).collect()
            else:
                tables[fact] = read_table(folder, fact)
    except (*_DAMAGE, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise BadInput(_damaged(folder)) from error
    return replace(bare, tables={f: tables[f].with_columns(pl.col(pl.Enum).cast(pl.String)) for f in sizes})


def checked(folder: str | Path) -> None:
    """Raise BadInput where a file of the dataset is not the one that was written."""
    try:
        if any(seal(Path(folder) / name) != one for name, one in _sealed(_said(folder)).items()):
            raise BadInput(_damaged(folder))
    except _DAMAGE as error:
        raise BadInput(_damaged(folder)) from error


def open_record(folder: str | Path) -> tuple[Dataset, dict[Fact, int]]:
    """Return what a dataset says of itself, without its rows, and the number of rows of each table."""
    said = _said(folder)
    try:
        bare = Dataset(
            name=_text(said["name"]),
            fingerprint=_text(said["fingerprint"]),
            tables={},
            segments=tuple(_text(s) for s in said["segments"]),
            assumptions=tuple(Assumption(**a) for a in said["assumptions"]),
            timezone=said["timezone"],
            report=dict(said["report"]),
            parts=tuple(_text(p) for p in said.get("parts", ())),
            grains={Fact(word): Grain(grain) for word, grain in said.get("grains", {}).items()},
            until={Fact(word): datetime.fromisoformat(at) for word, at in said.get("until", {}).items()},
        )
        sizes = {Fact(word): int(rows) for word, rows in said["tables"].items()}
        if not sizes:
            raise BadInput(_damaged(folder))
        return bare, sizes
    except _DAMAGE as error:
        raise BadInput(_damaged(folder)) from error


def outline(folder: str | Path) -> Dataset:
    """Read a dataset without its rows: its tables have their columns only, and its files their length."""
    bare, sizes = open_record(folder)
    try:
        for name, one in _sealed(_said(folder)).items():
            if (Path(folder) / name).stat().st_size != one.length:
                raise BadInput(_damaged(folder))
        tables = {f: pl.read_parquet(table_path(folder, f), glob=False, n_rows=0) for f in sizes}
    except (*_DAMAGE, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise BadInput(_damaged(folder)) from error
    for fact, table in tables.items():
        known = {c.name: dtype_on(c, fact) for c in of_fact(fact)}
        odd = [c for c, t in table.schema.items() if c in known and not _typed(t, known[c])]
        if odd or "at" not in table.columns:
            raise BadInput(
                f"The {fact} rows of the dataset in '{folder}' have no {odd[0] if odd else 'at'} of its type."
            )
    return replace(bare, tables=tables)


def content_of(folder: str | Path) -> str:
    """Return what stands for all that a dataset holds, by its record, which has the checksums of its files.

    When it was written does not count. Raises BadInput where there is none.
    """
    try:
        return hashlib.sha256((Path(folder) / RECORD).read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise BadInput(_damaged(folder)) from error


def _said(folder: str | Path) -> dict[str, Any]:
    """The record of a dataset as it is written."""
    if not is_dataset(folder):
        raise BadInput(f"There is no dataset in '{folder}'; give a folder that `import` wrote.")
    try:
        said: dict[str, Any] = json.loads((Path(folder) / RECORD).read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise BadInput(
                f"The dataset in '{folder}' was written by another version of this program; import it again."
            )
    except _DAMAGE as error:
        raise BadInput(_damaged(folder)) from error
    return said


def _sealed(said: Mapping[str, Any]) -> dict[str, Seal]:
    """The seals of a dataset's files; one that was written before there were any has none."""
    return read_seals(said.get("files", {}))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _typed(found: pl.DataType, meant: pl.DataType) -> bool:
    """Whether a column can be used as what it is meant to be; numbers of any width, labels as text or codes."""
    if meant.is_numeric():
        return found.is_numeric() or found == pl.Null
    if meant == pl.String:
        return isinstance(found, pl.String | pl.Enum | pl.Categorical | pl.Null)
    return isinstance(found, type(meant) | pl.Null)


def table_path(folder: str | Path, fact: Fact) -> Path:
    """Return the file of a dataset's table."""
    return Path(folder) / f"{fact}.parquet"


def _damaged(folder: str | Path) -> str:
    return (
        f"The dataset in '{folder}' cannot be read: it is damaged, copied in part or not ours to read. Copy it anew or "
        "import it again."
    )
