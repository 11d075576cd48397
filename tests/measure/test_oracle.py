"""A failure here means a wrong number without an error.

Every KPI and variant x every segment x every cadence: each cell equals the naive oracle, or the cut is refused by
name.
"""

import math
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.definitions import parse
from kpi_core.errors import CannotAnswer
from kpi_core.measure import sourced
from kpi_core.model import BY_NAME, Cadence, Fact, Kind, Kpi
from kpi_core.model import SEGMENTS as CANONICAL
from kpi_core.prepare import prepare
from tests import beside, oracle, oracle_beside
from tests.asking import measured, why_not
from tests.rows import Row, contacts

ROWS = contacts()
BESIDE = beside.facts()
DATA: Prepared = prepare(beside.together(ROWS, BESIDE))
NAIVE: list[Row] = oracle.prepared(ROWS)
NAIVE_FACTS = {Fact.CONTACT: NAIVE} | {f: oracle_beside.prepared(r, f) for f, r in BESIDE.items()}
SEGMENTS = DATA.segments

EVERY = [(k, None) for k in CATALOGUE] + [(k.key, v) for k in CATALOGUE.values() for v in k.variants]


def kpi_of(key: str, variant: str | None) -> Kpi:
    return CATALOGUE[key] if variant is None else CATALOGUE[key].as_variant(variant)


def name_of(key: str, variant: str | None) -> str:
    return key if variant is None else f"{key}:{variant}"


def of_contacts(kpi: Kpi) -> bool:
    return kpi.facts == (Fact.CONTACT,) and not kpi.allocated


def test_the_oracle_knows_every_kpi_and_every_segment_is_in_the_rows() -> None:
    import datetime as dt

    plain = set(oracle.sides(oracle.DEFAULT, dt.datetime(2026, 1, 1))) | set(oracle.DISTINCT)
    usual = {name_of(k.key, next(iter(k.variants))) for k in CATALOGUE.values() if "else" in next(iter(k.variants), "")}
    assert {name_of(k, v) for k, v in EVERY} - usual == plain | set(oracle_beside.ONE) | set(oracle_beside.COSTS) | {
        oracle_beside.ERLANG
    }
    assert set(SEGMENTS) == set(CANONICAL)
    held = {s for s in CANONICAL if Fact.CONTACT in BY_NAME[s].facts}
    assert set(DATA.spans[Fact.CONTACT].segments) == held


CUTS = [
    (),
    *((s,) for s in SEGMENTS),
    ("channel", "team"),
    ("weekday", "miss_reason"),
    ("hour", "vendor", "shift"),
    ("agent", "item"),
]
SOME_DAYS = {"since": date(2025, 12, 10), "until": date(2026, 1, 5)}  # parts of hours are given for a month at most


def days_for(cadence: Cadence) -> dict[str, date]:
    return SOME_DAYS if 0 < cadence.minutes < 60 else {}


NO_ROWS = pl.DataFrame()


def each_kpi(whole: pl.DataFrame) -> dict[tuple[str, str | None], pl.DataFrame]:
    """The rows of each KPI and variant."""
    return {
        (str(kpi), variant): rows for (kpi, variant), rows in whole.partition_by("kpi", "variant", as_dict=True).items()
    }


ROUNDS = [[kpi_of(k, v) for k, v in EVERY if (v is None) == plain] for plain in (True, False)]


@pytest.mark.parametrize("cadence", list(Cadence))
@pytest.mark.parametrize("by", CUTS, ids=["+".join(c) or "whole" for c in CUTS])
def test_each_cell_equals_the_oracle_or_is_refused_by_name(by: tuple[str, ...], cadence: Cadence) -> None:
    days = days_for(cadence)
    rows, end = [r for r in NAIVE if chosen(r, **days)], max(r["at"] for r in NAIVE)
    for kpis in ROUNDS:
        answered = [k for k in kpis if why_not(DATA, k, by=by, cadence=cadence, **days) is None]
        for kpi in kpis:
            if kpi not in answered:
                with pytest.raises(CannotAnswer, match=f"{kpi.name}.*({'|'.join((*by, cadence))})"):
                    measured(DATA, [kpi], by=by, cadence=cadence, **days)
        if not answered:
            continue
        frames = each_kpi(measured(DATA, answered, by=by, cadence=cadence, **days))
        for kpi in kpis:
            name = name_of(kpi.key, kpi.variant)
            if not of_contacts(kpi):
                assert oracle_beside.known(NAIVE_FACTS, name, by, str(cadence)) is (kpi in answered), (name, by)
                if kpi in answered:
                    kept = partial(chosen, **days) if days else bool
                    expected = oracle_beside.cells(NAIVE_FACTS, name, by, str(cadence), keep=kept)
                    compare_beside(frames.get((kpi.key, kpi.variant), NO_ROWS), kpi, by, expected)
        for kpi in (k for k in answered if of_contacts(k)):
            name = name_of(kpi.key, None if "else" in (kpi.variant or "") else kpi.variant)
            below = tuple(b for b in by if b not in oracle.OUTCOMES)
            expected = oracle.cells(rows, name, by, str(cadence), end)
            bases = expected if below == by else oracle.cells(rows, name, below, str(cadence), end)
            compare(frames.get((kpi.key, kpi.variant), NO_ROWS), kpi, by, expected, bases)


OTHER_GRAINS = {**oracle_beside.GRAINS, Fact.INTERVAL: "day", Fact.COST: "day", Fact.AGENT_TIME: "hour"}
ALONE = {Fact.INTERVAL: BESIDE[Fact.INTERVAL], Fact.COST: BESIDE[Fact.COST]}
SETS: dict[str, tuple[list[Row], beside.Facts, oracle_beside.Grains]] = {
    "by day and hour": (ROWS, beside.other_grains(), OTHER_GRAINS),
    "no contacts": ([], ALONE, oracle_beside.GRAINS),
}


@pytest.mark.parametrize("name", SETS)
def test_other_grains_and_data_without_contacts_equal_the_oracle_too(name: str) -> None:
    rows, facts, grains = SETS[name]
    data = prepare(beside.together(rows, facts))
    naive = ({Fact.CONTACT: NAIVE} if rows else {}) | {
        f: oracle_beside.prepared(found, f, grains) for f, found in facts.items()
    }
    ways = [kpi_of(k, v) for k, v in EVERY]
    ways = [
        k for k in ways if name_of(k.key, k.variant) in {*oracle_beside.ONE, *oracle_beside.COSTS, oracle_beside.ERLANG}
    ]
    given = 0
    for by in [(), *((s,) for s in SEGMENTS if s in data.segments), ("team", "weekday")]:
        for cadence in Cadence:
            days = days_for(cadence)
            able = [k for k in ways if why_not(data, k, by=by, cadence=cadence, **days) is None]
            given += len(able)
            frames = each_kpi(measured(data, able, by=by, cadence=cadence, **days)) if able else {}
            for kpi in ways:
                told = name_of(kpi.key, kpi.variant)
                assert oracle_beside.known(naive, told, by, str(cadence), grains) is (kpi in able), (told, by, cadence)
                if kpi in able:
                    frame = frames.get((kpi.key, kpi.variant), NO_ROWS)
                    kept = partial(chosen, **days) if days else bool
                    expected = oracle_beside.cells(naive, told, by, str(cadence), grains, kept)
                    compare_beside(frame, sourced(data, kpi), by, expected)
    assert given > 100


SELECTED: list[dict[str, Any]] = [
    {"where": [("team", ["Red", ""])]},
    {"without": [("team", ["Blue"])]},
    {"since": date(2025, 12, 1), "until": date(2025, 12, 31)},
    {"since": date(2026, 1, 1), "where": [("team", ["Red"])]},
]


@pytest.mark.parametrize("selection", SELECTED, ids=[str(i) for i in range(len(SELECTED))])
def test_a_selection_of_other_facts_is_the_oracle_over_the_rows_that_it_keeps(selection: dict[str, Any]) -> None:
    cut = [*selection.get("where", []), *selection.get("without", [])]
    days = {k: v for k, v in selection.items() if k in {"since", "until"}}
    given = 0
    for key, variant in EVERY:
        kpi, name = kpi_of(key, variant), name_of(key, variant)
        if name in {*oracle_beside.ONE, *oracle_beside.COSTS, oracle_beside.ERLANG} and not why_not(
            DATA, kpi, where=cut, **days
        ):
            given += 1
            frame = measured(DATA, [kpi], cadence=Cadence.MONTH, **selection)
            expected = oracle_beside.cells(NAIVE_FACTS, name, (), "month", keep=lambda r: chosen(r, **selection))
            compare_beside(frame, kpi, (), expected)
    assert given > 20


@pytest.mark.parametrize("cadence", [c for c in Cadence if c.months])
def test_a_calendar_of_weeks_gathers_the_oracles_rows(cadence: Cadence) -> None:
    own = parse('[calendar]\nweek_starts = "sun"\nyear_starts_in_month = 2\nmonths = "4-5-4"')
    data = prepare(beside.together(ROWS, BESIDE), own)
    kpis = [k for k in CATALOGUE.values() if of_contacts(k) and k.key in oracle.sides(own, ROWS[0]["at"])]
    whole = measured(data, kpis, by=["queue"], cadence=cadence)
    for kpi in kpis:
        expected = oracle.cells(NAIVE, kpi.key, ("queue",), str(cadence), d=own)
        compare(whole.filter(pl.col("kpi") == kpi.key), kpi, ("queue",), expected, expected)
    if cadence is Cadence.MONTH:  # its rows are calendar months
        assert why_not(data, CATALOGUE["customer_churn_rate"], cadence=cadence) is not None


def test_only_agents_and_outcomes_are_refused_on_rows_that_have_every_column() -> None:
    plain = [k for k in CATALOGUE.values() if of_contacts(k)]
    refused = {(k.key, by) for k in plain for by in DATA.spans[Fact.CONTACT].segments if why_not(DATA, k, by=(by,))}
    assert {by for _, by in refused} == {"agent", *oracle.OUTCOMES}
    assert ("service_level", "agent") in refused
    assert ("average_handle_time", "agent") not in refused
    assert ("missed_opportunity_rate", "miss_reason") not in refused


def rows_of(frame: pl.DataFrame, kpi: Kpi, by: tuple[str, ...], expected: dict[tuple, Any]) -> dict[tuple, Row]:
    """Return each row by its group, less those that the oracle does not expect and that hold nothing.

    These are most where a cut is fine, and are told from the others in one step.
    """
    keys = ["period", *by]

    def by_group(rows: pl.DataFrame) -> dict[tuple, Row]:
        return {tuple(row[k] for k in keys): row for row in rows.iter_rows(named=True)}

    if frame.height < 200:
        found = by_group(frame)
        assert len(found) == frame.height, "one row per group"
        return found
    assert not frame.select(keys).is_duplicated().any(), "one row per group"
    no_top = pl.col("numerator").is_null()
    if not kpi.separate_sides:
        no_top |= (pl.col("numerator").abs() <= 1e-9).fill_null(value=False)
    if kpi.kind is Kind.COUNT:
        no_rest = pl.col("denominator").is_null() & pl.col("value").eq_missing(0.0)
    else:
        no_rest = (pl.col("denominator").fill_null(0.0) == 0.0) & pl.col("value").is_null()
    empty = no_top & no_rest & (pl.col("n") == 0)
    found = by_group(frame.filter(~empty))
    if set(expected) - set(found):
        found |= {group: row for group, row in by_group(frame.filter(empty)).items() if group in expected}
    return found


def compare_beside(
    frame: pl.DataFrame, kpi: Kpi, by: tuple[str, ...], expected: dict[tuple, oracle_beside.Cell]
) -> None:
    """Each cell of a fact beside contacts; groups of which no row counts may stand with nothing in them."""
    found = rows_of(frame, kpi, by, expected)
    for group, row in found.items():
        top, bottom, n = expected.get(group, (None if kpi.separate_sides else 0.0, 0.0, 0))
        assert (row["numerator"] is None) == (top is None) or (not top and not kpi.separate_sides), (group, row, top)
        assert math.isclose(row["numerator"] or 0.0, top or 0.0, rel_tol=1e-9, abs_tol=1e-9), (group, row, top)
        assert math.isclose(row["denominator"] or 0.0, bottom, rel_tol=1e-9, abs_tol=1e-9), (group, row, bottom)
        assert row["n"] == n, (group, row, n)
        if kpi.kind is Kind.COUNT:
            assert row["value"] == top
        elif bottom and top is not None:
            assert math.isclose(row["value"], kpi.scale * top / bottom, rel_tol=1e-9, abs_tol=1e-12)
        else:
            assert row["value"] is None
    assert not set(expected) - set(found)


def compare(
    frame: pl.DataFrame,
    kpi: Kpi,
    by: tuple[str, ...],
    expected: dict[tuple, oracle.Cell],
    bases: dict[tuple, oracle.Cell],
) -> None:
    of_outcomes = kpi.kind is not Kind.COUNT and any(b in oracle.OUTCOMES for b in by)
    wanted = dict.fromkeys(frame.select(["period", *by]).rows()) if of_outcomes and frame.height else expected
    found = rows_of(frame, kpi, by, wanted)  # an outcome's base can hold something where its row has nothing
    for group, row in found.items():
        top, bottom, n = expected.get(group, (0.0, None if kpi.kind is Kind.COUNT else 0.0, 0))
        if of_outcomes:
            below = (group[0], *(v for b, v in zip(by, group[1:], strict=True) if b not in oracle.OUTCOMES))
            _, bottom, n = bases.get(below, (0.0, 0.0, 0))  # an outcome never cuts the base
        assert math.isclose(row["numerator"] or 0.0, top, rel_tol=1e-9, abs_tol=1e-9), (group, row, top)
        assert row["n"] == n, (group, row, n)
        if kpi.kind is Kind.COUNT:
            assert row["denominator"] is None
            assert row["value"] == top
            continue
        assert math.isclose(row["denominator"] or 0.0, bottom or 0.0, rel_tol=1e-9), (group, row, bottom)
        if bottom:
            assert math.isclose(row["value"], kpi.scale * top / bottom, rel_tol=1e-9)
        else:
            assert row["value"] is None
    missing = set(expected) - set(found)
    assert not missing, missing


SELECTIONS: list[dict[str, Any]] = [
    {"where": [("channel", ["voice", ""])]},
    {"without": [("channel", ["voice"]), ("team", ["Red"])]},
    {"where": [("reason", ["a:Q"])], "without": [("language", [""])]},
    {"since": date(2025, 12, 3), "until": date(2026, 1, 20)},
    {"since": date(2025, 12, 3), "where": [("hour", ["9", "10"]), ("weekday", ["Monday"])]},
]


@pytest.mark.parametrize("selection", SELECTIONS, ids=[str(i) for i in range(len(SELECTIONS))])
def test_a_selection_is_the_oracle_over_the_rows_that_it_keeps(selection: dict[str, Any]) -> None:
    kpis = [k for k in CATALOGUE.values() if of_contacts(k)]
    whole = measured(DATA, kpis, by=["queue"], cadence=Cadence.MONTH, **selection)
    rows = [r for r in NAIVE if chosen(r, **selection)]
    for kpi in kpis:
        expected = oracle.cells(rows, kpi.key, ("queue",), "month", end=max(r["at"] for r in NAIVE))
        compare(whole.filter(pl.col("kpi") == kpi.key), kpi, ("queue",), expected, expected)


def chosen(
    row: Row,
    where: list[tuple[str, list[str]]] = [],  # noqa: B006 - never changed
    without: list[tuple[str, list[str]]] = [],  # noqa: B006
    since: date = date.min,
    until: date = date.max,
) -> bool:
    def text(segment: str) -> str:
        return "" if row[segment] is None else str(row[segment])

    inside = all(text(s) in values for s, values in where) and not any(text(s) in values for s, values in without)
    return inside and since <= row["at"].date() <= until
