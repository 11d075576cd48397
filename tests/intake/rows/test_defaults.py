"""What is taken for granted where an export is silent, and that it is said."""

from typing import Any

import polars as pl
import pytest

from kpi_core.intake.rows.defaults import complete
from kpi_core.model import BY_NAME


def frame(**columns: list[Any]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema={c: BY_NAME[c].dtype for c in columns})


def flags(**columns: list[Any]) -> pl.DataFrame:
    return complete(frame(**columns))[0]


def said(**columns: list[Any]) -> str:
    return " ".join(a.sentence for a in complete(frame(**columns))[1])


def test_without_a_direction_every_contact_is_inbound_and_that_is_said() -> None:
    assert flags(answered=[True])["offered"].to_list() == [True]
    assert "taken as inbound" in said(answered=[True])


def test_outbound_contacts_are_not_offered_and_have_no_outcome() -> None:
    out = flags(direction=["Outbound", "inbound", None], answered=[True, True, True])
    assert out["offered"].to_list() == [False, True, True]
    assert out["answered"].to_list() == [False, True, True]
    assert out["outcome"].to_list() == [None, "answered", "answered"]


def test_not_answered_is_abandoned_where_only_answers_are_given() -> None:
    out = flags(answered=[True, False, None])
    assert out["abandoned"].to_list() == [False, True, None]
    assert "counts as abandoned" in said(answered=[True])


def test_not_abandoned_is_answered_where_only_abandonments_are_given() -> None:
    assert flags(abandoned=[True, False, None])["answered"].to_list() == [False, True, None]


def test_a_voicemail_is_neither_answered_nor_abandoned() -> None:
    out = flags(answered=[False, False], voicemail=[True, False])
    assert out["outcome"].to_list() == ["voicemail", "abandoned"]
    assert out["abandoned"].to_list() == [False, True]


def test_neither_answered_nor_abandoned_given_false_keeps_both_false() -> None:
    out = flags(answered=[False, True], abandoned=[False, False])
    assert out["outcome"].to_list() == [None, "answered"]
    assert out.row(0, named=True)["answered"] is False
    assert out.row(0, named=True)["abandoned"] is False


def test_an_outcome_column_gives_every_flag() -> None:
    out = flags(outcome=["answered", "self_served", None])
    assert out["answered"].to_list() == [True, False, None]
    assert out["self_served"].to_list() == [False, True, None]


def test_where_nothing_tells_every_contact_counts_as_handled_and_that_is_said() -> None:
    assert flags(talk_s=[3.0])["answered"].to_list() == [True]
    assert "counts as handled" in said(talk_s=[3.0])


def test_handle_time_is_the_parts_that_are_known_and_says_what_is_missing() -> None:
    out = flags(talk_s=[60.0, None, 60.0], hold_s=[5.0, 5.0, None])
    assert out["handle_s"].to_list() == [65.0, None, 60.0]
    words = said(talk_s=[60.0, None, 60.0], hold_s=[5.0, 5.0, None])
    assert "talk + hold (partial: no after-call work is given)" in words
    assert "1 contacts lack one of these parts" in words


def test_a_mapped_handle_time_is_not_touched() -> None:
    assert flags(talk_s=[60.0], handle_s=[99.0])["handle_s"].to_list() == [99.0]


@pytest.mark.parametrize(("given", "resolved"), [({"resolution_s": [5.0, None]}, [True, False])])
def test_resolved_follows_from_a_resolution_time(given: dict[str, list[Any]], resolved: list[bool]) -> None:
    assert flags(**given)["resolved"].to_list() == resolved
