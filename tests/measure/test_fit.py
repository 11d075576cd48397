"""A link opened on other data says what differs and shows the rest."""

from datetime import date
from typing import Any

import pytest

from kpi_core.definitions import version_of
from kpi_core.measure import default_view, fit
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.rows import contacts, dataset

DATA = prepare(dataset(contacts()))
HERE: dict[str, Any] = {"dataset": DATA.dataset.fingerprint, "definitions": version_of(DATA.definitions)}


def test_a_view_of_this_data_fits_without_a_word() -> None:
    view = View(
        **HERE,
        kpis=("csat",),
        by=("channel",),
        selection=Selection(where=(("team", ("Red",)),), without=(("reason", ("",)),)),
    )
    assert fit(view, DATA) == (view, ())


def test_the_first_look_says_every_part() -> None:
    view = default_view(DATA, ("csat",))
    assert (view.selection.since, view.selection.until) == (DATA.first_day, DATA.last_day)
    assert fit(view, DATA) == (view, ())


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (View(**{**HERE, "dataset": "0123456789ab"}), "made on other data"),
        (View(**{**HERE, "definitions": "01234567"}), "other definitions"),
        (View(**HERE, by=("chanel",)), "did you mean 'channel'"),
        (View(**HERE, selection=Selection(where=(("team", ("Red", "Purple")),))), "has team 'Purple'"),
        (View(**HERE, other=Selection(without=(("team", ("Purple",)),))), "has team 'Purple'"),
        (View(**HERE, selection=Selection(since=date(2030, 1, 1))), "lie outside the data"),
        (View(**HERE, selection=Selection(until=date(2020, 1, 1))), "lie outside the data"),
    ],
)
def test_what_differs_is_one_sentence(view: View, said: str) -> None:
    fitted, problems = fit(view, DATA)
    assert len(problems) == 1
    assert said in problems[0]
    assert fit(fitted, DATA) == (fitted, ())


def test_what_fits_of_a_broken_view_is_kept() -> None:
    fitted, _ = fit(View(**HERE, selection=Selection(where=(("team", ("Red", "Purple")), ("nothing", ("x",))))), DATA)
    assert fitted.selection.where == (("team", ("Red",)),)
