"""The tail finds the failure at first sight; its promise is in the link."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, cells, changed, sentence

pytestmark = pytest.mark.browser


def test_the_first_look_finds_the_night_that_failed(server: str, visit: Open) -> None:
    page = visit(f"{server}/tail")
    assert "Voice night Meridian in Q1 2026" in sentence(page)
    assert cells(page)[:2] == ["Voice night Meridian", "Q1 2026"]
    expect(page.locator("[class*=st-key-panel-dots] svg").get_by_text("Q1 2026: 11 m 46 s")).to_be_visible()
    assert urlsplit(page.url).query == ""


def test_the_promise_is_in_the_link_and_drawn(server: str, visit: Open) -> None:
    page = visit(f"{server}/tail")
    before = page.url
    page.get_by_role("spinbutton", name="The promise").fill("120")
    page.keyboard.press("Enter")
    changed(page, before)
    assert parse_qs(urlsplit(page.url).query)["lim"] == ["120.0"]
    expect(page.locator("[class*=st-key-panel-bars] svg").get_by_text("promise 2 m")).to_be_visible()
    other = visit(page.url)
    assert (sentence(other), cells(other)[:8]) == (sentence(page), cells(page)[:8])
    assert other.url == page.url
