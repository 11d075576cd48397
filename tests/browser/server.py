"""A real server of the app on a port of its own, stopped by its process alone."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.once import held

ROOT = Path(__file__).parents[2]
_START_S = 120


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(folder: Path, port: int | None = None, **environment: str) -> Iterator[str]:
    """Run the app and yield its address; its output goes to a file in `folder`.

    A browser that knows the app's scripts from a server before it, on the same port, does not fetch them again.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    options = [f"--server.port={port}", "--server.address=localhost", "--server.fileWatcherType=none"]
    with (folder / f"server-{port}.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*command, *options], cwd=ROOT, stdout=log, stderr=log, env={**os.environ, **environment}
        )
        try:
            _wait(f"http://localhost:{port}", process)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def serve_once(folder: Path) -> Iterator[str]:
    """Run the app for all processes that ask with this folder, and yield its address.

    The one that comes first starts it, and at its own end waits for the others: each holds a file while it visits.
    """
    folder.mkdir(exist_ok=True)
    address, mine = folder / "address", folder / f"visitor-{secrets.token_hex(8)}"
    with ExitStack() as first, ExitStack() as visit:
        with held(folder / "door"):
            if started := not address.exists():
                address.write_text(first.enter_context(serve(folder)), encoding="utf-8")
            url = address.read_text(encoding="utf-8")
            visit.enter_context(held(mine))
        yield url
        if started:
            with held(folder / "door"):
                address.unlink()  # who comes now starts another
            for other in folder.glob("visitor-*"):
                if other != mine:
                    with held(other):
                        pass


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError("the server did not start; its log says why")
