"""Yes and no are read in the languages of exports; what could be either is asked for."""

import polars as pl
import pytest

from kpi_core.intake.values.cells import flag


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("S\u00ed", "No"), ("Tak", "Nie"), ("Sim", "N\u00e3o"), ("Sim", "Na\u0303o"),
        ("\u0414\u0430", "\u041d\u0435\u0442"), ("Ano", "Ne"), ("Igen", "Nem"), ("Evet", "Hay\u0131r"),
        ("\u662f", "\u5426"), ("\u2713", "\u2717"), ("Kyll\u00e4", "Ei"), ("vrai", "faux"), ("O", "N"),
    ],
)  # fmt: skip
def test_a_flag_is_read_in_its_language(yes: str, no: str) -> None:
    cells = pl.DataFrame({"t": [yes, no]})
    assert cells.select(flag(pl.col("t"), None, None)).to_series().to_list() == [True, False]


@pytest.mark.parametrize("cell", ["x", "X", "maybe", "ok"])
def test_what_could_be_either_is_not_understood(cell: str) -> None:
    assert pl.DataFrame({"t": [cell]}).select(flag(pl.col("t"), None, None)).item() is None
