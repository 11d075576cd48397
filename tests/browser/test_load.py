"""An export goes in, its report comes out, and nobody else can see it."""

from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from kpi_core import intake, library
from tests.browser.conftest import Open, changed, ready, sentence
from tests.browser.server import ROOT, serve

pytestmark = pytest.mark.browser
PWC = ROOT.parent / "shared" / "data" / "pwc_call_center" / "Call-Center-Dataset.xlsx"
NASTY = ("<b>bold</b>", "**stars** _u_ `c`", "$5 to $10$", "[a](http://example.org)", "=1+1", "-> :smile: a:Q")


def _csv(rows: int = 60) -> bytes:
    lines = ["at,channel,reason,outcome,wait_s"]
    for i in range(rows):
        outcome = "abandoned" if i % 7 == 0 else "answered"
        lines.append(f'2026-0{1 + i % 3}-{1 + i % 28:02d} 10:00:00,voice,"{NASTY[i % len(NASTY)]}",{outcome},{i}')
    return "\n".join([*lines, "2026-01-01 10:00:00,voice,short"]).encode()


def _upload(page: Page, *files: dict[str, object] | str) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(list(files))  # type: ignore[arg-type]
    page.get_by_text("What became of its rows").wait_for()
    ready(page)


def test_an_upload_is_accounted_for_used_and_private(server: str, visit: Open) -> None:
    page = visit(f"{server}/load")
    _upload(page, {"name": "week <i>1.csv", "mimeType": "text/csv", "buffer": _csv()})
    expect(page.get_by_text("61 rows read = 60 kept + 0 dropped + 1 refused.")).to_be_visible()
    page.get_by_text("1 refused, with line and reason").click()
    expect(page.get_by_text("of 50 KPIs").first).to_be_visible()
    page.get_by_role("button", name="Use this data").click()
    page.get_by_role("heading", name="Is it changing?").wait_for()
    ready(page)
    assert "ds=" in page.url
    assert "abandonment rate" in sentence(page)
    expect(page.get_by_role("combobox", name="Data")).to_have_value("week <i>1 (yours)")

    stranger = visit(page.url)
    expect(stranger.get_by_text("The link was made on other data")).to_be_visible()
    expect(stranger.get_by_text("load it again")).to_be_visible()
    assert "week" not in stranger.get_by_test_id("stSidebar").inner_text()


def test_labels_from_data_are_shown_as_they_are(server: str, visit: Open) -> None:
    page = visit(f"{server}/load")
    _upload(page, {"name": "labels.csv", "mimeType": "text/csv", "buffer": _csv(600)})
    page.get_by_role("button", name="Use this data").click()
    page.get_by_role("heading", name="Is it changing?").wait_for()
    ready(page)
    before = page.url
    box = page.get_by_role("combobox", name="Compare by")
    box.click()
    box.fill("Reason")
    page.get_by_role("option", name="Reason", exact=True).click()
    changed(page, before)
    page.get_by_test_id("stSidebar").get_by_text("Whole", exact=True).click()
    page.wait_for_url("**c=all**")
    ready(page)
    assert page.locator("[data-testid=stMain] strong a, [data-testid=stMain] strong code, .katex").count() == 0
    texts = page.locator("[data-testid=stVegaLiteChart] svg text").evaluate_all("ts => ts.map(t => t.textContent)")
    assert {"<b>bold</b>", "**stars** _u_ `c`", "$5 to $10$", "=1+1", "-> :smile: a:Q"} <= set(texts)


def test_a_file_nobody_knows_is_refused_in_a_sentence(server: str, visit: Open) -> None:
    page = visit(f"{server}/load")
    _input = page.get_by_test_id("stFileUploaderDropzoneInput").first
    _input.set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": b"alpha,beta\n1,2\n"})
    expect(page.get_by_text("is not a known one")).to_be_visible()
    expect(page.get_by_role("button", name="Use this data")).to_have_count(0)


@pytest.mark.skipif(not PWC.exists(), reason="the practice file is not here")
def test_a_real_spreadsheet_is_recognised(server: str, visit: Open) -> None:
    page = visit(f"{server}/load")
    _upload(page, str(PWC))
    expect(page.get_by_text("5,000 rows read = 5,000 kept + 0 dropped + 0 refused.")).to_be_visible()
    page.get_by_role("button", name="Use this data").click()
    page.get_by_role("heading", name="Is it changing?").wait_for()
    ready(page)
    expect(page.get_by_text("First contact resolution (first_contact_resolution) needs")).to_be_visible()
    assert "service level" in sentence(page)


def test_a_shared_dataset_opens_from_a_link_by_its_fingerprint(tmp_path: Path, visit: Open) -> None:
    made = pl.DataFrame(
        {"at": ["2026-01-05 10:00:00", "2026-01-12 10:00:00", "2026-01-20 10:00:00"] * 40, "channel": ["voice"] * 120}
    )
    dataset = intake.load([("branch.csv", made.write_csv().encode())], name="Branch office")
    library.save(dataset, tmp_path / "shared" / "branch")
    with serve(tmp_path, KPI_DATA=str(tmp_path / "shared")) as url:
        page = visit(f"{url}/?v=1&ds={dataset.fingerprint}&k=contact_volume&c=week&d=..&vs=none")
        expect(page.get_by_role("combobox", name="Data")).to_have_value("Branch office (shared)")
        assert "contact volume" in sentence(page)
