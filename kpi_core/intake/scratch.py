"""Where a visitor's files lie while they are read: folders of this process, removed when it is done or is gone."""

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

_GIVEN_UP_S = 86_400  # after which a folder belongs to nobody, where the system does not say whose process lives
_NEEDED = 64 << 20  # bytes that a disk has left that is not full
FULL = "The disk for passing files (TMPDIR) of the machine that runs this app is full. Whoever runs it must make room."


def made(kind: str) -> Path:
    """Return a new folder that only we can look into; its name says whose it is."""
    return Path(tempfile.mkdtemp(prefix=f"kpi_{kind}_{os.getpid()}_"))


def full() -> bool:
    """Whether the disk for passing files is full."""
    return room() < _NEEDED


def room() -> int:
    """Return the bytes that the disk for passing files has left."""
    return shutil.disk_usage(tempfile.gettempdir()).free


def clear_left() -> int:
    """Remove the folders of processes that were killed; return how many there were."""
    count = 0
    for folder in Path(tempfile.gettempdir()).glob("kpi_*_*_*"):
        kind, owner = folder.name.split("_")[1:3]
        if kind in {"import", "look"} and owner.isdigit() and _left(folder, int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count


def _left(folder: Path, owner: int) -> bool:
    """Whether the process that a folder belongs to is gone."""
    if os.name != "posix":  # to ask Windows so would end the process
        with suppress(OSError):
            return time.time() - folder.stat().st_mtime > _GIVEN_UP_S
        return False
    try:
        os.kill(owner, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
