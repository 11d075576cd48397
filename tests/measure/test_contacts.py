"""The contacts behind a number, and how their values spread."""

from datetime import datetime

import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure import contacts as page_of
from kpi_core.measure import distribution
from kpi_core.measure.histogram import STEPS
from kpi_core.prepare import prepare
from kpi_core.view import View
from tests.rows import contacts, dataset

DATA = prepare(dataset(contacts()))


def test_nothing_that_identifies_a_person_is_shown() -> None:
    frame, _ = page_of(DATA, View())
    assert not {"customer_key", "comment", "reviewer", "issue_id"} & set(frame.columns)
    assert {"at", "contact_id", "outcome", "channel", "wait_s"} <= set(frame.columns)


def test_pages_hold_every_contact_once_newest_first() -> None:
    seen = []
    for page in range(1, 9):
        frame, total = page_of(DATA, View(), page)
        seen += frame["contact_id"].to_list()
    assert total == 400 == len(set(seen))
    assert page_of(DATA, View())[0]["at"][0] == max(r["at"] for r in contacts())


def test_a_page_that_is_not_there_names_the_last() -> None:
    with pytest.raises(BadInput, match="this selection has 8"):
        page_of(DATA, View(), 9)


def test_a_distribution_counts_every_known_value_once() -> None:
    for key in ("average_speed_of_answer", "qa_score", "revenue_per_contact"):
        found = distribution(DATA, CATALOGUE[key], View())
        assert found.frame["n"].sum() == found.n
        assert found.frame["share"].sum() == pytest.approx(1)
        assert found.frame.height <= STEPS + 2
        assert found.frame["high"].null_count() == 1


def test_one_value_alone_is_one_step() -> None:
    rows = prepare(dataset([{"at": datetime(2026, 1, 5), "outcome": "answered", "wait_s": 7.0}]))
    found = distribution(rows, CATALOGUE["average_speed_of_answer"], View())
    assert (found.n, found.frame["n"].sum()) == (1, 1)


def test_a_rate_has_no_distribution_of_single_values() -> None:
    with pytest.raises(CannotAnswer, match="no percentiles"):
        distribution(DATA, CATALOGUE["answer_rate"], View())
