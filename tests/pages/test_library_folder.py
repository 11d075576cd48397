"""A folder of datasets is offered without reading a row, and a dataset is mapped once for everybody."""

import gc
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi_core import library
from tests.rows import contacts, dataset

APP = Path(__file__).parents[2] / "app.py"


def test_the_app_opens_a_dataset_folder_through_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.save(dataset(contacts(300)), tmp_path / "one")
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    read = library.open_dataset
    monkeypatch.setattr(library, "open_dataset", lambda _folder: pytest.fail("the rows were read as a whole"))
    app = AppTest.from_file(APP, default_timeout=60).switch_page("pages/trend.py").run()
    assert not app.exception
    assert not app.error
    assert list((tmp_path / "one" / "prepared").glob("*/cube0.arrow"))
    assert gc.get_freeze_count()
    assert read(tmp_path / "one").contacts.height == 300


def test_one_dataset_is_opened_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.save(dataset(contacts(300)), tmp_path / "one")
    monkeypatch.setenv("KPI_DATA", str(tmp_path / "one"))
    app = AppTest.from_file(APP, default_timeout=60).switch_page("pages/trend.py").run()
    assert not app.exception
    assert list((tmp_path / "one" / "prepared").glob("*/contact.arrow"))
