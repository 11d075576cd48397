"""The picture of the README: the trend page, light, 1400 x 900. Run `python -m tests.browser.screenshot`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ready
from tests.browser.server import ROOT, serve
from tests.conftest import chromium

VIEW = "v=1&k=service_level&k=average_handle_time&c=month&d=..&vs=year"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as url, sync_playwright() as play:
        browser = play.chromium.launch(**chromium())
        page = browser.new_page(viewport={"width": 1400, "height": 900}, color_scheme="light")
        page.goto(f"{url}/trend?{VIEW}")
        ready(page)
        page.wait_for_timeout(1000)
        page.screenshot(path=ROOT / "docs" / "screenshot.png")
        browser.close()


if __name__ == "__main__":
    main()
