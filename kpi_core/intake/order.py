"""What is asked of a process that reads files: said in a folder of its own, beside what was sent and the answer."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.mappings.read_mapping import from_toml
from kpi_core.intake.sources.detect import UPLOAD, Limits

_ROOT = Path(__file__).resolve().parents[2]
_ORDER = "order.json"
Sources = Sequence[tuple[str, bytes | Path]]


@dataclass(frozen=True, slots=True)
class Given:
    """A file: what it is called, where it lies, and whether a visitor sent it."""

    name: str
    path: Path
    sent: bool


@dataclass(frozen=True, slots=True)
class Order:
    """Files, the mappings that read them, and how: `sheet` and `header` are of a look at files `together`."""

    files: tuple[Given, ...]
    mappings: tuple[Mapping, ...] = ()
    name: str = ""
    sheet: str | None = None
    header: bool = True
    together: bool = False

    @property
    def limits(self) -> Limits | None:
        """The bounds for what was sent; None where all files are the server's own."""
        return UPLOAD if any(f.sent for f in self.files) else None

    @property
    def sources(self) -> list[tuple[str, bytes | Path]]:
        """The files as everything that reads takes them."""
        return [(f.name, f.path) for f in self.files]


def laid(sources: Sources, folder: Path) -> tuple[Given, ...]:
    """Return the files, those that were sent written to the folder, for nobody else to read."""
    found = []
    for number, (name, content) in enumerate(sources):
        if isinstance(content, Path):
            found.append(Given(name, content, sent=False))
            continue
        path = folder / f"given_{number}"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        found.append(Given(name, path, sent=True))
    return tuple(found)


def write_order(folder: Path, order: Order) -> None:
    """Put an order into its folder."""
    said = {
        "files": [(f.name, str(f.path), f.sent) for f in order.files],
        "mappings": [(m.to_toml(), m.name) for m in order.mappings],
        "name": order.name,
        "sheet": order.sheet,
        "header": order.header,
        "together": order.together,
    }
    (folder / _ORDER).write_text(json.dumps(said), encoding="utf-8")


def read_order(folder: Path) -> Order:
    """Return the order of a folder."""
    said = json.loads((folder / _ORDER).read_text(encoding="utf-8"))
    return Order(
        files=tuple(Given(name, Path(path), sent) for name, path, sent in said["files"]),
        mappings=tuple(from_toml(text, name) for text, name in said["mappings"]),
        name=said["name"],
        sheet=said["sheet"],
        header=said["header"],
        together=said["together"],
    )


def surroundings(folder: Path) -> dict[str, str]:
    """Return what a process that works in the folder must be told: where our modules are, and where its files go."""
    found = os.pathsep.join(p for p in (str(_ROOT), os.environ.get("PYTHONPATH", "")) if p)
    return {"PYTHONPATH": found, "TMPDIR": str(folder)}


def cleared(folder: Path) -> None:
    """Remove the folder with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)
