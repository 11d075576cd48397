"""What is added up beforehand gives the numbers of the rows; a failure here means a wrong number without an error."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import NO_CUBES, ROWS, Dataset, Prepared
from kpi_core.definitions import Definitions
from kpi_core.errors import KpiError
from kpi_core.model import Cadence, Fact, Kpi
from kpi_core.prepare import prepare
from kpi_core.rollup.build import roll_up, stretches
from kpi_core.rollup.plan import planned
from tests import cases
from tests.asking import measured, why_not
from tests.beside import facts, tables


@dataclass(frozen=True, eq=False)
class Case:
    """The same rows without cubes and with them."""

    rows: Prepared
    cubes: Prepared


def case(data: Dataset, definitions: Definitions) -> Case:
    rows = prepare(data, definitions)
    return Case(rows, replace(rows, lattice=roll_up(rows, stretch=150)))  # added up from several stretches


@cache  # when the first test asks: cubes take seconds, and every process of a run reads this module
def made() -> tuple[Case, ...]:
    return tuple(case(*one) for one in cases.CASES)


@pytest.fixture(scope="module")
def cubes() -> Prepared:
    return made()[0].cubes


PLAIN = prepare(*cases.CASES[0])
KPIS = [k for k in CATALOGUE.values() if not why_not(PLAIN, k)]
SEGMENTS = PLAIN.segments


@st.composite
def views(draw: st.DrawFn) -> tuple[Case, dict[str, Any]]:
    """A random cut of some rows, and KPIs that answer it."""
    one = draw(st.sampled_from(made()))
    plain = one.rows
    by = draw(st.lists(st.sampled_from(plain.segments), max_size=2, unique=True))
    cuts = []
    for _ in range(2):
        segments = draw(st.lists(st.sampled_from(plain.segments), max_size=2, unique=True))
        cuts.append([(s, draw(st.lists(st.sampled_from(plain.values(s)), min_size=1, max_size=3))) for s in segments])
    if by and draw(st.booleans()):  # the groups that are shown are chosen from
        cuts[0].append((by[0], draw(st.lists(st.sampled_from(plain.values(by[0])), min_size=1, max_size=2))))
    day = st.dates(plain.first_day - timedelta(days=3), plain.last_day + timedelta(days=3))
    since, until = draw(st.one_of(st.none(), day)), draw(st.one_of(st.none(), day))
    if since and until and since > until:
        since, until = until, since
    cadence = draw(st.sampled_from(Cadence))
    cut = {"by": by, "cadence": cadence, "since": since, "until": until}
    able: list[Kpi] = []
    for key in draw(st.lists(st.sampled_from(sorted(CATALOGUE)), min_size=4, max_size=12, unique=True)):
        kpi = CATALOGUE[key]
        names = sorted(kpi.variants)
        kpi = kpi.as_variant(draw(st.sampled_from(names))) if names and draw(st.booleans()) else kpi
        if not why_not(plain, kpi, where=[*cuts[0], *cuts[1]], **cut):
            able.append(kpi)
    if able and draw(st.booleans()) and able[0].has_quantiles:
        able.append(able[0].at(0.9))
    return one, {"kpis": able, "where": cuts[0], "without": cuts[1], **cut}


def found(data: Prepared, view: dict[str, Any]) -> pl.DataFrame | str:
    try:
        return measured(data, **view)
    except KpiError as error:
        return str(error)


@pytest.mark.usefixtures("cubes")  # made before the examples are timed
@settings(max_examples=100, deadline=None)  # one asks for up to twelve KPIs, twice; others are drawn in every run
@given(drawn=views())
def test_any_view_gives_the_same_frame_from_cubes_as_from_rows(drawn: tuple[Case, dict[str, Any]]) -> None:
    one, view = drawn
    if not view["kpis"]:
        return
    rows, cubes = found(one.rows, view), found(one.cubes, view)
    if isinstance(rows, str) or isinstance(cubes, str):
        assert rows == cubes
        return
    keys = ["kpi", "variant", "period", *view["by"], "quantile"]
    assert rows.select("kpi", "period").equals(cubes.select("kpi", "period"))
    assert_frame_equal(rows.sort(keys), cubes.sort(keys), rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("segment", PLAIN.segments)
def test_every_segment_is_answered_without_its_rows(segment: str, cubes: Prepared) -> None:
    none = PLAIN.tables[Fact.CONTACT].clear()
    bare = replace(
        cubes, tables={Fact.CONTACT: none}, lattice=replace(cubes.lattice, of=none)
    )  # it is all that is left
    vars(bare).update(nullable=PLAIN.nullable, segments=PLAIN.segments)
    kpis = [k for k in KPIS if k.kind != "distinct" and not why_not(PLAIN, k, by=[segment])]
    given_back = measured(bare, kpis, by=[segment], cadence=Cadence.WEEK)
    assert given_back["n"].sum() == measured(PLAIN, kpis, by=[segment], cadence=Cadence.WEEK)["n"].sum() > 0


def test_other_definitions_or_a_later_end_of_data_never_find_an_old_sum(cubes: Prepared) -> None:
    held = set(planned(PLAIN))
    later = replace(PLAIN, spans={Fact.CONTACT: replace(PLAIN.spans[Fact.CONTACT], end=PLAIN.spans[Fact.CONTACT].end)})
    assert set(planned(later)) == held
    end = PLAIN.spans[Fact.CONTACT].end + timedelta(days=1)
    later = replace(PLAIN, spans={Fact.CONTACT: replace(PLAIN.spans[Fact.CONTACT], end=end)})
    fcr = {n for n in planned(later) if n not in held}
    assert fcr
    assert cubes.lattice.holding(["channel"], fcr) is None


def test_a_sum_that_no_cube_holds_is_read_from_the_rows(cubes: Prepared) -> None:
    beyond = CATALOGUE["average_speed_of_answer"].beyond(33.0)
    one, two = (measured(d, [beyond], by=["channel"]) for d in (PLAIN, cubes))
    assert one["n"].sum() > 0
    assert_frame_equal(one, two)


def test_the_smallest_cube_that_holds_the_columns_answers(cubes: Prepared) -> None:
    smallest, *_ = held = cubes.lattice.cubes
    assert [c.table.height for c in held] == sorted(c.table.height for c in held)
    assert cubes.lattice.holding(["weekday"]) is smallest.table
    assert NO_CUBES.holding([]) is None
    days = PLAIN.tables[Fact.CONTACT]["day"]
    assert all(c.table["day"].n_unique() == days.n_unique() and c.table["day"].is_sorted() for c in held)
    assert all(c.table[ROWS].sum() == PLAIN.rows for c in held)


def test_values_are_listed_alike_from_cubes_and_rows() -> None:
    for one in made():
        assert {s: one.cubes.values(s) for s in one.rows.segments} == {s: one.rows.values(s) for s in one.rows.segments}


def test_rows_that_were_changed_since_are_never_answered_from_cubes(cubes: Prepared) -> None:
    table = cubes.tables[Fact.CONTACT]
    fewer = replace(cubes, tables={Fact.CONTACT: table.head(50)})
    assert measured(fewer, [CATALOGUE["contact_volume"]])["n"].item() <= 50
    assert fewer.values("channel") == replace(PLAIN, tables=fewer.tables).values("channel")


def test_contacts_are_not_needed() -> None:
    rows = prepare(Dataset(name="beside", fingerprint="b" * 12, tables=tables(facts())))
    assert roll_up(rows).cubes == ()


def test_stretches_are_whole_days_and_leave_nothing_out() -> None:
    table = PLAIN.tables[Fact.CONTACT]
    parts = list(stretches(table, 70))
    assert len(parts) > 3
    assert pl.concat(parts).equals(table)
    ends = [(a["day"][-1], b["day"][0]) for a, b in pairwise(parts)]
    assert all(a < b for a, b in ends)
    assert isinstance(ends[0][0], date)
