"""Import of a generated CSV against DuckDB's reading of the same file into a table, in one run.

python -m tests.benchmarks.imports [CONTACTS [CSV]]

DuckDB is told the timestamps' format, so that it does not guess. Each contender runs in a process of its own, which
says its peak memory. `plain` maps everything but the customer key and writes the dataset; `keyed` has the keyed hash
of the key too; `whole` is the command `import`: repeats and cubes are made as well. `duck, too` is DuckDB with the key
as a hash, who came back within two days, and the sums of 20 KPIs by day and each of six segments: a part of what
`whole` makes. CSV is the file of `generate`; it is read once before each contender, so that all find it in memory.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path

import duckdb

from kpi_core import cli, intake
from kpi_core.data import save
from kpi_core.definitions import DEFAULT
from kpi_core.memory import SPARING
from tests.benchmarks.against import parts
from tests.benchmarks.generate import mapping, write
from tests.benchmarks.used import children_busy, most_held

CUTS = ("channel", "reason", "team", "agent", "customer_type", "priority")


def duck(path: Path, folder: Path) -> None:
    con = duckdb.connect(str(folder / "own.duckdb"))
    con.execute("set threads = 2")
    con.execute(f"create table own as from read_csv('{path}', header=true, timestampformat='%Y-%m-%d %H:%M:%S')")
    con.close()


def duck_too(path: Path, folder: Path) -> None:
    """DuckDB with a part of what an import makes: few derived columns, 56 of 135 sums, no time bands."""
    con = duckdb.connect(str(folder / "own.duckdb"))
    con.execute("set threads = 2")
    con.execute(
        "create table own as select * replace (sha256('salt' || customer_key) as customer_key), "
        "\"at\"::date as day, direction = 'inbound' as offered, outcome = 'answered' as answered, "
        "outcome = 'abandoned' as abandoned, offered and (answered or abandoned) as queued, "
        "answered and wait_s <= 20 as answered_in_target, talk_s + hold_s + wrap_s as handle_s, "
        "first_response_s as human_response_s, csat >= 4 as satisfied "
        f"from read_csv('{path}', header=true, timestampformat='%Y-%m-%d %H:%M:%S')"
    )
    con.execute(
        'create table seen as select contact_id, lead("at") over mine - "at" as till, '
        '"at" - lag("at") over mine as since from own where offered and customer_key is not null '
        'window mine as (partition by customer_key order by "at", contact_id)'
    )
    con.execute(
        "create view told as select *, coalesce(till > interval 2 days, true) as no_repeat, "
        "coalesce(since > interval 2 days, true) as first_contact from own left join seen using (contact_id)"
    )
    end = con.sql('select max("at") from own').fetchall()[0][0]
    sets = ", ".join(f"(day, {by})" for by in CUTS)
    query = f"select day, {', '.join(CUTS)}, {parts(end, DEFAULT)} from told group by grouping sets ({sets})"
    con.execute(f"create table cubes as {query}")
    con.close()


def plain(path: Path, folder: Path, *, key: bool = False) -> None:
    save(intake.load([path], intake.from_toml(mapping(key=key)), packed=True), folder / "set")


def whole(path: Path, folder: Path) -> None:
    told = folder / "mapping.toml"
    told.write_text(mapping(key=True), encoding="utf-8")
    with redirect_stdout(sys.stderr):
        cli.main(["import", str(path), "--mapping", str(told), "--out", str(folder / "set")])


CONTENDERS = {"duck": duck, "duck, too": duck_too, "plain": plain, "keyed": partial(plain, key=True), "whole": whole}


def main(n: int, csv: str = "") -> None:
    """Print wall and processor time, peak memory, and ratios to DuckDB."""
    first = 0.0
    clock = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(csv) if csv else write(n, Path(folder))[1]
        print(f"import of {n:,} contacts, {path.stat().st_size / 1e6:,.0f} MB of CSV")
        for name in CONTENDERS:
            out = Path(folder) / name
            out.mkdir()
            with path.open("rb") as file:
                while file.read(1 << 24):
                    pass
            run = [sys.executable, "-m", "tests.benchmarks.imports", name, str(path), str(out)]
            start, before = time.perf_counter(), children_busy()
            env = {**os.environ, **SPARING}  # as the command line sets it
            peak = subprocess.run(run, check=True, capture_output=True, encoding="utf-8", env=env).stdout.strip()
            wall, busy = time.perf_counter() - start, children_busy() - before
            first, clock = first or busy, clock or wall
            said = f"{wall:7.1f} s  {wall / clock:5.2f}   processor {busy:7.1f} s  {busy / first:5.2f}"
            print(f"  {name:<9} {said}   peak {peak} MB")


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in CONTENDERS:
        CONTENDERS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
        print(round(max(most_held(), most_held(children=True))))  # `whole` prepares in a process of its own
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, *sys.argv[2:3])
