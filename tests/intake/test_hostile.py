"""A hostile file is loaded or refused in a sentence, within 20 seconds and 1 GB, by a real process.

The seconds are the processor's, those of its children included: what else runs on the machine is not the file's doing.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.intake.hostile import FILES

_MOST_S, _MOST_KB = 20, 1 << 20
# A small process between, since a process begins with the peak of the one that started it.
_WATCH = """import json, os, subprocess, sys
_, code, used = os.wait4(subprocess.Popen(sys.argv[2:]).pid, 0)
with open(sys.argv[1], "w") as file:
    json.dump([os.waitstatus_to_exitcode(code), used.ru_utime + used.ru_stime, used.ru_maxrss], file)
"""


@pytest.mark.parametrize("name", list(FILES))
def test_a_hostile_file_is_loaded_or_refused_within_bounds(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    out, err = tmp_path / "out", tmp_path / "err"
    command = [sys.executable, "-c", _WATCH, str(tmp_path / "used"), sys.executable, "-m", "kpi_core", "health"]
    with out.open("w") as stdout, err.open("w") as stderr:
        subprocess.run([*command, str(path), "--format", "json"], stdout=stdout, stderr=stderr, check=True)
    status, took, peak = json.loads((tmp_path / "used").read_text())
    said = err.read_text()
    path.unlink()
    assert status in {0, 2}, said
    assert took < _MOST_S
    assert peak < _MOST_KB, f"{peak / 1024:.0f} MB"
    if status == 2:
        assert len(said.splitlines()) == 1
        assert "Traceback" not in said
    else:
        found = json.loads(out.read_text())
        assert found["read"] == found["kept"] + sum(found["dropped"].values()) + found["refused"]
    assert not Path("/tmp/slipped.csv").exists()  # noqa: S108 - where the archive points to
