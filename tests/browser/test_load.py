"""An export goes in, its report comes out, and nobody else can see it."""

from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from kpi_core import intake
from kpi_core.data import save
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
    expect(page.get_by_text("of 63 KPIs").first).to_be_visible()
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


def _pick(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    ready(page)


def test_an_unknown_layout_is_mapped_on_the_page_and_the_mapping_saved(server: str, visit: Open) -> None:
    page = visit(f"{server}/load")
    rows = b"".join(b"%d/01/2026 10:00,%s,%d\n" % (13 + i % 9, b"lost" if i % 4 == 0 else b"ok", i) for i in range(40))
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(
        {"name": "odd.csv", "mimeType": "text/csv", "buffer": b"Wann,Ergebnis,Sekunden\n" + rows}
    )
    expect(page.get_by_text("is not a known one")).to_be_visible()
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_text("Choose the column with the date and time").first).to_be_visible()
    _pick(page, "When (date and time)", "Wann")
    _pick(page, "Answered", "Ergebnis")
    _pick(page, "Wait", "Sekunden")
    _pick(page, "Fine points of", "answered: Reached a person or the bot that handled it")
    words = page.get_by_role("combobox", name="These values mean yes, all others no")
    words.click()
    page.get_by_role("option", name="ok", exact=True).click()
    page.keyboard.press("Escape")
    ready(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Save the mapping").click()
    mapping = intake.from_toml(Path(caught.value.path()).read_text(encoding="utf-8"))
    assert dict(mapping.columns)["answered"].true == ("ok",)
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_text("40 rows read = 40 kept + 0 dropped + 0 refused.")).to_be_visible()
    expect(page.get_by_role("heading", name="A first picture")).to_be_visible()
    expect(page.get_by_text("Abandonment rate").first).to_be_visible()


def test_files_of_several_facts_are_each_read_by_their_own_layout(server: str, visit: Open) -> None:
    page = visit(f"{server}/load")
    shifts = "at,agent,logged_in_s,idle_s\n" + "".join(
        f"2026-01-{1 + i:02d} 08:00:00,A{i % 3},28800,600\n" for i in range(28)
    )
    odd = b"Wann,Sekunden\n" + b"".join(b"2026-01-%02d 10:00,%d\n" % (1 + i % 28, i) for i in range(40))
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(
        [
            {"name": "calls.csv", "mimeType": "text/csv", "buffer": _csv()},
            {"name": "shifts.csv", "mimeType": "text/csv", "buffer": shifts.encode()},
            {"name": "odd.csv", "mimeType": "text/csv", "buffer": odd},
        ]
    )
    expect(page.get_by_text("The export 'odd.csv' is not a known one")).to_be_visible()
    expect(page.get_by_text("shifts.csv: agent_time rows")).to_be_visible()
    expect(page.get_by_role("combobox", name="Columns of")).to_have_value("odd.csv")
    _pick(page, "When (date and time)", "Wann")
    _pick(page, "Wait", "Sekunden")
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_text("129 rows read = 128 kept + 0 dropped + 1 refused.")).to_be_visible()
    page.get_by_role("button", name="Use this data").click()
    page.get_by_role("heading", name="Is it changing?").wait_for()


def test_a_log_is_mapped_with_segments_spans_other_names_and_its_newest_rows(server: str, visit: Open) -> None:
    page = visit(f"{server}/load")
    rows = "".join(
        f"{i // 2},{i},2026-01-{1 + i % 28:02d} 10:00:00,2026-01-{1 + i % 28:02d} 10:0{i % 9}:00,pay,n\n"
        for i in range(80)
    )
    log = {"name": "log.csv", "mimeType": "text/csv", "buffer": f"Nr,Version,Wann,Bis,Thema,Gegend\n{rows}".encode()}
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(log)  # type: ignore[arg-type]
    expect(page.get_by_text("is not a known one")).to_be_visible()
    _pick(page, "When (date and time)", "Wann")
    _pick(page, "Wait", "the time between two columns")
    _pick(page, "Wait runs from", "Wann")
    _pick(page, "Wait runs to", "Bis")
    fine = page.get_by_role("combobox", name="Fine points of")
    fine.click()
    fine.fill("channel")
    page.get_by_role("option", name="channel: ").first.click()
    page.get_by_label("The same on every row").fill("voice")
    page.get_by_label("The same on every row").press("Enter")
    expect(page.get_by_role("combobox", name="Channel", exact=True)).to_have_value("always 'voice' (as it is)")
    _pick(page, "Compare by these columns too", "Gegend")
    page.keyboard.press("Escape")
    box = page.get_by_role("textbox", name="Rename values of Gegend")
    box.fill("n = North")
    box.press("Control+Enter")
    ready(page)
    _pick(page, "Keep only the newest row of each", "Nr")
    _pick(page, "Newest by", "Version")
    for _ in range(20):  # until the page has taken in the last choice
        with page.expect_download() as caught:
            page.get_by_role("button", name="Save the mapping").click()
        mapping = intake.from_toml(Path(caught.value.path()).read_text(encoding="utf-8"))
        if mapping.latest and mapping.latest.order:
            break
        page.wait_for_timeout(300)
    assert mapping.latest is not None
    assert (mapping.latest.by, mapping.latest.order) == ("Nr", "Version")
    assert dict(mapping.columns)["wait_s"].end == ("Bis",)
    assert dict(mapping.columns)["channel"].value == "voice"
    assert dict(mapping.segments)["Gegend"].rename == (("n", "North"),)
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_text("80 rows read = 40 kept + 40 dropped + 0 refused.")).to_be_visible()


def test_dates_that_nothing_decides_are_asked_for(server: str, visit: Open) -> None:
    page = visit(f"{server}/load")
    rows = "".join(f"0{1 + i % 9}/0{1 + i % 3}/2026 10:00,voice,{i}\n" for i in range(30))
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(
        {"name": "dates.csv", "mimeType": "text/csv", "buffer": f"at,channel,wait_s\n{rows}".encode()}
    )
    page.get_by_text("day first, so 03/04 is 3 April").click()
    expect(page.get_by_text("30 rows read = 30 kept")).to_be_visible()
    expect(page.get_by_text("How are its dates written?")).to_have_count(0)


def test_a_long_import_leaves_another_session_answering_and_can_be_cancelled(tmp_path: Path, visit: Open) -> None:
    rows = pl.select(i=pl.int_range(3_000_000)).select(
        at=pl.datetime(2026, 1, 1) + pl.duration(seconds=pl.col("i") * 3), channel=pl.lit("voice"),
        answered=pl.lit("yes"), wait_s=pl.col("i") % 97, talk_s=pl.col("i") % 613,
        reason=pl.format("r{}", pl.col("i") % 11),
    )  # fmt: skip
    folder = tmp_path / "exports"
    folder.mkdir()
    rows.write_csv(folder / "big.csv")
    with serve(tmp_path, KPI_EXPORTS=str(folder)) as url:
        other = visit(f"{url}/trend?v=1&k=service_level&c=week&d=..&vs=none")
        page = visit(f"{url}/load")
        box = page.get_by_role("combobox", name="Or files in the server's folder")
        box.click()
        page.get_by_role("option", name="big.csv").click()
        page.keyboard.press("Escape")  # an open list hides the rest from assistive technology
        page.get_by_test_id("stProgress").wait_for()
        before = other.url
        other.get_by_test_id("stSidebar").get_by_text("Month", exact=True).click()
        changed(other, before)
        assert "c=month" in other.url
        expect(page.get_by_test_id("stProgress")).to_be_visible()  # the other page answered while it went on
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("The import was cancelled")).to_be_visible()
        expect(page.get_by_role("button", name="Use this data")).to_have_count(0)
        for one in (page, other):
            one.close()


def test_a_shared_dataset_opens_from_a_link_by_its_fingerprint(tmp_path: Path, visit: Open) -> None:
    made = pl.DataFrame(
        {"at": ["2026-01-05 10:00:00", "2026-01-12 10:00:00", "2026-01-20 10:00:00"] * 40, "channel": ["voice"] * 120}
    )
    dataset = intake.load([("branch.csv", made.write_csv().encode())], name="Branch office")
    save(dataset, tmp_path / "shared" / "branch")
    with serve(tmp_path, KPI_DATA=str(tmp_path / "shared")) as url:
        page = visit(f"{url}/?v=1&ds={dataset.fingerprint}&k=contact_volume&c=week&d=..&vs=none")
        expect(page.get_by_role("combobox", name="Data")).to_have_value("Branch office (shared)")
        assert "contact volume" in sentence(page)
