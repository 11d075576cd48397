"""A dataset on disk is whole, or it is not there."""

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from kpi_core.data import Dataset, checked, content_of, is_dataset, newest, open_dataset, outline, save
from kpi_core.errors import BadInput
from kpi_core.intake import from_toml, load
from kpi_core.model import Fact

TOML = 'name = "x"\n[file]\ntimezone = "UTC"\n[columns]\nat = "at"\nchannel = "c"\ncost = "k"\n[segments]\nbrand = "b"'


def dataset(rows: int = 2) -> Dataset:
    lines = "".join(f"2021-01-0{i + 1},voice,1.5,red\n" for i in range(rows))
    return load(("t.csv", f"at,c,k,b\n{lines}".encode()), from_toml(TOML))


def test_what_is_saved_is_opened_the_same(tmp_path: Path) -> None:
    given = replace(dataset(), until={Fact.CONTACT: datetime(2021, 2, 1)})
    found = open_dataset(save(given, tmp_path / "sets" / "a"))
    assert list(found.tables) == list(given.tables) == [Fact.CONTACT, Fact.COST]
    assert all(found.tables[f].equals(given.tables[f]) for f in found.tables)
    assert (found.name, found.fingerprint, found.segments) == (given.name, given.fingerprint, ("brand",))
    assert found.until == given.until
    assert (found.assumptions, found.timezone, dict(found.report)) == (given.assumptions, "UTC", dict(given.report))


def test_saving_again_replaces_and_leaves_nothing_beside(tmp_path: Path) -> None:
    save(dataset(2), tmp_path / "a")
    save(dataset(3), tmp_path / "a")
    assert open_dataset(tmp_path / "a").contacts.height == 3
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_no_dataset_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(BadInput, match="not a dataset"):
        save(dataset(), tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "keep"


@pytest.mark.parametrize(
    ("file", "content"),
    [("dataset.json", b"{"), ("dataset.json", b"[]"), ("dataset.json", b"\xff"), ("contact.parquet", b"PAR1x")],
)
def test_a_damaged_dataset_is_refused_in_one_sentence(tmp_path: Path, file: str, content: bytes) -> None:
    folder = save(dataset(), tmp_path / "a")
    (folder / file).write_bytes(content)
    with pytest.raises(BadInput, match="damaged"):
        open_dataset(folder)


@pytest.mark.parametrize("seed", range(12))
def test_sixteen_random_bytes_in_a_table_are_always_seen(tmp_path: Path, seed: int) -> None:
    folder = save(dataset(5), tmp_path / "a")
    rng, content = random.Random(seed), bytearray((folder / "contact.parquet").read_bytes())
    at = rng.randrange(len(content) - 16)
    content[at : at + 16] = rng.randbytes(16)
    (folder / "contact.parquet").write_bytes(content)
    for read in (open_dataset, checked):
        with pytest.raises(BadInput, match="damaged"):
            read(folder)


def test_the_newest_contacts_are_read_with_all_that_is_beside_them(tmp_path: Path) -> None:
    found = newest(save(dataset(5), tmp_path / "a"), 2)
    assert found.contacts["at"].to_list() == [datetime(2021, 1, 4), datetime(2021, 1, 5)]
    assert found.tables[Fact.COST].height == 5


def test_a_file_that_was_copied_in_part_is_seen_without_reading_it(tmp_path: Path) -> None:
    folder = save(dataset(5), tmp_path / "a")
    os.truncate(folder / "cost.parquet", 100)
    with pytest.raises(BadInput, match="copied in part"):
        outline(folder)


@pytest.mark.parametrize(
    "odd",
    [
        {"name": 5}, {"fingerprint": None}, {"segments": 1}, {"segments": [1]}, {"report": 5}, {"tables": {}},
        {"tables": {"contact": "x"}}, {"tables": {"nothing": 3}}, {"files": 3}, {"files": {"contact.parquet": {}}},
        {"until": {"contact": "x"}}, {"assumptions": [{}]},
    ],
)  # fmt: skip
def test_a_record_of_the_wrong_types_is_refused_in_one_sentence(tmp_path: Path, odd: dict[str, object]) -> None:
    folder = save(dataset(), tmp_path / "a")
    said = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
    (folder / "dataset.json").write_text(json.dumps(said | odd), encoding="utf-8")
    with pytest.raises(BadInput, match="damaged"):
        outline(folder)


def test_a_table_whose_columns_are_of_other_types_is_refused_by_the_column(tmp_path: Path) -> None:
    given = dataset()
    folder = save(replace(given, tables={Fact.CONTACT: given.contacts.with_columns(channel=1.5)}), tmp_path / "a")
    with pytest.raises(BadInput, match="no channel of its type"):
        outline(folder)


def test_what_a_dataset_holds_is_told_by_its_content_and_not_by_a_clock(tmp_path: Path) -> None:
    one = content_of(save(dataset(2), tmp_path / "a"))
    time.sleep(0.01)
    assert content_of(save(dataset(2), tmp_path / "b")) == one
    assert content_of(save(replace(dataset(3), fingerprint=dataset(2).fingerprint), tmp_path / "b")) != one


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert not is_dataset(tmp_path)
    assert not is_dataset("a\0b")
    with pytest.raises(BadInput, match="no dataset"):
        open_dataset(tmp_path)


WRITER = """
import sys
from pathlib import Path
from dataclasses import replace
from kpi_core.data import open_dataset, save
from kpi_core.rollup.cache import FOLDER
one = open_dataset(sys.argv[1])
for turn in range(100_000):
    save(replace(one, fingerprint=f"{turn:012}"), sys.argv[1], keep=FOLDER)
    print(turn, flush=True)
"""


def test_a_writer_that_is_killed_leaves_a_whole_dataset_and_what_was_kept_beside_it(tmp_path: Path) -> None:
    folder = save(dataset(), tmp_path / "a")
    (folder / "prepared" / "x").mkdir(parents=True)
    (folder / "prepared" / "x" / "one.arrow").write_text("kept", encoding="utf-8")
    for wait in (0.0, 0.003, 0.01):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            writer.stdout.readline()
            time.sleep(wait)
            writer.kill()
        assert open_dataset(folder).contacts.height == 2
        assert (folder / "prepared" / "x" / "one.arrow").read_text(encoding="utf-8") == "kept"
    for left in tmp_path.glob(".a.*.new"):
        os.utime(left, (0, 0))
    save(dataset(), folder)
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
