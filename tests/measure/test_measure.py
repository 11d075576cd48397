"""What the measured frame promises, on contacts that fit on a screen."""

import math
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Dataset, Prepared
from kpi_core.definitions import parse
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.model import Cadence, Fact, Kpi, Method
from kpi_core.prepare import prepare
from tests import beside, oracle, published
from tests.asking import measured, why_not
from tests.rows import contacts, dataset


def day(text: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(text) + timedelta(hours=hour)


def data(*rows: dict[str, Any], definitions: str = "") -> Prepared:
    return prepare(dataset(list(rows)), parse(definitions))


def one(frame: pl.DataFrame, **where: Any) -> dict[str, Any]:
    rows = [r for r in frame.iter_rows(named=True) if all(r[k] == v for k, v in where.items())]
    assert len(rows) == 1, frame
    return rows[0]


def worked(answered: int, in_target: int, left: int, left_in_target: int, left_early: int) -> Prepared:
    """The service-level examples of docs/rules.md: so many answered and abandoned, so many of them in time."""
    at = day("2026-01-05")
    rows = [{"at": at, "channel": "voice", "outcome": "answered", "wait_s": 10.0}] * in_target
    rows += [{"at": at, "channel": "voice", "outcome": "answered", "wait_s": 21.0}] * (answered - in_target)
    rows += [{"at": at, "channel": "voice", "outcome": "abandoned", "wait_s": 5.0}] * left_early
    rows += [{"at": at, "channel": "voice", "outcome": "abandoned", "wait_s": 20.0}] * (left_in_target - left_early)
    rows += [{"at": at, "channel": "voice", "outcome": "abandoned", "wait_s": 90.0}] * (left - left_in_target)
    return data(*rows)


@pytest.mark.parametrize(
    ("variant", "value"),
    [("SL-1", 81.13), ("SL-2", 82.69), ("SL-3", 83.02), ("SL-4", 81.90), ("SL-5", 86.00), ("SL-6", 81.13)],
)
def test_the_worked_service_levels_come_out(variant: str, value: float) -> None:
    frame = measured(worked(1000, 860, 60, 20, 10), [CATALOGUE["service_level"].as_variant(variant)])
    assert round(100 * frame["value"][0], 2) == value


@pytest.mark.parametrize(("variant", "value"), [("SL-1", 70.0), ("SL-2", 77.8), ("SL-3", 80.0)])
def test_the_second_worked_service_level_comes_out(variant: str, value: float) -> None:
    rows = worked(90, 70, 10, 10, 0)
    frame = measured(rows, [CATALOGUE["service_level"].as_variant(variant)])
    assert round(100 * frame["value"][0], 1) == value


def test_a_null_is_never_zero() -> None:
    rows = data(
        {"at": day("2026-01-05"), "outcome": "answered", "wait_s": 30.0},
        {"at": day("2026-01-05"), "outcome": "answered", "wait_s": None},
    )
    row = one(measured(rows, [CATALOGUE["average_speed_of_answer"]]))
    assert (row["value"], row["n"], row["denominator"]) == (30.0, 1, 1)


def test_no_rows_that_count_give_no_value_and_no_interval() -> None:
    rows = data(
        {"at": day("2026-01-05"), "outcome": "abandoned", "csat": None, "channel": "a"},
        {"at": day("2026-01-05"), "outcome": "answered", "csat": 5.0, "channel": "b"},
    )
    row = one(measured(rows, [CATALOGUE["csat"]], by=["channel"]), channel="a")
    assert (row["n"], row["value"], row["low"], row["high"]) == (0, None, None, None)


def test_a_total_is_the_kpi_of_the_pooled_rows_and_never_the_mean_of_segments() -> None:
    rows = [{"at": day("2026-01-05"), "outcome": "answered", "channel": "a"}] * 9
    rows += [{"at": day("2026-01-05"), "outcome": "abandoned", "channel": "b"}]
    assert measured(data(*rows), [CATALOGUE["answer_rate"]])["value"][0] == 0.9


def test_a_period_cut_at_either_end_of_the_data_is_not_complete() -> None:
    rows = data(*({"at": day("2026-01-07") + timedelta(days=i)} for i in range(14)))
    frame = measured(rows, [CATALOGUE["contact_volume"]], cadence=Cadence.WEEK)
    assert frame["period"].to_list() == [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)]
    assert frame["complete"].to_list() == [False, True, False]


def test_a_range_that_cuts_a_period_makes_it_incomplete() -> None:
    rows = data(*({"at": day("2026-01-05") + timedelta(days=i)} for i in range(14)))
    frame = measured(rows, [CATALOGUE["contact_volume"]], cadence=Cadence.WEEK, until=date(2026, 1, 16))
    assert frame["complete"].to_list() == [True, False]
    assert frame["numerator"].to_list() == [7, 5]


def test_the_last_day_with_data_counts_as_covered() -> None:
    rows = data({"at": day("2026-01-05", 0)}, {"at": day("2026-01-11", 8)})
    assert measured(rows, [CATALOGUE["contact_volume"]], cadence=Cadence.WEEK)["complete"].to_list() == [True]


def test_a_day_inside_the_data_without_contacts_is_a_count_of_zero() -> None:
    rows = data({"at": day("2026-01-05")}, {"at": day("2026-01-07")})
    frame = measured(rows, [CATALOGUE["contact_volume"]], cadence=Cadence.DAY)
    assert frame["value"].to_list() == [1.0, 0.0, 1.0]


def test_young_contacts_leave_both_sides_and_are_counted() -> None:
    rows = [{"at": day(f"2026-01-{d:02}"), "eligible": True, "reached_next_step": d < 5} for d in (1, 2, 9, 10)]
    row = one(measured(data(*rows), [CATALOGUE["conversion_rate"]]))
    assert (row["numerator"], row["denominator"], row["young"], row["mature"]) == (2, 2, 2, False)


@pytest.mark.parametrize(("seconds", "judged"), [(0, 1), (1, 2)])
def test_a_contact_exactly_a_window_before_the_end_is_not_judged_yet(seconds: int, judged: int) -> None:
    rows = [{"at": day(d), "eligible": True, "reached_next_step": False} for d in ("2026-01-01", "2026-01-02")]
    end = {"at": day("2026-01-09") + timedelta(seconds=seconds)}  # 7 days after the second
    row = one(measured(data(*rows, end | {"eligible": True}), [CATALOGUE["conversion_rate"]]))
    assert (row["denominator"], row["young"]) == (judged, 3 - judged)


def test_what_is_resolved_or_returned_later_is_waited_for_where_it_is_counted_mature() -> None:
    hour, week = 3600.0, 7 * 86_400.0
    rows = data(
        {"at": day("2026-01-01"), "resolved": True, "resolution_s": week, "reopened": True},  # the edge is in
        {"at": day("2026-01-01"), "resolved": True, "resolution_s": week + 1, "reopened": False},
        {"at": day("2026-01-01"), "resolved": True, "resolution_s": None, "reopened": False},
        {"at": day("2026-01-01"), "resolved": False, "resolution_s": None, "reopened": None},
        {"at": day("2026-01-20"), "resolved": True, "resolution_s": hour, "reopened": False},
        {"at": day("2026-01-20", 11), "resolved": True, "resolution_s": hour, "reopened": False},
    )
    frame = measured(rows, [CATALOGUE[k].as_variant("mature") for k in ("resolution_rate", "reopen_rate")])
    found = [(r["numerator"], r["denominator"], r["young"]) for r in frame.rows(named=True)]
    assert found == [(1, 4, 2), (1, 3, 2)]
    row = one(measured(rows, [CATALOGUE["average_resolution_time"].as_variant("mature")]))
    assert (row["value"], row["n"], row["young"], row["mature"]) == (week, 1, 2, False)
    assert one(measured(rows, [CATALOGUE["resolution_rate"]]))["value"] == 5 / 6


def test_callbacks_and_appointments_are_waited_for_where_they_are_counted_mature() -> None:
    asked = {"outcome": "callback", "appointment_booked": True}
    rows = data(
        {**asked, "at": day("2026-01-01"), "callback_returned": True, "callback_s": 86_400.0,
         "appointment_due_at": day("2026-01-15"), "appointment_kept": True},  # both on the edge
        {**asked, "at": day("2026-01-02"), "callback_returned": None, "callback_s": None,
         "appointment_due_at": day("2026-01-20"), "appointment_kept": True},  # booked for later than the window
        {**asked, "at": day("2026-01-19"), "callback_returned": None, "callback_s": None,
         "appointment_due_at": day("2026-01-19", 12), "appointment_kept": False},
        {**asked, "at": day("2026-01-20"), "callback_returned": True, "callback_s": 60.0,
         "appointment_due_at": day("2026-02-20"), "appointment_kept": None},
    )  # fmt: skip
    keys = ("callback_return_rate", "appointment_show_rate")
    frame = measured(rows, [CATALOGUE[k].as_variant("mature") for k in keys])
    assert [(r["numerator"], r["denominator"], r["young"]) for r in frame.rows(named=True)] == [(1, 2, 2), (1, 1, 1)]
    usual = measured(rows, [CATALOGUE[k] for k in keys])
    assert [(r["numerator"], r["denominator"]) for r in usual.rows(named=True)] == [(2, 4), (1, 2)]


def test_a_month_is_mature_when_its_last_contact_is_old_enough() -> None:
    rows = data(
        *({"at": day("2026-01-01") + timedelta(days=i), "eligible": True, "reached_next_step": True} for i in range(70))
    )
    frame = measured(rows, [CATALOGUE["conversion_rate"]], cadence=Cadence.MONTH)
    assert frame["mature"].to_list() == [True, True, False]


def test_a_mapped_but_blank_next_step_is_a_no() -> None:
    rows = data(
        {"at": day("2026-01-01"), "eligible": True, "reached_next_step": None},
        {"at": day("2026-01-01"), "eligible": True, "reached_next_step": True},
        {"at": day("2026-02-01")},
    )
    assert one(measured(rows, [CATALOGUE["conversion_rate"]]))["value"] == 0.5


def test_where_nothing_tells_answered_from_abandoned_access_is_refused_and_work_is_not() -> None:
    rows = data({"at": day("2026-01-05"), "channel": "voice", "wait_s": 3.0, "talk_s": 60.0})
    for key in ("answer_rate", "abandonment_rate", "service_level"):
        with pytest.raises(CannotAnswer, match="answered or abandoned"):
            measured(rows, [CATALOGUE[key]])
    assert one(measured(rows, [CATALOGUE["average_talk_time"]]))["value"] == 60.0


def test_service_levels_that_excuse_abandonments_are_refused_where_their_waits_are_not_known() -> None:
    rows = data(
        {"at": day("2026-01-05"), "channel": "voice", "outcome": "answered", "wait_s": 3.0},
        {"at": day("2026-01-05"), "channel": "voice", "outcome": "abandoned", "wait_s": None},
    )
    assert one(measured(rows, [CATALOGUE["service_level"]]))["value"] == 0.5
    with pytest.raises(CannotAnswer, match="wait_s of abandoned contacts"):
        measured(rows, [CATALOGUE["service_level"].as_variant("SL-2")])


def test_channels_without_a_threshold_are_named() -> None:
    rows = data({"at": day("2026-01-05"), "channel": "Telefon", "outcome": "answered", "wait_s": 3.0})
    with pytest.raises(CannotAnswer, match="Telefon"):
        measured(rows, [CATALOGUE["service_level"]])


def test_thresholds_are_set_by_channel() -> None:
    rows = data(
        {"at": day("2026-01-05"), "channel": "Telefon", "outcome": "answered", "wait_s": 30.0},
        definitions="[thresholds]\ntelefon = 30",
    )
    assert one(measured(rows, [CATALOGUE["service_level"]]))["value"] == 1.0


def test_a_missing_column_is_named() -> None:
    with pytest.raises(CannotAnswer, match="csat"):
        measured(data({"at": day("2026-01-05")}), [CATALOGUE["csat"]])


def test_an_unknown_segment_and_value_name_the_nearest() -> None:
    rows = data({"at": day("2026-01-05"), "channel": "voice"})
    with pytest.raises(BadInput, match="did you mean 'channel'"):
        measured(rows, [CATALOGUE["contact_volume"]], by=["chanel"])
    with pytest.raises(BadInput, match="did you mean 'voice'"):
        measured(rows, [CATALOGUE["contact_volume"]], where=[("channel", ["voise"])])


def test_a_segment_that_this_data_lacks_cannot_be_cut_by() -> None:
    with pytest.raises(CannotAnswer, match="no vendor"):
        measured(data({"at": day("2026-01-05")}), [CATALOGUE["contact_volume"]], by=["vendor"])


def test_backward_dates_and_empty_selections_say_what_to_do() -> None:
    rows = data({"at": day("2026-01-05")})
    with pytest.raises(BadInput, match="swap"):
        measured(rows, [CATALOGUE["contact_volume"]], since=date(2026, 2, 1), until=date(2026, 1, 1))
    with pytest.raises(BadInput, match="2026-01-05"):
        measured(rows, [CATALOGUE["contact_volume"]], since=date(2027, 1, 1))


def test_an_outcome_that_is_cut_by_and_filtered_shows_only_what_is_kept_and_a_week_without_it_is_zero() -> None:
    rows = [("2026-01-05", "lost"), ("2026-01-06", "lost"), ("2026-01-07", "late"), ("2026-01-08", None)]
    rows += [("2026-01-12", "lost"), ("2026-01-13", None), ("2026-01-25", None)]
    base = {"outcome": "answered", "eligible": True, "reached_next_step": False}
    found = data(*({"at": day(d), "miss_reason": r, **base} for d, r in rows), definitions="windows.conversion_days=1")
    kpis = [CATALOGUE["missed_opportunity_rate"], CATALOGUE["contact_volume"]]
    kept = measured(found, kpis, by=["miss_reason"], where=[("miss_reason", ["lost"])])
    assert kept.select("miss_reason", "value").rows() == [("lost", 3 / 6), ("lost", 3.0)]
    left = measured(found, kpis[:1], by=["miss_reason"], without=[("miss_reason", ["lost", ""])])
    assert left.select("miss_reason", "value").rows() == [("late", 1 / 6)]
    weeks = measured(found, kpis[:1], by=["miss_reason"], cadence=Cadence.WEEK).filter(pl.col("miss_reason") == "late")
    assert weeks["value"].to_list() == [1 / 4, 0.0, None]


def test_an_outcome_filter_cuts_numerators_only() -> None:
    rows = [{"at": day("2026-01-01"), "eligible": True, "reached_next_step": None, "miss_reason": r} for r in "ab"]
    rows.append({"at": day("2026-02-01"), "eligible": None, "reached_next_step": None, "miss_reason": None})
    frame = measured(data(*rows), [CATALOGUE["missed_opportunity_rate"]], where=[("miss_reason", ["a"])])
    assert (frame["numerator"][0], frame["denominator"][0]) == (1, 2)


def test_blank_segment_values_are_kept_and_can_be_chosen() -> None:
    rows = data({"at": day("2026-01-05"), "team": None}, {"at": day("2026-01-05"), "team": "Red"})
    frame = measured(rows, [CATALOGUE["contact_volume"]], by=["team"])
    assert frame["team"].to_list() == [None, "Red"]
    assert one(measured(rows, [CATALOGUE["contact_volume"]], where=[("team", [""])]))["value"] == 1


def test_a_percentile_is_the_kpi_read_at_a_quantile_of_its_rows() -> None:
    rows = data(*({"at": day("2026-01-05"), "outcome": "answered", "wait_s": float(w)} for w in (15, 20, 35, 40, 50)))
    row = one(measured(rows, [CATALOGUE["average_speed_of_answer"].at(0.4)]))
    assert (row["value"], row["n"], row["quantile"]) == (29.0, 5, 0.4)


def test_percentiles_equal_the_published_definition_seven() -> None:
    for case in published.rows("percentiles.csv"):
        values = [float(x) for x in case["values"].split()]
        rows = data(*({"at": day("2026-01-05"), "qa_score": x} for x in values))
        got = one(measured(rows, [CATALOGUE["qa_score"].at(float(case["quantile"]))]))["value"]
        assert math.isclose(got, float(case["value"]), rel_tol=1e-9, abs_tol=1e-12), case


def test_a_rate_has_no_percentile() -> None:
    with pytest.raises(CannotAnswer, match="no percentiles"):
        CATALOGUE["answer_rate"].at(0.9)


def test_the_percentile_of_every_mean_equals_the_naive_one() -> None:
    rows = contacts()
    prepared, naive = prepare(dataset(rows)), oracle.prepared(rows)
    end = max(r["at"] for r in rows)
    for kpi in CATALOGUE.values():
        if not kpi.has_quantiles or kpi.facts != (Fact.CONTACT,):
            continue
        groups: dict[Any, list[float]] = {}
        for r, top, _ in oracle.counted(naive, kpi.key, prepared.definitions, end):
            groups.setdefault((oracle.start_of(r["at"].date(), "month"), r["channel"]), []).append(float(top))
        frame = measured(prepared, [kpi.at(0.9)], by=["channel"], cadence=Cadence.MONTH)
        assert frame.height == len(groups)
        for row in frame.iter_rows(named=True):
            xs = sorted(groups[row["period"], row["channel"]])
            at = 0.9 * (len(xs) - 1)
            low = xs[math.floor(at)]
            assert math.isclose(row["value"], low + (at % 1) * (xs[math.ceil(at)] - low)), kpi.key
            assert row["n"] == len(xs)


def test_every_interval_holds_its_value() -> None:
    prepared = prepare(dataset(contacts()))
    kpis = [k for k in CATALOGUE.values() if k.facts == (Fact.CONTACT,)]
    frame = measured(prepared, kpis, by=["channel"], cadence=Cadence.MONTH)
    bounded = frame.filter(pl.col("low").is_not_null() & pl.col("value").is_not_null())
    assert bounded.height > 100
    nets = bounded.filter(pl.col("kpi") == "nps")
    assert bounded.filter((pl.col("value") < pl.col("low") - 1e-9) & (pl.col("kpi") != "nps")).is_empty()
    assert bounded.filter((pl.col("value") > pl.col("high") + 1e-9) & (pl.col("kpi") != "nps")).is_empty()
    assert (nets["low"] >= -100).all()


def test_no_range_of_a_time_a_count_or_a_share_reaches_below_zero() -> None:
    prepared = prepare(beside.together(contacts(), beside.facts()))
    kpis = [k for k in every_way() if k.from_zero and not why_not(prepared, k, cadence=Cadence.WEEK)]
    frame = measured(prepared, kpis, cadence=Cadence.WEEK)
    negative = frame.filter(pl.col("low") < 0).select("kpi", "value")
    assert negative.filter(pl.col("value") >= 0).is_empty()
    methods = {k.method for k in kpis}
    assert {Method.MEAN, Method.RATIO, Method.WILSON, Method.COUNT} <= methods
    assert frame.filter((pl.col("high") > 1) & (pl.col("kpi") == "schedule_adherence")).height  # no end above


def test_what_may_lie_below_zero_keeps_its_range() -> None:
    signed = {k.key for k in CATALOGUE.values() if not k.from_zero}
    scores = {"qa_score", "call_quality", "customer_effort", "employee_engagement", "servqual_gap", "nps"}
    money = {"revenue_per_contact", "cost_per_contact", "cost_per_next_step", "customer_lifetime_value"}
    assert signed == scores | money
    at = day("2026-01-05")
    row = {"at": at, "outcome": "answered"}
    rows = data(row | {"revenue": 0.0, "wait_s": 0.0}, row | {"revenue": 100.0, "wait_s": 100.0})
    money_row, wait = measured(
        rows, [CATALOGUE["revenue_per_contact"], CATALOGUE["average_speed_of_answer"]]
    ).to_dicts()
    assert (round(money_row["low"]), round(money_row["high"])) == (-585, 685)
    assert (wait["low"], round(wait["high"])) == (0, 685)


def test_a_net_score_runs_from_minus_100_to_100() -> None:
    rows = data(*({"at": day("2026-01-05"), "nps": float(x)} for x in (10, 9, 8, 0)))
    row = one(measured(rows, [CATALOGUE["nps"]]))
    assert (row["numerator"], row["denominator"], row["value"]) == (1, 4, 25.0)


def every_way() -> list[Kpi]:
    return [k.as_variant(v) for k in CATALOGUE.values() for v in k.variants] + list(CATALOGUE.values())


def test_an_expression_in_pieces_equals_the_whole() -> None:
    """Every side is row-level, on every fact: evaluated on slices and put together it is the same column."""
    tables = prepare(beside.together(contacts(), beside.facts())).tables
    for kpi in every_way():
        for fact, side in kpi.sides:
            whole = tables[fact].select(x=side)["x"]
            pieces = pl.concat([part.select(x=side)["x"] for part in tables[fact].iter_slices(37)])
            assert whole.equals(pieces), (kpi.key, kpi.variant)


def test_a_numerator_without_null_columns_is_never_null() -> None:
    """`sums.counts` relies on it to leave the check out."""
    tables = prepare(beside.together(contacts(), beside.facts())).tables
    filled = {f: t.fill_null(strategy="backward").fill_null(strategy="forward") for f, t in tables.items()}
    for kpi in every_way():
        frame = filled[kpi.numerator_fact]
        full = {c for c in frame.columns if not frame[c].null_count()}
        if set(kpi.numerator.meta.root_names()) <= full:
            assert frame.select(x=kpi.numerator)["x"].null_count() == 0, (kpi.key, kpi.variant)


def test_no_contact_at_all_is_refused_in_a_sentence() -> None:
    empty = Dataset(
        name="empty.csv", fingerprint="0" * 12, tables={Fact.CONTACT: pl.DataFrame(schema={"at": pl.Datetime("us")})}
    )
    with pytest.raises(CannotAnswer, match=r"empty\.csv"):
        prepare(empty)
