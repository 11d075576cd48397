"""What all tests share: the sample, what is made once for a run, and the browser: the installed one, else its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from kpi_core.definitions import DEFAULT
from kpi_core.rollup import open_ready
from sample_data.load import kept
from sample_data.make import ensure
from tests.once import Once

settings.register_profile("no clock", deadline=None)  # no test fails on a clock
settings.load_profile("no clock")

CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage",
    "--disable-gpu", "--disable-software-rasterizer",  # a graphics card that is only played takes half of a visit
]  # fmt: skip


def chromium() -> dict[str, Any]:
    """Return how Chromium is launched here."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:  # nothing happens where the browser tool has its own already
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, capture_output=True)
    return {"args": CHROMIUM_ARGS, **({"executable_path": path} if path else {})}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **chromium()}


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one folder that all processes of this run know."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def once(shared: Path) -> Once:
    return Once(shared)


@pytest.fixture(scope="session", autouse=True)
def _sample() -> None:
    """Its files: made beforehand, as `make test` does."""
    ensure()


@pytest.fixture(scope="session")
def shown_sample(once: Once) -> None:
    """The sample as the pages show it: a test waits for a page only so long."""
    once("sample", lambda _: open_ready(kept(ensure()), DEFAULT))
