"""A first look by a process of its own says what one within this process says, and ends where it takes too much."""

from pathlib import Path

import pytest

from kpi_core.errors import BadInput
from kpi_core.intake import from_toml, look_apart, looks_apart
from kpi_core.intake.preview import Look, look, looks, preview
from kpi_core.intake.sources.detect import Limits
from kpi_core.intake.sources.headers import named
from tests.intake.hostile import CSV, workbook

_OWN = from_toml('name = "Ours"\n[columns]\nat = "When"\nchannel = "Kind"\n', "ours.toml")
_FILES = [("own.csv", b"When,Kind\n2026-01-31 10:00,Tel\n"), ("known.csv", CSV), ("odd.csv", b"Wann,Wo\n1,2\n")]


def _told(seen: Look) -> tuple[object, ...]:
    export = seen.export
    return (
        *(
            seen.headers,
            seen.headless,
            seen.known,
            seen.mapping,
            seen.files,
            export.rows,
            export.refusals,
            export.blank,
        ),
        *(export.frame.rows(), [(h.headers, h.repeated, type(h.how)) for h in export.heads]),
    )


def test_a_look_apart_says_what_a_look_within_says() -> None:
    apart, within = looks_apart(_FILES[:2], [_OWN]), looks(_FILES[:2], [_OWN])
    assert [_told(a) for a in apart] == [_told(w) for w in within]
    assert preview(apart[0], _OWN) == preview(within[0], _OWN)
    assert [_told(a) for a in looks_apart(_FILES[1:])] == [_told(w) for w in looks(_FILES[1:])]


def test_a_workbook_without_headers_is_looked_at_apart() -> None:
    book = ("b.xlsx", workbook(lambda b: b.add_worksheet("One").write_row(0, 0, ["2026-01-01", 3])))
    assert _told(looks_apart([book], header=False, together=True)[0]) == _told(look([book], header=False))


def test_what_is_refused_within_is_refused_apart_in_the_same_words() -> None:
    files = [("a.csv", b"at,channel\n"), ("b.csv", b"\x89PNG")]
    with pytest.raises(BadInput) as within:
        looks(files)
    with pytest.raises(BadInput) as apart:
        looks_apart(files)
    assert str(apart.value) == str(within.value)


def test_a_look_that_takes_too_much_is_ended_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("kpi_core.intake.order.UPLOAD", Limits(look=1 << 20))
    with pytest.raises(BadInput, match="more than 1 MB of memory"):
        looks_apart([("a.csv", CSV)])
    monkeypatch.setattr("kpi_core.intake.order.UPLOAD", Limits())
    monkeypatch.setattr(look_apart, "_SECONDS", 0.01)
    with pytest.raises(BadInput, match=r"take more than 0.01 s"):
        looks_apart([("a.csv", CSV)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b",".join(b"c%d" % i for i in range(30_000)) + b"\n1\n", "30,000 columns; at most 20,000"),
        (b"at," + b"x" * 6_000 + b"\n2026-01-01,1\n", "header of column 2 of 't.csv' has 6,000 characters"),
    ],
)
def test_columns_and_headers_are_bounded_before_anything_is_made_of_them(content: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        look(("t.csv", content))


def test_columns_of_all_files_are_bounded_together() -> None:
    files = [(f"{k}.csv", b",".join(b"c%d_%d" % (k, i) for i in range(15_000)) + b"\n") for k in range(2)]
    with pytest.raises(BadInput, match="What was given has 30,000 columns"):
        looks(files)


def test_twenty_thousand_equal_headers_are_told_apart_without_counting_anew_for_each() -> None:
    names = named(["a"] * 20_000)
    assert (names[0], names[1], names[-1], len(set(names))) == ("a", "a_2", "a_20000", 20_000)
    assert named(["a", "a_2", "a"]) == ("a", "a_2", "a_3")
