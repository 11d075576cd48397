"""A week that lacks only days on which nobody works leads to the line of the mapping that says so."""

from datetime import date, datetime, timedelta

import pytest

from kpi_core.analysis.segments import board
from kpi_core.analysis.trend import trend
from kpi_core.analysis.unfinished import closed_since
from kpi_core.data import Prepared
from kpi_core.measure import default_view
from kpi_core.model import Cadence
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.rows import dataset

SAID = (
    "The week of 2 Feb 2026 counts as unfinished: the data end on 6 Feb 2026. Where no contact came after that, say so "
    "in the mapping: data_until = 2026-02-08 under [file]."
)


def centre(days: int, open_on: int, start: datetime = datetime(2026, 1, 5, 9)) -> Prepared:
    """Return so many days from a Monday on, the first `open_on` days of each week with contacts."""
    at = (start + timedelta(days=d, minutes=i) for d in range(days) if d % 7 < open_on for i in range(40))
    return prepare(dataset([{"at": t, "channel": "voice", "outcome": "answered"} for t in at]))


@pytest.mark.parametrize(
    ("days", "open_on", "until", "said"),
    [(33, 5, None, SAID), (32, 5, None, ""), (33, 7, None, ""), (35, 7, None, ""), (33, 5, date(2026, 2, 4), ""),
     (12, 5, None, "")],
)  # fmt: skip
def test_it_is_said_where_only_days_are_missing_on_which_nobody_calls(
    days: int, open_on: int, until: date | None, said: str
) -> None:
    data = centre(days, open_on)
    view = View(kpis=("contact_volume",), selection=Selection(until=until), cadence=Cadence.WEEK)
    frame = trend(data, view).frame
    assert frame is not None
    assert closed_since(data, frame, view.selection, Cadence.WEEK) == said


def test_the_pages_say_it() -> None:
    data = centre(33, 5)
    view = default_view(data, ("contact_volume",))
    assert SAID in trend(data, view).remarks
    assert SAID in board(data, View(focus="answer_rate", by=("channel",))).remarks
