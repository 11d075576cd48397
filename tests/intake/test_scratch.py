"""A killed import is not called too large, and a full disk is called full."""

import os
import shutil
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from kpi_core.data import is_full, save
from kpi_core.errors import BadInput
from kpi_core.intake import FULL, scratch, start
from tests.intake.hostile import CSV
from tests.rows import contacts, dataset

_FULL_DISK = pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")


@pytest.mark.skipif(os.name != "posix", reason="there is no such signal elsewhere")
def test_an_import_that_is_killed_says_so_and_not_that_it_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    job = start([("a.csv", CSV)], None)
    os.kill(job._process.pid, signal.SIGKILL)
    job._process.wait()
    said = job.state()
    assert said.phase == "failed"
    assert "ended from outside" in said.error
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1 << 20))
    assert job.state().error == FULL
    job.cancel()


@_FULL_DISK
def test_a_full_disk_is_told_from_other_errors() -> None:
    with pytest.raises(OSError, match="space") as full, Path("/dev/full").open("wb", buffering=0) as file:
        file.write(b"x")
    assert is_full(full.value)
    assert not is_full(PermissionError(13, "Permission denied"))


@_FULL_DISK
def test_a_dataset_that_does_not_fit_says_which_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpi_core.data.folder.table_path", lambda *_: Path("/dev/full"))
    with pytest.raises(BadInput, match=rf"The disk on which '{tmp_path / 'a'}' lies is full"):
        save(dataset(contacts(5_000)), tmp_path / "a")


def test_folders_of_processes_that_live_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    mine = scratch.made("look")
    assert scratch.clear_left() == 0
    assert mine.exists()
