"""The same views here (the whole of `measure`, intervals included), in DuckDB and in pandas, in one run, as ratios.

python -m tests.benchmarks.against [CONTACTS] [FOLDER]

DuckDB reads the prepared contacts, from Parquet and from a table of its own, and adds up exactly the sums that the
intervals need; it makes no intervals. pandas groups the same columns in memory, at a million contacts at most. Every
answer of DuckDB is compared with ours before it is timed. Times are medians of warm runs, the second number is the
ratio to ours.
"""

import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq

from kpi_core.catalogue import CATALOGUE
from kpi_core.data import NO_CUBES, Prepared
from kpi_core.definitions import Definitions
from kpi_core.model import Cadence, Fact, Method
from kpi_core.rollup.cache import open_prepared
from tests.asking import measured
from tests.benchmarks.folder import make
from tests.benchmarks.used import most_held

# KPI: numerator, denominator
SQL = {
    "answer_rate": ("answered", "offered"),
    "service_level": ("answered_in_target", "(answered or abandoned)"),
    "average_speed_of_answer": ("wait_s", "answered"),
    "queue_delay": ("wait_s", "queued"),
    "abandonment_rate": ("abandoned", "offered"),
    "first_response_time": ("human_response_s", "human_response_s is not null"),
    "sla_compliance": ("sla_met", "sla_met is not null"),
    "first_contact_resolution": ("no_repeat", "(answered and first_contact)"),
    "repeat_contact_rate": ("not no_repeat", "offered"),
    "average_resolution_time": ("resolution_s", "resolved"),
    "transfer_rate": ("transfers > 0", "answered"),
    "escalation_rate": ("escalated", "answered"),
    "qa_score": ("qa_score", "qa_score is not null"),
    "compliance_adherence": ("compliance_met", "compliance_required"),
    "conversion_rate": ("reached_next_step", "eligible"),
    "csat": ("satisfied", "csat is not null"),
    "nps": ("(nps >= 9)::int - (nps <= 6)::int", "nps is not null"),
    "average_handle_time": ("handle_s", "answered"),
    "average_talk_time": ("talk_s", "answered"),
    "ola_compliance": ("handoffs_in_time", "handoffs"),
}
QUANTILES = (0.5, 0.8, 0.9, 0.95)
PANDAS_MOST = 1_000_000


def parts(end: datetime, definitions: Definitions) -> str:
    """Return the sums of all KPIs as SQL: what counts, both sides, squares and products for the intervals."""
    found = []
    for key, (top, bottom) in SQL.items():
        kpi = CATALOGUE[key]
        ratio = kpi.method is Method.RATIO
        row = f"({bottom})" + (" <> 0" if ratio else "") + f" and ({top}) is not null"
        if kpi.window:
            row += f" and \"at\" <= timestamp '{end - definitions.window(kpi.window)}'"
        found.append(f"count(*) filter (where {row}) as {key}_n")
        x = f"({top})::int" if kpi.method is Method.WILSON else f"({top})::double"
        found.append(f"sum({x}) filter (where {row}) as {key}_x")
        if kpi.method in {Method.MEAN, Method.NPS, Method.RATIO}:
            found.append(f"sum({x} * {x}) filter (where {row}) as {key}_xx")
        if ratio:
            d = f"({bottom})::double"
            found += [f"sum({e}) filter (where {row}) as {key}_{n}" for n, e in (
                ("d", d), ("dd", f"{d} * {d}"), ("xd", f"{x} * {d}"))]  # fmt: skip
    return ", ".join(found)


def grouped(data: Prepared, source: str, by: tuple[str, ...]) -> str:
    """Return the query of the 20 KPIs by week and segments."""
    cut, added = ", ".join(by), parts(data.spans[Fact.CONTACT].end, data.definitions)
    return f"select date_trunc('week', day) as period, {cut}, {added} from {source} group by period, {cut}"


def percentiles(source: str, column: str, where: str) -> str:
    """Return the query of four percentiles by week and channel."""
    at = ", ".join(str(q) for q in QUANTILES)
    return (
        f"select date_trunc('week', day) as period, channel, quantile_cont({column}, [{at}]) as q "
        f"from {source} where {where} group by period, channel"
    )


Runs = dict[str, Callable[[], object]]


def compare(what: str, ours: Callable[[], object], theirs: Runs, times: int) -> None:
    """Print medians of wall and processor time, the contenders taking turns: the machine may be shared."""
    runs: Runs = {"here": ours, **theirs}
    wall: dict[str, list[float]] = {name: [] for name in runs}
    busy: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(times + 1):
        for name, run in runs.items():
            start, cpu = time.perf_counter(), time.process_time()
            run()
            if turn:  # the first one warms up
                wall[name].append((time.perf_counter() - start) * 1000)
                busy[name].append((time.process_time() - cpu) * 1000)
    first, work = median(wall["here"]), median(busy["here"])
    print(f"  {what}")
    for name in runs:
        w, c = median(wall[name]), median(busy[name])
        print(f"      {name:<20} {w:10,.1f} ms  {w / first:8.2f}   processor {c:10,.1f} ms  {c / work:8.2f}")


def same(ours: pl.DataFrame, theirs: pl.DataFrame, by: tuple[str, ...]) -> None:
    """Stop where DuckDB and this project do not add up to the same."""
    for key in SQL:
        mine = ours.filter(pl.col("kpi") == key).select("period", *by, "n", "numerator")
        other = theirs.select(
            pl.col("period").cast(pl.Date), *(pl.col(b).cast(pl.String) for b in by), f"{key}_n", f"{key}_x"
        )
        both = mine.join(other, on=["period", *by], how="full", nulls_equal=True, suffix="_o")
        n, other_n, x, other_x = (pl.col(c).fill_null(0) for c in ("n", f"{key}_n", "numerator", f"{key}_x"))
        left = both.filter((n != other_n) | ((x - other_x).abs() > 1e-6 * (1 + x.abs())))
        assert left.is_empty(), (key, left.head(3))


def in_pandas(data: Prepared) -> Callable[[], object]:
    """Return the 20 ratios weekly by channel in pandas, without squares."""
    names = ["day", "channel", "at"]
    used = sorted({c for k in SQL for c in CATALOGUE[k].columns} | set(names))
    exprs = []
    for key in SQL:
        kpi = CATALOGUE[key]
        assert kpi.denominator is not None
        row = (kpi.denominator != 0) & kpi.numerator.is_not_null()
        exprs += [pl.when(row).then(kpi.numerator.cast(pl.Float64)).alias(f"{key}_x"), row.alias(f"{key}_n")]
    frame = data.tables[Fact.CONTACT].select(used).select("day", "channel", *exprs).to_pandas()
    frame["week"] = frame["day"].astype("datetime64[s]").dt.to_period("W").dt.start_time
    return lambda: frame.drop(columns="day").groupby(["week", "channel"], observed=True).sum()


def main(n: int, folder: Path) -> None:
    """Print the times and ratios."""
    small = n <= PANDAS_MOST
    print(f"{n:,} contacts; {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
          + ", ".join(f"{p} {version(p)}" for p in ("polars", "duckdb", "pandas", "pyarrow")))  # fmt: skip
    start = time.perf_counter()
    path = folder / "set" if (folder / "set").exists() else make(n, folder / "set")
    print(f"  contacts made in {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    data = open_prepared(path)
    first = time.perf_counter() - start
    peak = most_held()
    start = time.perf_counter()
    data = open_prepared(path)
    print(f"  first opening {first:.1f} s (peak {peak:,.0f} MB), again {(time.perf_counter() - start) * 1000:.0f} ms")
    kept = sum(p.stat().st_size for p in (path / "prepared").rglob("*.arrow"))
    cubes = sum(p.stat().st_size for p in (path / "prepared").rglob("cube*.arrow"))
    size = (path / "contact.parquet").stat().st_size
    print(f"  on disk {size / 1e6:,.0f} MB Parquet, {kept / 1e6:,.0f} MB prepared, "
          f"of it {cubes / 1e6:,.0f} MB in {len(data.lattice.cubes)} cubes")  # fmt: skip
    parquet = folder / "prepared.parquet"
    if not parquet.exists():
        _to_parquet(data, parquet)
    con = duckdb.connect(str(folder / "own.duckdb"))
    con.execute("set threads = 2")
    con.execute("set memory_limit = '3GB'")
    con.execute(f"create table if not exists own as select * from '{parquet}'")
    kpis = [CATALOGUE[k] for k in SQL]
    rows = replace(data, lattice=NO_CUBES)
    times = 5 if small else 2
    for by in (("channel",), ("team",), ("channel", "reason")):
        here = measured(data, kpis, by=by, cadence=Cadence.WEEK)
        same(here, _frame(con, grouped(data, "own", by)), by)
        compare(
            f"20 ratio KPIs weekly by {' and '.join(by)}, {here.height:,} rows out",
            partial(measured, data, kpis, by=by, cadence=Cadence.WEEK),
            {
                "here from rows": partial(measured, rows, kpis, by=by, cadence=Cadence.WEEK),
                "DuckDB on Parquet": partial(_frame, con, grouped(data, f"'{parquet}'", by)),
                "DuckDB table": partial(_frame, con, grouped(data, "own", by)),
                **({"pandas, no squares": in_pandas(data)} if small and by == ("channel",) else {}),
            },
            times,
        )
    for key, column, where in (
        ("average_speed_of_answer", "wait_s", "answered and wait_s is not null"),
        ("average_resolution_time", "resolution_s", "resolved and resolution_s is not null"),
        ("qa_score", "qa_score", "qa_score is not null"),
    ):
        quantiles = [CATALOGUE[key].at(q) for q in QUANTILES]
        theirs = _frame(con, percentiles("own", column, where)).explode("q")["q"].sort()
        found = measured(data, quantiles, by=["channel"], cadence=Cadence.WEEK)["value"].sort()
        assert ((theirs - found).abs() < 1e-6).all()
        compare(
            f"four percentiles of {column} weekly by channel",
            partial(measured, data, quantiles, by=["channel"], cadence=Cadence.WEEK),
            {"DuckDB table": partial(_frame, con, percentiles("own", column, where))},
            9,
        )
    con.close()
    peak = most_held()
    print(f"  peak of this process {peak:,.0f} MB, mapped files and DuckDB included")


def _frame(con: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    return pl.DataFrame(con.sql(query).to_arrow_table())


def _to_parquet(data: Prepared, path: Path) -> None:
    """The prepared contacts for DuckDB, its segments as dictionaries."""
    table = data.tables[Fact.CONTACT]
    writer = None
    for first in range(0, table.height, 500_000):
        piece = table.slice(first, 500_000).with_columns(pl.col(pl.Enum).cast(pl.String))
        arrow = piece.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(path, arrow.schema, compression="zstd")
        writer.write_table(arrow)
    if writer:
        writer.close()


def run(n: int, folder: str | None = None) -> Any:
    """Measure in a folder that stays, else in one that is removed."""
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        return main(n, Path(folder))
    with tempfile.TemporaryDirectory() as made:
        main(n, Path(made))
    return shutil.rmtree(made, ignore_errors=True)


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, sys.argv[2] if len(sys.argv) > 2 else None)
