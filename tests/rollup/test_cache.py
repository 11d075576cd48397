"""What is kept beside a dataset gives the same numbers, is used only for what it was made of, and is never a part."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import save, table_path
from kpi_core.definitions import DEFAULT
from kpi_core.errors import BadInput
from kpi_core.memory import SPARING
from kpi_core.model import SEGMENTS, Cadence, Fact
from kpi_core.prepare import prepare
from kpi_core.rollup import cache
from kpi_core.rollup.cache import open_prepared
from tests.asking import measured, why_not
from tests.benchmarks.folder import make
from tests.cases import CASES
from tests.intake.watch import watched
from tests.reach import packages_behind
from tests.rows import contacts, dataset

DATA = dataset(contacts(300, seed=3))


def folder(tmp_path: Path) -> Path:
    return save(DATA, tmp_path / "a")


@pytest.mark.parametrize(  # rows that are not in order are read from memory, whatever the stretch is
    ("stretch", "in_order"), [(50, True), (10_000, True), (50, False)]
)
@pytest.mark.parametrize("case", range(len(CASES)))
def test_what_is_kept_is_what_prepare_gives(
    tmp_path: Path, case: int, stretch: int, *, in_order: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "STRETCH", stretch)
    data, definitions = CASES[case]
    if in_order:  # then the file is read a stretch at a time
        ordered = data.contacts.sort("at", maintain_order=True)
        data = replace(data, tables={**data.tables, Fact.CONTACT: ordered})
    path = save(data, tmp_path / "a")
    fresh = prepare(data, definitions)
    first, again = (open_prepared(path, definitions) for _ in range(2))
    for found in (first, again):
        assert found.lattice.cubes
        assert found.cubes(Fact.CONTACT) is found.lattice
        for name in ("spans", "lacking", "notes", "cautions", "segments", "nullable"):
            assert getattr(found, name) == getattr(fresh, name), name
        assert {s: found.values(s) for s in fresh.segments} == {s: fresh.values(s) for s in fresh.segments}
        for fact, table in fresh.tables.items():
            assert_frame_equal(found.tables[fact], table)
        assert {f: t.height for f, t in found.dataset.tables.items()} == {f: t.height for f, t in data.tables.items()}
    kpis = [k for k in CATALOGUE.values() if not why_not(fresh, k, by=["team"], cadence=Cadence.MONTH)]
    for _ in range(2):
        one, two = (measured(d, kpis, by=["team"], cadence=Cadence.MONTH) for d in (fresh, again))
        assert_frame_equal(one, two, rel_tol=1e-9)
        again.release()


def test_other_definitions_are_prepared_beside_and_the_oldest_goes(tmp_path: Path) -> None:
    path = folder(tmp_path)
    sla = CATALOGUE["service_level"]
    values = {}
    for seconds in (20.0, 60.0, 90.0, 120.0, 20.0):
        strict = replace(DEFAULT, thresholds=(("voice", seconds),))
        found = measured(open_prepared(path, strict), [sla], by=["channel"])
        assert_frame_equal(found, measured(prepare(DATA, strict), [sla], by=["channel"]), rel_tol=1e-9)
        values[seconds] = found.filter(pl.col("channel") == "voice")["value"].item()
    assert len(set(values.values())) > 1
    assert len(list((path / cache.FOLDER).iterdir())) == cache._KEEP


def test_what_is_kept_is_keyed_by_the_packages_that_make_it_and_no_other() -> None:
    """The View chooses among prepared rows and makes none; so do errors and the allocator."""
    reached = packages_behind(Path(cache.__file__))
    assert reached - set(cache._MAKERS) == {"errors", "memory", "view"}
    assert set(cache._MAKERS) <= reached


def test_what_was_never_finished_is_cleared_away(tmp_path: Path) -> None:
    path = folder(tmp_path)
    left = path / cache.FOLDER / ".x.new"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    open_prepared(path)
    assert not left.exists()


def test_new_data_in_the_same_folder_never_meet_old_sums(tmp_path: Path) -> None:
    path = folder(tmp_path)
    assert open_prepared(path).rows == 300
    save(replace(dataset(contacts(40)), fingerprint="0" * 12), path)
    assert open_prepared(path).rows == 40


def test_new_data_that_come_while_the_old_are_read_are_never_mixed_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, begin = folder(tmp_path), cache.begin
    other = replace(dataset(contacts(40)), fingerprint="0" * 12)

    def slow(*given: Any) -> Any:
        found = begin(*given)
        save(other, path, keep=cache.FOLDER)
        return found

    monkeypatch.setattr(cache, "begin", slow)
    assert_frame_equal(open_prepared(path).tables[Fact.CONTACT], prepare(other).tables[Fact.CONTACT])
    assert not list((path / cache.FOLDER).glob("*/*"))


@pytest.mark.parametrize("stretch", [50, 10_000])
def test_segments_that_are_codes_in_the_file_are_read_as_their_words(
    tmp_path: Path, stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "STRETCH", stretch)
    data, definitions = CASES[3]
    coded = {}
    for fact, table in data.tables.items():
        names = [c for c in (*SEGMENTS, "handler", *data.segments) if c in table.columns]
        coded[fact] = table.sort("at", maintain_order=True).with_columns(
            pl.col(c).cast(pl.Enum(table[c].drop_nulls().unique().sort(descending=True))) for c in names
        )
    whole = replace(data, tables=coded)
    fresh = prepare(data, definitions)
    for found in (prepare(whole, definitions), open_prepared(save(whole, tmp_path / "a"), definitions)):
        assert (found.notes, found.lacking) == (fresh.notes, fresh.lacking)
        for fact, table in fresh.tables.items():
            assert_frame_equal(found.tables[fact], table)


def test_a_first_opening_holds_a_stretch_of_contacts_and_not_all(tmp_path: Path) -> None:
    path = make(1_000_000, tmp_path / "set")
    (tmp_path / "open.py").write_text(
        f"from kpi_core.rollup.cache import open_prepared\nopen_prepared({str(path)!r})\n", encoding="utf-8"
    )
    # What is no longer used goes back at once: what is measured is what is held, however fast the machine is.
    opened = watched(tmp_path, ["open"], {**SPARING, "PYTHONPATH": str(tmp_path)})
    assert opened.status == 0, opened.err
    print(f"a million contacts: {opened.peak >> 10} MB")
    assert opened.peak >> 10 < 1_100


@pytest.mark.parametrize("how", ["cut", "changed", "gone"])
@pytest.mark.parametrize("name", ["contact.arrow", "cube0.arrow"])
def test_a_prepared_file_that_is_damaged_is_made_anew(tmp_path: Path, name: str, how: str) -> None:
    path = folder(tmp_path)
    right = open_prepared(path)
    file = next((path / cache.FOLDER).glob(f"*/{name}"))
    content = file.read_bytes()
    file.unlink()
    if how != "gone":
        file.write_bytes(content[:-9] if how == "cut" else content[:-900] + bytes(16) + content[-884:])
    assert_frame_equal(open_prepared(path).tables[Fact.CONTACT], right.tables[Fact.CONTACT])
    assert file.read_bytes() == content


def test_a_file_that_is_written_to_while_it_is_mapped_is_noticed_before_it_is_touched(tmp_path: Path) -> None:
    path = folder(tmp_path)
    found = open_prepared(path)
    assert found.intact()
    file = next((path / cache.FOLDER).glob("*/contact.arrow"))
    if os.name == "posix":
        assert not file.stat().st_mode & 0o222  # who is not root cannot even begin
    file.chmod(0o644)
    with file.open("r+b") as opened:
        opened.truncate(100)
    assert not found.intact()
    assert open_prepared(path).intact()


def test_a_dataset_whose_rows_were_replaced_is_prepared_anew_whatever_its_fingerprint_and_clock_say(
    tmp_path: Path,
) -> None:
    path = folder(tmp_path)
    before = (path / "dataset.json").stat().st_mtime_ns
    assert open_prepared(path).rows == 300
    save(replace(dataset(contacts(40)), fingerprint=DATA.fingerprint), path, keep=cache.FOLDER)
    os.utime(path / "dataset.json", ns=(before, before))
    assert open_prepared(path).rows == 40


def test_what_cannot_be_kept_is_prepared_in_memory(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / cache.FOLDER).write_text("in the way", encoding="utf-8")
    assert open_prepared(path).rows == 300


def test_a_damaged_dataset_is_refused(tmp_path: Path) -> None:
    path = folder(tmp_path)
    table_path(path, Fact.CONTACT).write_bytes(b"PAR1x")
    with pytest.raises(BadInput, match="damaged"):
        open_prepared(path)


def test_what_was_prepared_before_gives_the_cubes_of_the_days_that_are_the_same(tmp_path: Path) -> None:
    rows = contacts(500, seed=3)
    end = sorted(r["at"] for r in rows)[450]
    for definitions in (DEFAULT, CASES[6][1]):
        path = save(dataset([r for r in rows if r["at"] < end]), tmp_path / "a", keep=cache.FOLDER)
        open_prepared(path, definitions)
        whole = replace(dataset(rows), fingerprint="0" * 12)
        save(whole, path, keep=cache.FOLDER)
        first, again = (open_prepared(path, definitions) for _ in range(2))
        assert 0 < first.lattice.grouped == again.lattice.grouped < first.rows == 500
        kpis = [k for k in CATALOGUE.values() if not why_not(first, k, by=["team"])]
        one, two = (measured(d, kpis, by=["team"], cadence=Cadence.WEEK) for d in (prepare(whole, definitions), again))
        assert_frame_equal(one, two, rel_tol=1e-9)
    assert len(list((path / cache.FOLDER).iterdir())) == 2  # what is of the old data is gone


def test_damaged_cubes_of_before_are_passed_over(tmp_path: Path) -> None:
    path = folder(tmp_path)
    open_prepared(path)
    save(replace(DATA, fingerprint="0" * 12), path, keep=cache.FOLDER)
    next((path / cache.FOLDER).glob("*/contact.arrow")).unlink()
    assert open_prepared(path).lattice.grouped == 300


def test_what_visitors_try_is_kept_in_a_place_of_its_own_and_pushes_out_nothing_that_was_published(
    tmp_path: Path,
) -> None:
    path = folder(tmp_path)
    published = replace(DEFAULT, thresholds=(("voice", 10.0),))
    for own in (DEFAULT, published):
        open_prepared(path, own)
    before = {p.name for p in (path / cache.FOLDER).iterdir()}
    for seconds in range(20, 80, 10):
        open_prepared(path, replace(DEFAULT, thresholds=(("voice", float(seconds)),)), cache.TRIED)
    open_prepared(path, published, cache.TRIED)
    assert {p.name for p in (path / cache.FOLDER).iterdir()} == before
    assert len(list((path / cache.TRIED).iterdir())) == cache._KEEP
