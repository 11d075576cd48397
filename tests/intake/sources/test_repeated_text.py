"""Packed text is read as what it is: the same rows, refusals and report, whatever was packed."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core import intake
from kpi_core.intake.sources import repeated_text
from kpi_core.intake.sources.repeated_text import Packer, all_different, apart, as_text, each, is_packed, joined

MAPPING = """
name = "packed"
dedupe = "contact_id"
[file]
timezone = "Europe/Zurich"
[columns]
contact_id = "id"
at = "at"
customer_key = { column = "who", personal = true }
channel = { column = "channel", rename = { Telefon = "voice" } }
queue = { column = "queue", or = "team" }
team = { column = "team", first_of = ";" }
direction = "dir"
outcome = "outcome"
wait_s = { column = "wait" }
talk_s = { column = "talk", unit = "s" }
resolved = { column = "done", true = ["solved"] }
escalated = "esc"
transfers = "moves"
csat = "csat"
[segments]
brand = "brand"
"""
WORDS = {
    "id": ["1", "2", "3", "4", "5", ""],
    "at": ["2026-03-29 02:30:00", "2026-01-05 10:00", "2026-01-05T10:00:00Z", "no time", "", "2026-10-25 02:30:00"],
    "who": ["+41 79 000", "anonymous", "0", "", "x@y.ch", "N/A"],
    "channel": ["voice", "Voice ", "Telefon", "chat", "", "-"],
    "queue": ["q1", "Q1", " q1", "", "N/A"],
    "team": ["red;blue", "red", "; ", "", "blue"],
    "dir": ["inbound", "Outbound", "", "out"],
    "outcome": ["answered", "Abandoned", "flow-out", "odd", ""],
    "wait": ["00:00:20", "1:05", "20", "", "-00:00:05", "soon"],
    "talk": ["12", "12,5", "1'200", "x", "", "-3"],
    "done": ["solved", "Solved", "open", "", "N/A"],
    "esc": ["yes", "no", "1", "maybe", ""],
    "moves": ["0", "2", "yes", "1.5", "-1", ""],
    "csat": ["5", "4,5", "n/a", "", "five"],
    "brand": ["A", "a", "a ", "B", ""],
}
ROWS = st.lists(st.tuples(*(st.sampled_from(w) for w in WORDS.values())), min_size=1, max_size=40)


def read(path: Path) -> object:
    try:
        found = intake.load([path], intake.from_toml(MAPPING))
    except Exception as error:  # noqa: BLE001 - whatever is said is compared
        return str(error)
    kept = intake.load([path], intake.from_toml(MAPPING), packed=True)
    assert all(as_text(t).equals(found.tables[f]) for f, t in kept.tables.items())
    return found.contacts.to_dicts(), dict(found.contacts.schema), dict(found.report), found.fingerprint


@settings(deadline=None, max_examples=25)  # four imports each; one example has up to 40 rows of every word
@given(rows=ROWS)
def test_packed_rows_are_read_as_their_text_is(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str]]
) -> None:
    path = tmp_path_factory.mktemp("packed") / "export.csv"
    pl.DataFrame(rows, schema=list(WORDS), orient="row").write_csv(path)
    plain = read(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeated_text, "PACK_FROM", 0)
        patch.setattr(repeated_text, "_kind", lambda *_cells, **_narrow: pl.Categorical(pl.Categories.random()))
        assert read(path) == plain


def test_blocks_that_were_packed_otherwise_are_one_column() -> None:
    few, packer = pl.Series("a", ["x", None, "", "y"] * 2_000), Packer()
    many = pl.Series("a", [f"{i % 70_000}" for i in range(150_000)])
    blocks = [packer.pack(s.to_frame())["a"] for s in (few, many, few)]
    assert [is_packed(b) for b in blocks] == [True, True, True]
    whole = pl.concat([few, many, few])
    assert joined(list(blocks)).cast(pl.String).to_list() == whole.to_list()
    lone = pl.Series("a", [f"{i}" for i in range(9)])
    assert joined([blocks[0], lone]).to_list() == few.to_list() + lone.to_list()


@pytest.mark.parametrize("cells", [[], [None, None], ["a"], ["a", None, "b", "a"], [""]])
def test_each_cell_is_read_once_and_stands_in_every_row(cells: list[str | None]) -> None:
    text = pl.Series("t", cells, dtype=pl.String)
    codes = text.cast(pl.Categorical(pl.Categories.random()))
    assert each(codes, lambda s: s.str.len_chars()).to_list() == text.str.len_chars().to_list()
    found = each(codes, lambda s: s.str.to_uppercase())
    assert is_packed(found)
    assert found.to_list() == text.str.to_uppercase().to_list()
    assert apart(codes)[0].len() == text.n_unique()
    assert all_different(codes) is all_different(text) is (len(set(cells)) == len(cells))


def test_a_long_column_of_customers_is_packed_and_told_from_crowds(tmp_path: Path) -> None:
    keys = [f"+41 79 {i % 70:03}" for i in range(300)] + ["+41 44 000"] * 200 + ["anonymous", ""]
    path = tmp_path / "export.csv"
    pl.DataFrame({"at": ["2026-01-05 10:00:00"] * len(keys), "who": keys}).write_csv(path)
    mapping = intake.from_toml('[columns]\nat = "at"\ncustomer_key = { column = "who", personal = true }')
    plain = intake.load([path], mapping)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeated_text, "_LONG", 1)
        long = intake.load([path], mapping)
    assert plain.contacts.equals(long.contacts)
    assert plain.report == long.report
    assert plain.contacts["customer_key"].n_unique() == 71
