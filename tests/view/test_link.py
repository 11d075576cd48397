"""A link reproduces what its sender saw, or says what it could not use."""

import json
from dataclasses import fields
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.catalogue import CATALOGUE
from kpi_core.model import Cadence, Category
from kpi_core.view import CHOICES, Query, Selection, View, choice_of, from_query, value_of

_text = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
_segment = _text.filter(lambda s: "=" not in s)
_dates = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
_variants = [(k, v) for k, kpi in CATALOGUE.items() for v in kpi.variants]


@st.composite
def views(draw: st.DrawFn) -> View:
    since, until = draw(_dates), draw(_dates)
    if since and until and since > until:
        since, until = until, since
    where = draw(
        st.dictionaries(_segment, st.lists(st.one_of(st.just(""), _text), min_size=1, max_size=4, unique=True))
    )
    without = draw(st.dictionaries(_segment, st.lists(_text, min_size=1, max_size=4, unique=True), max_size=5))
    variants = dict(draw(st.lists(st.sampled_from(_variants), max_size=4)))
    kept = tuple((s, tuple(v)) for s, v in where.items())[:10]
    left = tuple((s, tuple(v)) for s, v in without.items())
    return View(
        dataset=draw(st.text("0123456789abcdef", max_size=12)),
        definitions=draw(st.text("0123456789abcdef", max_size=8)),
        kpis=tuple(draw(st.lists(st.sampled_from(list(CATALOGUE)), unique=True, max_size=8))),
        variants=tuple(sorted(variants.items())),
        selection=Selection(since, until, kept, left),
        cadence=draw(st.sampled_from(Cadence)),
        by=tuple(draw(st.lists(_segment, unique=True, max_size=3))),
        quantiles=tuple(sorted(set(draw(st.lists(st.floats(0.001, 0.999), max_size=4))))),
        compare=draw(st.sampled_from(list(choice_of("compare").offered))),
        other=Selection(since, until, left, kept),
        focus=draw(st.sampled_from(["", *CATALOGUE])),
        against=draw(st.sampled_from(["", *CATALOGUE])),
        sort=draw(st.sampled_from(list(choice_of("sort").offered))),
        lag=draw(st.integers(0, 26)),
        limit=draw(st.one_of(st.none(), st.floats(0, 1e11))),
        page=draw(st.integers(0, 1_000_000)),
        category=draw(st.sampled_from(["", *Category])),
        listed=draw(st.sampled_from(list(choice_of("listed").offered))),
        find=draw(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=choice_of("find").longest)),
    )


def _opened(link: str) -> Query:
    return parse_qs(link, keep_blank_values=True)


def _flat(view: View) -> dict[str, object]:
    """A View as the plain values of a JSON file, one for each field, those of the second cut named so."""
    names = {p: p.replace("selection.", "").replace(".", "_") for c in CHOICES for p in c.fields}
    found: dict[str, object] = json.loads(json.dumps({n: value_of(view, p) for p, n in names.items()}, default=str))
    return found


# Whole, partial, wrong, old and hostile links, with what the app made of each before its fields stood in one table.
GOLDEN = json.loads((Path(__file__).parents[1] / "data" / "links.json").read_text("utf-8"))
DEFAULT = from_query(_opened(GOLDEN["default"]), View())[0]


@pytest.mark.parametrize("kept", GOLDEN["links"], ids=lambda kept: kept["link"][:60] or "bare")
def test_a_link_opens_as_it_did_when_it_was_written_down(kept: dict[str, object]) -> None:
    view, problems = from_query(_opened(str(kept["link"])), DEFAULT)
    assert _flat(view) == kept["view"]
    assert urlencode(view.to_query(), doseq=True) == kept["writes"]
    assert list(problems) == kept["says"]


def test_the_links_written_down_use_every_choice() -> None:
    used = {key for kept in GOLDEN["links"] for key in _opened(kept["link"])}
    assert len(GOLDEN["links"]) == 40
    assert {c.key for c in CHOICES} <= used


def test_every_field_of_a_view_is_one_choice_and_begins_at_its_default() -> None:
    paths = [p for f in fields(View) for p in _paths(f.name)]
    assert sorted(paths) == sorted(p for c in CHOICES for p in c.fields)
    assert all(value_of(View(), p) == c.default for c in CHOICES for p in c.fields)


def _paths(field: str) -> list[str]:
    held = value_of(View(), field)
    return [f"{field}.{f.name}" for f in fields(held)] if isinstance(held, Selection) else [field]


@given(views())
def test_a_view_comes_back_from_its_link_unchanged(view: View) -> None:
    assert from_query(view.to_query(), View()) == (view, ())


@given(st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=400), max_size=5), max_size=12))
def test_no_link_can_break_the_reader(query: dict[str, list[str]]) -> None:
    view, problems = from_query(query, View())
    assert from_query(view.to_query(), View())[0] == view
    assert all(p.endswith((".", "?")) for p in problems)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"k": ["service_levle"]}, "did you mean 'service_level'"),
        ({"c": ["fortnight"]}, "no cadence 'fortnight'"),
        ({"d": ["2026-02-01..2026-01-01"]}, "run backwards"),
        ({"d": ["2026-13-01..2026-01-01"]}, "'2026-13-01' is not a date"),
        ({"d": ["9999-01-01.."]}, "out of range"),
        ({"d": ["2026-01-01"]}, "must read like"),
        ({"q": ["NaN"]}, "'NaN' is not a number between 0 and 1"),
        ({"q": ["1.5"]}, "'1.5' is not a number between"),
        ({"w": ["channel"]}, "segment=value"),
        ({"var": ["service_level:SL-9"]}, "no variant of service_level 'SL-9'"),
        ({"vs": ["last"]}, "no comparison 'last'"),
        ({"sort": ["best"]}, "no sort order 'best'"),
        ({"lag": ["-1"]}, "'-1' is not a whole number from 0 to 26"),
        ({"lag": ["²"]}, "'²' is not a whole number"),
        ({"lim": ["inf"]}, "'inf' is not a number from 0 up"),
        ({"p": ["1e9"]}, "not a whole number"),
        ({"bd": ["2026-02-01..2026-01-01"]}, "run backwards"),
        ({"zoom": ["2"]}, "'zoom' that is not known"),
        ({"v": ["2"]}, "another version"),
        ({"w": [f"team={i}" for i in range(51)]}, "only the first 50"),
    ],
)
def test_a_broken_part_is_named_and_left_out(query: dict[str, list[str]], said: str) -> None:
    view, problems = from_query(query, View())
    assert len(problems) == 1
    assert said in problems[0]
    assert view.kpis == ()


def test_what_is_good_in_a_broken_link_is_kept() -> None:
    view, problems = from_query({"v": ["1"], "k": ["nope", "csat"], "c": ["month"]}, View(kpis=("nps",)))
    assert (view.kpis, view.cadence, len(problems)) == (("csat",), Cadence.MONTH, 1)


def test_a_bare_address_is_the_default_view() -> None:
    assert from_query({}, View(kpis=("csat",))) == (View(kpis=("csat",)), ())


def test_a_link_stands_alone_where_a_default_would_filter() -> None:
    default = View(by=("team",), selection=Selection(where=(("channel", ("voice",)),)), quantiles=(0.9,))
    view, _ = from_query(View(kpis=("csat",)).to_query(), default)
    assert (view.by, view.selection.where, view.quantiles) == ((), (), ())


def test_control_characters_of_a_link_are_not_shown() -> None:
    _, problems = from_query({"k": ["a\x00\nb"]}, View())
    assert "a??b" in problems[0]
