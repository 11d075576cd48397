"""An import that runs beside: started, asked how far it is, cancelled, its dataset taken; nothing stays."""

import json
import os
import shutil
import subprocess
import sys
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpi_core.data import Dataset, is_full, open_dataset
from kpi_core.errors import BadInput
from kpi_core.intake import scratch
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.order import Order, laid, surroundings, write_order
from kpi_core.intake.sources.limited import ended
from kpi_core.memory import SPARING
from kpi_core.model import count

_READING = 0.4  # share of the whole time that the reading of the rows takes, the rest is converting; measured
_TELLING = 0.05  # share from which on the time left can be told
_LETS_GO_S, _AGAIN_S = 2.0, 0.1  # how long Windows keeps a file of a process that has ended, at most; and a look
_KILLED = (
    "The import was ended from outside before it was done: by the system, which may lack memory, or by somebody. Try "
    "again, or split the files."
)
_ENDED = "The import ended before it was done, and nothing of it was kept. Try again, or split the files."


@dataclass(frozen=True, slots=True)
class State:
    """How far an import is. `asks`: it cannot go on before somebody says which of day and month comes first."""

    phase: str  # starting, reading, converting, keeping, done, failed
    rows: int = 0
    share: float = 0.0  # of the whole work
    left_s: float | None = None
    error: str = ""
    asks: bool = False

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.phase not in ("done", "failed")

    @property
    def words(self) -> str:
        """The state in one line."""
        said = f"{self.phase.capitalize()}: {count(self.rows)} rows" if self.rows else f"{self.phase.capitalize()} ..."
        return said + (f", about {max(1, round(self.left_s))} s left" if self.left_s is not None else "")


class Job:
    """One import in a process of its own. When nobody holds it any more, the process and its files go."""

    def __init__(self, folder: Path, process: "subprocess.Popen[bytes]") -> None:
        self._folder, self._process, self._started = folder, process, time.monotonic()
        self._said: dict[str, Any] = {"phase": "starting"}
        self._read_s: float | None = None  # how long the reading took, once it is over
        self._clean = weakref.finalize(self, _clean, folder, process)

    def state(self) -> State:
        """Return how far it is."""
        ended = self._process.poll()  # before the file is read: what it says last, it says before it ends
        with suppress(OSError, ValueError):  # not there yet; on Windows, just being replaced
            self._said = json.loads((self._folder / "state.json").read_text(encoding="utf-8"))
        said = self._said
        if said["phase"] in ("done", "failed"):
            return State(said["phase"], said.get("rows", 0), 1.0, None, said.get("error", ""), said.get("asks", False))
        if ended is not None:
            return State("failed", error=scratch.FULL if scratch.full() else _KILLED if ended < 0 else _ENDED)
        done, left = _READING * said.get("share", 0.0), None
        took = time.monotonic() - self._started
        if said["phase"] == "reading":
            left = took * (1 - done) / done if done > _TELLING else None
        elif said["phase"] == "converting":
            self._read_s = self._read_s or took
            rest = self._read_s * (1 - _READING) / _READING
            left = self._read_s + rest - took if took < self._read_s + rest else None
            done += (1 - _READING) * min(0.95, (took - self._read_s) / rest)
        return State(said["phase"], said.get("rows", 0), done, left)

    def dataset(self) -> Dataset:
        """Return what was read, once it is done; the scratch files go."""
        try:
            return open_dataset(self._folder / "dataset")
        finally:
            self._clean()

    def cancel(self) -> None:
        """End it and remove its files."""
        self._clean()


def start(
    sources: Sequence[tuple[str, bytes | Path]], mappings: Mapping | Sequence[Mapping] | None, name: str = ""
) -> Job:
    """Start to read these files, each a name and its content or its path; content was sent, and UPLOAD bounds it."""
    folder = scratch.made("import")
    try:
        given = [mappings] if isinstance(mappings, Mapping) else mappings or ()
        write_order(folder, Order(laid(sources, folder), tuple(given), name=name))
        process = subprocess.Popen(  # noqa: S603  # our own module, arguments as a list
            [sys.executable, "-P", "-m", "kpi_core.intake.worker", str(folder)],
            env={**os.environ, **SPARING, **surroundings(folder)}, start_new_session=True,
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),  # Windows has no `nice`
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        why = scratch.FULL if is_full(error) else "The import cannot be started on this machine; try again."
        raise BadInput(why) from error
    return Job(folder, process)


def _clean(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        ended(process)
        process.wait()
    end = time.monotonic() + _LETS_GO_S
    shutil.rmtree(folder, ignore_errors=True)
    while folder.exists() and time.monotonic() < end:
        time.sleep(_AGAIN_S)
        shutil.rmtree(folder, ignore_errors=True)
