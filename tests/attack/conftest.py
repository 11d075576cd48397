"""One server for all attacks that leave it as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.server import serve_once


@pytest.fixture(scope="session")
def server(shared: Path, shown_sample: None) -> Iterator[str]:
    """The address of the app on the sample."""
    with serve_once(shared / "server") as url:
        yield url
