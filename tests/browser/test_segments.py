"""A click looks inside, a crumb widens again, and a link shows the same to somebody else."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, cells, changed, ready, sentence

pytestmark = pytest.mark.browser


def _query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _first(page: Page) -> tuple[str, list[str]]:
    return sentence(page), cells(page)[:8]


def test_a_row_narrows_a_crumb_widens_and_a_cold_link_agrees(server: str, visit: Open) -> None:
    page = visit(f"{server}/segments")
    whole = sentence(page)
    before = page.url
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 15, "y": 52})  # the first row's box
    changed(page, before)
    expect(page.get_by_role("button", name="Channel: Voice")).to_be_visible()
    assert _query(page)["w"] == ["channel=Voice"]
    assert _query(page)["by"] == ["reason"]
    assert "by reason" in sentence(page)
    other = visit(page.url)
    assert _first(other) == _first(page)
    assert other.url == page.url
    before = page.url
    page.get_by_role("button", name="Channel: Voice").click()
    changed(page, before)
    assert "w" not in _query(page)
    page.go_back()
    page.go_back()
    page.wait_for_url(f"{server}/segments")
    expect(page.get_by_text(whole)).to_be_visible()


def test_a_click_on_a_dot_narrows_too(server: str, visit: Open) -> None:
    page = visit(f"{server}/segments?v=1&f=service_level&by=location&d=..&vs=none")
    before = page.url
    dot = page.locator("[class*=st-key-panel-board] svg .mark-symbol path").first
    dot.wait_for()
    dot.click()
    changed(page, before)
    assert len(_query(page)["w"]) == 1
    assert _query(page)["w"][0].startswith("location=")


def test_order_cross_and_page_are_in_the_link(server: str, visit: Open) -> None:
    page = visit(f"{server}/segments?v=1&k=service_level&by=queue&d=..&vs=none")
    main = page.get_by_test_id("stMain")
    before = page.url
    main.get_by_text("Change", exact=True).click()
    changed(page, before)
    before = page.url
    box = main.get_by_role("combobox", name="crossed with")
    box.click()
    page.get_by_role("option", name="Time band", exact=True).click()
    changed(page, before)
    before = page.url
    page.get_by_role("button", name="Older").click()
    changed(page, before)
    said = _query(page)
    assert (said["sort"], said["by"], said["p"]) == (["change"], ["queue", "time_band"], ["2"])
    other = visit(page.url)
    assert _first(other) == _first(page)
    expect(other.get_by_text("page 2 of")).to_be_visible()
    ready(other)
