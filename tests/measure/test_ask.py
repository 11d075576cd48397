"""What can be answered is said once, by name, and measured as it was said."""

from datetime import datetime

import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure import ask, measure
from kpi_core.model import Cadence
from kpi_core.prepare import prepare
from kpi_core.view import EVERYTHING, Selection
from tests import beside
from tests.rows import contacts, dataset

DATA = prepare(dataset([{"at": datetime(2026, 1, 5, 10), "channel": "voice", "outcome": "answered"}] * 3))
CSAT, VOLUME, RATE = (CATALOGUE[k] for k in ("csat", "contact_volume", "answer_rate"))


def test_what_cannot_be_answered_is_named_beside_what_can_in_the_order_given() -> None:
    asked = ask(DATA, [RATE, CSAT, VOLUME], EVERYTHING)
    assert asked.kpis == (RATE, VOLUME)
    assert list(asked.refused) == [CSAT]
    assert asked.why(CSAT) == asked.refused[CSAT]
    assert "csat" in asked.refused[CSAT]
    assert asked.why(RATE) is None


def test_measure_gives_what_can_be_answered_in_the_order_given() -> None:
    assert measure(ask(DATA, [RATE, CSAT, VOLUME], EVERYTHING))["kpi"].to_list() == ["answer_rate", "contact_volume"]


def test_all_of_it_is_wanted_or_the_first_refusal_is_raised() -> None:
    one, none = ask(DATA, [RATE], EVERYTHING), ask(DATA, [RATE, CSAT], EVERYTHING)
    assert one.all() is one
    with pytest.raises(CannotAnswer, match="csat"):
        none.all()
    with pytest.raises(CannotAnswer, match="csat"):
        measure(ask(DATA, [CSAT], EVERYTHING))
    with pytest.raises(CannotAnswer, match="choose at least one"):
        measure(ask(DATA, [], EVERYTHING))


def test_a_cut_that_nobody_knows_is_refused_before_any_kpi_is() -> None:
    with pytest.raises(BadInput, match="did you mean 'voice'"):
        ask(DATA, [CSAT], Selection(where=(("channel", ("voise",)),)))
    with pytest.raises(BadInput, match="did you mean 'channel'"):
        ask(DATA, [CSAT], EVERYTHING, ["chanel"])


def test_a_segment_named_twice_cuts_once() -> None:
    assert ask(DATA, [VOLUME], EVERYTHING, ["channel", "channel"], Cadence.WEEK).by == ("channel",)


def test_kpis_are_read_from_the_rows_that_this_data_holds_and_are_not_sourced_again() -> None:
    data = prepare(beside.together(contacts(), beside.facts()))
    asked = ask(data, CATALOGUE.values(), EVERYTHING)
    assert ask(data, asked.kpis, EVERYTHING).kpis == asked.kpis
