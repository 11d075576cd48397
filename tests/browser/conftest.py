"""What every browser test holds besides its own claim: no console error, no request to another host.

One server shows the sample to all tests of a run, whichever process they are in: see `server`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.server import serve_once

Open = Callable[..., Page]
Look = Literal["light", "dark"]
WIDE: ViewportSize = {"width": 1400, "height": 1600}
expect.set_options(timeout=30_000)  # what a busy machine may take
_EVERY = 50  # milliseconds; to ask with each picture makes the browser draw pictures
_PROBES = ("/_stcore/health", "/_stcore/host-config")  # the framework looks for its base path by trying
# What an earlier visitor left in the browser is gone when a page is new; its own it keeps when it is loaded anew.
_FORGET = """if (location.protocol.startsWith('http') && !sessionStorage.getItem('visitor')) {
    localStorage.clear(); sessionStorage.setItem('visitor', 'here'); }"""


@pytest.fixture(scope="session", autouse=True)
def _sample_is_ready(shown_sample: None) -> None:
    """No test waits until a server has read it."""


@pytest.fixture(scope="session")
def server(shared: Path) -> Iterator[str]:
    """The address of the app on the sample, for what leaves nothing behind for other visitors."""
    with serve_once(shared / "server") as url:
        yield url


@pytest.fixture(scope="session")
def visits(browser: Browser) -> Iterator[BrowserContext]:
    """Where all visits of this process are made: the app's scripts are fetched and compiled once."""
    with browser.new_context() as context:
        yield context


@pytest.fixture
def visit(visits: BrowserContext) -> Iterator[Open]:
    """Open an address as a new visitor; at the end nothing went wrong and nothing left for another host."""
    pages: list[Page] = []
    wrong: list[str] = []

    def opened(url: str, *, viewport: ViewportSize = WIDE, look: Look = "light") -> Page:
        visits.clear_cookies()
        page = visits.new_page()
        pages.append(page)
        page.add_init_script(_FORGET)
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=look, reduced_motion="reduce")
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda e: wrong.append(f"page error: {e}"))
        page.on("console", lambda m: wrong.append(f"console: {m.text} {m.location}") if _counts(m) else None)
        page.on("request", lambda r: wrong.append(f"request to {r.url}") if _elsewhere(r.url) else None)
        page.goto(url)
        ready(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert wrong == []


def _counts(message: Any) -> bool:
    return message.type == "error" and not message.location.get("url", "").endswith(_PROBES)


def _elsewhere(url: str) -> bool:
    return urlsplit(url).scheme in {"http", "https", "ws", "wss"} and urlsplit(url).hostname != "localhost"


def ready(page: Page) -> None:
    """Wait until the script has run and nothing is being redrawn."""
    page.wait_for_selector(
        "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
    )
    page.wait_for_selector("h1")
    page.wait_for_function(
        "!document.querySelector('[data-testid=stSpinner], [data-stale=true], [data-testid=stSkeleton]')",
        polling=_EVERY,
    )


def sentence(page: Page) -> str:
    """Return the answer that stands under the question."""
    return page.locator("[data-testid=stMain] strong").first.inner_text()


def cells(page: Page) -> list[str]:
    """Return what the first table shows; it is drawn when it is in sight."""
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.locator("[role=gridcell]").first.wait_for(state="attached")
    return table.locator("[role=gridcell]").all_inner_texts()


def shown(page: Page) -> tuple[str, list[str], list[str]]:
    """Return what a reader would compare: the sentence, the panels' words, the table."""
    panels = page.locator("[class*='st-key-panel-']").all_inner_texts()
    return sentence(page), [p.split("\n")[0] for p in panels], cells(page)


def changed(page: Page, before: str) -> None:
    """Wait until the address is another one and the page has settled."""
    page.wait_for_function("before => location.href !== before", arg=before, polling=_EVERY)
    ready(page)
