"""Prepares the contacts of a dataset folder in a process of its own: `python -m kpi_core.ready FOLDER [DEFINITIONS]`.

What an import gives back to the system at once, preparing takes and gives again and again, which costs it a quarter of
its time. In its own process it keeps that memory, and none of the import's is held meanwhile.
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from kpi_core.definitions import DEFAULT, read
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.kept import open_prepared
from kpi_core.sparing import SPARING

_ROOT = Path(__file__).resolve().parent.parent


def ready(folder: Path, definitions: str | None) -> bool:
    """Prepare a dataset under a definitions file, else the usual ones; return whether that went well.

    What does not suit the definitions is well: it is said when the dataset is opened.
    """
    found = os.pathsep.join(p for p in (str(_ROOT), os.environ.get("PYTHONPATH", "")) if p)
    own = {name: value for name, value in os.environ.items() if SPARING.get(name) != value}
    done = subprocess.run(  # noqa: S603  # our own module, arguments as a list
        [sys.executable, "-P", "-m", "kpi_core.ready", str(folder), *([definitions] if definitions else [])],
        env={**own, "PYTHONPATH": found}, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode == 0


if __name__ == "__main__":
    with suppress(BadInput, CannotAnswer):
        open_prepared(sys.argv[1], read(Path(sys.argv[2])) if sys.argv[2:] else DEFAULT)
