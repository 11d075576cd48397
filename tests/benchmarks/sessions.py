"""What a server holds while many sessions look at the same data, each at other pages and cuts.

python -m tests.benchmarks.sessions [SESSIONS] [FOLDER]

Shown are the datasets in FOLDER (as KPI_DATA), else the sample of 200,000 contacts. `most` is the highest that the
system saw of the process, pages of mapped files included.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks.click_to_repaint import server_memory
from tests.browser.conftest import ready
from tests.browser.server import serve
from tests.conftest import chromium

PAGES = ("trend", "tail", "segments", "pairing", "whatif")
CUTS = ("channel", "team", "reason", "location", "priority", "customer_type", "vendor", "direction")


def main(sessions: int = 10, folder: str = "") -> None:
    data = {"KPI_DATA": folder} if folder else {}
    with tempfile.TemporaryDirectory() as scratch, serve(Path(scratch), **data) as url, sync_playwright() as play:
        port = int(url.rsplit(":", 1)[1])
        browser = play.chromium.launch(**chromium())
        first = browser.new_page()
        first.goto(url, timeout=120_000)
        ready(first)
        print("one session", server_memory(port))
        pages = [browser.new_context().new_page() for _ in range(sessions)]
        for turn in range(len(PAGES)):
            for i, page in enumerate(pages):
                name, cut = PAGES[(i + turn) % len(PAGES)], CUTS[(i + turn) % len(CUTS)]
                page.goto(f"{url}/{name}?v=1&c=week&by={cut}", wait_until="commit", timeout=120_000)
            for page in pages:
                ready(page)
            print(f"{sessions} sessions, turn {turn + 1}", server_memory(port))
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10, *sys.argv[2:3])
