"""Contacts that are prepared in a process of their own are those that this process would have prepared."""

from dataclasses import replace
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from kpi_core import kept, ready
from kpi_core.data import save
from kpi_core.definitions import DEFAULT, Condition, Rule, parse, to_toml
from kpi_core.errors import BadInput
from kpi_core.model import Fact
from kpi_core.prepare import prepare
from tests.cases import CASES
from tests.rows import contacts, dataset


@pytest.mark.parametrize("case", range(len(CASES)))
def test_many_contacts_are_prepared_apart_and_are_the_same(
    tmp_path: Path, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "_MANY", 1)
    data, definitions = CASES[case][0], parse(to_toml(CASES[case][1]))  # as they are read from a file
    path = save(data, tmp_path / "a")
    assert kept.contacts_to_prepare(path, definitions) == data.contacts.height
    monkeypatch.setattr(kept, "_make", None)  # this process prepares nothing
    found = ready.open_ready(path, definitions)
    assert_frame_equal(found.tables[Fact.CONTACT], prepare(data, definitions).tables[Fact.CONTACT])
    assert kept.contacts_to_prepare(path, definitions) == 0


def test_few_contacts_are_prepared_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "ready", None)
    path = save(dataset(contacts(50)), tmp_path / "a")
    assert ready.open_ready(path, DEFAULT).rows == 50


def test_definitions_that_do_not_suit_are_said_where_the_data_are_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "_MANY", 1)
    path = save(dataset(contacts(50)), tmp_path / "a")
    absent = replace(DEFAULT, rules=(Rule("eligible", (Condition("brand", "is", ("x",)),)),))
    with pytest.raises(BadInput):
        ready.open_ready(path, absent)
