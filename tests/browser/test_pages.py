"""Every page, cold from a link, light and dark, wide and narrow."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Open, ready
from tests.browser.server import ROOT, serve

pytestmark = pytest.mark.browser
_SCRIPTS = re.findall(r'"pages/(\w+)\.py"', (ROOT / "app.py").read_text(encoding="utf-8"))
PAGES = ["", *(name for name in _SCRIPTS if name != "trend")]  # the first is at the bare address
VIEW = "v=1&k=service_level&c=month&d=..&vs=none"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_from_a_link_on_a_server_that_nobody_has_visited(name: str, tmp_path: Path, visit: Open) -> None:
    with serve(tmp_path) as fresh:
        page = visit(f"{fresh}/{name}?{VIEW}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Page not found")).to_have_count(0)
        assert page.url.endswith(VIEW)
        page.context.close()  # before its server goes
    assert "Traceback" not in "".join(p.read_text() for p in tmp_path.glob("*.log"))


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_accessibility_fault(name: str, look: str, server: str, visit: Open) -> None:
    page = visit(f"{server}/{name}", color_scheme=look)
    page.wait_for_timeout(500)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    bad = [
        (v["id"], n["target"], n["failureSummary"])
        for v in found.response["violations"]
        for n in v["nodes"]
        if v["impact"] in {"serious", "critical"}
    ]
    assert bad == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(name: str, server: str, visit: Open) -> None:
    page = visit(f"{server}/{name}", viewport={"width": 390, "height": 844})
    wide = page.evaluate("Math.max(...[...document.querySelectorAll('[data-testid=stMain] *')]"
                         ".filter(e => e.offsetParent && !e.closest('[data-testid=stDataFrame], [data-testid=stTabs]'))"
                         ".map(e => e.getBoundingClientRect().right))")  # fmt: skip
    assert wide <= 391
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_dark_visitor_sees_dark_charts(server: str, visit: Open) -> None:
    page = visit(server, color_scheme="dark")
    page.wait_for_timeout(500)
    ready(page)
    colours = page.locator("[data-testid=stVegaLiteChart] svg text").evaluate_all(
        "ts => ts.map(t => t.getAttribute('fill'))"
    )
    assert "#a9b5c1" in colours
    assert "#51606f" not in colours
