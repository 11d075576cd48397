"""Prepares the contacts of a dataset folder in a process of its own.

`python -m kpi_core.rollup.worker FOLDER KEPT < DEFINITIONS` does that.

What an import gives back to the system at once, preparing takes and gives again and again, which costs it time. In its
own process it keeps that memory for a while, and none of the import's is held meanwhile. A server goes on answering
while it waits, and holds none of it.
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from kpi_core.data import Prepared
from kpi_core.definitions import Definitions, parse, to_toml
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.memory import REUSING
from kpi_core.rollup.cache import FOLDER, contacts_to_prepare, open_prepared

_ROOT = Path(__file__).resolve().parents[2]
_MANY = 1_000_000  # contacts that take longer and more memory to prepare than a process takes to start


def open_ready(folder: Path, definitions: Definitions, kept: str = FOLDER) -> Prepared:
    """Return the dataset in a folder ready to be measured; many contacts are prepared apart.

    `kept` as in `open_prepared`. Raises BadInput and CannotAnswer as `open_prepared`.
    """
    if contacts_to_prepare(folder, definitions) >= _MANY and os.access(folder, os.W_OK):
        ready(folder, definitions, kept)
    return open_prepared(folder, definitions, kept)


def ready(folder: Path, definitions: Definitions, kept: str = FOLDER) -> bool:
    """Prepare a dataset under definitions; return whether that went well.

    What does not suit the definitions is well: it is said when the dataset is opened.
    """
    found = os.pathsep.join(p for p in (str(_ROOT), os.environ.get("PYTHONPATH", "")) if p)
    done = subprocess.run(  # noqa: S603  # our own module, arguments as a list
        [sys.executable, "-P", "-m", "kpi_core.rollup.worker", str(folder), kept],
        env={**os.environ, **REUSING, "PYTHONPATH": found}, check=False, input=to_toml(definitions).encode(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode == 0


if __name__ == "__main__":
    with suppress(BadInput, CannotAnswer):
        open_prepared(sys.argv[1], parse(sys.stdin.buffer.read().decode()), sys.argv[2])
