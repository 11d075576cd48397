"""The gallery: no page in any state overflows, fails, or asks another host for anything."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.gallery import STATES, STORIES, State
from tests.browser.server import ROOT
from tests.browser.test_pages import PAGES

pytestmark = pytest.mark.browser
_FOLDER = ROOT / "build" / "gallery"
_TOO_WIDE = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
    .filter(e => e.offsetParent && !e.closest('[data-testid=stDataFrame], [data-testid=stTabs]'))
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.tagName + ' ' + (e.dataset.testid || e.className))"""


def test_every_page_of_the_menu_is_in_the_gallery() -> None:
    assert set(STORIES) == {name for name in PAGES if name}


@pytest.mark.parametrize("state", STATES, ids=lambda s: f"{s.page}-{s.name}")
def test_a_page_in_a_state(state: State, server: str, visit: Open) -> None:
    page = visit(f"{server}/{state.path}", viewport=state.viewport)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    _says_something(page, state)
    page.wait_for_timeout(500)
    _FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=_FOLDER / f"{state.page}-{state.name}.png")
    assert page.evaluate(_TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _says_something(page: Page, state: State) -> None:
    """A story has a picture or a table; an empty selection has one sentence that says what to do."""
    if state.page == "load":
        return
    if state.name == "empty" and state.page not in {"definitions", "health"}:  # these are about all of the data
        expect(page.get_by_test_id("stAlert").filter(has_text="No contact is left by this selection")).to_be_visible()
        expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(0)
    else:
        expect(page.locator("[data-testid=stVegaLiteChart], [data-testid=stDataFrame]").first).to_be_visible()
