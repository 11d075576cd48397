"""What if, in the browser: both cuts are in the link, and the link shows them again."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, cells, changed, ready, sentence

pytestmark = pytest.mark.browser


def _choose(page: Page, label: str, text: str, *, sidebar: bool = False) -> None:
    place = page.get_by_test_id("stSidebar" if sidebar else "stMain")
    box = place.get_by_role("combobox", name=label).first
    box.wait_for()
    box.click()
    box.fill(text)
    page.get_by_role("option", name=text, exact=True).first.click()
    page.keyboard.press("Escape")


def test_each_control_is_in_the_link_and_a_cold_link_shows_the_same(server: str, visit: Open) -> None:
    page = visit(f"{server}/whatif")
    before = page.url
    page.get_by_role("button", name="Leave out queue").click()
    changed(page, before)
    assert "Cut B against cut A" in sentence(page)
    before = page.url
    _choose(page, "Keep only in B", "Coverage")
    _choose(page, "Coverage in B", "Internal")
    changed(page, before)
    before = page.url
    _choose(page, "Leave out", "Reason", sidebar=True)
    _choose(page, "Reason left out", "Billing", sidebar=True)
    changed(page, before)
    before = page.url
    page.get_by_test_id("stMain").get_by_test_id("stDateInput").first.get_by_role("spinbutton").first.click()
    page.keyboard.type("20251001")
    page.keyboard.press("Escape")  # an optional date counts when its calendar closes
    changed(page, before)
    query = parse_qs(urlsplit(page.url).query)
    assert query["bw"] == ["coverage=Internal"]
    assert query["x"] == ["reason=Billing"]
    assert query["bd"][0].startswith("2025-10-01..")
    assert query["bx"][0].startswith("queue=")
    cold = visit(page.url)
    assert sentence(cold) == sentence(page)
    assert cells(cold)[:3] == cells(page)[:3]
    assert cold.url == page.url


def test_a_picture_can_be_saved(server: str, visit: Open) -> None:
    page = visit(f"{server}/whatif?v=1&k=service_level&d=..&vs=none&bx=channel%3DVoice")
    page.get_by_role("button", name="Save").first.click()
    for name, start in (("PNG picture", b"\x89PNG"), ("SVG picture", b"<svg"), ("CSV numbers", b"\xef\xbb\xbf# ")):
        with page.expect_download() as kept:
            page.get_by_role("button", name=name).click()
        assert kept.value.path().read_bytes().startswith(start)


def test_an_empty_cut_says_what_to_do(server: str, visit: Open) -> None:
    page = visit(f"{server}/whatif?v=1&k=service_level&d=..&vs=none&bx=channel%3DVoice&bw=channel%3DVoice")
    expect(page.get_by_text("Cut B holds no contact")).to_be_visible()
    ready(page)
