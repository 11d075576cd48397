"""Figures of other systems beside ours: agreement to the digits given, and what would explain a difference."""

from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from kpi_core import intake
from kpi_core.analysis.reconcile import figures, reconcile
from kpi_core.analysis.reconcile.frames import Line
from kpi_core.analysis.reconcile.printed import figure
from kpi_core.data import Prepared
from kpi_core.prepare import prepare
from kpi_core.view import Selection, View
from tests.rows import dataset

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
PWC = DATA / "pwc_call_center" / "Call-Center-Dataset.xlsx"
BANK = DATA / "anonymous_bank"
real = pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not on this machine")


def line(data: Prepared, kpi: str, text: str, view: View | None = None) -> Line:
    return reconcile(data, view or View(), [figure(kpi, text)]).lines[0]


def hand() -> Prepared:
    """Ten calls on each of two days: eight answered after 10 s, one of them just before midnight; two given up."""
    rows = []
    for day in (5, 6):
        for i in range(10):
            at = datetime(2026, 1, day, 23, 59, 55) if i == 0 else datetime(2026, 1, day, 10, i)
            known = {"answered": i < 8, "wait_s": 10.0 if i < 8 else None, "handle_s": 60.0 if i < 8 else None}
            rows.append({"at": at, "contact_id": f"{day}-{min(i, 8)}", "channel": "voice", **known})
    return prepare(dataset(rows))


@pytest.mark.parametrize(
    ("kpi", "text", "said"),
    [
        ("contact_volume", "20", "agrees"),
        ("answer_rate", "80 %", "agrees"),
        ("average_speed_of_answer", "8", "of all inbound contacts, an empty cell as zero"),
        ("contact_volume", "18", "each contact id once"),
        ("contact_volume", "10", "without the last day, 2026-01-06"),
        ("contact_volume", "77", "nothing that was tried explains it"),
        ("csat", "4", "which this data does not have"),
    ],
)
def test_a_difference_is_explained_by_what_would_give_the_figure(kpi: str, text: str, said: str) -> None:
    assert said in line(hand(), kpi, text).verdict


def test_another_date_basis_moves_contacts_over_midnight() -> None:
    """Of the first day's ten contacts one is answered after midnight: by the time of the answer 7 of 9 are answered."""
    data, first = hand(), View(selection=Selection(since=date(2026, 1, 5), until=date(2026, 1, 5)))
    assert line(data, "contact_volume", "10", first).agrees
    assert "by the time of the answer" in line(data, "answer_rate", "77.8 %", first).explained


def test_a_figure_in_minutes_is_recognised() -> None:
    rows = [{"at": datetime(2026, 1, 5) + timedelta(hours=i), "answered": True, "wait_s": 90.0} for i in range(5)]
    assert line(prepare(dataset(rows)), "average_speed_of_answer", "1.5").explained == ("theirs is in minutes",)


@real
def test_the_practice_file_reconciles_and_its_wrong_figures_are_explained() -> None:
    data = prepare(intake.load(PWC))
    agreeing = [
        ("contact_volume", "5,000"), ("answer_rate", "81.08 %"), ("abandonment_rate", "18.92 %"),
        ("average_speed_of_answer", "67.52"), ("average_talk_time", "224.92"), ("csat", "49.90 %"),
        ("resolution_rate", "72.92 %"),
    ]  # fmt: skip
    assert all(one.agrees for one in reconcile(data, View(), figures(agreeing)[0]).lines)
    for kpi, text, said in (
        ("average_speed_of_answer", "54.75", "an empty cell as zero"),
        ("average_talk_time", "182.37", "an empty cell as zero"),
        ("csat", "2.76", "an empty cell as zero counted as 'mean'"),
        ("csat", "3.4036", "counted as 'mean'"),
        ("resolution_rate", "89.94 %", "counted as 'answered'"),
        ("service_level", "9.23 %", "counted as 'SL-5'"),
    ):
        assert said in line(data, kpi, text).verdict, (kpi, text)


@real
def test_the_banks_published_totals_hold_the_rows_that_the_mapping_drops() -> None:
    data = prepare(intake.load(BANK / "february.txt.gz"))
    days = pl.read_csv(BANK / "published_daily_metrics_1999.csv", try_parse_dates=True)
    days = days.filter(pl.col("date").is_between(date(1999, 2, 1), date(1999, 2, 28)))
    calls, hangs = days["total_calls"].sum(), days["hangs"].sum()
    assert line(data, "contact_volume", f"{calls:,}").explained == (
        "with the 278 rows left out at the import ('outcome' is PHANTOM)",
    )
    rate = line(data, "abandonment_rate", f"{100 * hangs / calls:.2f} %")
    assert rate.explained == ("of all rows of the file, those left out at the import too",)
