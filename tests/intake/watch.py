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
if hasattr(os, "wait4"):
    _, code, used = os.wait4(subprocess.Popen(sys.argv[2:]).pid, 0)
    found = [os.waitstatus_to_exitcode(code), used.ru_utime + used.ru_stime, used.ru_maxrss]
else:  # Windows does not say
    found = [subprocess.call(sys.argv[2:]), 0, 0]
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(found, file)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """How a command ended: `seconds` of the processor, `peak` in kB of the largest of its processes; 0 on Windows."""

    status: int
    out: str
    err: str
    seconds: float
    peak: int


def watched(folder: Path, words: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run `python -m` with these words; `folder` is for what it prints."""
    out, err, used = folder / "out", folder / "err", folder / "used"
    command = [sys.executable, "-c", _WATCH, str(used), sys.executable, "-m", *words]
    with out.open("w", encoding="utf-8") as stdout, err.open("w", encoding="utf-8") as stderr:
        subprocess.run(
            command, cwd=ROOT, stdout=stdout, stderr=stderr, check=True, env={**os.environ, **(environment or {})}
        )
    status, seconds, peak = json.loads(used.read_text(encoding="utf-8"))
    return Run(status, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"), seconds, peak)
