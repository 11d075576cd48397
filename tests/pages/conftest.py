"""What every test of a page needs: the sample, read and prepared."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _sample_is_ready(shown_sample: None) -> None:
    """No test waits until a page has read it."""
