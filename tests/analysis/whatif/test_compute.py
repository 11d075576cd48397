"""A difference is called better or worse only when it is more than noise."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kpi_core.analysis.segments import board
from kpi_core.analysis.whatif import side_by_side
from kpi_core.analysis.whatif.compute import whatif
from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import BadInput
from kpi_core.model import Fact
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.calibration.worlds import World, prepared
from tests.rows import contacts, dataset

AT = datetime(2026, 1, 5, 10)


def rows(vendor: str, yes: int, no: int) -> list[dict[str, Any]]:
    row = {"at": AT, "vendor": vendor}
    return [row | {"outcome": "answered"}] * yes + [row | {"outcome": "abandoned"}] * no


DATA = prepare(dataset(rows("good", 900, 100) + rows("bad", 100, 100) + rows("noise", 90, 10)))
KPIS = (CATALOGUE["answer_rate"], CATALOGUE["abandonment_rate"], CATALOGUE["contact_volume"])


def verdicts(view: View) -> dict[str, str]:
    return {k: v.kind for k, v in whatif(DATA, KPIS, view).verdicts.items()}


def test_all_beside_all_without_the_bad_vendor() -> None:
    """A is everything, B leaves the bad vendor out: B is better, whichever way the KPI runs."""
    view = View(kpis=tuple(k.key for k in KPIS), other=Selection(without=(("vendor", ("bad",)),)))
    assert verdicts(view) == {"answer_rate": "up", "abandonment_rate": "down", "contact_volume": "down"}
    assert [p.words for p in side_by_side(DATA, view).panels] == ["better", "better", "different"]


def test_noise_is_no_move() -> None:
    view = View(selection=Selection(where=(("vendor", ("good",)),)), other=Selection(where=(("vendor", ("noise",)),)))
    assert verdicts(view)["answer_rate"] == "none"


def test_contacts_too_young_to_judge_are_left_out_of_both_cuts_and_counted() -> None:
    row = {"outcome": "answered", "eligible": True, "reached_next_step": True}
    some = [row | {"at": AT + timedelta(days=i % 20), "vendor": ("x", "y")[i % 2]} for i in range(400)]
    view = View(
        kpis=("conversion_rate",),
        selection=Selection(where=(("vendor", ("x",)),)),
        other=Selection(without=(("queue", ("late",)),)),
    )
    data = prepare(dataset([r | {"queue": "late" if i % 3 else "early"} for i, r in enumerate(some)]))
    latest = max(r["at"] for r in some) - timedelta(days=7)
    young = sum(r["at"] >= latest and (r["vendor"] == "x" or i % 3 == 0) for i, r in enumerate(some))
    assert side_by_side(data, view).panels[0].young == young


def test_a_difference_without_a_range_is_not_called_noise() -> None:
    some = [{"at": AT, "outcome": "answered", "vendor": "x", "wait_s": 10.0 + i} for i in range(40)]
    data = prepare(dataset([*some, some[0] | {"vendor": "y", "wait_s": 500.0}]))
    view = View(
        kpis=("average_speed_of_answer",),
        selection=Selection(where=(("vendor", ("x",)),)),
        other=Selection(where=(("vendor", ("y",)),)),
    )
    found = side_by_side(data, view)
    assert found.sentence == "Cut B against cut A: too few to tell: average speed of answer."
    assert found.panels[0].headline == "? too few to tell"


def test_an_empty_cut_is_named() -> None:
    view = View(other=Selection(where=(("vendor", ("bad",)),), without=(("vendor", ("bad",)),)))
    with pytest.raises(BadInput, match="Cut B"):
        whatif(DATA, KPIS, view)


def test_what_the_cuts_cannot_answer_is_said_and_the_rest_is_shown() -> None:
    data = prepare(dataset(contacts()))
    found = whatif(
        data,
        (CATALOGUE["answer_rate"], CATALOGUE["average_talk_time"]),
        View(selection=Selection(where=(("agent", ("Ann",)),))),
    )
    assert [k.key for k, _ in found.refused] == ["answer_rate"]
    assert found.frame["kpi"].to_list() == ["average_talk_time"]


def test_the_page_says_the_change_of_b_against_a() -> None:
    """B leaves the bad vendor out, so B is better; the change is B less A."""
    found = side_by_side(DATA, View(kpis=("answer_rate",), other=Selection(without=(("vendor", ("bad",)),))))
    assert found.sentence == "Cut B against cut A: better: answer rate (90.0% instead of 83.8%)."
    assert found.panels[0].headline == "\u25b2 B is better"
    assert found.panels[0].change.startswith("+6.2 points (likely +")
    assert found.words == (
        "All contacts; the first day to the last day",
        "Without vendor bad; the first day to the last day",
    )
    assert "A holds 1,300 contacts, B 1,100; 1,100 are in both (84.6% of A)" in found.remarks[0]
    assert found.table is not None
    assert found.table.row(0)[:2] == ("Answer rate", "better")
    assert found.numbers is not None
    assert found.numbers["difference"][0] == pytest.approx(990 / 1100 - 1090 / 1300)


def test_without_a_cut_b_the_worst_value_is_one_click_away() -> None:
    found = side_by_side(DATA, View(kpis=("answer_rate",)))
    assert found.panels == ()
    assert found.examples[0].without == (("vendor", ("bad",)),)
    assert found.examples[0].why == (
        "Abandonment rate there is 50.0%, the worst of any vendor by the good end of its range; the two cuts tell "
        "whether that is more than chance."
    )


def test_cuts_apart_are_said_to_be_apart_and_the_same_is_called_noise() -> None:
    view = View(
        kpis=("answer_rate",),
        selection=Selection(where=(("vendor", ("good",)),)),
        other=Selection(where=(("vendor", ("noise",)),)),
    )
    found = side_by_side(DATA, view)
    assert "none is in both" in found.remarks[0]
    assert found.sentence == (
        "Cut B against cut A: nothing differs by more than chance; in B answer rate below 82.4% or above 97.6% would "
        "have shown."
    )
    assert found.numbers is not None
    assert found.numbers.select("reach_low", "reach_high").row(0) == pytest.approx((0.824, 0.976), abs=5e-4)


def test_days_of_b_that_run_backwards_are_named() -> None:
    with pytest.raises(BadInput, match="run backwards"):
        side_by_side(DATA, View(selection=Selection(until=date(2026, 1, 6)), other=Selection(since=date(2026, 1, 9))))


def test_a_refused_kpi_keeps_its_place_with_its_sentence() -> None:
    found = side_by_side(DATA, View(kpis=("answer_rate", "csat"), other=Selection(without=(("vendor", ("bad",)),))))
    assert [bool(p.why_not) for p in found.panels] == [False, True]
    assert "csat" in str(found.panels[1].why_not)


def test_cuts_that_share_some_and_have_their_own_are_judged_by_the_range_of_their_difference() -> None:
    """What only A has is answered as often as what only B has, but B has ten times as much of it."""
    data = prepare(dataset(rows("both", 1000, 1000) + rows("a", 180, 20) + rows("b", 1800, 200)))
    found = whatif(
        data,
        (CATALOGUE["answer_rate"],),
        View(
            selection=Selection(where=(("vendor", ("both", "a")),)), other=Selection(where=(("vendor", ("both", "b")),))
        ),
    )
    verdict = found.verdicts["answer_rate"]
    assert (verdict.kind, verdict.difference) == ("up", pytest.approx(2800 / 4000 - 1180 / 2200))


def test_counts_of_other_days_vary_about_their_own_usual_day() -> None:
    data = prepared(World(contacts=9_000, days=84, day_cv=0.0), 1)
    day = date(2025, 1, 6)
    first, later = (
        Selection(since=day + timedelta(weeks=a), until=day + timedelta(weeks=b, days=-1)) for a, b in ((0, 4), (4, 12))
    )
    found = whatif(data, (CATALOGUE["contact_volume"],), View(selection=first, other=later))
    verdict = found.verdicts["contact_volume"]
    assert verdict.high is not None
    assert verdict.low is not None
    assert (verdict.high - verdict.low) / 2 == pytest.approx(1.96 * 9_000**0.5, rel=0.25)  # of 9,000 by chance


def test_the_download_holds_the_range_that_the_verdict_is_made_of() -> None:
    data = prepared(World(contacts=9_000, queues=2, day_cv=0.5), 1)
    found = side_by_side(
        data,
        View(
            kpis=("average_handle_time",),
            selection=Selection(where=(("queue", ("000",)),)),
            other=Selection(where=(("queue", ("001",)),)),
        ),
    )
    verdict = found.panels[0].verdict
    assert found.numbers is not None
    assert verdict is not None
    assert verdict.cluster == "day"
    assert found.numbers.select("difference", "low", "high").row(0) == (verdict.difference, verdict.low, verdict.high)


def test_cuts_of_unlike_days_say_so() -> None:
    data = prepare(dataset([{"at": datetime(2026, 2, 1, 9) + timedelta(hours=i)} for i in range(24 * 59)]))
    view = View(
        kpis=("contact_volume",),
        selection=Selection(since=date(2026, 2, 1), until=date(2026, 2, 28)),
        other=Selection(since=date(2026, 3, 1), until=date(2026, 3, 31)),
    )
    said = "Cut B is of other days than A (31 days, not 28); a count differs for that alone."
    assert said in side_by_side(data, view).remarks


def test_the_range_of_a_cut_is_that_of_the_same_value_on_the_segments_page() -> None:
    """Days that vary make both wider than their contacts alone."""
    table = dict(prepared(World(contacts=8_000, queues=3, day_cv=0.5), 2).tables)[Fact.CONTACT]
    data = prepare(dataset(table.select("at", "queue", "outcome", "handle_s").to_dicts()))  # without agents
    one, two = ((("queue", (q,)),) for q in ("000", "001"))
    kpi = CATALOGUE["average_handle_time"]
    view = View(kpis=(kpi.key,), selection=Selection(where=one), other=Selection(where=two))
    frame = board(data, View(focus=kpi.key, by=("queue",))).found.frame
    at = {r["queue"]: (r["value"], r["low"], r["high"]) for r in frame.iter_rows(named=True)}
    (row,) = whatif(data, (kpi,), view).frame.iter_rows(named=True)
    for side, queue in (("a", "000"), ("b", "001")):
        assert tuple(row[f"{c}_{side}"] for c in ("value", "low", "high")) == pytest.approx(at[queue], rel=1e-5)
