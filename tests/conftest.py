"""The browser of the browser tests: the one that is installed, else the browser tool's own."""

import shutil
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("no clock", deadline=None)  # no test fails on a clock
settings.load_profile("no clock")

CHROMIUM_ARGS = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]


def chromium() -> dict[str, Any]:
    """Return how Chromium is launched here."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:  # nothing happens where the browser tool has its own already
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, capture_output=True)
    return {"args": CHROMIUM_ARGS, **({"executable_path": path} if path else {})}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **chromium()}
