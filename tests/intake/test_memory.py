"""A failure here means that a large file takes several times its size in memory, and with it the machine."""

import json
from pathlib import Path

import polars as pl

from kpi_core.intake.order import Given, Order, write_order
from kpi_core.memory import SPARING
from tests.intake.watch import watched


def test_an_import_peaks_below_six_times_its_file(tmp_path: Path) -> None:
    rows = pl.select(i=pl.int_range(600_000)).select(
        contact_id=pl.format("C{}", 10_000_000 + pl.col("i")),
        at=pl.datetime(2026, 1, 1) + pl.duration(seconds=pl.col("i") * 30), channel=pl.lit("voice"),
        queue=pl.format("Queue {}", pl.col("i") % 23), agent=pl.format("agent {}", pl.col("i") % 311),
        reason=pl.lit("Returns and refunds"), outcome=pl.lit("answered"), wait_s=pl.col("i") % 397,
        talk_s=pl.col("i") % 911, hold_s=pl.col("i") % 61, wrap_s=pl.col("i") % 89,
        customer_key=pl.format("+4179{}", 1_000_000 + pl.col("i") * 7),
        notes=pl.format("some note {}", pl.col("i") % 97),
    )  # fmt: skip
    rows.write_csv(tmp_path / "big.csv")
    size = (tmp_path / "big.csv").stat().st_size >> 20
    write_order(tmp_path, Order((Given("big.csv", tmp_path / "big.csv", sent=True),)))
    done = watched(tmp_path, ["kpi_core.intake.worker", str(tmp_path)], SPARING)
    peak = done.peak
    assert (done.status, json.loads((tmp_path / "state.json").read_text(encoding="utf-8"))["phase"]) == (0, "done")
    print(f"{size} MB of CSV: {peak >> 10} MB")
    assert peak >> 10 < 100 + 6 * size
