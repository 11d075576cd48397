"""Pairing, in the browser: the pair and the lag are in the link, and the link shows them again."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, cells, changed, sentence

pytestmark = pytest.mark.browser


def _choose(page: Page, label: str, text: str) -> None:
    box = page.get_by_test_id("stMain").get_by_role("combobox", name=label).first
    before = page.url
    box.click()
    box.fill(text)
    page.get_by_role("option", name=text).first.click()
    changed(page, before)


def test_each_control_is_in_the_link_and_a_cold_link_shows_the_same(server: str, visit: Open) -> None:
    page = visit(f"{server}/pairing")
    _choose(page, "Begin with a pair", "Average handle time \u2192 Repeat contact rate")
    before = page.url
    page.get_by_test_id("stNumberInputField").fill("3")
    page.keyboard.press("Enter")
    changed(page, before)
    assert "repeat contact rate 3 weeks later" in sentence(page)
    _choose(page, "What follows", "Customer satisfaction")
    query = parse_qs(urlsplit(page.url).query)
    assert (query["f"], query["g"], query["lag"]) == (["average_handle_time"], ["csat"], ["3"])
    cold = visit(page.url)
    assert sentence(cold) == sentence(page)
    assert cells(cold)[:6] == cells(page)[:6]
    assert cold.url == page.url


def test_it_shows_and_does_not_test(server: str, visit: Open) -> None:
    page = visit(f"{server}/pairing?v=1&d=..&vs=none&f=average_handle_time&g=repeat_contact_rate")
    expect(page.get_by_text("This page shows and does not test")).to_be_visible()
    expect(page.get_by_text("Average handle time never stands alone")).to_be_visible()
    assert "correlation" not in page.get_by_test_id("stMain").inner_text().lower()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Save").first.click()
        page.get_by_role("button", name="PNG picture").click()
    assert kept.value.path().read_bytes().startswith(b"\x89PNG")
