"""Every page, cold from a link, light and dark."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Open, ready
from tests.browser.server import ROOT, free_port, serve

pytestmark = pytest.mark.browser
_SCRIPTS = re.findall(r'"pages/(\w+)\.py"', (ROOT / "menu.py").read_text(encoding="utf-8"))
PAGES = ["", *dict.fromkeys(_SCRIPTS)]  # the bare address too
VIEW = "v=1&k=service_level&c=month&d=..&vs=none"


@pytest.fixture(scope="module")
def port() -> int:
    """One port for one new server after the other."""
    return free_port()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_from_a_link_on_a_server_that_nobody_has_visited(
    name: str, port: int, tmp_path: Path, visit: Open
) -> None:
    with serve(tmp_path, port) as fresh:
        page = visit(f"{fresh}/{name}?{VIEW}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Page not found")).to_have_count(0)
        assert page.url.endswith(VIEW)
        page.close()  # before its server goes
    assert "Traceback" not in "".join(p.read_text(encoding="utf-8") for p in tmp_path.glob("*.log"))


def test_first_visitors_who_come_at_once_all_come_in_by_the_front_door(
    port: int, tmp_path: Path, visits: BrowserContext
) -> None:
    with serve(tmp_path, port) as fresh:
        pages = [visits.new_page() for _ in range(5)]
        for page in pages:
            page.set_default_timeout(60_000)
        for i, page in enumerate(pages):
            page.goto(f"{fresh}/{('trend', 'load')[i % 2]}?{VIEW}", wait_until="commit")
        for page in pages:
            ready(page)
            expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Load")).to_be_visible()
            expect(page.get_by_text("Page not found")).to_have_count(0)
            assert page.url.endswith(VIEW)
        for page in pages:
            page.close()
    assert "Traceback" not in "".join(p.read_text(encoding="utf-8") for p in tmp_path.glob("*.log"))


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_accessibility_fault(name: str, look: str, server: str, visit: Open) -> None:
    page = visit(f"{server}/{name}", look=look)
    for _ in range(5):  # colours glide when the theme arrives: what counts is where they come to rest
        page.wait_for_timeout(700)
        if not (bad := _faults(page)):
            break
    assert bad == []


def _faults(page: Page) -> list[tuple[str, object, str]]:
    """Return what breaks WCAG 2.2 A or AA: rule, place, reason."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    return [(v["id"], n["target"], n["failureSummary"]) for v in found.response["violations"] for n in v["nodes"]]


def test_a_dark_visitor_sees_dark_charts(server: str, visit: Open) -> None:
    page = visit(server, look="dark")
    page.wait_for_timeout(500)
    ready(page)
    colours = page.locator("[data-testid=stVegaLiteChart] svg text").evaluate_all(
        "ts => ts.map(t => t.getAttribute('fill'))"
    )
    assert "#a9b5c1" in colours
    assert "#51606f" not in colours


def test_only_points_have_a_tooltip_and_it_is_in_words(server: str, visit: Open) -> None:
    page = visit(f"{server}/?v=1&k=abandonment_rate&c=month&by=channel")
    chart = page.get_by_test_id("stVegaLiteChart").first
    for mark, said in ((".mark-text.role-mark text", ""), (".mark-symbol path", "Counted")):
        box = chart.locator(mark).nth(2).bounding_box()
        assert box
        page.mouse.move(5, 5)
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(400)
        tips = page.locator("#vg-tooltip-element.visible")
        assert (said in tips.inner_text()) if said else (tips.count() == 0)


def test_many_points_are_drawn_on_a_canvas_their_words_are_not_and_each_has_its_tooltip(
    server: str, visit: Open
) -> None:
    page = visit(f"{server}/?v=1&k=abandonment_rate&c=day")
    chart = page.get_by_test_id("stVegaLiteChart").first
    assert chart.locator("canvas").count() == 1
    assert chart.locator("svg text").count() > 4
    box = chart.locator("canvas").bounding_box()
    assert box
    seen = set()
    for x in range(120, 320, 4):  # somewhere along the line
        for y in range(10, 180, 4):
            page.mouse.move(box["x"] + x, box["y"] + y)
            tips = page.locator("#vg-tooltip-element.visible")
            if tips.count():
                seen.add(tips.inner_text())
                break
        if len(seen) > 2:
            break
    assert len(seen) > 2
    assert all("Counted" in tip for tip in seen)
