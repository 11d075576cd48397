"""A failure here means a silently wrong number: a record shifted, or lost together with its neighbours."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.intake.read import heads, read
from kpi_core.intake.records import LINE, check
from kpi_core.intake.sniff import opened


def rows_of(content: str | bytes) -> tuple[list[tuple[str | None, ...]], list[tuple[int, str]]]:
    raw = content.encode() if isinstance(content, str) else content
    with opened(("t.csv", raw)) as (folder, parts):
        export = read(heads(parts, folder))
    cells = [row[2:] for row in export.frame.rows()]
    return cells, [(r.line, r.reason) for r in export.refusals]


def test_a_short_record_is_refused_by_its_line_and_never_shifted() -> None:
    cells, refused = rows_of("a,b,c\n1,2,3\n4,5\n6,7,8\n")
    assert cells == [("1", "2", "3"), ("6", "7", "8")]
    assert refused == [(3, "2 fields where the header has 3")]


def test_a_long_record_is_refused_by_its_line() -> None:
    cells, refused = rows_of("a,b,c\n1,2,3,9\n6,7,8\n")
    assert cells == [("6", "7", "8")]
    assert refused == [(2, "4 fields where the header has 3")]


def test_a_line_of_another_delimiter_is_refused() -> None:
    cells, refused = rows_of("a,b\n1,2\n3;4\n5,6\n")
    assert cells == [("1", "2"), ("5", "6")]
    assert [line for line, _ in refused] == [3]


def test_quoted_line_breaks_and_delimiters_are_inside_a_record() -> None:
    cells, refused = rows_of('a,b,c\n1,"x, ""y""\nz",3\n4,5\n6,"",8\n')
    assert cells == [("1", 'x, "y"\nz', "3"), ("6", "", "8")]
    assert [line for line, _ in refused] == [4]


def test_an_unclosed_quote_refuses_its_own_record_only() -> None:
    cells, refused = rows_of('a,b,c\n1,"x,3\n4,5,6\n7,"eight, 8",9\n')
    assert cells == [("4", "5", "6"), ("7", "eight, 8", "9")]
    assert [line for line, _ in refused] == [2]


def test_an_unclosed_quote_on_the_last_line_is_refused() -> None:
    cells, refused = rows_of('a,b\n1,2\n3,"x')
    assert cells == [("1", "2")]
    assert refused == [(3, "a quote opens and does not close")]


def test_a_quote_inside_an_unquoted_field_is_text() -> None:
    assert rows_of('a,b\n5" pipe,2\n') == ([('5" pipe', "2")], [])


def test_an_undoubled_quote_inside_a_quoted_field_is_refused() -> None:
    cells, refused = rows_of('a,b\n"say "hi" now",2\n3,4\n')
    assert cells == [("3", "4")]
    assert refused == [(2, "text follows a closing quote")]


def test_blank_lines_are_not_rows_and_still_count_as_lines() -> None:
    cells, refused = rows_of("a,b\n\n1,2\n,\n\n3\n\n\n")
    assert cells == [("1", "2")]
    assert [line for line, _ in refused] == [6]


def test_source_text_keeps_its_spaces_and_empty_cells() -> None:
    assert rows_of("a,b,c\n x ,, 007\n")[0] == [(" x ", "", " 007")]


def test_a_record_across_two_blocks_is_whole() -> None:
    lines = pl.Series("line", ["1,2", '3,"open'])
    first = check(lines, 2, 2, ",", [0, 1], last=False)
    assert (first.taken, first.frame.rows()) == (1, [(2, "1", "2")])
    rest = check(pl.Series("line", ['3,"open', 'shut"', "5,6"]), 3, 2, ",", [0, 1], last=True)
    assert rest.frame.rows() == [(3, "3", "open\nshut"), (5, "5", "6")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_counted(delimiter: str) -> None:
    text = "a,b,c\n1,2,3\n4,5\n".replace(",", delimiter)
    cells, refused = rows_of(text)
    assert (cells, [line for line, _ in refused]) == ([("1", "2", "3")], [3])


_CELL = st.text(alphabet='ab ,"\n;é', max_size=6)
_ROW = st.lists(_CELL, min_size=4, max_size=4)


def _line(row: list[str], *, quoted: bool) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerow(row)
    return out.getvalue()


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(_ROW, min_size=1, max_size=8),
    at=st.integers(0, 7),
    width=st.sampled_from([1, 2, 3, 5, 6]),
    quoted=st.booleans(),
)
def test_a_polluted_record_is_refused_and_every_other_is_intact(
    *, rows: list[list[str]], at: int, width: int, quoted: bool
) -> None:
    at %= len(rows)
    rows = [["k", *row[1:]] for row in rows]
    wrong = (rows[at] + ["more", "more"])[:width]
    written = [_line(wrong if i == at else row, quoted=quoted) for i, row in enumerate(rows)]
    lines = pl.Series("line", "".join(written).removesuffix("\n").split("\n"))
    found = check(lines, 2, 4, ",", [0, 1, 2, 3], last=True)
    starts = [2 + sum(w.count("\n") for w in written[:i]) for i in range(len(rows))]
    assert [r.line for r in found.refused] == [starts[at]]
    expected = [(starts[i], *row) for i, row in enumerate(rows) if i != at]
    assert found.frame.select(LINE, "0", "1", "2", "3").rows() == expected


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(st.text(alphabet='a,"\n', max_size=12), max_size=10), last=st.booleans())
def test_no_text_makes_the_guard_lose_a_line(*, texts: list[str], last: bool) -> None:
    lines = pl.Series("line", [t for text in texts for t in text.split("\n")], dtype=pl.String)
    found = check(lines, 1, 2, ",", [0, 1], last=last)
    places = [*found.frame[LINE].to_list(), *(r.line for r in found.refused)]
    assert len(places) == len(set(places))
    assert all(1 <= p <= found.taken for p in places)
    if last:
        assert found.taken == len(lines)
