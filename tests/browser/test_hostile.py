"""Every hostile file through the real upload: a report or one sentence, and the server answers after each."""

import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, ready
from tests.browser.server import serve
from tests.intake.hostile import EITHER, FILES, LOADED, write
from tests.intake.values.test_pseudonyms import TABLE, raw_in

pytestmark = pytest.mark.browser
_PATIENCE = 120_000  # milliseconds; no test fails on a clock
_TALE = re.compile(r"Traceback|File \"|\.py\b|/tmp/|/home/|kpi_intake_|\b\d+\.\d+\.\d+\b|Something unexpected")


def _answers(page: Page) -> Locator:
    """The report of what was loaded, or the sentence that refuses it."""
    main = page.get_by_test_id("stMain")
    return main.get_by_text("What became of its rows").or_(main.get_by_test_id("stAlertContentError"))


def _offered(page: Page, path: Path) -> bool:
    """Upload a file and return whether it was loaded."""
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(path)
    _answers(page).first.wait_for()
    ready(page)
    return page.get_by_test_id("stMain").get_by_text("What became of its rows").count() == 1


def test_every_hostile_upload_is_answered_and_the_server_lives(tmp_path: Path, visit: Open) -> None:
    files = write(tmp_path / "files")
    with serve(tmp_path) as url:
        page = visit(f"{url}/load")
        page.set_default_timeout(_PATIENCE)
        for name in FILES:
            ending = name if name.endswith((".csv", ".xlsx", ".parquet", ".gz", ".zip")) else f"{name}.csv"
            loaded = _offered(page, files[name].rename(tmp_path / ending))
            main = page.get_by_test_id("stMain")
            print(name, "loaded" if loaded else main.get_by_test_id("stAlertContentError").first.inner_text())
            assert name in EITHER or loaded == (name in LOADED), name
            assert not _TALE.search(main.inner_text().replace(ending, "")), name
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=60) as answer:  # noqa: S310 - our own server
                assert answer.status == 200
            page.get_by_test_id("stFileChipDeleteBtn").get_by_role("button").click()
            expect(_answers(page)).to_have_count(0)
        page.close()
    assert "Traceback" not in "".join(p.read_text(encoding="utf-8") for p in tmp_path.glob("server-*.log"))


def test_no_link_log_or_file_of_the_server_holds_a_person(tmp_path: Path, visit: Open) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    asked: list[str] = []
    with serve(tmp_path, TMPDIR=str(scratch), XDG_STATE_HOME=str(tmp_path / "state"), HOME=str(tmp_path)) as url:
        page = visit(f"{url}/load")
        page.on("request", lambda r: asked.append(r.url))
        table = {
            "name": "people.csv",
            "mimeType": "text/csv",
            "buffer": TABLE.replace("Phone", "customer_key").encode(),
        }
        page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(table)  # type: ignore[arg-type]
        page.get_by_text("What became of its rows").wait_for()
        asked.append(page.get_by_test_id("stMain").inner_text())
        page.get_by_role("button", name="Use this data").click()
        page.get_by_role("heading", name="Is it changing?").wait_for()
        ready(page)
        for place in ("Health", "Segments", "Load"):
            asked += [page.url, *page.locator("a").evaluate_all("links => links.map(a => a.href)")]
            asked.append(page.get_by_test_id("stMain").inner_text())
            page.get_by_test_id("stSidebar").get_by_role("link", name=place).click()
            page.wait_for_url(f"**/{place.lower()}*")
            ready(page)
        page.close()
        kept = [p for folder in (scratch, tmp_path / "state", tmp_path / ".streamlit") for p in folder.rglob("*")]
        for file in [*(p for p in kept if p.is_file()), *tmp_path.glob("server-*.log")]:
            assert raw_in(file.read_bytes()) == [], file.name
    assert raw_in("\n".join(asked).encode()) == []
