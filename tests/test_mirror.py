"""Each module has its test and each test its module: in the place that mirrors it, or named in `tests/README.md`."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("kpi_core", "pages", "sample_data")
CODE = [p for f in FOLDERS for p in sorted((ROOT / f).rglob("*.py")) if p.name != "__init__.py"]
HELD = [p for p in sorted((ROOT / "tests").rglob("test_*.py")) if p.parent.name != "tests"]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _mirror(path: Path) -> Path:
    """The test file of a module: the core's folders stand in `tests` themselves, others in a folder of their name."""
    parts = path.relative_to(ROOT).parts
    inner = parts[1:] if parts[0] == "kpi_core" else parts
    return ROOT.joinpath("tests", *inner[:-1], f"test_{inner[-1]}")


def _rows() -> list[tuple[list[str], list[str]]]:
    """The modules of each row of the table, and what holds them."""
    said = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
    lines = [line.split("|")[1:3] for line in said.splitlines() if re.match(r"\| `(kpi_core|pages|sample_data)/", line)]
    return [(re.findall(r"`([^`]+)`", left), re.findall(r"`([^`]+)`", right)) for left, right in lines]


ROWS = _rows()


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_a_module_has_a_test_or_is_named_with_one(path: Path) -> None:
    named = any(fnmatch(_name(path), pattern) for patterns, _ in ROWS for pattern in patterns)
    assert _mirror(path).is_file() or named


@pytest.mark.parametrize("path", HELD, ids=_name)
def test_a_test_file_has_a_module_or_is_named(path: Path) -> None:
    named = {place for _, places in ROWS for place in places}
    above = {_name(p) for p in path.parents if p.is_relative_to(ROOT)}
    mirrors = path in {_mirror(p) for p in CODE}
    assert mirrors or named & ({_name(path)} | above)


@pytest.mark.parametrize(("patterns", "places"), ROWS, ids=[", ".join(r[0]) for r in ROWS])
def test_a_row_names_what_is_there(patterns: list[str], places: list[str]) -> None:
    names = [_name(p) for p in CODE]
    assert [p for p in patterns if not any(fnmatch(n, p) for n in names)] == []
    assert places
    assert [p for p in places if not (ROOT / p).exists()] == []
