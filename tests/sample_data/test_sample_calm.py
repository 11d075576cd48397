"""Where the story does not reach, the pages name no more than chance allows, although days, weeks and agents vary.

The weeks are those before the first planted thing, without holidays; the segments are those that make no difference by
how the sample is made. Of looks where nothing happens one in twenty may name something (docs/claims.md); the bounds
are those that a true rate of one in twenty passes in all but 1 of 1,000 samples.
"""

from datetime import date, timedelta

import pytest
from scipy.stats import binom

from kpi_core.analysis.segments.compute import segments
from kpi_core.analysis.trend import trend
from kpi_core.analysis.verdict import BEYOND
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.definitions import DEFAULT
from kpi_core.rollup import open_ready
from kpi_core.view import Selection, View
from sample_data.centre import LOCATIONS
from sample_data.days import HOLIDAYS
from sample_data.load import kept
from sample_data.make import ensure
from sample_data.story import MIX_SHIFT, NIGHT_BREAK, SQUEEZE

LAST = date(2025, 8, 24)  # a Sunday
ENDS = tuple(LAST - timedelta(weeks=3 * i) for i in range(4))
KPIS = (
    "average_handle_time", "average_speed_of_answer", "service_level", "abandonment_rate", "resolution_rate",
    "first_contact_resolution", "csat", "qa_score",
)  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Prepared:
    return open_ready(kept(ensure()), DEFAULT)


def few_enough(named: list[str], looks: int) -> bool:
    """Tell whether one look in twenty may explain so many."""
    return len(named) <= int(binom.ppf(0.999, looks, 0.05))


def test_the_weeks_lie_before_all_that_is_planted_and_have_no_holiday() -> None:
    assert min(SQUEEZE.since, NIGHT_BREAK.since, MIX_SHIFT.since) > LAST
    weeks = {d - timedelta(days=i) for d in ENDS for i in range(14)}
    assert not weeks & set(HOLIDAYS)


def test_priorities_and_languages_are_not_told_apart(sample: Prepared) -> None:
    named, looks = [], 0
    for channel in ("Voice", "Chat"):
        where = Selection(until=LAST, where=(("channel", (channel,)), ("direction", ("Inbound",))))
        for by in ("priority", "language"):
            for key in KPIS:
                frame = segments(sample, CATALOGUE[key], View(by=(by,), selection=where)).frame
                looks += 1
                named += [f"{channel} {by} {key}"] * bool(frame["apart"].is_in(BEYOND).any())
    assert few_enough(named, looks), named


def test_weeks_are_not_told_from_the_weeks_before_them(sample: Prepared) -> None:
    named, looks = [], 0
    for until in ENDS[::2]:
        for by in ("channel", "location"):
            for key in (*KPIS, "contact_volume"):
                frame = segments(sample, CATALOGUE[key], View(by=(by,), selection=Selection(until=until))).frame
                looks += 1
                named += [f"{until} {by} {key}"] * bool(frame["signal"].is_in(BEYOND).any())
    assert few_enough(named, looks), named


def test_the_newest_week_of_no_site_is_news(sample: Prepared) -> None:
    named, looks = [], 0
    for until in ENDS:
        for site in LOCATIONS:
            where = Selection(until=until, where=(("location", (site,)),))
            found = trend(sample, View(kpis=(*KPIS[:5], "contact_volume"), selection=where)).moves
            looks += 1
            named += [f"{until} {site}"] * any(m.verdict.kind in BEYOND for m in found)
    assert few_enough(named, looks), named
