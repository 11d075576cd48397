"""Business hours against published figures and against cases worked by hand."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.definitions import DAYS, DEFAULT, Week, parse
from kpi_core.model import Fact
from kpi_core.prepare import prepare
from kpi_core.prepare.business_hours import TIME_BANDS, Opening, business_seconds, time_band
from tests import published
from tests.rows import dataset


def week(text: str) -> Week:
    """A schedule as the published cases write it."""
    spans: list[tuple[tuple[time, time], ...]] = [()] * 7
    for days, span in re.findall(r"(mon-fri|daily|[a-z]{3}) ([\d:]+-[\d:]+)", text):
        a, b = (time.max if t == "24" else time(*map(int, t.split(":"))) for t in span.split("-"))
        named = DAYS if days == "daily" else DAYS[:5] if days == "mon-fri" else [days]
        for day in named:
            spans[DAYS.index(day)] = ((a, b),)
    return tuple(spans)


def between(start: str, end: str, where: Opening) -> float:
    instants = (round(datetime.fromisoformat(t).timestamp()) * 1_000_000 for t in (start, end))
    return float(business_seconds(*(np.array([t]) for t in instants), where)[0])


@pytest.mark.parametrize("case", published.rows("business_hours.csv"), ids=lambda c: c["case"])
def test_published_figures(case: dict[str, str]) -> None:
    holidays = tuple(date.fromisoformat(d) for d in case["holidays"].split())
    where = Opening(week(case["hours"]), holidays, case["time_zone"])
    assert between(case["start"], case["end"], where) == float(case["business_seconds"])


def test_hours_that_the_clock_skips_or_repeats() -> None:
    """02:00 to 03:00 is skipped in spring; opening at 02:30 moves to 03:30. In autumn 02:30 is the first of two."""
    early = Opening((((time(2, 30), time(4)),),) * 7, (), "Europe/Berlin")
    assert between("2026-03-29T00:00+00:00", "2026-03-29T12:00+00:00", early) == 1_800
    assert between("2026-10-25T00:00+00:00", "2026-10-25T12:00+00:00", early) == 9_000


def test_each_location_counts_by_its_own_hours() -> None:
    friday = datetime(2026, 3, 6, 16, 50)
    rows = [
        {
            "at": friday,
            "location": place,
            "resolution_s": 64.5 * 3600,
            "first_response_s": 3600.0,
            "outcome": "answered",
        }
        for place in ("Basel", "Porto", None)
    ]
    rows.append({**rows[0], "resolution_s": None, "at": friday + timedelta(seconds=1)})
    own = parse('[locations.porto.hours]\nfri = ["16:00-18:00"]\nmon = []\n')
    table = prepare(dataset(rows), own).tables[Fact.CONTACT]
    assert table["business_resolution_s"].to_list() == [1_800.0, 4_200.0, 1_800.0, None]
    assert table["business_response_s"].to_list() == [600.0, 3_600.0, 600.0, 599.0]


_CLOCK = st.times().map(lambda t: t.replace(second=0, microsecond=0))
_HOURS = st.tuples(_CLOCK, _CLOCK | st.just(time.max)).filter(lambda h: h[0] < h[1]).map(lambda h: (h,))
_WEEK = st.lists(st.just(()) | _HOURS, min_size=7, max_size=7).map(tuple)


@given(
    hours=_WEEK,
    arrivals=st.lists(st.datetimes(datetime(1960, 1, 1), datetime(2040, 1, 1)), min_size=1, max_size=20),
    closed=st.booleans(),
)
def test_each_arrival_has_the_band_of_its_minute(hours: Week, arrivals: list[datetime], *, closed: bool) -> None:
    holidays = (arrivals[0].date(),) if closed else ()
    edges = [datetime.combine(arrivals[-1], t) for spans in hours for span in spans for t in span]
    arrivals = [*arrivals, *edges, *(t - timedelta(microseconds=1) for t in edges)]

    def band(at: datetime) -> str:
        if at.date() in holidays:
            return TIME_BANDS[3]
        if any(a <= at.time() and (at.time() < b or b == time.max) for a, b in hours[at.weekday()]):
            return TIME_BANDS[0]
        return TIME_BANDS[2] if at.weekday() >= 5 else TIME_BANDS[1]

    own = replace(DEFAULT, business_hours=hours, holidays=holidays)
    found = pl.DataFrame({"at": arrivals}).select(time_band(own, frozenset({"at"}))).to_series()
    assert found.to_list() == [band(at) for at in arrivals]
