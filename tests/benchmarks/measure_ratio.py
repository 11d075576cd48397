"""`measure` against the bare Polars group-by with the same sums: 20 ratio KPIs, weekly by channel, in memory.

python -m tests.benchmarks.measure_ratio [CONTACTS]
"""

import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import polars as pl
from polars import col

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Dataset, Prepared
from kpi_core.intake.rows.defaults import complete
from kpi_core.measure import sums
from kpi_core.model import Cadence, Fact, of_fact
from kpi_core.prepare import prepare
from tests.asking import measured

KEYS = (
    "answer_rate", "service_level", "average_speed_of_answer", "queue_delay", "abandonment_rate",
    "first_response_time", "sla_compliance", "first_contact_resolution", "repeat_contact_rate",
    "average_resolution_time", "transfer_rate", "escalation_rate", "qa_score", "compliance_adherence",
    "conversion_rate", "csat", "nps", "average_handle_time", "average_talk_time", "ola_compliance",
)  # fmt: skip


def contacts(n: int, seed: int = 7) -> pl.DataFrame:
    """Return n contacts over 18 months with nulls in every measured column, not kind to anybody."""
    rng = np.random.default_rng(seed)
    start = np.datetime64("2025-01-01T00:00:00", "us")
    at = start + (np.sort(rng.beta(2, 2, n)) * 540 * 86_400_000_000).astype("timedelta64[us]")

    def some(values: np.ndarray, share: float) -> pl.Series:
        return (
            pl.Series(values)
            .to_frame("x")
            .with_columns(keep=pl.Series(rng.random(n) < share))
            .select(pl.when("keep").then("x"))["x"]
        )

    outcome = np.array(["answered", "abandoned", "voicemail", "callback", "flow_out"])
    columns: dict[str, pl.Series] = {
        "at": pl.Series(at),
        "contact_id": pl.Series(np.arange(n)).cast(pl.String),
        "customer_key": some(rng.integers(0, n // 4, n), 0.9).cast(pl.String),
        "outcome": pl.Series(outcome[rng.choice(5, n, p=[0.8, 0.12, 0.03, 0.03, 0.02])]),
        "channel": pl.Series(np.array(["voice", "chat", "email", "form", "sms", "callback"])[rng.integers(0, 6, n)]),
        "agent": some(np.char.add("agent ", rng.integers(0, 400, n).astype(str)), 0.85),
        "transfers": some(rng.poisson(0.2, n), 0.9),
        "compliance_required": pl.Series(rng.integers(0, 5, n)),
        "handoffs": pl.Series(rng.integers(0, 3, n)),
        "csat": some(rng.integers(1, 6, n).astype(float), 0.2),
        "nps": some(rng.integers(0, 11, n).astype(float), 0.1),
        "qa_score": some(rng.normal(85, 8, n), 0.05),
    }
    columns["compliance_met"] = (columns["compliance_required"] * pl.Series(rng.random(n))).round().cast(pl.Int64)
    columns["handoffs_in_time"] = (columns["handoffs"] * pl.Series(rng.random(n))).round().cast(pl.Int64)
    for name in ("wait_s", "talk_s", "hold_s", "wrap_s", "first_response_s", "resolution_s"):
        columns[name] = some(np.round(rng.lognormal(4, 1, n)), 0.95)
    for name in ("sla_met", "resolved", "escalated", "eligible", "reached_next_step"):
        columns[name] = some(rng.random(n) < 0.7, 0.9)
    types = {c.name: c.dtype for c in of_fact(Fact.CONTACT)}
    return pl.DataFrame(columns).with_columns(col(c).cast(types[c]) for c in columns)


def bare(data: Prepared) -> Callable[[], pl.DataFrame]:
    """Return the plain group-by of the same sums over the same rows."""
    table, nullable = data.tables[Fact.CONTACT], data.nullable[Fact.CONTACT]
    end = data.spans[Fact.CONTACT].end
    exprs = []
    for key in KEYS:
        kpi = CATALOGUE[key]
        latest = end - data.definitions.window(kpi.window) if kpi.window else None
        exprs += [e.alias(f"{key}.{name}") for name, e in sums(kpi, nullable, latest).items()]
    week = col("day").dt.truncate("1w").alias("period")
    return lambda: table.lazy().group_by(week, "channel").agg(exprs).collect()


def timed(run: Callable[[], object], times: int = 9) -> float:
    """Return the median of several runs in milliseconds, after one that warms up."""
    run()
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        spans.append((time.perf_counter() - start) * 1000)
    return median(spans)


def main(n: int) -> None:
    """Print both times and their ratio."""
    frame, assumptions = complete(contacts(n))
    data = prepare(
        Dataset(name="benchmark", fingerprint="0" * 12, tables={Fact.CONTACT: frame}, assumptions=assumptions)
    )
    kpis = [CATALOGUE[k] for k in KEYS]
    ours = timed(lambda: measured(data, kpis, by=["channel"], cadence=Cadence.WEEK))
    plain = timed(bare(data))
    rows = measured(data, kpis, by=["channel"], cadence=Cadence.WEEK).height
    print(f"measure, {len(kpis)} ratio KPIs weekly by channel, {n:,} contacts, {rows:,} rows out")
    print(f"  measure {ours:8.1f} ms   bare group-by {plain:8.1f} ms   ratio {ours / plain:.2f} (bar: at most 2)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
