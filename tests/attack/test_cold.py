"""A failure here means that the first visitors after a start meet a server that is not whole yet."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.attack.visitor import Visitor, health_s
from tests.browser.server import serve

_PAGES = ("", "trend", "segments", "tail", "pairing", "whatif", "health", "load")


def test_eight_visitors_at_once_after_a_start_each_see_their_page(shown_sample: None, tmp_path: Path) -> None:
    def visited(page: str) -> str:
        with Visitor(url, page).run() as visitor:
            return visitor.words

    with serve(tmp_path) as url, ThreadPoolExecutor(len(_PAGES)) as pool:
        seen = list(pool.map(visited, _PAGES))
        assert health_s(url) < 2
    assert [page for page, words in zip(_PAGES, seen, strict=True) if "Something unexpected" in words] == []
    assert all(words.count("\n") > 5 for words in seen)
    assert "Traceback" not in "".join(p.read_text(encoding="utf-8") for p in tmp_path.glob("*.log"))
