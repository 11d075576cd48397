"""What facts beside contacts know, and what becomes of KPIs whose sides stand on two of them. On rows that fit here."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.catalogue.stand_ins import INTERVALS
from kpi_core.data import Prepared
from kpi_core.definitions import parse
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure import sourced, told
from kpi_core.model import Cadence, Fact, Grain, Kpi
from kpi_core.prepare import prepare
from tests import beside
from tests.asking import measured, why_not
from tests.rows import Row, contacts

COST = CATALOGUE["cost_per_contact"]
SPREAD = COST.as_variant("answered, spread by contacts")
CHURN = CATALOGUE["customer_churn_rate"]


def day(text: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(text) + timedelta(hours=hour)


def calls(first: str, days: int, **more: Any) -> list[Row]:
    """One answered contact a day."""
    return [{"at": day(first) + timedelta(days=i), "outcome": "answered"} | more for i in range(days)]


def data(rows: Sequence[Row] = (), **facts: list[Row]) -> Prepared:
    return prepare(beside.together(list(rows), {Fact(name): found for name, found in facts.items()}))


def dates(*texts: str) -> list[Row]:
    return [{"at": datetime.fromisoformat(t), "cost": 10.0} for t in texts]


def values(prepared: Prepared, kpi: Kpi, **asked: Any) -> dict[Any, tuple[Any, bool]]:
    """Value and completeness by period and segment."""
    by = asked.get("by", ())
    frame = measured(prepared, [kpi], **asked)
    return {(str(r["period"]), *(r[b] for b in by)): (r["value"], r["complete"]) for r in frame.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("rows", "grain"),
    [
        (dates("2026-01-01"), Grain.MONTH),
        (dates("2026-01-05"), Grain.DAY),
        (dates("2026-01-01", "2026-02-01"), Grain.MONTH),
        (dates("2026-01-31", "2026-02-28"), Grain.MONTH),
        (dates("2026-01-01", "2026-04-01"), Grain.QUARTER),
        (dates("2025-01-01", "2026-01-01"), Grain.YEAR),
        (dates("2026-01-05", "2026-01-12"), Grain.DAY),
        (dates("2026-01-05", "2026-01-12", "2026-01-26"), Grain.WEEK),
        (dates("2026-01-01", "2026-01-02"), Grain.DAY),
        (dates("2026-01-01 10:03", "2026-01-01 10:07"), Grain.MOMENT),
    ],
)
def test_the_grain_is_read_from_the_rows(rows: list[Row], grain: Grain) -> None:
    assert data(cost=rows).spans[Fact.COST].grain is grain


@pytest.mark.parametrize(("minutes", "grain"), [(15, Grain.MINUTES_15), (30, Grain.MINUTES_30), (60, Grain.HOUR)])
def test_the_grain_of_intervals_is_the_step_of_their_clock(minutes: int, grain: Grain) -> None:
    rows = [{"at": day("2026-01-05") + timedelta(minutes=minutes * i), "offered": 1, "queue": "a"} for i in range(9)]
    prepared = data(interval=rows)
    assert prepared.spans[Fact.INTERVAL].grain is grain
    assert "hour" in prepared.segments
    assert measured(prepared, [CATALOGUE["contact_volume"]], by=["hour"])["value"].sum() == 9


@pytest.mark.parametrize("hours", [[8], [0, 2, 4, 22], [6, 14, 22]])
def test_intervals_longer_than_an_hour_tell_no_hour(hours: list[int]) -> None:
    rows = [{"at": day("2026-01-05", h) + timedelta(days=d), "offered": 10, "queue": "a"} for d in range(5)
            for h in hours]  # fmt: skip
    prepared = data(interval=rows)
    assert prepared.spans[Fact.INTERVAL].grain is Grain.DAY
    assert "hour" not in prepared.segments
    assert why_not(prepared, CATALOGUE["contact_volume"], cadence=Cadence.HOUR) is not None
    assert measured(prepared, [CATALOGUE["contact_volume"]])["value"].to_list() == [50.0 * len(hours)]


def test_days_of_another_zone_are_days() -> None:
    rows = [{"at": day("2026-03-27", 1 + (d > 1)) + timedelta(days=d), "offered": 10} for d in range(5)]
    assert data(interval=rows).spans[Fact.INTERVAL].grain is Grain.DAY


@pytest.mark.parametrize(("minutes", "grain"), [(15, Grain.MINUTES_15), (30, Grain.MINUTES_30), (60, Grain.HOUR)])
def test_agent_time_by_parts_of_the_day_is_not_told_for_shorter_parts(minutes: int, grain: Grain) -> None:
    rows = [{"at": day("2026-01-05", 8) + timedelta(minutes=minutes * i), "agent": a, "busy_s": 90.0,
             "available_s": 60.0} for i in range(9) for a in ("A", "B")]  # fmt: skip
    prepared = data(agent_time=rows)
    assert prepared.spans[Fact.AGENT_TIME].grain is grain
    for cadence in (Cadence.QUARTER_HOUR, Cadence.HALF_HOUR, Cadence.HOUR):
        refused = why_not(prepared, CATALOGUE["occupancy"], cadence=cadence) is not None
        assert refused is (cadence.minutes < minutes)


def test_totals_of_a_length_that_nothing_tells_are_not_told_by_the_hour() -> None:
    shifts = [{"at": day("2026-01-05", h) + timedelta(days=d), "agent": a, "busy_s": 60.0, "available_s": 60.0}
              for d in range(3) for a in ("A", "B") for h in (8, 13)]  # fmt: skip
    two_hours = [{"at": day("2026-01-05", h), "offered": 3, "answered": 3} for h in range(0, 24, 2)]
    for rows, kpi in (({"agent_time": shifts}, "occupancy"), ({"interval": two_hours}, "contact_volume")):
        why = why_not(data(**rows), CATALOGUE[kpi], cadence=Cadence.HOUR)
        assert why is not None
        assert "do not tell how long a time they stand for; choose day" in why or why.endswith("rows are by day.")


def test_one_time_a_day_for_each_agent_is_a_days_row() -> None:
    rows = [{"at": day("2026-01-05", h) + timedelta(days=d), "agent": a, "busy_s": 60.0, "available_s": 60.0}
            for d in range(3) for a, h in (("A", 8), ("B", 22))]  # fmt: skip
    prepared = data(agent_time=rows + rows[:2])
    assert prepared.spans[Fact.AGENT_TIME].grain is Grain.DAY
    with pytest.raises(CannotAnswer, match="no hour"):
        measured(prepared, [CATALOGUE["occupancy"]], by=["hour"])
    assert measured(prepared, [CATALOGUE["occupancy"]])["value"].to_list() == [0.5]


def test_cost_of_a_month_is_set_against_the_contacts_of_that_month() -> None:
    prepared = data(calls("2026-01-01", 59), cost=dates("2026-01-01", "2026-02-01"))
    assert values(prepared, COST, cadence=Cadence.MONTH) == {
        ("2026-01-01",): (10 / 31, True),
        ("2026-02-01",): (10 / 28, True),
    }
    assert values(prepared, COST) == {("None",): (20 / 59, True)}
    row = measured(prepared, [COST]).row(0, named=True)
    assert (row["n"], row["low"], row["high"]) == (59, None, None)


def test_contacts_of_a_month_without_cost_are_left_out_of_the_whole() -> None:
    prepared = data(calls("2026-01-01", 80), cost=dates("2026-01-01", "2026-02-01"))
    assert values(prepared, COST) == {("None",): (20 / 59, False)}
    assert values(prepared, COST, cadence=Cadence.QUARTER) == {("2026-01-01",): (20 / 59, False)}
    assert values(prepared, COST, cadence=Cadence.MONTH).keys() == {("2026-01-01",), ("2026-02-01",)}


def test_a_month_that_the_contacts_cover_in_part_is_not_complete() -> None:
    prepared = data(calls("2026-01-11", 49), cost=dates("2026-01-01", "2026-02-01"))
    assert values(prepared, COST, cadence=Cadence.MONTH) == {
        ("2026-01-01",): (10 / 21, False),
        ("2026-02-01",): (10 / 28, True),
    }


def test_a_gap_in_the_cost_is_no_cost_of_zero() -> None:
    rows = [*dates("2026-01-01", "2026-03-01"), {"at": datetime(2026, 2, 1), "cost": None}]
    prepared = data(calls("2026-01-01", 90), cost=rows)
    assert values(prepared, COST, cadence=Cadence.MONTH).keys() == {("2026-01-01",), ("2026-03-01",)}
    assert values(prepared, COST, cadence=Cadence.QUARTER)[("2026-01-01",)][0] == 20 / 62
    months = [{"at": datetime(2026, m, 1), "active_at_start": True, "churned": m == 3} for m in (1, 3)]
    assert values(data(account_month=months), CHURN, cadence=Cadence.QUARTER) == {("2026-01-01",): (0.5, False)}


def test_a_side_without_rows_gives_no_value_never_zero_or_infinity() -> None:
    rows = [{"at": datetime(2026, 1, 1), "team": t, "cost": 10.0} for t in ("a", "b")]
    prepared = data([*calls("2026-01-01", 31, team="a"), *calls("2026-01-01", 31, team="c")], cost=rows)
    assert values(prepared, COST, by=["team"]) == {
        ("None", "a"): (10 / 31, True),
        ("None", "b"): (None, True),
        ("None", "c"): (None, True),
    }


def test_a_last_month_in_which_the_contacts_end_is_not_over() -> None:
    months = [{"at": datetime(2026, m, 1), "active_at_start": True, "churned": m == 2} for m in (1, 2)]
    found = {
        d: values(data(calls("2026-01-01", d), account_month=months), CHURN, cadence=Cadence.MONTH) for d in (50, 59)
    }
    assert [complete for _, complete in found[50].values()] == [True, False]
    assert [complete for _, complete in found[59].values()] == [True, True]


def test_a_cost_of_contacts_is_known_by_all_their_segments_but_not_by_agent_for_those_who_left() -> None:
    rows = [r | {"agent": "Ann", "cost": 2.0} for r in calls("2026-01-01", 5)]
    prepared = data(calls("2026-01-01", 5, agent="Ann"), cost=rows)
    assert values(prepared, COST, by=["agent"], cadence=Cadence.DAY)[("2026-01-03", "Ann")] == (2.0, True)
    with pytest.raises(CannotAnswer, match="abandoned contacts have no agent"):
        measured(prepared, [COST.as_variant("offered")], by=["agent"])


@pytest.mark.parametrize("cadence", [Cadence.DAY, Cadence.WEEK])
def test_a_monthly_fact_is_refused_at_a_finer_cadence_by_name(cadence: Cadence) -> None:
    prepared = data(calls("2026-01-01", 59), cost=dates("2026-01-01", "2026-02-01"))
    with pytest.raises(CannotAnswer, match=f"by {cadence}: its cost rows are by month; choose month or quarter"):
        measured(prepared, [COST], cadence=cadence)


def test_quarters_and_weeks_fit_into_what_holds_them_whole() -> None:
    quarters = data(calls("2026-01-01", 181), cost=dates("2026-01-01", "2026-04-01"))
    assert "choose quarter or year" in (why_not(quarters, COST, cadence=Cadence.MONTH) or "")
    assert values(quarters, COST, cadence=Cadence.QUARTER)[("2026-01-01",)] == (10 / 90, True)
    shifted = prepare(quarters.dataset, parse("[calendar]\nyear_starts_in_month = 2"))
    assert "the whole range" in (why_not(shifted, COST, cadence=Cadence.QUARTER) or "")
    weeks = data(calls("2026-01-19", 21), cost=dates("2026-01-19", "2026-01-26", "2026-02-02"))
    assert values(weeks, COST, cadence=Cadence.WEEK)[("2026-01-26",)] == (10 / 7, True)
    assert "cannot be given by month" in (why_not(weeks, COST, cadence=Cadence.MONTH) or "")


def test_a_range_that_cuts_a_month_in_two_is_refused_unless_the_data_end_there() -> None:
    prepared = data(calls("2026-01-11", 70), cost=dates("2026-01-01", "2026-02-01", "2026-03-01"))
    with pytest.raises(CannotAnswer, match="2026-02-10 cuts the one from 2026-02-01 to 2026-02-28 in two"):
        measured(prepared, [COST], since=date(2026, 2, 10))
    with pytest.raises(CannotAnswer, match="cost rows are by month"):
        measured(prepared, [COST], until=date(2026, 2, 10))
    february = {"since": date(2026, 2, 1), "until": date(2026, 2, 28)}
    assert values(prepared, COST, **february) == {("None",): (10 / 28, True)}
    whole = {"since": prepared.first_day, "until": prepared.last_day}  # 11 January to 21 March
    assert values(prepared, COST, **whole) == {("None",): (30 / 70, False)}
    with pytest.raises(BadInput, match="2026"):
        measured(prepared, [COST], since=date(2027, 1, 1))


def test_a_cut_that_a_fact_does_not_know_is_refused_and_the_allocation_is_offered() -> None:
    prepared = data(calls("2026-01-01", 31, reason="x", team="a"), cost=dates("2026-01-01"))
    with pytest.raises(CannotAnswer, match=r"its cost rows do not know it; choose .* 'answered, spread by contacts'"):
        measured(prepared, [COST], by=["reason"])
    assert values(prepared, SPREAD, by=["reason"]) == {("None", "x"): (pytest.approx(10 / 31), True)}
    rows = [{"at": day("2026-01-01"), "busy_s": 1.0, "available_s": 1.0}]
    with pytest.raises(CannotAnswer, match=r"Occupancy .* cannot be cut by reason: its agent_time rows do not know it"):
        measured(data(calls("2026-01-01", 3, reason="x"), agent_time=rows), [CATALOGUE["occupancy"]], by=["reason"])


def test_spread_by_contacts_shares_each_cost_over_its_own_team_and_a_blank_team_over_all() -> None:
    rows = [*calls("2026-01-01", 31, team="a", channel="voice"), *calls("2026-01-01", 31, team="b", channel="chat")]
    month = datetime(2026, 1, 1)
    costs = [{"at": month, "team": "a", "cost": 31.0}, {"at": month, "team": None, "cost": 62.0}]
    prepared = data([*rows, *calls("2026-02-01", 5, team="a", channel="voice")], cost=costs)
    assert values(prepared, SPREAD, by=["channel"]) == {
        ("None", "chat"): (pytest.approx(1.0), False),
        ("None", "voice"): (pytest.approx(2.0), False),
    }
    weeks = values(prepared, SPREAD, cadence=Cadence.WEEK)
    assert weeks[("2026-01-05",)] == (pytest.approx(1.5), True)
    assert weeks[("2025-12-29",)][1] is False
    assert ("2026-02-02",) not in weeks, "no cost of February is known"
    assert told(prepared, SPREAD) == "cost rows by month and contact rows"


def test_a_cost_that_no_contact_can_take_is_not_lost_without_a_word() -> None:
    costs = [{"at": datetime(2026, 1, 1), "team": t, "cost": 10.0} for t in ("a", "back office")]
    prepared = data(calls("2026-01-01", 31, team="a"), cost=costs)
    with pytest.raises(CannotAnswer, match="1 of 2 fall on none"):
        measured(prepared, [SPREAD])
    assert values(prepared, COST)[("None",)][0] == 20 / 31


def test_cost_per_next_step_leaves_out_months_that_are_too_young_on_both_sides() -> None:
    rows = calls("2026-01-01", 64, eligible=True, reached_next_step=True)
    prepared = data(rows, cost=dates("2026-01-01", "2026-02-01", "2026-03-01"))
    row = measured(prepared, [CATALOGUE["cost_per_next_step"]]).row(0, named=True)
    assert (row["numerator"], row["denominator"], row["young"], row["mature"]) == (10.0, 31.0, 33, False)


def test_cost_is_divided_by_the_contacts_of_intervals_where_there_are_no_others() -> None:
    rows = [{"at": day("2026-01-01", 0) + timedelta(days=i), "offered": 5, "answered": 4} for i in range(31)]
    prepared = data(interval=rows, cost=dates("2026-01-01"))
    assert values(prepared, COST) == {("None",): (10 / 124, True)}
    assert measured(prepared, [COST])["n"][0] == 124
    assert told(prepared, COST) == "cost rows by month and interval rows by day"


def test_lifetime_value_needs_a_loss() -> None:
    rows = [{"at": datetime(2026, m, 1), "churned": m == 2, "margin": 5.0} for m in (1, 2)]
    kpi = CATALOGUE["customer_lifetime_value"]
    found = values(data(account_month=rows), kpi, cadence=Cadence.MONTH)
    assert found == {("2026-01-01",): (None, True), ("2026-02-01",): (5.0, True)}
    assert values(data(account_month=rows), kpi) == {("None",): (10.0, True)}


def test_an_interval_of_nobody_answered_keeps_its_time() -> None:
    rows = [{"at": day("2026-01-05", h), "answered": n, "talk_s": s} for h, n, s in ((9, 2, 100.0), (10, 0, 20.0))]
    assert values(data(interval=rows), CATALOGUE["average_talk_time"])[("None",)][0] == 60.0


def as_intervals(rows: list[Row], prepared: Prepared) -> list[Row]:
    """The same contacts added up by half hours and queue, as a platform reports them."""
    table = prepared.tables[Fact.CONTACT].filter("offered")
    flags = ("offered", "answered", "abandoned", "answered_in_target", "abandoned_in_target", "dropped_after_answer")
    work = {n: pl.col(n).filter("answered").sum() for n in ("talk_s", "hold_s", "wrap_s")}
    found = table.group_by(pl.col("at").dt.truncate("30m"), pl.col("queue").cast(pl.String)).agg(
        *(pl.col(f).sum().cast(pl.Int64) for f in flags),
        pl.col("abandoned_early").sum().cast(pl.Int64).alias("short_abandoned"),
        pl.col("wait_s").sum(),
        pl.col("wait_s").filter("answered").sum().alias("answered_wait_s"),
        queued=pl.col("offered").sum().cast(pl.Int64),
        **work,
    )
    return found.to_dicts()


def test_intervals_of_the_same_contacts_give_the_same_values_and_ranges() -> None:
    """Without gaps in the rows the two sources agree; SL-4 aside, whose early abandons a platform counts apart."""
    rows = []
    for i, r in enumerate(contacts(300)):
        kept = {"at": r["at"], "queue": r["queue"], "channel": "voice", "direction": "inbound"}
        outcome = "answered" if i % 4 else "abandoned"
        times = {n: float(i * k % 90) for n, k in (("wait_s", 7), ("talk_s", 11), ("hold_s", 3), ("wrap_s", 5))}
        rows.append(kept | times | {"outcome": outcome, "dropped_after_answer": i % 9 == 1 and i % 4 > 0})
    single = data(rows)
    totals = data(interval=as_intervals(rows, single))
    for key in INTERVALS:
        kpi = CATALOGUE[key]
        if key == "transfer_rate":
            continue
        for name in kpi.ways or (None,):
            way = kpi if name is None else kpi.as_variant(name)
            one, two = (measured(d, [way], by=["queue"], cadence=Cadence.MONTH) for d in (single, totals))
            assert two["value"].to_list() == pytest.approx(one["value"].to_list()), (key, name)
            assert two["n"].to_list() == one["n"].to_list(), (key, name)
            if sourced(totals, way).bounded:
                assert two["low"].to_list() == pytest.approx(one["low"].to_list()), (key, name)
            else:
                assert two["low"].null_count() == two.height


def test_totals_have_no_percentiles_and_one_source_answers() -> None:
    intervals = beside.facts()[Fact.INTERVAL]
    alone = data(interval=intervals)
    with pytest.raises(CannotAnswer, match="no percentiles here: its interval rows hold totals"):
        measured(alone, [CATALOGUE["average_handle_time"].at(0.9)])
    with pytest.raises(CannotAnswer, match=r"needs first_response_s|needs contact rows"):
        measured(alone, [CATALOGUE["first_response_time"]])
    both = data(contacts(), interval=intervals)
    volume = CATALOGUE["contact_volume"]
    usual, chosen = (measured(both, [k])["value"][0] for k in (volume, volume.as_variant("from intervals")))
    assert usual == measured(data(contacts()), [volume])["value"][0]
    assert chosen == measured(alone, [volume])["value"][0]
    assert (told(both, volume), told(alone, volume)) == ("contact rows", "interval rows by 30 minutes")


def test_intervals_stand_in_where_the_contacts_do_not_say_who_was_answered() -> None:
    plain = [{"at": r["at"]} for r in calls("2026-01-05", 4)]
    prepared = data(plain, interval=[{"at": day("2026-01-05", 9), "offered": 8, "answered": 6, "queue": "a"}])
    assert measured(prepared, [CATALOGUE["answer_rate"]])["value"][0] == 0.75
    assert told(prepared, CATALOGUE["answer_rate"]) == "interval rows by hour"
    assert measured(prepared, [CATALOGUE["contact_volume"]])["value"][0] == 4


def test_answers_are_read_from_surveys_where_contacts_hold_none() -> None:
    surveys = [{"at": day("2026-01-05"), "csat": float(s), "nps": 9.0} for s in (5, 4, 2)]
    prepared = data(calls("2026-01-05", 3), survey=surveys)
    found = measured(prepared, [CATALOGUE["csat"], CATALOGUE["csat"].as_variant("mean"), CATALOGUE["nps"]])
    assert found["value"].to_list() == pytest.approx([2 / 3, 11 / 3, 100.0])
    assert found["low"].null_count() == 0
    held = data([r | {"csat": 1.0} for r in calls("2026-01-05", 3)], survey=surveys)
    assert measured(held, [CATALOGUE["csat"]])["value"][0] == 0.0


def test_the_same_label_on_two_facts_is_one_value() -> None:
    rows = [{"at": datetime(2026, 1, 1), "team": t, "cost": 10.0} for t in ("a", "z")]
    prepared = data(calls("2026-01-01", 31, team="a"), cost=rows)
    assert prepared.values("team") == ("a", "z")
    found = values(prepared, COST, where=[("team", ["a"])])
    assert found == {("None",): (10 / 31, True)}
    assert values(prepared, COST, where=[("team", ["z"])]) == {("None",): (None, True)}


def test_a_kpi_of_another_fact_stays_empty_where_the_selection_leaves_it_nothing() -> None:
    rows = [{"at": day("2026-01-01"), "team": "a", "busy_s": 1.0, "available_s": 1.0}]
    prepared = data(calls("2026-01-01", 59, team="b"), agent_time=rows)
    asked = [CATALOGUE["contact_volume"], CATALOGUE["occupancy"]]
    found = measured(prepared, asked, cadence=Cadence.MONTH, since=date(2026, 2, 1))
    assert found["kpi"].to_list() == ["contact_volume"]
    with pytest.raises(BadInput, match="No agent_time is left"):
        measured(prepared, asked[1:], since=date(2026, 2, 1))


def test_a_label_in_another_spelling_on_another_fact_is_the_same_value() -> None:
    rows = [{"at": datetime(2026, 1, 1), "team": t, "cost": 10.0} for t in ("BLUE  team", "z")]
    prepared = data(calls("2026-01-01", 31, team="Blue team"), cost=rows)
    assert prepared.values("team") == ("Blue team", "z")
    assert values(prepared, COST, where=[("team", ["Blue team"])]) == {("None",): (10 / 31, True)}
    assert "1 team labels of cost rows are spelled as on contact rows." in prepared.notes


def test_cost_of_a_team_that_ends_before_the_others_is_said() -> None:
    rows = [{"at": datetime(2026, m, 1), "team": t, "cost": 10.0} for m in (1, 2, 3) for t in ("a", "b")]
    contact_rows = [*calls("2026-01-01", 90, team="a"), *calls("2026-01-01", 90, team="b")]
    assert not data(contact_rows, cost=rows).cautions_on(COST.columns)
    late = data(contact_rows, cost=[r for r in rows if r["team"] == "a" or r["at"].month < 3])
    assert late.cautions_on(COST.columns)[0].startswith(
        "Some cost ends before the latest of Mar 2026: that of b in Feb"
    )
