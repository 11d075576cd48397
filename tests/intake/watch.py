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


_EACH = """import contextlib, io, json, os, pathlib, sys
from kpi_core.cli import main
for name, path in json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")).items():
    before, out, err = os.times(), io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(["health", path, "--format", "json"])
        except SystemExit as end:
            status = end.code
    spent = sum(os.times()[:4]) - sum(before[:4])
    print(json.dumps([name, status, out.getvalue(), err.getvalue(), spent]), flush=True)
"""


def each_watched(folder: Path, paths: Mapping[str, Path]) -> dict[str, Run]:
    """Tell the health of each of these files, all in one process, whose peak is said of each."""
    listed = folder / "files.json"
    listed.write_text(json.dumps({name: str(path) for name, path in paths.items()}), encoding="utf-8")
    whole = _watched(folder, ["-c", _EACH, str(listed)], {})
    assert whole.status == 0, whole.err
    told = [json.loads(line) for line in whole.out.splitlines()]
    return {name: Run(status, out, err, seconds, whole.peak) for name, status, out, err, seconds in told}


def watched(folder: Path, words: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run `python -m` with these words; `folder` is for what it prints."""
    return _watched(folder, ["-m", *words], environment or {})


def _watched(folder: Path, words: Sequence[str], environment: Mapping[str, str]) -> Run:
    out, err, used = folder / "out", folder / "err", folder / "used"
    command = [sys.executable, "-c", _WATCH, str(used), sys.executable, *words]
    with out.open("w", encoding="utf-8") as stdout, err.open("w", encoding="utf-8") as stderr:
        subprocess.run(command, cwd=ROOT, stdout=stdout, stderr=stderr, check=True, env={**os.environ, **environment})
    status, seconds, peak = json.loads(used.read_text(encoding="utf-8"))
    return Run(status, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"), seconds, peak)
