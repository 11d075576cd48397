"""Prepares the contacts of a dataset folder in a process of its own: `python -m kpi_core.ready FOLDER < DEFINITIONS`.

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
from kpi_core.kept import contacts_to_prepare, open_prepared
from kpi_core.memory import REUSING

_ROOT = Path(__file__).resolve().parent.parent
_MANY = 1_000_000  # contacts that take longer and more memory to prepare than a process takes to start


def open_ready(folder: Path, definitions: Definitions) -> Prepared:
    """Return the dataset in a folder ready to be measured; many contacts are prepared apart.

    Raises BadInput and CannotAnswer as `open_prepared`.
    """
    if contacts_to_prepare(folder, definitions) >= _MANY and os.access(folder, os.W_OK):
        ready(folder, definitions)
    return open_prepared(folder, definitions)


def ready(folder: Path, definitions: Definitions) -> bool:
    """Prepare a dataset under definitions; return whether that went well.

    What does not suit the definitions is well: it is said when the dataset is opened.
    """
    found = os.pathsep.join(p for p in (str(_ROOT), os.environ.get("PYTHONPATH", "")) if p)
    done = subprocess.run(  # noqa: S603  # our own module, arguments as a list
        [sys.executable, "-P", "-m", "kpi_core.ready", str(folder)],
        env={**os.environ, **REUSING, "PYTHONPATH": found}, check=False, input=to_toml(definitions).encode(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode == 0


if __name__ == "__main__":
    with suppress(BadInput, CannotAnswer):
        open_prepared(sys.argv[1], parse(sys.stdin.buffer.read().decode()))
