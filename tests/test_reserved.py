"""No further segment meets a column that the program makes: it is refused by name, or its values come out right."""

import ast
from dataclasses import replace
from math import isclose
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi_core import intake
from kpi_core.analysis.segments.compute import heat_map, segments
from kpi_core.analysis.tail import hidden
from kpi_core.analysis.trend import trend
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.errors import BadInput
from kpi_core.intake import from_toml
from kpi_core.measure import compare_cuts
from kpi_core.model import Cadence, Fact, reserved
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.asking import measured

CORE = Path(__file__).parents[1] / "kpi_core"
_MAKERS = {"with_columns", "select", "agg", "group_by"}  # their keywords are columns
_NAMED = {"alias", "with_row_index", "Series"}  # so are their texts
_TABLES = {"DataFrame", "struct", "rename", "Schema"}  # and the keys of what these are given
PLAIN = "brand"
COLUMNS = 'at = "at"\nchannel = "channel"\nagent = "agent"\ncustomer_key = "key"\nreached_next_step = "next"\n'
COLUMNS += 'eligible = "next_due"\n'
COLUMNS += (
    'wait_s = { column = "waited", unit = "s" }\nanswered = { column = "answered", true = ["Y"], false = ["N"] }\n'
)


def _names(call: ast.Call) -> list[str]:
    """The names of columns that a call makes, and a few more."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in _MAKERS:
        return [k.arg for k in call.keywords if k.arg]
    if name in _NAMED:
        return [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    dicts = [d for d in ast.walk(call) if isinstance(d, ast.Dict)] if name in _TABLES else []
    return [k.value for d in dicts for k in d.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]


def made() -> list[str]:
    """Return the names of the columns that the program makes."""
    trees = [ast.parse(p.read_text(encoding="utf-8")) for p in sorted(CORE.rglob("*.py"))]
    calls = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Call)]
    return sorted({name for call in calls for name in _names(call)})


def mapping(fact: str, columns: str, names: list[str]) -> intake.Mapping:
    lines = "\n".join(f'"{name}" = "header of {name}"' for name in names)
    return from_toml(f'name = "made"\nfact = "{fact}"\n[columns]\n{columns}[segments]\n{lines}\n')


FREE = [name for name in [PLAIN, *made()] if not reserved(name)]


def _with_segments(rows: dict[str, list[Any]], values: list[str]) -> bytes:
    return pl.DataFrame(rows | {f"header of {n}": values for n in FREE}).write_csv().encode()


@pytest.fixture(scope="module")
def data() -> Prepared:
    n = 900
    calls: dict[str, list[Any]] = {
        "at": [f"2026-0{1 + i // 3 % 3}-{1 + i % 28:02d} {8 + i % 12:02d}:{i % 60:02d}" for i in range(n)],
        "channel": ["voice" if i % 2 else "chat" for i in range(n)],
        "agent": [f"A{i % 7}" for i in range(n)],
        "key": [f"k{i % 300}" for i in range(n)],
        "next": ["yes" if i % 4 else "no" for i in range(n)],
        "next_due": ["yes" if i % 3 else "no" for i in range(n)],
        "waited": [i % 90 for i in range(n)],
        "answered": ["Y" if i % 9 else "N" for i in range(n)],
    }
    costs: dict[str, list[Any]] = {
        "at": [f"2026-0{1 + i // 3}-01" for i in range(9)],
        "paid": [100.0 + 10 * i for i in range(9)],
    }
    given = intake.load(
        [("calls.csv", _with_segments(calls, [f"v{i % 3}" for i in range(n)]))], mapping("contact", COLUMNS, FREE)
    )
    booked = intake.load(
        [("costs.csv", _with_segments(costs, [f"v{i % 3}" for i in range(9)]))],
        mapping("cost", 'at = "at"\ncost = "paid"\n', FREE),
    )
    return prepare(replace(given, tables={**given.tables, Fact.COST: booked.tables[Fact.COST]}))


def told(data: Prepared, name: str) -> list[Any]:
    """Return what is said of the segment, its name left out."""
    keys = (
        "contact_volume", "answer_rate", "service_level", "queue_delay", "conversion_rate", "first_contact_resolution",
        "cost_per_contact",
    )  # fmt: skip
    kpis = [CATALOGUE[k] for k in keys] + [CATALOGUE["cost_per_contact"].as_variant("answered, spread by contacts")]
    said: list[Any] = []
    for cadence in (Cadence.ALL, Cadence.MONTH):
        said.append(measured(data, kpis, by=[name], cadence=cadence).rename({name: "segment"}).rows())
        said.append(measured(data, kpis, cadence=cadence, where=[(name, ["v1"])]).rows())
        both = measured(data, kpis[:-2], by=["channel", name], cadence=cadence, without=[(name, ["v2"])])
        said.append(both.rename({name: "segment"}).rows())
        waits = [CATALOGUE["queue_delay"].at(q) for q in (0.5, 0.9)]
        said.append(measured(data, waits, by=[name], cadence=cadence).rename({name: "segment"}).rows())
    view = View(kpis=keys[:4], by=(name,), cadence=Cadence.MONTH)
    for key in (*keys[:4], "cost_per_contact"):
        board = segments(data, CATALOGUE[key], view)
        said.append(board.frame.rename({name: "segment"}).rows())
    said.append(
        heat_map(
            data,
            CATALOGUE["answer_rate"],
            replace(view, by=(), selection=replace(view.selection, where=((name, ("v1",)),))),
        ).rows()
    )
    found = hidden(data, replace(view, focus="queue_delay"))
    said += [found.dots.rows(), found.places.rows(), found.groups.rows()]
    said += [p.table.rows() for p in trend(data, view).panels if p.table is not None]
    one, two = (Selection(where=((name, values),)) for values in (("v0",), ("v0", "v1")))
    said.append(compare_cuts(data, kpis[:5], one, two).frame.rows())
    return said


def same(one: Any, other: Any) -> bool:
    """Whether both say the same; sums may be added up in another order."""
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(isclose(one, other) if isinstance(one, float) and isinstance(other, float) else one == other)


@pytest.fixture(scope="module")
def plain(data: Prepared) -> list[Any]:
    return told(data, PLAIN)


@pytest.mark.parametrize("name", FREE)
def test_a_segment_called_like_a_column_in_the_making_is_told_as_any_other(
    name: str, data: Prepared, plain: list[Any]
) -> None:
    assert same(told(data, name), plain)


@pytest.mark.parametrize("name", sorted({*made(), "_rows", "__rows", "_i", " "} - set(FREE)))
def test_a_segment_called_like_a_column_that_stays_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(BadInput, match="segment"):
        mapping("contact", COLUMNS, [name])


def test_the_names_are_found() -> None:
    assert {"n", "value", "young", "_at", "change", "apart"} <= set(made())
    assert len(FREE) > 40
