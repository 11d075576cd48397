"""A difference is called better or worse only when it is more than noise."""

from datetime import datetime
from typing import Any

import pytest

from kpi_core.analysis.whatif import whatif
from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import BadInput
from kpi_core.prepare import prepare
from kpi_core.view import View
from tests.rows import contacts, dataset

AT = datetime(2026, 1, 5, 10)


def rows(vendor: str, yes: int, no: int) -> list[dict[str, Any]]:
    row = {"at": AT, "vendor": vendor}
    return [row | {"outcome": "answered"}] * yes + [row | {"outcome": "abandoned"}] * no


DATA = prepare(dataset(rows("good", 900, 100) + rows("bad", 100, 100) + rows("noise", 90, 10)))
KPIS = (CATALOGUE["answer_rate"], CATALOGUE["abandonment_rate"], CATALOGUE["contact_volume"])


def verdicts(view: View) -> dict[str, str]:
    return dict(whatif(DATA, KPIS, view).frame.select("kpi", "verdict").iter_rows())


def test_all_beside_all_without_the_bad_vendor() -> None:
    """A is everything, B leaves the bad vendor out: A is worse, whichever way the KPI runs."""
    found = verdicts(View(other_without=(("vendor", ("bad",)),)))
    assert found == {"answer_rate": "worse", "abandonment_rate": "worse", "contact_volume": "different"}


def test_noise_is_called_the_same() -> None:
    view = View(where=(("vendor", ("good",)),), other_where=(("vendor", ("noise",)),))
    assert verdicts(view)["answer_rate"] == "the same"


def test_an_empty_cut_is_named() -> None:
    view = View(other_where=(("vendor", ("bad",)),), other_without=(("vendor", ("bad",)),))
    with pytest.raises(BadInput, match="Cut B"):
        whatif(DATA, KPIS, view)


def test_what_the_cuts_cannot_answer_is_said_and_the_rest_is_shown() -> None:
    data = prepare(dataset(contacts()))
    found = whatif(data, (CATALOGUE["answer_rate"], CATALOGUE["average_talk_time"]), View(where=(("agent", ("Ann",)),)))
    assert [k.key for k, _ in found.refused] == ["answer_rate"]
    assert found.frame["kpi"].to_list() == ["average_talk_time"]
