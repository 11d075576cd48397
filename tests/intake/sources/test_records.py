"""A failure here means a silently wrong number: a record shifted, or lost together with its neighbours."""

import csv
import io
import re

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpi_core.errors import BadInput
from kpi_core.intake.sources.delimited import Layout
from kpi_core.intake.sources.detect import opened
from kpi_core.intake.sources.heads import heads
from kpi_core.intake.sources.read import read
from kpi_core.intake.sources.records import LINE, check, plain


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


def test_a_quote_behind_a_lost_delimiter_never_swallows_the_next_record() -> None:
    cells, refused = rows_of('a,b,c,d\n1,2,3,4\nk",",,\nk,,",;",\n5,6,7,8\n')
    assert cells == [("1", "2", "3", "4"), ("k", "", ",;", ""), ("5", "6", "7", "8")]
    assert refused == [(3, "a quote opens and does not close")]


def test_an_undoubled_quote_inside_a_quoted_field_is_refused() -> None:
    cells, refused = rows_of('a,b\n"say "hi" now",2\n3,4\n')
    assert cells == [("3", "4")]
    assert refused == [(2, "text follows a closing quote")]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('"User 9" <113>,2', ("User 9 <113>", "2")),
        ('"Doe, Jane" <113>,"2"', ("Doe, Jane <113>", "2")),
        ('1,"Ann" (away)', ("1", "Ann (away)")),
        ('"a" "b",2', None),  # the quotes may stand for themselves
        ('"say "hi, there" now",2', None),
        ('"User 9" <113>,2,3', None),
    ],
)
def test_text_behind_a_closing_quote_belongs_to_the_field_where_the_record_then_fits(
    line: str, cells: tuple[str, str] | None
) -> None:
    found, refused = rows_of(f"a,b\n{line}\n3,4\n")
    assert found == [*([cells] if cells else []), ("3", "4")]
    assert len(refused) == (cells is None)


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


def test_a_delimiter_behind_every_row_is_nothing_and_a_value_there_is_refused() -> None:
    assert rows_of("a,b\n1,2,\n3,4,\n") == ([("1", "2"), ("3", "4")], [])
    cells, refused = rows_of("a,b,c\n" + "1,2,3,\n" * 400 + "1,2,,3\n1,2,3\n1,2,3,4,\n" + '1,"2\n",3,\n' + " 1,2,3,\n")
    assert cells == [("1", "2", "3")] * 400 + [("1", "2\n", "3"), (" 1", "2", "3")]
    assert refused == [
        (402, "a value stands behind the last column"),
        (403, "3 fields where the header has 4"),
        (404, "5 fields where the header has 4"),
    ]


def test_a_column_without_header_is_never_taken_for_a_delimiter_at_the_end() -> None:
    cells, refused = rows_of("at,channel,note\n1,2026-01-01,voice,\n2,2026-01-02,chat,\n")
    assert (cells, len(refused)) == ([], 2)
    with pytest.raises(BadInput, match="the header may lack a column"):
        rows_of("at,channel,note\n" + "x,2026-01-01,voice,\n" * 400 + "x,2026-01-02,chat,late\n" * 9)
    with pytest.raises(BadInput, match="column 2 has values and no name"):
        rows_of("w,,x,y,z\n1,2,3,4,\n")
    assert rows_of(",w,x\n1,2,\n") == ([("1", "2", "")], [])  # a spreadsheet's index, and a last column left empty


_FAULT = st.tuples(st.sampled_from(["missing", "extra", "other"]), st.integers(0, 9), st.integers(0, 10_000))
_FURTHER = re.compile(r"^.*?(?:on this and the next (\d+) lines?)?$")
_NEW = {"missing": "", "extra": "{0}{0}", "other": "!"}


def _polluted(text: str, delimiter: str, kind: str, where: int) -> str:
    hit = [i for i, c in enumerate(text) if c == delimiter]
    spot = hit[where % len(hit)]
    return text[:spot] + _NEW[kind].format(delimiter) + text[spot + 1 :]


def _parsed(text: str, delimiter: str) -> list[str]:
    """What the csv module makes of one record; nothing where it is malformed."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return []


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(_ROW, min_size=1, max_size=10),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoted=st.booleans(),
    trailing=st.booleans(),
    faults=st.lists(_FAULT, max_size=3),
)
@example(rows=[["", "", "", ","]], delimiter=",", end="\n", quoted=False, trailing=True, faults=[("other", 0, 184)])
@example(
    rows=[["", ",", "", "\n,"], ["", "", ",", ",\n"]],
    delimiter=",",
    end="\n",
    quoted=False,
    trailing=False,
    faults=[("missing", 0, 0)],
)
def test_wrong_delimiters_anywhere_are_named_or_read_as_the_csv_module_reads_them(
    *, rows: list[list[str]], delimiter: str, end: str, quoted: bool, trailing: bool, faults: list[tuple[str, int, int]]
) -> None:
    written = []
    for row in rows:
        out = io.StringIO()
        quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=quoting).writerow(["k", *row[1:]])
        written.append(out.getvalue().removesuffix("\n") + delimiter * trailing)
    hit = {20 + at % len(rows): (kind, where) for kind, at, where in faults}
    clean = [delimiter.join("1234") + delimiter * trailing] * 20
    texts = [*clean, *written]
    for at, (kind, where) in hit.items():
        texts[at] = _polluted(texts[at], delimiter, kind, where)
    content = "".join(text.replace("\n", end) + end for text in [delimiter.join("wxyz"), *texts])
    with opened(("t.csv", content.encode())) as (folder, parts):
        export = read(heads(parts, folder))
    named = {n for r in export.refusals for n in range(r.line, r.line + 1 + int(_FURTHER.sub(r"\1", r.reason) or 0))}
    found = {row[1]: tuple(c.replace("\r\n", "\n") for c in row[2:]) for row in export.frame.rows()}
    line = 2
    for at, text in enumerate(texts):
        height = text.count("\n") + 1
        record = _parsed(text, delimiter)
        if line not in named:
            assert len(record) == 4 + trailing
            assert not (trailing and record[-1].strip())
            assert found.pop(line) == tuple(record[:4])
        elif line in {r.line for r in export.refusals}:
            assert at in hit or line - 1 in named, "only a record that was changed is at fault, or what it ran into"
            found = {k: v for k, v in found.items() if not line < k < line + height}  # its further lines
        line += height
    assert found == {}


@settings(max_examples=100, deadline=None)
@given(
    fault=_FAULT, quoted=st.booleans(), trailing=st.booleans(), header_too=st.booleans(), empty=st.booleans(),
)  # fmt: skip
def test_a_wrong_delimiter_in_the_header_never_moves_a_column_without_a_word(
    *, fault: tuple[str, int, int], quoted: bool, trailing: bool, header_too: bool, empty: bool
) -> None:
    cells = ["1", "2", "3", "" if empty else "4"]
    row = ",".join(f'"{c}"' if quoted else c for c in cells) + "," * trailing
    header = _polluted("w,x,y,z" + "," * (trailing and header_too), ",", fault[0], fault[2])
    with opened(("t.csv", "\n".join([header, *[row] * 30]).encode())) as (folder, parts):
        try:
            export = read(heads(parts, folder))
        except BadInput:
            return
    how = export.heads[0].how
    if not export.frame.height or (isinstance(how, Layout) and how.trailing):
        return  # every row is refused by its line, or the report says that the empty field at the end is left out
    for name, cell in zip("wxyz", cells, strict=True):
        if name in export.frame.columns:
            assert export.frame[name].unique().to_list() == [cell]


CELL = st.sampled_from(["a", "", " ", '"q"', '"1\n2"', '"a,b"', '"open', 'c"d'])


@settings(deadline=None, max_examples=80)
@given(
    rows=st.lists(st.lists(CELL, max_size=4), max_size=25),
    size=st.sampled_from([8, 40, 200]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_however_a_file_is_cut_into_blocks_its_rows_are_the_same(rows: list[list[str]], size: int, end: str) -> None:
    content = end.join(["h1,h2,h3", "x,y,z", *(",".join(r) for r in rows)])
    whole = rows_of(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kpi_core.intake.sources.read.BLOCK", size)
        assert rows_of(content) == whole


@settings(deadline=None, max_examples=200)
@given(
    rows=st.lists(st.lists(st.sampled_from(["a", "", " ", "5'", "ü"]), min_size=2, max_size=4), min_size=1, max_size=9),
    wanted=st.sampled_from([(0, 1, 2), (2, 0)]),
    end=st.sampled_from(["", "\n"]),
)
@example(rows=[["a"] * 4, ["b"] * 2], wanted=(0, 1, 2), end="\n")  # as many delimiters as two good records have
@example(rows=[["a"] * 3, ["b"] * 2, ["c"] * 3 + [""]], wanted=(0, 1, 2), end="")  # and the parser takes both in
@example(rows=[["a"] * 2, ["b"] * 260, *[["c"]] * 127], wanted=(0, 1, 2), end="\n")  # and one 256 more
def test_a_block_of_plain_records_is_read_as_the_guard_reads_it(
    rows: list[list[str]], wanted: tuple[int, ...], end: str
) -> None:
    lines = [",".join(r) for r in rows]
    quick = plain(("\n".join(lines) + end).encode(), 7, 3, ",", wanted)
    if quick is None:
        assert {len(r) for r in rows} != {3} or {r[0] for r in rows} & {"", " "}
        return
    slow = check(pl.Series("line", lines), 7, 3, ",", wanted, last=True)
    assert quick.frame.equals(slow.frame)
    assert (quick.refused, quick.blank, quick.taken) == (slow.refused, slow.blank, slow.taken)
