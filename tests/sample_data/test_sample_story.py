"""What is planted in the sample can be found, and its averages do not show it."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from polars import col

from kpi_core.definitions import DEFAULT
from sample_data import make
from sample_data.story import MIX_SHIFT, NIGHT_BREAK, SQUEEZE

BEFORE, DURING, AFTER = datetime(2025, 10, 1), datetime(2026, 1, 1), datetime(2026, 4, 1)
LATE_SUMMER = datetime(2025, 7, 1)

ANSWERED, ABANDONED = col("Outcome") == "answered", col("Outcome") == "abandoned"
MEAN_WAIT = col("Wait (s)").filter(ANSWERED).mean()
ABANDONMENT = ABANDONED.sum() / col("Outcome").is_not_null().sum()
SERVICE_LEVEL = (ANSWERED & (col("Wait (s)") <= col("Target (s)"))).sum() / (ANSWERED | ABANDONED).sum()
HANDLE_TIME = (col("Talk (s)") + col("Hold (s)").fill_null(0) + col("After-call work (s)").fill_null(0)).mean()


@pytest.fixture(scope="module")
def contacts() -> pl.DataFrame:
    """All contacts by quarter, each inbound one with whether its customer was back within 48 hours."""
    made = pl.read_parquet(make.ensure() / "contacts.parquet")  # once for all tests; it takes seconds
    frame = made.with_columns(quarter=col("Arrived").dt.truncate("1q"))
    inbound = frame.filter((col("Direction") == "Inbound") & col("Customer").is_not_null())
    gap = col("Arrived").shift(-1).over("Customer", order_by="Arrived") - col("Arrived")
    back = inbound.select("Contact ID", repeat=(gap <= timedelta(hours=48)).fill_null(value=False))
    return frame.join(back, on="Contact ID", how="left", maintain_order="left")


def by_quarter(contacts: pl.DataFrame, value: pl.Expr, *by: str) -> dict[object, float]:
    """Return the value by quarter, and by further columns."""
    found = contacts.group_by("quarter", *by).agg(value=value)
    return {(tuple(r[:-1]) if by else r[0]): r[-1] for r in found.iter_rows()}


def between(since: datetime, until: datetime) -> pl.Expr:
    """Tell which contacts arrived from the first moment up to the second."""
    return (col("Arrived") >= since) & (col("Arrived") < until)


def at_midnight(day: object) -> datetime:
    """Turn a date of the story into a moment."""
    return datetime.fromisoformat(str(day))


def test_the_night_queue_that_breaks_is_a_small_share_of_all_contacts(contacts: pl.DataFrame) -> None:
    share = by_quarter(contacts, (col("Queue") == NIGHT_BREAK.queue).mean())
    assert all(0.018 <= s <= 0.035 for s in share.values())


def test_its_tail_passes_ten_minutes_and_its_callers_hang_up(contacts: pl.DataFrame) -> None:
    queue = contacts.filter(col("Queue") == NIGHT_BREAK.queue)
    tail = by_quarter(queue, col("Wait (s)").filter(ANSWERED | ABANDONED).quantile(0.9))
    gone = by_quarter(queue, ABANDONMENT)
    assert tail.pop(DURING) > 600
    assert all(25 <= t <= 75 for t in tail.values())
    assert gone[DURING] > 4 * max(g for q, g in gone.items() if q != DURING)


def test_the_average_speed_of_answer_of_the_whole_centre_hardly_moves(contacts: pl.DataFrame) -> None:
    average = by_quarter(contacts, MEAN_WAIT)
    assert average[DURING] == pytest.approx(average[BEFORE], rel=0.08)
    assert by_quarter(contacts, ABANDONMENT)[DURING] <= by_quarter(contacts, ABANDONMENT)[BEFORE] + 0.002


def test_all_other_queues_together_get_a_little_better_meanwhile(contacts: pl.DataFrame) -> None:
    average = by_quarter(contacts.filter(col("Queue") != NIGHT_BREAK.queue), MEAN_WAIT)
    assert 0.80 < average[DURING] / average[BEFORE] < 0.97


def test_handle_time_falls_at_the_squeezed_site_and_nowhere_else(contacts: pl.DataFrame) -> None:
    since = at_midnight(SQUEEZE.since)
    spoken = contacts.filter(ANSWERED & (col("Channel") == "Voice"))
    weeks = timedelta(weeks=10)
    before = spoken.filter(between(since - weeks, since)).group_by("Site").agg(value=HANDLE_TIME)
    after = spoken.filter(between(since, since + weeks)).group_by("Site").agg(later=HANDLE_TIME)
    ratio = {s: b / a for s, a, b in before.join(after, on="Site").iter_rows()}
    assert 0.79 < ratio.pop(SQUEEZE.location) < 0.91
    assert all(0.92 < r < 1.08 for r in ratio.values())


def test_its_customers_come_back_more_often_from_three_weeks_later(contacts: pl.DataFrame) -> None:
    since = at_midnight(SQUEEZE.since)
    lagged = since + timedelta(weeks=SQUEEZE.lag_weeks)
    assert lagged == datetime(2025, 9, 29)
    site = contacts.filter(col("Site") == SQUEEZE.location)

    def rate(first: datetime, last: datetime) -> float:
        return float(site.filter(between(first, last))["repeat"].mean())  # type: ignore[arg-type]

    before = rate(since - timedelta(weeks=20), since)
    assert rate(since, lagged) < before + 0.03
    assert rate(lagged, lagged + timedelta(weeks=20)) > before + 0.04


def test_other_sites_keep_their_repeats(contacts: pl.DataFrame) -> None:
    lagged = at_midnight(SQUEEZE.since) + timedelta(weeks=SQUEEZE.lag_weeks)
    weeks = timedelta(weeks=20)
    others = contacts.filter((col("Site") != SQUEEZE.location) & between(lagged - weeks, lagged + weeks))
    rates = others.group_by("Site", after=col("Arrived") >= lagged).agg(col("repeat").mean())
    change = rates.sort("Site", "after").group_by("Site").agg(col("repeat").last() - col("repeat").first())
    assert change["repeat"].abs().max() < 0.025  # type: ignore[operator]


def test_service_level_falls_overall_although_every_channel_with_a_target_improves(contacts: pl.DataFrame) -> None:
    promised = contacts.filter(col("Target (s)").is_not_null())
    total = by_quarter(promised, SERVICE_LEVEL)
    each = by_quarter(promised, SERVICE_LEVEL, "Channel")
    channels = set(promised["Channel"])
    assert channels == {MIX_SHIFT.away_from, MIX_SHIFT.towards}
    assert total[DURING] < total[LATE_SUMMER] - 0.015
    assert all(each[DURING, c] > each[LATE_SUMMER, c] + 0.005 for c in channels)


def test_the_targets_of_the_export_are_the_default_thresholds(contacts: pl.DataFrame) -> None:
    targets = contacts.drop_nulls("Target (s)").select(col("Channel").str.to_lowercase(), "Target (s)").unique()
    assert dict(targets.iter_rows()) == dict(DEFAULT.thresholds)


def test_satisfaction_falls_with_the_wait_and_when_the_customer_has_to_come_back(contacts: pl.DataFrame) -> None:
    satisfied = contacts.drop_nulls("CSAT").with_columns(happy=col("CSAT") >= 4)
    long = satisfied.group_by(col("Wait (s)") > 120).agg(col("happy").mean()).drop_nulls()
    again = satisfied.group_by("repeat").agg(col("happy").mean()).drop_nulls()
    for found in (long, again):
        value = dict(found.iter_rows())
        assert value[True] < value[False] - 0.05


def test_review_scores_fall_with_errors_and_next_steps_with_a_slow_response(contacts: pl.DataFrame) -> None:
    scores = dict(contacts.drop_nulls("QA score").group_by("QA errors").agg(col("QA score").mean()).iter_rows())
    assert scores[0] > scores[1] > scores[2] > scores[3]
    steps = contacts.drop_nulls("First response (s)").group_by(col("First response (s)") > 3600)
    rate = dict(steps.agg(col("Next step").mean()).iter_rows())
    assert rate[True] < rate[False] - 0.1


def test_the_quarter_after_is_well_again(contacts: pl.DataFrame) -> None:
    queue = contacts.filter(col("Queue") == NIGHT_BREAK.queue)
    assert by_quarter(queue, ABANDONMENT)[AFTER] < 0.03
