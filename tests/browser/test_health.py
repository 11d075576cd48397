"""The health page on the sample, on a shared dataset and on an upload."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from kpi_core import intake
from kpi_core.data import save
from tests.browser.conftest import Open, ready, sentence
from tests.browser.server import serve

pytestmark = pytest.mark.browser


def _export() -> bytes:
    rows = [f"2026-01-{1 + i % 28:02d} 10:00,=c{i},yes,{15 if i else 20}" for i in range(60)]
    return ("at,contact_id,answered,wrap_s\n" + "\n".join([*rows, "short"]) + "\n").encode()


def test_the_sample_is_judged_and_the_menu_leads_there(server: str, visit: Open) -> None:
    page = visit(server)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Health").click()
    page.get_by_role("heading", name="Can I trust this data?").wait_for()
    ready(page)
    assert sentence(page).startswith("Every row is accounted for and all 200,000 are used")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)


def test_a_shared_dataset_tells_its_oddities_and_its_refused_rows_as_csv(tmp_path: Path, visit: Open) -> None:
    dataset = intake.load([("branch.csv", _export())], name="Branch")
    save(dataset, tmp_path / "shared" / "branch")
    with serve(tmp_path, KPI_DATA=str(tmp_path / "shared")) as url:
        page = visit(f"{url}/health?v=1&ds={dataset.fingerprint}&k=contact_volume&c=week&d=..&vs=none")
        assert "60 of 61 are used" in sentence(page)
        first = page.locator("[class*='st-key-odd-0']")
        expect(first).to_contain_text("98.3 % of the known wrap_s are exactly 15 s")
        expect(first).to_contain_text("branch.csv, line 3")
        expect(first).to_contain_text("Average after-call work")
        page.get_by_text("1 refused, with line and reason").click()
        with page.expect_download() as caught:
            page.locator(".st-key-csv-refused-csv").get_by_role("button").click()
        text = Path(caught.value.path()).read_text(encoding="utf-8-sig")
        assert text.splitlines()[-1].startswith("branch.csv,62,")
        page.close()


def test_the_platforms_totals_are_compared_and_differences_explained(server: str, visit: Open) -> None:
    page = visit(f"{server}/health?v=1&k=service_level&c=week&d=..&vs=none")
    box = page.get_by_role("textbox", name="The platform's totals")
    box.fill("Contact volume, 1\nAnswer rat, 80 %")
    box.press("Control+Enter")
    expect(page.get_by_text("0 of 1 figures agree")).to_be_visible()
    expect(page.get_by_text("did you mean 'Answer rate'?")).to_be_visible()
    expect(page.get_by_text("nothing that was tried explains it").first).to_be_attached()
