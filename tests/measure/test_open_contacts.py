"""Open contacts: the Kaplan-Meier median against published data, and what is open, worked by hand."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import CannotAnswer
from kpi_core.measure import still_open
from kpi_core.measure.open_contacts import _so_far
from kpi_core.model import Fact
from kpi_core.prepare import prepare
from kpi_core.statistics import median
from kpi_core.view import Selection, View
from tests.asking import measured
from tests.rows import dataset

NOW = datetime(2026, 5, 1)
RESOLUTION = CATALOGUE["average_resolution_time"]
# Remission of leukaemia in weeks under 6-MP (Freireich et al., Blood 1963); + is still in remission
FREIREICH = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"


def test_the_published_median_of_freireich() -> None:
    times = np.array([float(t.rstrip("+")) for t in FREIREICH.split()])
    ended = np.array([not t.endswith("+") for t in FREIREICH.split()])
    found = median(times, ended)
    assert found[:2] == (23.0, 13.0)
    assert np.isnan(found[2])  # no upper bound, as published


def test_without_open_ones_it_is_the_middle_one() -> None:
    assert median(np.array([5.0, 1.0, 3.0]), np.ones(3, dtype=bool))[0] == 3.0
    assert np.isnan(median(np.array([]), np.array([], dtype=bool))[0])


def row(age_h: float, done_h: float | None, **more: Any) -> dict[str, Any]:
    return {
        "at": NOW - timedelta(hours=age_h),
        "outcome": "answered",
        "resolution_s": None if done_h is None else done_h * 3600,
        "resolved": done_h is not None,
        "direction": None,
        **more,
    }


def test_open_contacts_count_with_their_wait_so_far() -> None:
    rows = [row(100, 1), row(90, 2), row(80, None), row(70, None), row(60, 4), row(0, 0.5)]
    rows += [
        row(50, None, outcome="abandoned"),
        row(50, None, direction="outbound"),
        row(50, None, outcome="self_served"),
    ]
    found = still_open(prepare(dataset(rows)), RESOLUTION, View())
    assert found is not None
    assert (found.closed, found.open) == (4, 2)
    assert found.closed_median == 1.5 * 3600
    assert found.median == 2 * 3600  # at 2 hours three of six are done
    assert found.sentence(RESOLUTION).startswith("The median of those that are done is 1 h 30 m; 2 are still open.")


def test_outbound_contacts_count_where_the_kpi_counts_them() -> None:
    rows = [row(100, 1), row(90, 2), row(80, None), row(0, 0.5)]
    rows += [row(70, 8, direction="outbound"), row(60, None, direction="outbound")]
    data = prepare(dataset(rows))
    found = still_open(data, RESOLUTION, View())
    assert found is not None
    assert (found.closed, found.open) == (4, 2)
    median_of_all = measured(data, [RESOLUTION.at(0.5)])["value"].item()
    assert found.closed_median == median_of_all == 1.5 * 3600
    inbound = View(selection=Selection(where=(("direction", ("inbound", "")),)))
    found = still_open(data, RESOLUTION, inbound)
    assert found is not None
    assert (found.closed, found.open) == (3, 1)


def test_an_open_contact_has_waited_by_the_clock_that_does_not_change() -> None:
    change = datetime(2026, 3, 29, 3)  # Amsterdam: 2:00 is 3:00
    rows = [
        row(0, None) | {"at": datetime(2026, 3, 29, 1), "at_utc": datetime(2026, 3, 29, 0)},
        row(0, 0.25) | {"at": change, "at_utc": datetime(2026, 3, 29, 1)},
        row(0, 0.5) | {"at": change + timedelta(hours=1), "at_utc": datetime(2026, 3, 29, 2)},
    ]
    data = prepare(dataset(rows))
    seconds = data.tables[Fact.CONTACT].select(_so_far(data)).to_series()
    assert seconds.to_list() == [2 * 3600, 3600, 0]  # three by the clock on the wall


def test_where_most_are_open_the_median_is_not_known() -> None:
    found = still_open(prepare(dataset([row(9, 1), row(8, None), row(7, None), row(0, 0)])), RESOLUTION, View())
    assert found is not None
    assert found.median == 3600
    found = still_open(prepare(dataset([row(9, 1), row(8, None), row(7, None), row(0, None)])), RESOLUTION, View())
    assert found is not None
    assert (found.median, "not known" in found.sentence(RESOLUTION)) == (None, True)


def test_none_is_told_where_nothing_is_open_and_refused_where_nothing_can_be() -> None:
    data = prepare(dataset([row(9, 1), row(0, 1)]))
    assert still_open(data, RESOLUTION, View()) is None
    for kpi in (CATALOGUE["service_level"], RESOLUTION.as_variant("business_hours"), RESOLUTION.as_variant("mature")):
        with pytest.raises(CannotAnswer, match="no open contacts"):
            still_open(data, kpi, View())
