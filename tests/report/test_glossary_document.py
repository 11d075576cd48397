"""docs/glossary.md says what columns, units and the catalogue say."""

from pathlib import Path

import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.cli import main
from kpi_core.model import COLUMNS
from kpi_core.report import glossary

DOCUMENT = Path(__file__).parents[2] / "docs" / "glossary.md"


def _rows(title: str, cell: int = 1) -> list[str]:
    """One cell of each line of a table."""
    table = glossary().partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [line.split("|")[cell].strip().strip("`") for line in lines[2:]]


def test_the_glossary_is_that_of_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpis", "--format", "glossary"]) == 0
    out = capsys.readouterr().out
    assert out == glossary() == DOCUMENT.read_text(encoding="utf-8"), "run `make docs`"


def test_the_words_stand_in_the_order_of_the_alphabet() -> None:
    words = [w.casefold() for w in _rows("Words")]
    assert words == sorted(words)


def test_every_column_and_every_kpi_stands_in_it_once() -> None:
    assert sorted(_rows("Segments") + _rows("Other columns")) == sorted(c.name for c in COLUMNS)
    names = [name for row in _rows("Categories", 2) for name in row.split(", ")]
    assert sorted(names) == sorted(k.name for k in CATALOGUE.values())


def test_a_document_is_about_no_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpis", "some.csv", "--format", "glossary"]) == 2
    assert "leave the paths out" in capsys.readouterr().err
