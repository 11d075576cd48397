"""Every page in three states: the story of the sample, a selection that leaves nothing, and a phone.

`python -m tests.browser.gallery` takes the README's pictures; `tests/browser/test_gallery.py` visits them all.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ready
from tests.browser.server import ROOT, serve
from tests.conftest import chromium

_RANGE = "d=..&vs=none"
STORIES = {
    "trend": "v=1&k=service_level&k=average_handle_time&c=month&d=..&vs=year",
    "segments": f"v=1&k=first_contact_resolution&c=month&{_RANGE}&by=location",
    "tail": f"v=1&k=queue_delay&c=week&{_RANGE}",
    "pairing": f"v=1&k=average_handle_time&c=week&{_RANGE}",
    "whatif": f"v=1&k=service_level&k=average_handle_time&k=csat&c=week&{_RANGE}&bx=channel%3DChat",
    "load": "",
    "health": f"v=1&k=service_level&c=week&{_RANGE}",
    "definitions": f"v=1&k=service_level&c=week&{_RANGE}",
}
NOTHING = f"v=1&k=service_level&c=week&{_RANGE}&w=channel%3DVoice&x=channel%3DVoice"
PICTURES = ("trend", "segments")  # in the README
WIDE, PHONE = {"width": 1400, "height": 1400}, {"width": 390, "height": 2400}


@dataclass(frozen=True)
class State:
    """One way in which a page is looked at."""

    name: str
    page: str
    query: str
    viewport: dict[str, int]

    @property
    def path(self) -> str:
        """Its address on a server."""
        return f"{self.page}?{self.query}".rstrip("?")


STATES = tuple(
    state
    for page, story in STORIES.items()
    for state in (
        State("story", page, story, WIDE),
        State("empty", page, NOTHING, WIDE),
        State("narrow", page, story, PHONE),
    )
)


def main() -> None:
    """Take the README's pictures."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as url, sync_playwright() as play:
        browser = play.chromium.launch(**chromium())
        for state in (s for s in STATES if s.name == "story" and s.page in PICTURES):
            page = browser.new_page(viewport={"width": 1400, "height": 900}, color_scheme="light")
            page.goto(f"{url}/{state.path}")
            ready(page)
            page.wait_for_timeout(1500)
            page.screenshot(path=ROOT / "docs" / f"{state.page}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
