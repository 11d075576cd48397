"""Figures from outside say where they come from, and none lies here unread."""

import re
from pathlib import Path

import pytest

from tests import published

ROOT = Path(__file__).parents[1]
FILES = sorted(p.name for p in published.FOLDER.iterdir() if p.name != "README.md")
README = (published.FOLDER / "README.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?ms)^## `(.+?)`\n(.*?)(?=^## |\Z)", README))


def _said(name: str, label: str) -> str:
    found = re.search(rf"(?m)^- {label}: (\S.*)$", SECTIONS[name])
    assert found, f"{name}: the README has no line '- {label}: ...'"
    return found[1]


def test_the_readme_names_every_file_of_figures_and_no_other() -> None:
    assert sorted(SECTIONS) == FILES


@pytest.mark.parametrize("name", FILES)
def test_figures_have_a_source_and_a_test_that_reads_them(name: str) -> None:
    assert _said(name, "Holds")
    assert _said(name, "Source")
    readers = {p for p in (ROOT / "tests").rglob("test_*.py") if f'"{name}"' in p.read_text(encoding="utf-8")}
    assert readers
    assert {ROOT / p for p in re.findall(r"`(\S+\.py)`", _said(name, "Read by"))} == readers


@pytest.mark.parametrize("name", FILES)
def test_figures_are_plain_tables_with_snake_case_headers(name: str) -> None:
    rows = published.rows(name)
    assert rows
    assert all(None not in r and None not in r.values() for r in rows)  # as many cells as headers in every row
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", header) for header in rows[0])
