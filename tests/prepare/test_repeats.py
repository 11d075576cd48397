"""First contacts and repeats, worked by hand: edges, ties, blanks, and both ends of the data."""

import random
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import OnDisk
from kpi_core.definitions import DEFAULT, parse
from kpi_core.errors import CannotAnswer
from kpi_core.model import Cadence, Fact
from kpi_core.prepare import prepare
from kpi_core.prepare.repeats import gaps
from tests import published
from tests.asking import measured
from tests.rows import dataset

START = datetime(2026, 1, 1)


def at(hours: float, key: str | None, contact_id: str = "x", **more: Any) -> dict[str, Any]:
    return {
        "at": START + timedelta(hours=hours),
        "customer_key": key,
        "contact_id": contact_id,
        "outcome": "answered",
        "reason": None,
        "direction": None,
        **more,
    }


ENDS = [at(0, "start"), at(1000, "end")]


def flags(*rows: dict[str, Any], definitions: str = "") -> list[tuple[bool | None, bool | None]]:
    """(no_repeat, first_contact) of the given rows between the ends of the data, in their order."""
    numbered = [{**r, "_n": None} for r in rows]
    table = prepare(
        dataset([*ENDS, *({k: v for k, v in r.items() if k != "_n"} for r in numbered)]), parse(definitions)
    )
    frame = table.tables[Fact.CONTACT]
    found = {(r["at"], r["contact_id"]): (r["no_repeat"], r["first_contact"]) for r in frame.iter_rows(named=True)}
    return [found[r["at"], r["contact_id"]] for r in rows]


def test_the_window_includes_its_edge() -> None:
    assert flags(at(100, "a"), at(148, "a")) == [(False, True), (True, False)]
    assert flags(at(100, "a"), at(148.001, "a")) == [(True, True), (True, True)]


def test_at_the_same_instant_the_contact_id_decides() -> None:
    assert flags(at(100, "a", "1"), at(100, "a", "2")) == [(False, True), (True, False)]


def test_a_window_over_the_change_to_summer_time_is_not_over_an_hour_early() -> None:
    local = [
        datetime(2026, 3, 20, 12),
        datetime(2026, 3, 28, 10, 59),
        datetime(2026, 3, 28, 12),
        datetime(2026, 3, 30, 12),
    ]
    rows = [
        at(0, f"k{i}") | {"at": t, "at_utc": t - timedelta(hours=2 if t.day == 30 else 1)} for i, t in enumerate(local)
    ]
    table = prepare(dataset(rows)).tables[Fact.CONTACT]
    assert table["no_repeat"].to_list() == [True, True, None, None]


def test_a_blank_key_tells_nothing() -> None:
    assert flags(at(100, None, "1"), at(101, None, "2")) == [(None, None), (None, None)]


def test_a_window_that_is_still_open_tells_nothing_even_after_a_repeat() -> None:
    assert flags(at(960, "a"), at(961, "a"))[0] == (None, True)
    assert flags(at(952, "a"), at(953, "a"))[0] == (None, True)  # its window ends with the data: the edge is in it
    assert flags(at(951.999, "a"), at(953, "a"))[0] == (False, True)


def test_the_first_window_of_the_data_cannot_tell_first_contacts() -> None:
    assert flags(at(47, "a")) == [(True, None)]
    assert flags(at(48, "a")) == [(True, True)]


def test_an_abandoned_contact_is_a_repeat_and_an_outbound_one_is_not() -> None:
    assert flags(at(100, "a"), at(101, "a", outcome="abandoned"))[0] == (False, True)
    assert flags(at(100, "a"), at(101, "a", direction="outbound"))[0] == (True, True)


def test_the_key_can_be_the_customer_and_the_reason() -> None:
    rows = at(100, "a", reason="Billing"), at(101, "a", reason="Orders")
    assert flags(*rows)[0] == (False, True)
    assert flags(*rows, definitions='[windows]\nrepeat_key = "customer_reason"')[0] == (True, True)


def test_a_shorter_window_finds_fewer_repeats() -> None:
    rows = at(100, "a"), at(130, "a")
    assert flags(*rows)[0][0] is False
    assert flags(*rows, definitions="[windows]\nrepeat_h = 24")[0][0] is True


def test_first_contact_resolution_counts_mature_answered_firsts() -> None:
    rows = [
        at(100, "a"),  # first, repeated
        at(110, "a"),  # not first
        at(100, "b"),  # first, resolved
        at(100, "c", outcome="abandoned"),  # not answered
        at(990, "d"),  # not mature
    ]
    frame = measured(prepare(dataset([*ENDS, *rows])), [CATALOGUE["first_contact_resolution"]])
    row = frame.row(0, named=True)
    assert (row["numerator"], row["denominator"], row["value"]) == (1, 2, 0.5)
    assert row["young"] == 2  # the one at 990 hours and the end itself


def test_first_contacts_that_nobody_answered_and_issues_resolved_later_have_their_own_bases() -> None:
    rows = [
        at(10, "e"),  # in the first window: whether it is the first cannot be told
        at(100, "a", resolved=False),  # first, repeated
        at(110, "a", resolved=True),  # not first, resolved
        at(100, "b", resolved=True),  # first, resolved, not repeated
        at(100, "c", outcome="abandoned"),  # first, not answered
        at(990, "d", resolved=True),  # not mature
    ]
    ways = [CATALOGUE["first_contact_resolution"].as_variant(v) for v in ("of_issues", "of_resolved")]
    frame = measured(prepare(dataset([*ENDS, *rows])), ways)
    of_issues, of_resolved = frame.rows(named=True)
    assert (of_issues["numerator"], of_issues["denominator"]) == (1, 3)  # b of a, b, c
    assert (of_resolved["numerator"], of_resolved["denominator"]) == (1, 2)  # b of the second a, b


def test_summer_time_does_not_stretch_the_window() -> None:
    """48 hours by the clock over the change to summer time are 47 in truth."""
    local = datetime(2026, 3, 28, 12)
    rows = [
        {"at": START, "at_utc": START, "customer_key": "s", "contact_id": "0"},
        {"at": local, "at_utc": local - timedelta(hours=1), "customer_key": "a", "contact_id": "1"},
        {
            "at": local + timedelta(hours=49),
            "at_utc": local + timedelta(hours=47),
            "customer_key": "a",
            "contact_id": "2",
        },
        {
            "at": local + timedelta(days=60),
            "at_utc": local + timedelta(days=60),
            "customer_key": "e",
            "contact_id": "3",
        },
    ]
    frame = prepare(dataset(rows)).tables[Fact.CONTACT]
    assert frame["no_repeat"].to_list()[1] is False


def test_without_a_customer_key_repeats_are_refused() -> None:
    rows = prepare(dataset([{"at": START, "outcome": "answered"}]))
    with pytest.raises(CannotAnswer, match="customer_key"):
        measured(rows, [CATALOGUE["repeat_contact_rate"]])


def test_three_windows_stand_side_by_side_each_with_its_own_ends() -> None:
    rows = [
        at(200, "a"),  # repeated after 24 hours: the edge is in
        at(224, "a"),  # repeated after 47 more; first within 24 h only at its own repeat
        at(271, "a"),
        at(300, "b"),  # never repeated
        at(400, "c"),  # repeated after 7 days and a second
        at(568 + 1 / 3600, "c"),
        at(960, "d"),  # open for 48 hours and 7 days, over for 24 hours
    ]
    data = prepare(dataset([*ENDS, *rows]))
    fcr = CATALOGUE["first_contact_resolution"]
    frame = measured(data, [fcr.as_variant(f"within_{w}") for w in ("24h", "48h", "7d")])
    found = {r["variant"]: (r["numerator"], r["denominator"], r["young"]) for r in frame.iter_rows(named=True)}
    assert found == {
        "within_24h": (5, 6, 1),  # firsts: a, a at 271, b, c, c, d; the end is open
        "within_48h": (3, 4, 2),  # firsts: a, b, c, c
        "within_7d": (3, 4, 2),
    }


def test_open_windows_do_not_flatter_the_newest_days() -> None:
    """Counted as resolved, the open windows of the last day show 95% where the truth is 72%."""
    simulated = published.rows("open_windows.csv")
    days = [(int(r["day"]), float(r["resolved_so_far"]), float(r["resolved"])) for r in simulated]
    size, last = 400, len(days)
    rows = [at(-24 * 8, "before"), at(24 * last - 0.001, "after")]
    truth = {}
    for day, naive, true in days:
        again, seen = round(size * (1 - true)), round(size * (1 - naive))
        truth[day] = (size - again) / size
        rows += [at(24 * day, f"{day}-{i}") for i in range(size)]
        rows += [at(24 * day + 0.5, f"{day}-{i}") for i in range(seen)]  # the others come after the export
    fcr = CATALOGUE["first_contact_resolution"].as_variant("within_7d")
    found = measured(prepare(dataset(rows)), [fcr], cadence=Cadence.DAY).filter(n=size)
    values = {(r["period"] - START.date()).days: r["value"] for r in found.iter_rows(named=True)}
    assert values == {d: pytest.approx(v) for d, v in truth.items() if d < last - 7}
    assert days[-1][1] > 0.94
    assert truth[last - 1] == pytest.approx(0.72, abs=0.005)


@pytest.mark.parametrize("about", [1, 7, 1000])
def test_however_few_rows_are_read_at_once_the_gaps_are_those_of_a_plain_sort(tmp_path: Path, about: int) -> None:
    rng = random.Random(4)
    rows = [
        at(24 * rng.randrange(8), rng.choice((None, *"abcde")), rng.choice((None, f"{rng.randrange(60):02}")))
        | {"offered": rng.random() < 0.9}
        for _ in range(300)
    ]  # whole days: many of one key at one instant
    rows.sort(key=lambda r: r["at"])
    path = tmp_path / "contact.parquet"
    frame = pl.DataFrame(rows, schema_overrides={"reason": pl.String, "direction": pl.String})
    frame.write_parquet(path)
    found, _, notes = gaps(OnDisk(path, frame.schema, len(rows), about), DEFAULT)
    assert found is not None
    assert notes[0].startswith(f"{sum(r['offered'] and r['customer_key'] is None for r in rows)} ")
    expected: dict[int, list[int]] = {}
    for key in "abcde":
        mine = [i for i, r in enumerate(rows) if r["offered"] and r["customer_key"] == key]
        mine.sort(key=lambda i: (rows[i]["at"], rows[i]["contact_id"] is not None, rows[i]["contact_id"], i))
        for i, j in pairwise(mine):
            between = (rows[j]["at"] - rows[i]["at"]) // timedelta(microseconds=1)
            expected.setdefault(i, [1 << 62, 1 << 62])[0] = between
            expected.setdefault(j, [1 << 62, 1 << 62])[1] = between
    assert found.table.rows() == [tuple(expected.get(i, (1 << 62, 1 << 62))) for i in range(len(rows))]
