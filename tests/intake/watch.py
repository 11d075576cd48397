"""A command run in a process of its own, with the processor time and the memory that it and its children took."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
# A small process between, since a process begins with the peak of the one that started it.
_WATCH = """import json, os, subprocess, sys
_, code, used = os.wait4(subprocess.Popen(sys.argv[2:]).pid, 0)
with open(sys.argv[1], "w") as file:
    json.dump([os.waitstatus_to_exitcode(code), used.ru_utime + used.ru_stime, used.ru_maxrss], file)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """How a command ended: `seconds` of the processor, `peak` in kB of the largest of its processes."""

    status: int
    out: str
    err: str
    seconds: float
    peak: int


def watched(folder: Path, words: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run `python -m` with these words; `folder` is for what it prints."""
    out, err, used = folder / "out", folder / "err", folder / "used"
    command = [sys.executable, "-c", _WATCH, str(used), sys.executable, "-m", *words]
    with out.open("w") as stdout, err.open("w") as stderr:
        subprocess.run(
            command, cwd=ROOT, stdout=stdout, stderr=stderr, check=True, env={**os.environ, **(environment or {})}
        )
    status, seconds, peak = json.loads(used.read_text())
    return Run(status, out.read_text(), err.read_text(), seconds, peak)
