"""The leaderboard says who differs beyond chance, names what it does not show, and leads inside on a click."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest

from kpi_core.analysis.segments import all_rows, board, heat, narrowed, subject
from kpi_core.analysis.segments.compute import segments
from kpi_core.analysis.segments.frames import CELLS, DOTS, MOST_DOTS
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared
from kpi_core.errors import CannotAnswer
from kpi_core.prepare import prepare
from kpi_core.view import View
from tests.rows import contacts, dataset

START = datetime(2026, 1, 5, 10)
VIEW = View(kpis=("contact_volume", "answer_rate"), by=("team",))


def group(team: str, yes: int, no: int, **more: Any) -> list[dict[str, Any]]:
    base = {"at": START, "team": team, "channel": "voice", **more}
    return [base | {"outcome": "answered"}] * yes + [base | {"outcome": "abandoned"}] * no


def data(*groups: list[dict[str, Any]]) -> Prepared:
    return prepare(dataset([row for rows in groups for row in rows]))


TEAMS = data(group("good", 980, 20), group("bad", 700, 300), group("usual", 167, 33), group("tiny", 5, 0))


def test_the_sentence_names_the_ends_that_differ_beyond_chance() -> None:
    found = board(TEAMS, VIEW)
    assert found.sentence.startswith(
        "Answer rate by team: good (98.0%) is highest and bad (70.0%) lowest, both by more than chance against the "
        "rest (all 84.0%)."
    )
    assert found.remarks[0].startswith("2 of 3 differ from the rest by more than chance; ")
    assert "1 with fewer than 30 contacts" in found.remarks[1]


def test_a_segment_of_one_value_is_not_said_to_have_others_with_too_few_contacts() -> None:
    found = board(data(group("north", 90, 10)), VIEW)
    assert found.sentence == (
        "Answer rate by team: there is only north (90.0%), so nothing to compare; choose another segment."
    )
    assert found.table["against"].to_list() == ["-"]
    assert "Counted. 100 contacts in 1 value of team" in found.methods
    beside = board(data(group("large", 90, 10), group("tiny", 5, 0)), VIEW)
    assert beside.sentence == "Answer rate by team: only large (90.0%) has enough contacts to stand on its own."


def test_where_all_have_too_few_contacts_to_tell_a_move_none_is_said_to_stand_still() -> None:
    def weeks(last: int) -> Prepared:
        return data(
            *(
                group(team, 0 if w < 2 else last, 0, at=START + timedelta(days=7 * w + d))
                + group(team, 9, 1, at=START + timedelta(days=7 * w + d)) * (w < 2)
                for team in ("one", "two")
                for w in range(4)
                for d in range(7)
            )
        )

    few, many = board(weeks(1), VIEW), board(data(*_alike()), VIEW)
    assert "Too few contacts to tell what moved from the week of " in few.sentence
    assert "Nothing moved by more than chance from the week of " in many.sentence


def _alike() -> list[list[dict[str, Any]]]:
    days = [START + timedelta(days=d) for d in range(28)]
    return [group(team, 16, 4, at=day) for day in days for team in ("one", "two")]


def test_a_part_is_compared_with_the_rest_of_the_whole() -> None:
    apart = dict(segments(TEAMS, CATALOGUE["answer_rate"], VIEW).frame.select("team", "apart").iter_rows())
    assert apart == {"good": "up", "bad": "down", "usual": "none", "tiny": "few"}
    alone = data(group("only", 90, 10))
    assert segments(alone, CATALOGUE["answer_rate"], VIEW).frame["apart"].to_list() == [None]


def test_teams_that_are_alike_are_not_ranked_on_luck() -> None:
    alike = data(group("one", 80, 20), group("two", 82, 18), group("three", 79, 21))
    assert "no value differs from the rest by more than chance (all 80.3%)" in board(alike, VIEW).sentence


def test_a_count_is_a_part_of_the_whole_and_neither_above_nor_below_it() -> None:
    found = board(TEAMS, replace(VIEW, focus="contact_volume"))
    assert "bad (1,000, 45.4% of all) is highest" in found.sentence
    assert found.dots["w"].null_count() == found.dots.height
    assert "against" not in found.table.columns


def test_what_the_charts_read_has_safe_names_and_words() -> None:
    rows = prepare(dataset(contacts()))
    found = board(rows, View(by=("reason", "channel"), focus="answer_rate"))
    assert dict(found.dots.schema) == DOTS
    assert found.dots["s"].n_unique() == found.dots.height
    assert found.dots["w"].drop_nulls().len() == 1
    assert dict(heat(rows, View(focus="answer_rate")).cells.schema) == CELLS
    assert len(found.keys) == found.table.height == len(list(all_rows(found)))


def test_thousands_of_values_are_cut_to_what_a_picture_holds_and_that_is_said() -> None:
    many = data(*(group(f"t{i:04}", 2, 1) for i in range(1_200)))
    found = board(many, VIEW)
    assert (found.dots.height, found.table.height, len(list(all_rows(found)))) == (MOST_DOTS, 1_000, 1_200)
    assert any("first 30 of 1,200" in r and "first 1,000 listed" in r for r in found.remarks)


def test_a_click_keeps_the_value_and_cuts_by_the_next_segment() -> None:
    rows = prepare(dataset(contacts()))
    view = View(focus="answer_rate", by=("channel",), page=7)
    to = narrowed(rows, view, ("voice",))
    assert (to.selection.where, to.by, to.page) == ((("channel", ("voice",)),), ("reason",), 1)
    to = narrowed(rows, replace(to, by=("reason", "queue")), ("", "Q1"))
    assert to.selection.where == (("channel", ("voice",)), ("reason", ("",)), ("queue", ("Q1",)))
    assert to.by == ("location",)


def test_narrowed_contacts_are_those_of_the_row() -> None:
    rows = prepare(dataset(contacts()))
    view = View(focus="answer_rate", by=("channel",))
    row = board(rows, view).table.row(0, named=True)
    to = narrowed(rows, view, board(rows, view).keys[0])
    assert board(rows, to).found.whole["n"][0] == row["n"]


def test_without_a_choice_it_is_about_the_first_rate_by_channel() -> None:
    both = data(group("north", 40, 2), group("north", 30, 1, channel="chat"))
    kpi, by = subject(both, replace(VIEW, by=()))
    assert (kpi.key, by) == ("answer_rate", ("channel",))


def test_without_a_choice_a_channel_that_is_the_only_one_is_passed_over() -> None:
    assert subject(TEAMS, replace(VIEW, by=()))[1] == ("team",)


def test_speed_is_never_read_alone() -> None:
    rows = prepare(dataset(contacts()))
    assert "customer satisfaction" in board(rows, View(focus="average_handle_time", by=("channel",))).remarks[0]


def test_a_cut_that_the_kpi_does_not_know_is_refused_by_name() -> None:
    with pytest.raises(CannotAnswer, match="cannot be cut by agent"):
        board(prepare(dataset(contacts())), View(focus="answer_rate", by=("agent",)))


def test_few_contacts_in_an_hour_are_drawn_without_a_value() -> None:
    rows = [{"at": START + timedelta(hours=h), "outcome": "answered"} for h in (0, 1) for _ in range(31 - h * 30)]
    found = heat(prepare(dataset(rows + group("", 31, 0, at=START + timedelta(hours=2)))), View(focus="answer_rate"))
    assert found.sentence.endswith("Not tested: of so many hours chance alone sets some apart.")
    cells = heat(prepare(dataset(rows)), View(focus="answer_rate")).cells
    assert cells.select("h", "few", "v").rows() == [("10", False, 1.0), ("11", True, None)]
    assert isinstance(cells, pl.DataFrame)


def test_where_nothing_differs_the_smallest_difference_that_would_have_shown_is_said() -> None:
    alike = data(group("one", 800, 200), group("two", 805, 195), group("three", 80, 20))
    found = board(alike, VIEW)
    # one against the other two: 80 % of 1,000 and 80.5 % of 1,100, three looks: 2.394 / 1.96 times the half
    assert "; two, seen best, would have shown below 75.8% or above 84.2%." in found.sentence
    listed = dict(found.table.select("segment", "reach").iter_rows())
    assert listed["three"] == "below 69.2% or above 91.3%"
    assert found.dots["t_note"][0].startswith("no more than chance (below ")


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_value_beyond_what_would_have_shown_does_show(shift: int) -> None:
    """The team is put just beyond the ends that were said, and its difference is named."""
    calm = segments(data(group("one", 800, 200), group("two", 4_000, 1_000)), CATALOGUE["answer_rate"], VIEW).frame
    row = calm.filter(pl.col("team") == "one").row(0, named=True)
    end = row["value"] - row["apart_by"] + shift * (row["apart_reach"] + 0.002)
    yes = round(1_000 * end)
    moved = segments(data(group("one", yes, 1_000 - yes), group("two", 4_000, 1_000)), CATALOGUE["answer_rate"], VIEW)
    assert dict(moved.frame.select("team", "apart").iter_rows())["one"] == ("up" if shift > 0 else "down")


def test_too_few_of_what_is_rarer_is_said_and_not_too_few_contacts() -> None:
    found = board(data(group("one", 123, 2), group("two", 248, 2)), VIEW)
    why = "all but 2 of the 250 contacts count as 'answered'"
    assert f"too few contacts to tell any value from the rest (all 98.9%): of two {why}" in found.sentence
    assert dict(found.table.select("segment", "against").iter_rows())["two"] == f"too few to tell: {why}"
