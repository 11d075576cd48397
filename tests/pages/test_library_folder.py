"""A folder of datasets is offered without reading a row, and a dataset is mapped once for everybody."""

import gc
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi_core.cli import main
from kpi_core.data import open_dataset, save
from kpi_core.model import Cadence
from pages.state.datasets import offered
from tests.rows import contacts, dataset

APP = Path(__file__).parents[2] / "menu.py"


def test_the_app_opens_a_dataset_folder_through_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(dataset(contacts(300)), tmp_path / "one")
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    monkeypatch.setattr(
        "kpi_core.rollup.cache.open_dataset", lambda _folder: pytest.fail("the rows were read as a whole")
    )
    app = AppTest.from_file(APP, default_timeout=60).switch_page("pages/trend.py").run()
    assert not app.exception
    assert not app.error
    assert list((tmp_path / "one" / "prepared").glob("*/cube0.arrow"))
    assert gc.get_freeze_count()
    assert open_dataset(tmp_path / "one").contacts.height == 300


def test_one_dataset_is_opened_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(dataset(contacts(300)), tmp_path / "one")
    monkeypatch.setenv("KPI_DATA", str(tmp_path / "one"))
    app = AppTest.from_file(APP, default_timeout=60).switch_page("pages/trend.py").run()
    assert not app.exception
    assert list((tmp_path / "one" / "prepared").glob("*/contact.arrow"))


def test_a_dataset_that_was_appended_is_picked_up_and_one_that_is_being_written_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    june = contacts(20, seed=2, days=10)
    for i, row in enumerate(june):
        row |= {"at": datetime(2026, 3, 1 + i % 9, 10), "contact_id": f"june{i}"}
    headers = ["at", "contact_id", "answered"]
    for name, rows in (("may.csv", contacts(300)), ("june.csv", june)):
        lines = [",".join([str(r["at"]), r["contact_id"], "yes" if r["outcome"] == "answered" else "no"]) for r in rows]
        (tmp_path / name).write_text("\n".join([",".join(headers), *lines]), encoding="utf-8")
    folder = tmp_path / "data" / "one"
    assert main(["import", str(tmp_path / "may.csv"), "--out", str(folder)]) == 0
    shutil.copytree(folder, folder.with_name(".one.x.new"))
    monkeypatch.setenv("KPI_DATA", str(folder.parent))
    app = AppTest.from_file(APP, default_timeout=60).switch_page("pages/load.py").run()
    assert any("300 contacts" in m.value for m in app.markdown)
    assert main(["import", str(tmp_path / "june.csv"), "--out", str(folder), "--append"]) == 0
    app.run()
    assert not app.exception
    assert any("320 contacts" in m.value for m in app.markdown)
    assert len(offered()) == 2


def test_data_that_are_renewed_while_they_are_looked_at_stay_and_so_does_the_click(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, later = contacts(300), contacts(20, seed=2, days=10)
    for i, row in enumerate(later):
        row |= {"at": datetime(2026, 3, 1 + i % 9, 10), "contact_id": f"later{i}"}
    save(dataset(rows), tmp_path / "one")
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    app = AppTest.from_file(APP, default_timeout=60).switch_page("pages/trend.py").run()
    app.button_group(key="v_cadence").set_value(Cadence.MONTH).run()
    assert app.query_params["c"] == "month"
    save(replace(dataset([*rows, *later]), fingerprint="e" * 12), tmp_path / "one")
    app.button_group(key="v_cadence").set_value(Cadence.WEEK).run()
    assert not app.exception
    assert app.query_params["c"] == "week"
    assert app.query_params["ds"] == "e" * 12
    assert app.query_params["d"].endswith("..2026-03-09")
    assert [w.value for w in app.warning] == ["The data were renewed and are shown as they are now\\."]
    app.button_group(key="v_cadence").set_value(Cadence.MONTH).run()
    assert not app.warning


def test_the_address_names_the_data_that_were_chosen_and_says_what_does_not_fit_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(dataset(contacts(300)), tmp_path / "one")
    bare = [{k: r[k] for k in ("at", "contact_id", "outcome")} for r in contacts(300)]
    save(replace(dataset(bare), fingerprint="e" * 12, name="bare"), tmp_path / "two")
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["by"] = "channel"
    app.query_params["v"] = "1"
    app.switch_page("pages/trend.py").run()
    assert not app.warning
    app.selectbox(key="v_data").set_value("e" * 12).run()
    assert not app.exception
    assert app.query_params["ds"] == "e" * 12
    assert any("channel" in w.value for w in app.warning)
