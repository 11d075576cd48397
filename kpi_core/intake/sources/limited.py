"""A process of our own that may take so much memory and time: it is watched, and ended with all that it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from kpi_core.intake.sources.process_memory import held

_POLL_S = 0.02


class TooMuch(Exception):
    """The process was ended: `memory` says whether it held too much, else it took too long."""

    def __init__(self, *, memory: bool) -> None:
        super().__init__()
        self.memory = memory


def run(
    words: Sequence[str], environment: Mapping[str, str], *, seconds: float, memory: int, apart: bool
) -> tuple[int, bytes]:
    """Run Python with these words; return its status and output, or raise TooMuch.

    A process that is `apart` starts others: they end with it. One that is not ends with the process that started it.
    """
    end = time.monotonic() + seconds
    python, told = _python()
    with subprocess.Popen(  # noqa: S603  # our own module, arguments as a list
        [python, *words], env={**os.environ, **told, **environment}, start_new_session=apart,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as child:  # fmt: skip
        try:
            while True:
                try:
                    return child.wait(_POLL_S), child.stdout.read() if child.stdout else b""
                except subprocess.TimeoutExpired:
                    if time.monotonic() > end:
                        raise TooMuch(memory=False) from None
                    if held(child.pid) > memory:
                        raise TooMuch(memory=True) from None
        finally:
            if apart and child.poll() is None:
                ended(child)
            child.kill()


def ended(process: "subprocess.Popen[bytes]") -> None:
    """End a process at once, and those that it started."""
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        return
    with suppress(OSError):  # Windows
        subprocess.run(  # noqa: S603  # the system's own, arguments as a list
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607
            check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    process.kill()


def _python() -> tuple[str, dict[str, str]]:
    """The interpreter and what it must be told.

    On Windows the one of a virtual environment only starts another, and the memory of that one is to be watched.
    """
    real = str(getattr(sys, "_base_executable", sys.executable))
    if os.name != "nt" or real == sys.executable:
        return sys.executable, {}
    return real, {"__PYVENV_LAUNCHER__": sys.executable}
