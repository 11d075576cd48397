"""The app and its tests run where there is no make: what one system alone has is in one place, with another way."""

import ast
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from kpi_core.data import folder as library
from kpi_core.data import open_record
from kpi_core.definitions import DEFAULT
from kpi_core.intake import start, worker
from kpi_core.intake.sources import process_memory
from kpi_core.intake.values import pseudonyms
from kpi_core.model import Fact
from kpi_core.rollup import cache
from tests.rows import contacts, dataset

ROOT = Path(__file__).parents[1]
MODULES = [
    ROOT / "app.py",
    *sorted(p for folder in ("pages", "kpi_core", "sample_data", "tests") for p in (ROOT / folder).rglob("*.py")),
]
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
OWNERS = {"ctypes", "mmap", "os", "signal", "time"}
POSIX_NAMES = {
    *("chown", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getpgid", "getuid", "killpg"),
    *("link", "mkfifo", "nice", "pread", "pwrite", "sched_getaffinity", "setsid", "statvfs", "symlink", "sysconf"),
    *("uname", "wait3", "wait4", "waitpid", "SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2", "alarm"),
    *("setitimer", "tzset", "MADV_DONTNEED", "O_RDONLY", "CDLL"),  # a folder is opened to be read, a file by `open`
}
LINKS = {"symlink_to", "hardlink_to"}
OPTIONS = {"preexec_fn", "process_group", "start_new_session", "pass_fds", "dir_fd"}
PLACES = ("/proc", "/dev/", "/tmp", "/etc", "/bin", "/usr")  # noqa: S108 - only looked for
OTHER_WAY = {
    ("kpi_core/data/folder.py", "CDLL"): "no swap in one step: the old folder steps aside",
    ("kpi_core/data/folder.py", "link"): "what was prepared is not carried along, and made anew",
    ("kpi_core/data/folder.py", "O_RDONLY"): "a folder cannot be synced: such systems do so on their own",
    ("kpi_core/data/arrow_files.py", "MADV_DONTNEED"): "the system takes mapped pages back by itself",
    ("kpi_core/intake/sources/typed_worker.py", "resource"): "who started the reader watches its memory alone",
    ("kpi_core/intake/sources/process_memory.py", "/proc"): "Windows and macOS are asked in their own ways",
    ("kpi_core/intake/sources/limited.py", "killpg"): "taskkill ends the process and those that it started",
    ("kpi_core/intake/sources/limited.py", "SIGKILL"): "taskkill ends the process and those that it started",
    ("kpi_core/intake/job.py", "start_new_session"): "Windows passes it over",
    ("kpi_core/intake/sources/limited.py", "start_new_session"): "Windows passes it over",
    ("kpi_core/intake/values/pseudonyms.py", "link"): "the secret is renamed into its place",
    ("kpi_core/intake/worker.py", "nice"): "who starts it gives it a lower priority",
    ("tests/benchmarks/click_to_repaint.py", "/proc"): "the server's memory is not printed",
    ("tests/benchmarks/used.py", "resource"): "the peak is printed as 0",
    ("tests/once.py", "fcntl"): "Windows locks a file in its own way",
    ("tests/intake/test_hostile.py", "/tmp"): "a place that no archive may write to, there or not",  # noqa: S108
    ("tests/intake/test_scratch.py", "SIGKILL"): "the test is for systems that have it",
    ("tests/intake/test_scratch.py", "/dev/"): "a disk that is full is made in no other way; skipped elsewhere",
    ("tests/intake/test_load.py", "/dev/"): "a path that is no file, there or not",
}  # fmt: skip


def _of_one_system(node: ast.AST) -> Iterator[str]:
    """What a node names that Windows lacks."""
    if isinstance(node, ast.Import):
        yield from (a.name for a in node.names if a.name in POSIX_MODULES)
    elif isinstance(node, ast.ImportFrom):
        yield from [node.module] if node.module in POSIX_MODULES else []
        yield from (a.name for a in node.names if node.module in OWNERS and a.name in POSIX_NAMES)
    elif isinstance(node, ast.Attribute):
        owned = isinstance(node.value, ast.Name) and node.value.id in OWNERS
        yield from [node.attr] if node.attr in LINKS or (owned and node.attr in POSIX_NAMES) else []
    elif isinstance(node, ast.Call):
        yield from (k.arg for k in node.keywords if k.arg in OPTIONS)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (p for p in PLACES if node.value.startswith(p))


def _named(node: ast.AST, *, called: bool = False) -> Iterator[tuple[str, bool]]:
    """What a tree names that Windows lacks, each with whether only a call comes to it."""
    yield from ((name, called) for name in _of_one_system(node))
    called = called or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in ast.iter_child_nodes(node):
        yield from _named(child, called=called)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_no_module_needs_one_system_to_be_imported(path: Path) -> None:
    assert [name for name, called in _named(_tree(path)) if not called and name not in PLACES] == []


def test_what_one_system_alone_has_stands_where_there_is_another_way() -> None:
    found = {(p.relative_to(ROOT).as_posix(), name) for p in MODULES for name, _ in _named(_tree(p))}
    here = "tests/test_portable.py"
    assert {(p, name) for p, name in found if p != here} == set(OTHER_WAY)


def _text(node: ast.Call) -> bool:
    """Whether a call reads or writes text in whatever encoding this system likes."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    if name == "open" and ast.unparse(node.func) not in {"gzip.open", "os.open"}:
        modes = [a.value for a in node.args if isinstance(a, ast.Constant)]
        return (modes == ["w"] or not node.args) and not {"encoding", "force_zip64"} & _words(node)
    if name in {"read_text", "write_text"}:
        return not node.args[name == "write_text" :] and "encoding" not in _words(node)
    return ast.unparse(node.func).startswith("subprocess.") and "text" in _words(node)


def _words(node: ast.Call) -> set[str | None]:
    return {k.arg for k in node.keywords}


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_text_says_its_encoding(path: Path) -> None:
    assert [ast.unparse(n) for n in ast.walk(_tree(path)) if isinstance(n, ast.Call) and _text(n)] == []


UNLIMITED = """
import sys
sys.modules["resource"] = None
from kpi_core.intake.sources import typed_worker
sys.exit(typed_worker.main(*sys.argv[1:7]))
"""


def test_a_file_is_read_where_no_process_can_limit_itself(tmp_path: Path) -> None:
    pl.DataFrame({"at": ["2026-01-01"]}).write_parquet(tmp_path / "in.parquet")
    words = ["parquet", str(tmp_path / "in.parquet"), str(tmp_path / "out"), "", str(1 << 20), str(1 << 30)]
    assert subprocess.run([sys.executable, "-c", UNLIMITED, *words], cwd=ROOT, check=False).returncode == 0
    assert (tmp_path / "out").stat().st_size > 0


def test_the_memory_of_a_process_is_asked_in_another_way_where_there_is_no_proc() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "held = b'x' * 200_000_000; input()"], stdin=subprocess.PIPE
    ) as process:
        end = time.monotonic() + 20
        while process_memory.held(process.pid) < 200_000_000 and time.monotonic() < end:
            time.sleep(0.01)
        assert 200_000_000 < process_memory.held(process.pid) < 300_000_000
        if process_memory._by_ps(os.getpid()):  # a small system has no `ps`
            assert process_memory._by_ps(process.pid) == process_memory.held(process.pid)
        process.kill()


def test_an_import_is_ended_where_processes_have_no_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "killpg", raising=False)
    job = start([("a.csv", b"at,channel\n2026-01-01,voice\n")], None)
    job.cancel()
    assert job._process.returncode is not None
    assert not job._folder.exists()


def test_a_state_that_is_being_read_is_told_a_moment_later(tmp_path: Path) -> None:
    """A folder stands in for a file that Windows does not replace while somebody reads it."""
    (tmp_path / "state.json").mkdir()
    reader = threading.Timer(0.1, (tmp_path / "state.json").rmdir)
    reader.start()
    worker.tell(tmp_path, {"phase": "done"})
    reader.join()
    assert (tmp_path / "state.json").read_text(encoding="utf-8") == '{"phase": "done"}'


def test_a_dataset_that_a_program_has_open_is_left_with_a_sentence() -> None:
    used = PermissionError(13, "Access is denied", "a", None, "b")
    used.winerror = 5
    assert library._reason(used) == "a program has it open, perhaps the app; close it there and try again"
    assert library._reason(PermissionError(13, "Permission denied", "a")) == "Permission denied"


def test_one_secret_stays_on_a_disk_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    for text in ("one", "two"):
        (tmp_path / text).write_text(text, encoding="utf-8")
        pseudonyms._settle(tmp_path / text, tmp_path / "secret")
    assert (tmp_path / "secret").read_text(encoding="utf-8") == "one"


def test_the_command_line_writes_utf_8_whatever_the_system_likes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("at,channel,team\n2026-01-01,voice,Łódź\n", encoding="utf-8")
    command = [sys.executable, "-m", "kpi_core", "measure", str(tmp_path / "a.csv"), "--by", "team", "--format", "csv"]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (done.returncode, "Łódź" in done.stdout.decode()) == (0, True), done.stderr


def test_nothing_of_a_folder_is_mapped_any_more_when_it_is_renamed(tmp_path: Path) -> None:
    """Windows renames no folder in which a file is mapped."""
    table = Path("/proc/self/maps")
    if not table.exists():
        pytest.skip("the system does not list what is mapped")
    path = library.save(dataset(contacts(300, seed=1)), tmp_path / "a")
    bare, sizes = open_record(path)
    bare = replace(bare, tables=cache._OnDisk(path, tuple(sizes)))
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    lasting = cache._prepared(bare, sizes, cache._place(path, bare, DEFAULT), fresh, DEFAULT)
    assert lasting["columns"][Fact.CONTACT]
    assert str(fresh) not in table.read_text(encoding="utf-8")


def test_what_lies_unfinished_in_the_place_of_what_is_prepared_gives_way(tmp_path: Path) -> None:
    path = library.save(dataset(contacts(300, seed=1)), tmp_path / "a")
    place = cache._place(path, open_record(path)[0], DEFAULT)
    place.mkdir(parents=True)
    (place / "contact.arrow").write_bytes(b"ARROW1")
    assert cache.open_prepared(path).rows == 300
    assert cache.contacts_to_prepare(path) == 0
