"""The sample that is kept as the app reads it is the one in the files: a stale one would be a wrong number."""

from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import open_dataset
from kpi_core.definitions import DEFAULT
from kpi_core.model import Cadence
from kpi_core.prepare import prepare
from kpi_core.rollup import open_ready
from sample_data import load, make
from tests.asking import measured
from tests.reach import packages_behind


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make.ensure(1_000, tmp_path, 7)


def test_what_is_kept_says_and_measures_what_the_files_do(folder: Path) -> None:
    read, place = load.load(folder), load.kept(folder)
    again = open_dataset(place)
    assert (again.fingerprint, again.name, again.segments, again.assumptions, again.timezone, again.report) == (
        read.fingerprint, read.name, read.segments, read.assumptions, read.timezone, read.report
    )  # fmt: skip
    for fact, table in read.tables.items():
        assert_frame_equal(again.tables[fact], table.sort("at", maintain_order=True))
    mapped, prepared = open_ready(place, DEFAULT), prepare(read)
    assert (mapped.notes, mapped.lacking, mapped.spans) == (prepared.notes, prepared.lacking, prepared.spans)
    for kpi in CATALOGUE.values():
        found, known = (measured(data, [kpi], cadence=Cadence.MONTH) for data in (mapped, prepared))
        assert_frame_equal(found, known, rel_tol=1e-9)


def test_it_is_read_once_and_anew_where_a_file_the_mapping_or_the_reading_code_is_another(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [load.kept(folder)]
    written = (places[0] / "dataset.json").stat().st_ino
    assert load.kept(folder) == places[0]
    assert (places[0] / "dataset.json").stat().st_ino == written
    costs = folder / "costs.parquet"
    load.pl.read_parquet(costs).head(5).write_parquet(costs)
    places.append(load.kept(folder))
    mapping = tmp_path / "other.toml"
    mapping.write_text(load.MAPPING.read_text(encoding="utf-8") + "\n# another word\n", encoding="utf-8")
    monkeypatch.setattr(load, "MAPPING", mapping)
    places.append(load.kept(folder))
    monkeypatch.setattr(load, "program", lambda *_: "changed")
    places.append(load.kept(folder))
    assert len(set(places)) == 4
    assert list(folder.glob("dataset-*")) == places[-1:]


def test_the_place_is_named_by_the_packages_that_read_and_no_other() -> None:
    """Errors and the allocator read nothing."""
    assert packages_behind(Path(load.__file__)) - set(load.READERS) == {"errors", "memory"}
    assert set(load.READERS) <= packages_behind(Path(load.__file__))
