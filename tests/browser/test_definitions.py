"""Definitions, in the browser: what is looked for is in the link, and both files can be taken away."""

import tomllib
from urllib.parse import parse_qs, urlsplit

import pytest

from kpi_core.catalogue import CATALOGUE
from tests.browser.conftest import Open, cells, changed, sentence

pytestmark = pytest.mark.browser


def test_each_control_is_in_the_link_and_a_cold_link_shows_the_same(server: str, visit: Open) -> None:
    page = visit(f"{server}/definitions")
    before = page.url
    page.get_by_label("Find").fill("resolution")
    page.keyboard.press("Enter")
    changed(page, before)
    before = page.url
    box = page.get_by_test_id("stMain").get_by_role("combobox", name="Category").first
    box.click()
    box.fill("Resolution")
    page.get_by_role("option", name="Resolution", exact=True).first.click()
    changed(page, before)
    before = page.url
    page.get_by_test_id("stMain").get_by_text("Answered by this data", exact=True).click()
    changed(page, before)
    query = parse_qs(urlsplit(page.url).query)
    assert (query["find"], query["cat"], query["list"]) == (["resolution"], ["resolution"], ["answered"])
    cold = visit(page.url)
    assert sentence(cold) == sentence(page)
    assert cells(cold)[:5] == cells(page)[:5]
    assert cold.url == page.url


def test_the_catalogue_and_the_definitions_can_be_taken_away(server: str, visit: Open) -> None:
    page = visit(f"{server}/definitions")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Definitions as TOML").click()
    assert "thresholds" in tomllib.loads(kept.value.path().read_text(encoding="utf-8"))
    with page.expect_download() as kept:
        page.get_by_role("button", name="Catalogue as CSV").click()
    lines = kept.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("# Definitions version ")
    assert all(any(line.startswith(f"{key},") for line in lines) for key in CATALOGUE)


def test_other_definitions_show_their_effect_are_kept_and_travel(server: str, visit: Open) -> None:
    page = visit(f"{server}/definitions")
    bare = page.url
    page.get_by_test_id("stCheckbox").get_by_text("Targets in the export go first").click()
    box = page.get_by_label("Answered within, voice (s)")
    box.fill("60")
    box.press("Enter")
    page.get_by_text("2 settings differ, and").wait_for()
    assert page.url == bare
    with page.expect_download() as kept:
        page.get_by_role("button", name="Export as TOML").click()
    file = kept.value.path().read_bytes()
    assert tomllib.loads(file.decode())["thresholds"]["voice"] == 60
    page.get_by_role("button", name="Keep for this visit").click()
    changed(page, bare)
    own = parse_qs(urlsplit(page.url).query)["def"][0]
    assert kept.value.suggested_filename == f"definitions-{own}.toml"
    other = visit(page.url)  # another visit has the usual definitions
    other.get_by_text("The link was made under other definitions").wait_for()
    other.get_by_test_id("stMain").get_by_text("From a file", exact=True).click()
    sent = other.get_by_test_id("stFileUploaderDropzoneInput")
    sent.set_input_files({"name": "ours.toml", "mimeType": "application/toml", "buffer": b"[limits]\nshort_s = 3"})
    other.get_by_text("did you mean 'short_abandon_s'").wait_for()
    assert other.get_by_role("button", name="Keep for this visit").count() == 0
    sent.set_input_files({"name": "ours.toml", "mimeType": "application/toml", "buffer": file})
    other.get_by_role("button", name="Keep for this visit").click()
    other.get_by_text(f"Version {own}").wait_for()
