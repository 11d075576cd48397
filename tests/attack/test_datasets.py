"""A failure here means that one bad folder closes the others, or that what somebody copies ends the server."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kpi_core.data import save
from tests.attack.visitor import Visitor, health_s
from tests.browser.server import serve
from tests.rows import contacts, dataset

_KPIS = "v=1&k=service_level&c=week&d=..&vs=none&by="


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a good dataset, a copy of it, and one bad of each kind."""
    place = tmp_path_factory.mktemp("library")
    for name, seed in (("a bad record", 2), ("b cut", 3), ("c in part", 4), ("d damaged", 5), ("f other", 6)):
        data = replace(dataset(contacts(200, seed=seed)), name=name, fingerprint=f"{seed:012}")
        save(data, place / name)
    (place / "a bad record" / "dataset.json").write_text("{", encoding="utf-8")
    os.truncate(place / "b cut" / "contact.parquet", 500)
    (place / "c in part" / "dataset.json").unlink()
    content = bytearray((place / "d damaged" / "contact.parquet").read_bytes())
    content[300:316] = bytes(16)
    (place / "d damaged" / "contact.parquet").write_bytes(content)
    save(replace(dataset(contacts(300)), name="e good"), place / "e good")
    shutil.copytree(place / "e good", place / "g the same")
    return place


@pytest.fixture(scope="module")
def shelf(library: Path, shown_sample: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that shows it."""
    with serve(tmp_path_factory.mktemp("log"), KPI_DATA=str(library)) as url:
        yield url


def test_bad_datasets_are_named_without_their_path_and_close_no_other(library: Path, shelf: str) -> None:
    with Visitor(shelf, "load").run() as visitor:
        said = visitor.words
        for name in ("a bad record", "b cut", "c in part"):
            assert f"'{name}' cannot be read" in said
        assert str(library) not in said
        assert said.count("**e good**") == said.count("**f other**") == 1
        assert "**g the same**" not in said
        assert "Something unexpected" not in said
    with Visitor(shelf, "trend").run() as visitor:  # the first in order is damaged within, which opening it shows
        assert "'d damaged' cannot be read" in visitor.words
        assert "Other data are shown." in visitor.words
        assert any(e.WhichOneof("type") == "vega_lite_chart" for e in visitor.elements.values())


def test_prepared_files_that_shrink_or_change_in_place_end_no_server(library: Path, shelf: str) -> None:
    with Visitor(shelf, "segments", f"{_KPIS}channel").run() as visitor:
        before = visitor.words
        for name, shorter in (("contact.arrow", True), ("cube0.arrow", False)):
            for file in (library / "e good" / "prepared").glob(f"*/{name}"):
                file.chmod(0o644)
                with file.open("r+b") as opened:
                    opened.truncate(100) if shorter else opened.write(bytes(5_000))
            for by in ("team", "queue"):
                with Visitor(shelf, "segments", f"{_KPIS}{by}").run() as other:
                    assert "Something unexpected" not in other.words
                    assert health_s(shelf) < 2
        assert visitor.run().words == before
