"""Cubes that were taken over are those made whole; a failure here means a wrong number without an error."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars import col
from polars.testing import assert_frame_equal

from kpi_core.data import Dataset, Lattice, Prepared
from kpi_core.definitions import DEFAULT, Definitions
from kpi_core.model import Fact
from kpi_core.prepare import prepare
from kpi_core.rollup import build
from kpi_core.rollup.build import roll_up
from kpi_core.rollup.reuse import carried
from tests.cases import CASES, CONTACTS
from tests.rows import contacts, dataset

FIRST = CONTACTS.contacts["at"].min()
assert isinstance(FIRST, datetime)


def ready(data: Dataset, definitions: Definitions) -> Prepared:
    made = prepare(data, definitions)
    return replace(made, lattice=roll_up(made))


def only(data: Dataset, rows: pl.Expr, *, of: Fact | None = None) -> Dataset:
    """The dataset with these rows of its facts, or of one of them; a fact without rows is not there."""
    tables = {f: t.filter(rows) if of in {None, f} else t for f, t in data.tables.items()}
    return replace(data, tables={f: t for f, t in tables.items() if t.height})


def same(one: Lattice, other: Lattice) -> None:
    assert [set(c.segments) for c in one.cubes] == [set(c.segments) for c in other.cubes]
    for a, b in zip(one.cubes, other.cubes, strict=True):
        keys = ["day", *a.segments]
        assert set(a.table.columns) == set(b.table.columns)
        assert a.table["day"].is_sorted()
        assert_frame_equal(
            a.table.sort(keys), b.table.select(a.table.columns).sort(keys), rel_tol=1e-9, check_dtypes=False
        )


@settings(max_examples=16, deadline=None)  # each makes the cubes three times
@given(
    case=st.sampled_from(CASES),
    day=st.integers(1, 74),
    late=st.sampled_from((0, 0, 1, 5)),
    changed=st.sampled_from((None, None, "wait_s", "team", "channel")),
    new_label=st.booleans(),
    blank=st.sampled_from((None, None, "brand", "overflow")),
    by_fact=st.booleans(),
)
def test_cubes_that_were_taken_over_are_those_made_whole(
    case: tuple[Dataset, Definitions], day: int, late: int, changed: str | None, *, new_label: bool, blank: str | None,
    by_fact: bool,
) -> None:  # fmt: skip
    whole, definitions = case
    cut = datetime.combine(FIRST.date() + timedelta(days=day), time())
    second = col("at") >= cut
    rows = whole.contacts
    if new_label:
        rows = rows.with_columns(team=pl.when(second).then(pl.lit("A new one")).otherwise("team"))
    if blank in rows.columns:
        rows = rows.with_columns(pl.when(second).then(blank).alias(blank))
    whole = replace(whole, tables={**whole.tables, Fact.CONTACT: rows})
    first = only(whole, ~second, of=Fact.CONTACT if by_fact else None)
    if Fact.CONTACT not in first.tables or first.contacts.is_empty():
        return
    early = first.contacts
    if late:  # some contacts of old days come with the second export, and one comes with another value
        early = early.filter(pl.int_range(pl.len()) % (31 * late) != 7)
    if changed:
        other = pl.lit("Somebody") if early.schema[changed] == pl.String else col(changed).fill_null(0) + 7
        odd = pl.int_range(pl.len()) == early.height * 2 // 3
        early = early.with_columns(pl.when(odd).then(other).otherwise(changed).alias(changed))
    before = ready(replace(first, tables={**first.tables, Fact.CONTACT: early}), definitions)
    now = prepare(whole, definitions)
    found = roll_up(now, stretch=90, before=carried(before, now))
    same(found, roll_up(now))
    assert found.grouped <= now.rows


@pytest.mark.parametrize("case", range(len(CASES)))
def test_only_the_days_that_changed_are_read(case: int) -> None:
    whole, definitions = CASES[case]
    last = whole.contacts["at"].max()
    assert isinstance(last, datetime)
    cut = datetime.combine(last.date() - timedelta(days=6), time())
    before = ready(only(whole, col("at") < cut, of=Fact.CONTACT), definitions)
    now = prepare(whole, definitions)
    taken = carried(before, now)
    assert taken
    days = now.tables[Fact.CONTACT]["day"]
    widest = timedelta(days=max(definitions.signed_days, 14))
    assert taken.until >= (before.spans[Fact.CONTACT].end - widest).date() - timedelta(days=1)
    assert roll_up(now, before=taken).grouped == int((days >= taken.until).sum()) < now.rows


def test_the_same_rows_are_not_read_at_all_and_other_rows_are_never_taken_for_them() -> None:
    before = ready(CONTACTS, DEFAULT)
    now = prepare(CONTACTS, DEFAULT)
    found = roll_up(now, before=carried(before, now))
    assert found.grouped == 0
    same(found, roll_up(now))
    assert carried(before, prepare(dataset(contacts(600, seed=6)), DEFAULT)) is None
    assert carried(None, now) is None


def test_a_contact_before_all_others_makes_everything_anew() -> None:
    rows = contacts(300, seed=3)
    before = ready(dataset(rows), DEFAULT)
    first = dict(rows[0], at=datetime(2025, 10, 1), contact_id="first")
    now = prepare(dataset([*rows, first]), DEFAULT)
    assert carried(before, now) is None


def test_cubes_that_are_not_worth_keeping_stay_so_and_those_without_time_bands_are_taken_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(build, "SMALL", 330)
    monkeypatch.setattr(build, "WORTH", 100)
    whole = dataset(contacts(4_000, seed=8))
    cut = whole.contacts["at"].sort()[3_600]
    before = ready(only(whole, col("at") < cut), DEFAULT)
    now = prepare(whole, DEFAULT)
    found, anew = roll_up(now, before=carried(before, now)), roll_up(now)
    assert any("time_band" not in c.segments for c in found.cubes)
    assert all(len(c.segments) < 4 for c in anew.cubes)  # the practical cut is not worth it
    assert 400 <= found.grouped < 2_200
    same(found, anew)
