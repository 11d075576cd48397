"""Sums by customer or agent add up to what is measured, in a cut and in two."""

import polars as pl
import pytest
from polars import col

from kpi_core.catalogue import CATALOGUE
from kpi_core.measure import ask, by_cluster, compare_cuts, cuts_by_cluster, measure
from kpi_core.model import Cadence
from kpi_core.prepare import prepare
from kpi_core.view import Selection
from tests.rows import contacts, dataset

DATA = prepare(dataset(contacts(600)))
KEYS = ("average_handle_time", "answer_rate", "nps", "compliance_adherence", "repeat_contact_rate")


@pytest.mark.parametrize("key", KEYS)
def test_clusters_add_up_to_what_is_measured_of_the_contacts_that_have_one(key: str) -> None:
    queue, known = ("queue", ("Q1",)), ("direction", ("inbound", "Inbound", "Outbound"))
    asked, those = (
        ask(DATA, [CATALOGUE[key]], Selection(where=where), ("team",), Cadence.MONTH).all()
        for where in ((queue,), (queue, known))
    )
    found = by_cluster(asked, ["direction", "queue"])
    whole = measure(those).filter(col("denominator") > 0)
    added = found.group_by("period", "team").agg(col("numerator", "denominator").sum())
    both = added.join(whole, on=["period", "team"], nulls_equal=True, suffix="_known")
    assert both.height == added.height == whole.height
    for name in ("numerator", "denominator"):
        assert both[name].to_list() == pytest.approx(both[f"{name}_known"].to_list())
    assert found["_cluster"].unique().sort().to_list() == list(range(found["_cluster"].n_unique()))


def test_two_cuts_fall_into_what_is_in_each_alone_and_in_both() -> None:
    kpi = CATALOGUE["average_handle_time"]
    a, b = Selection(where=(("team", ("Red", "Blue")),)), Selection(where=(("team", ("Blue", "Green")),))
    found = cuts_by_cluster(DATA, kpi, (a, b), (), ["contact_id"])
    cells = compare_cuts(DATA, [kpi], a, b).cells[kpi.key]
    names = ("numerator", "denominator", "xx")
    one, two = (f.group_by("_a", "_b").agg(col(names).sum()).sort("_a", "_b") for f in (found, cells))
    assert one.rows() == [pytest.approx(r) for r in two.rows()]
    assert one.select("_a", "_b").rows() == [(False, True), (True, False), (True, True)]


def test_a_contact_each_has_its_own_squares() -> None:
    found = by_cluster(ask(DATA, [CATALOGUE["average_handle_time"]], Selection()).all(), ["contact_id"])
    assert found.filter(col("denominator") == 1).select((col("xx") - col("numerator") ** 2).abs().max()).item() < 1e-6
    assert found["dd"].to_list() == found["denominator"].to_list()
    assert found.schema["_cluster"] == pl.UInt32
