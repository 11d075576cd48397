"""A link shows what its sender saw; the address is bare until something is changed; back is undo."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as Timeout

from tests.browser.conftest import Open, changed, ready, sentence, shown

pytestmark = pytest.mark.browser


def _choose(page: Page, label: str, text: str) -> None:
    """Pick an option of a select box or multiselect."""
    box = page.get_by_test_id("stSidebar").get_by_role("combobox", name=label).first
    for last in (False, False, True):  # a list that is drawn anew while it opens is opened once more
        ready(page)
        box.click()
        box.fill(text)
        try:
            page.get_by_role("option", name=text, exact=True).first.click(timeout=20_000 if last else 4_000)
            break
        except Timeout:
            if last:
                raise
            page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def _add_a_kpi(page: Page) -> None:
    _choose(page, "KPIs", "Transfer rate")


def _cadence(page: Page) -> None:
    page.get_by_test_id("stSidebar").get_by_text("Month", exact=True).click()


def _dates(page: Page) -> None:
    field = page.get_by_test_id("stSidebar").get_by_test_id("stDateInput").first
    field.get_by_role("spinbutton").first.click()
    page.keyboard.type("20250901")
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Is it changing?").click()


def _compare(page: Page) -> None:
    page.get_by_test_id("stSidebar").get_by_text("A year earlier", exact=True).click()


def _keep_only(page: Page) -> None:
    _choose(page, "Keep only", "Location")
    page.get_by_test_id("stSidebar").get_by_role("combobox", name="Location").first.wait_for()
    _choose(page, "Location", "Porto")


def _variant(page: Page) -> None:
    page.get_by_test_id("stSidebar").get_by_text("Ways of counting").click()
    _choose(page, "Service level", "SL-5")


def _split(page: Page) -> None:
    _choose(page, "Compare by", "Channel")


def test_every_control_is_in_the_link(server: str, visit: Open) -> None:
    page = visit(server)
    said = {}
    for controls in ((_add_a_kpi, _cadence, _dates, _compare), (_keep_only, _variant, _split)):
        for control in controls:
            before = page.url
            control(page)
            changed(page, before)
            said[control.__name__] = page.url
        page.wait_for_timeout(300)
        other = visit(page.url)  # what every control up to here has chosen is in this one link
        assert shown(other) == shown(page), controls
        assert other.url == page.url, "a link is not rewritten by being opened"
        other.close()
    query = parse_qs(urlsplit(page.url).query)
    assert query["c"] == ["month"]
    assert query["d"][0].startswith("2025-09-01..")
    assert query["w"] == ["location=Porto"]
    assert query["by"] == ["channel"]
    assert query["vs"] == ["year"]
    assert query["var"] == ["service_level:SL-5"]
    assert "transfer_rate" in query["k"]
    assert len(set(said.values())) == len(said)


def test_a_bare_address_stays_bare_and_back_is_undo(server: str, visit: Open) -> None:
    page = visit(server)
    assert urlsplit(page.url).query == ""
    first = sentence(page)
    _cadence(page)
    changed(page, page.url if "c=month" not in page.url else server)
    monthly = sentence(page)
    month_url = page.url
    _compare(page)
    changed(page, month_url)
    page.go_back()
    page.wait_for_url(month_url)
    expect(page.get_by_text(monthly)).to_be_visible()
    page.go_back()
    page.wait_for_url(server + "/")
    expect(page.get_by_text(first)).to_be_visible()
    ready(page)
    assert urlsplit(page.url).query == ""
    page.go_forward()
    page.wait_for_url(month_url)
    expect(page.get_by_text(monthly)).to_be_visible()


def test_bad_parts_of_a_link_are_named_and_left_out(server: str, visit: Open) -> None:
    bad = "v=1&ds=000000000000&k=service_level&k=servise&c=hour&by=mood&w=channel=Smoke&w=nothing&q=7&vs=never&zz=1"
    bad += "&d=2026-13-01..x"
    page = visit(f"{server}/?{bad}")
    warned = " ".join(page.get_by_test_id("stAlert").all_inner_texts())
    for part in ("000000000000", "servise", "hour", "mood", "Smoke", "nothing", "7", "never", "zz", "2026-13-01"):
        assert part in warned, part
    assert "service level" in sentence(page)
    assert page.url.endswith(bad)


def test_the_menu_carries_the_view_and_share_shows_all_of_it(server: str, visit: Open) -> None:
    page = visit(f"{server}/?v=1&k=csat&c=month&d=..&vs=none")
    link = page.get_by_test_id("stSidebar").get_by_role("link", name="Load")
    assert "k=csat" in (link.get_attribute("href") or "")
    page.get_by_role("button", name="Share").click()
    shared = page.get_by_role("dialog").get_by_test_id("stCode").inner_text().strip()
    assert {"ds", "def", "k", "d", "c", "vs"} <= set(parse_qs(urlsplit(shared).query))
    assert sentence(visit(shared)) == sentence(page)
    page.keyboard.press("Escape")
    link.click()
    page.get_by_role("heading", name="Bring an export").wait_for()
    ready(page)
    assert "k=csat" in page.url
    page.get_by_test_id("stSidebar").get_by_role("link", name="Trend").click()
    page.get_by_role("heading", name="Is it changing?").wait_for()
    ready(page)
    assert sentence(page) == sentence(visit(shared))
