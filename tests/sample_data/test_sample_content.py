"""The sample looks like an export, and the same seed makes the same one."""

import os
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars import col
from polars.testing import assert_frame_equal

from kpi_core.catalogue import CATALOGUE
from kpi_core.model import COLUMNS, OUTCOMES, Fact, of_fact
from kpi_core.prepare import prepare
from sample_data import days, make
from sample_data.load import MAPPING, load
from tests.asking import measured, why_not

# These follow from the outcome, the wait and the parts of handle time, and are left to the importer.
FOLLOWING = {"at_utc", "offered", "handle_s", "answered_in_target", "abandoned_in_target", *OUTCOMES}


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    return make.frames(5_000, seed=7)


@pytest.fixture(scope="module")
def mapped() -> dict[str, str]:
    content = tomllib.loads(MAPPING.read_text(encoding="utf-8"))
    return {name: given if isinstance(given, str) else given["column"] for name, given in content["columns"].items()}


def test_the_same_seed_makes_the_same_content(tables: dict[str, pl.DataFrame]) -> None:
    again = make.frames(5_000, seed=7)
    for name, table in tables.items():
        assert_frame_equal(again[name], table)


def test_another_seed_makes_other_content(tables: dict[str, pl.DataFrame]) -> None:
    assert not make.frames(5_000, seed=8)["contacts"].equals(tables["contacts"])


@pytest.mark.parametrize("size", [1_000, 5_000])
@pytest.mark.parametrize("seed", range(5))
def test_as_many_contacts_are_made_as_were_asked_for(size: int, seed: int) -> None:
    assert make.frames(size, seed)["contacts"].height == size


def test_every_contact_column_is_mapped_and_filled(tables: dict[str, pl.DataFrame], mapped: dict[str, str]) -> None:
    wanted = {c.name for c in of_fact(Fact.CONTACT) if not c.derived} - FOLLOWING
    assert set(mapped) == wanted
    assert [h for h in mapped.values() if tables["contacts"][h].drop_nulls().is_empty()] == []


def test_every_header_is_mapped(tables: dict[str, pl.DataFrame], mapped: dict[str, str]) -> None:
    assert sorted(mapped.values()) == sorted(tables["contacts"].columns)


def test_personal_columns_are_mapped_as_personal() -> None:
    columns = tomllib.loads(MAPPING.read_text(encoding="utf-8"))["columns"]
    personal = {c.name for c in COLUMNS if c.personal}
    assert {name for name, given in columns.items() if isinstance(given, dict) and given.get("personal")} == personal


@pytest.mark.parametrize(
    ("table", "fact"),
    list(make.BESIDE.items()),
)
def test_the_other_files_hold_the_columns_of_their_fact(
    tables: dict[str, pl.DataFrame], table: str, fact: Fact
) -> None:
    known = {c.name: c for c in of_fact(fact) if not c.derived}
    own = {c.name for c in COLUMNS if c.facts == (fact,)}
    assert set(tables[table].columns) <= set(known)
    assert own <= set(tables[table].columns)
    assert dict(tables[table].schema) == {n: known[n].dtype for n in tables[table].columns}


def test_contact_numbers_are_different_and_in_order_of_arrival(tables: dict[str, pl.DataFrame]) -> None:
    contacts = tables["contacts"]
    assert contacts["Contact ID"].is_unique().all()
    assert contacts["Contact ID"].is_sorted()
    assert contacts["Arrived"].is_sorted()


def test_an_inbound_contact_has_exactly_one_known_outcome(tables: dict[str, pl.DataFrame]) -> None:
    contacts = tables["contacts"]
    inbound = contacts.filter(col("Direction") == "Inbound")
    assert set(inbound["Outcome"]) == set(OUTCOMES)
    assert contacts.filter(col("Direction") == "Outbound")["Outcome"].null_count() == contacts.height - inbound.height


def test_an_abandoned_contact_has_a_wait_but_no_agent_and_no_talk(tables: dict[str, pl.DataFrame]) -> None:
    left = tables["contacts"].filter(col("Outcome").is_in(["abandoned", "short_abandoned"]))
    by_queue = left.filter(col("Channel").is_in(["Voice", "Chat"]))
    assert left["Agent"].null_count() == left["Talk (s)"].null_count() == left.height
    assert by_queue["Wait (s)"].null_count() == 0
    assert left["Team"].null_count() == 0


def test_team_vendor_and_coverage_follow_from_the_queue(tables: dict[str, pl.DataFrame]) -> None:
    followers = tables["contacts"].group_by("Queue").agg(col("Team", "Vendor", "Coverage").n_unique())
    assert followers.select(pl.max_horizontal("Team", "Vendor", "Coverage").max()).item() == 1


def test_the_sample_ends_in_the_middle_of_a_week_a_month_and_a_quarter(tables: dict[str, pl.DataFrame]) -> None:
    last: date = tables["contacts"].select(col("Arrived").dt.date().max()).item()
    assert last == days.END
    assert days.END.isoweekday() == 3
    costs, shifts = (tables[t].select(col("at").max()).item() for t in ("costs", "agent_time"))
    assert costs < shifts


def test_no_contact_arrives_in_an_hour_that_the_clocks_skip(tables: dict[str, pl.DataFrame]) -> None:
    skipped = col("Arrived").dt.date().is_in(days.CLOCKS_FORWARD) & (col("Arrived").dt.hour() == 1)
    assert tables["contacts"].filter(skipped).is_empty()


def test_some_labels_are_spelt_differently_by_hand(tables: dict[str, pl.DataFrame]) -> None:
    reasons = tables["contacts"]["Reason"].drop_nulls()
    assert reasons.n_unique() > reasons.str.strip_chars().str.to_lowercase().n_unique()


def test_busy_time_agrees_with_the_contacts_and_fits_into_paid_time(tables: dict[str, pl.DataFrame]) -> None:
    time = tables["agent_time"]
    handled = tables["contacts"].filter(col("Agent").is_not_null())
    assert time["agent"].n_unique() == handled["Agent"].n_unique()
    within = time.filter(
        (col("talk_s") + col("hold_s") <= col("busy_s") + 1)
        & (col("busy_s") + col("available_s") <= col("logged_in_s"))
        & (col("adherent_s") <= col("scheduled_s"))
        & (col("productive_s") <= col("paid_s"))
    )
    assert within.height == time.height


def test_a_lost_account_does_not_come_back(tables: dict[str, pl.DataFrame]) -> None:
    accounts = tables["accounts"]
    lost = accounts.filter("churned").group_by("customer_key").agg(lost=col("at").max(), times=pl.len())
    assert lost["times"].max() == 1
    assert accounts.join(lost, on="customer_key").filter(col("at") > col("lost")).is_empty()


def test_what_is_there_is_not_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--contacts", "1000", "--out", str(tmp_path / "made")]
    assert make.main(arguments) == 0
    made = (tmp_path / "made" / "contacts.parquet").stat().st_mtime_ns
    assert make.main(arguments) == 0
    assert "already" in capsys.readouterr().out
    assert (tmp_path / "made" / "contacts.parquet").stat().st_mtime_ns == made
    assert make.main([*arguments, "--force"]) == 0
    assert (tmp_path / "made" / "contacts.parquet").stat().st_mtime_ns > made


def test_other_arguments_replace_what_is_there(tmp_path: Path) -> None:
    make.ensure(1_000, tmp_path)
    make.ensure(1_200, tmp_path)
    assert pl.read_parquet(tmp_path / "contacts.parquet").height == 1_200


def test_too_few_contacts_are_refused_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        make.main(["--contacts", "10"])
    assert "--contacts must be at least 1,000, and 10 is fewer." in capsys.readouterr().err


def test_two_processes_may_make_it_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sample_data.make", "--contacts", "1000", "--out", str(tmp_path / "made")]
    root = make.HERE.parent
    both = [subprocess.Popen(command, cwd=root, env=os.environ, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [p.wait(60) for p in both] == [0, 0]
    assert sorted(p.name for p in (tmp_path / "made").iterdir()) == [
        "accounts.parquet", "agent_time.parquet", "contacts.parquet", "costs.parquet", "qa_items.parquet",
        "stamp.json", "surveys.parquet",
    ]  # fmt: skip
    assert pl.read_parquet(tmp_path / "made" / "contacts.parquet").height == 1_000


def test_the_sample_answers_every_kpi_and_every_way_of_counting(tmp_path: Path) -> None:
    data = prepare(load(make.ensure(5_000, tmp_path, 7)))
    whole = {k: measured(data, [kpi])["value"][0] for k, kpi in CATALOGUE.items()}
    assert [k for k, value in whole.items() if value is None] == []
    ways = [kpi.as_variant(name) for kpi in CATALOGUE.values() for name in kpi.variants]
    told = {f"{k.key} {k.variant}": why_not(data, k) for k in ways if Fact.INTERVAL not in k.facts}
    assert {k: why for k, why in told.items() if why} == {}
