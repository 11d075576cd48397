"""docs/kpis.md says what the catalogue says."""

from pathlib import Path

import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.cli import main
from kpi_core.model import Category, Kpi
from kpi_core.report import document

DOCUMENT = Path(__file__).parents[2] / "docs" / "kpis.md"


def test_the_document_is_that_of_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpis", "--format", "markdown"]) == 0
    out = capsys.readouterr().out
    assert out == document() == DOCUMENT.read_text(encoding="utf-8"), "run `make docs`"


def test_every_kpi_has_its_row_once() -> None:
    listed = document().partition("## Columns")[0]
    rows = [line for line in listed.splitlines() if line.startswith("| `")]
    assert [r.split("`")[1] for r in rows] == [k.key for k in sorted(CATALOGUE.values(), key=_place)]


def _place(kpi: Kpi) -> int:
    return list(Category).index(kpi.category)
