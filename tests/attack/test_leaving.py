"""A failure here means that what a visitor brought stays when the visitor is gone, or is read by somebody else."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.attack.visitor import Visitor
from tests.browser.server import serve
from tests.intake.hostile import CSV

_GONE = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}


def _until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while not true() and time.monotonic() < end:
        time.sleep(0.2)
    return true()


@pytest.mark.skipif(os.name != "posix", reason="other systems do not tell whose files are open")
def test_files_are_ours_alone_and_go_with_the_first_visitor_and_those_of_a_killed_server_at_the_start(
    shown_sample: None, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    (scratch / f"kpi_import_{ended.pid}_x").mkdir(parents=True)
    (scratch / f"kpi_import_{os.getpid()}_x").mkdir()
    with serve(tmp_path, TMPDIR=str(scratch), **_GONE) as url:
        assert [p.name for p in scratch.glob("kpi_*")] == [f"kpi_import_{os.getpid()}_x"]
        lines = CSV * 2000 if CSV.count(b"\n") else CSV
        with Visitor(url, "load").run() as visitor:
            visitor.offer("a.csv", lines)
            given = list(scratch.glob("kpi_import_*/given_0"))
            assert all(p.stat().st_mode & 0o077 == 0 == p.parent.stat().st_mode & 0o077 for p in given)
            session = visitor.session
        # nobody else comes; the folder of the import goes with the visit
        assert _until(lambda: [p.name for p in scratch.glob("kpi_*")] == [f"kpi_import_{os.getpid()}_x"])
        with Visitor(url, "load").run() as other:
            _, answer = other.bring("b.csv", b"at\n", session=session)
            assert answer.status == 400, "the visit goes on"
    log = "".join(p.read_text(encoding="utf-8") for p in tmp_path.glob("server-*.log"))
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", log)


@contextmanager
def _small_disk(place: Path, size: str) -> Iterator[Path]:
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=False, capture_output=True
    ) if sys.platform == "linux" else None  # fmt: skip
    if done is None or done.returncode:
        pytest.skip("a small disk cannot be made here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_is_told_at_the_start_while_uploading_and_while_importing(
    shown_sample: None, tmp_path: Path
) -> None:
    with _small_disk(tmp_path / "small", "100m") as scratch, serve(tmp_path, TMPDIR=str(scratch)) as url:
        with Visitor(url, "load").run() as visitor:
            (scratch / "filling").write_bytes(bytes(80 << 20))
            answer = visitor.bring("a.csv", CSV)[1]
            assert (answer.status, "(TMPDIR) of the machine" in answer.text) == (413, True)
            (scratch / "filling").unlink()
            _, answer = visitor.bring("a.csv", CSV)
            assert answer.status == 204
        log = "".join(p.read_text(encoding="utf-8") for p in tmp_path.glob("server-*.log"))
        assert "The disk for passing files (TMPDIR) has" in log
