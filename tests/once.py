"""What is costly is made once for a run, by whichever process needs it first, and shared by the others."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def _take(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                os.lseek(file, 0, os.SEEK_SET)
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            except OSError:
                time.sleep(0.05)
            else:
                return
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


def _give(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file alone, after all who hold it now; the system lets go of it where a process dies."""
    file = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        _take(file)
        yield
        _give(file)
    finally:
        os.close(file)


class Once:
    """Folders that are made once for a run: `once(name, make)` returns the one that `make` was called with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str, make: Callable[[Path], object]) -> Path:
        with held(self.folder / f"{name}.lock"):
            made, done = self.folder / name, self.folder / f"{name}.done"
            if not done.exists():
                make(made)
                done.touch()
        return made
