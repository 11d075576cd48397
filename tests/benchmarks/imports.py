"""Import of a generated CSV against DuckDB's reading of the same file into a table, in one run.

python -m tests.benchmarks.imports [CONTACTS]

DuckDB is told the timestamps' format, so that it does not guess. Each contender runs in a process of its own, which
says its peak memory. `plain` maps everything but the customer key; `whole` has the keyed hash of the key, repeats and
cubes too: the dataset is written and opened.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from kpi_core import intake, library
from kpi_core.kept import open_prepared
from tests.benchmarks.generate import mapping, write


def duck(path: Path, folder: Path) -> None:
    con = duckdb.connect(str(folder / "own.duckdb"))
    con.execute("set threads = 2")
    con.execute(f"create table own as from read_csv('{path}', header=true, timestampformat='%Y-%m-%d %H:%M:%S')")
    con.close()


def plain(path: Path, folder: Path) -> None:
    intake.load([path], intake.from_toml(mapping(key=False)))


def whole(path: Path, folder: Path) -> None:
    library.save(intake.load([path], intake.from_toml(mapping(key=True))), folder / "set")
    open_prepared(folder / "set")


CONTENDERS = {"duck": duck, "plain": plain, "whole": whole}


def main(n: int) -> None:
    """Print wall and processor time, peak memory, and ratios to DuckDB."""
    first = 0.0
    with tempfile.TemporaryDirectory() as folder:
        _, path = write(n, Path(folder))
        print(f"import of {n:,} contacts, {path.stat().st_size / 1e6:,.0f} MB of CSV")
        for name in CONTENDERS:
            out = Path(folder) / name
            out.mkdir()
            run = [sys.executable, "-m", "tests.benchmarks.imports", name, str(path), str(out)]
            start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            peak = subprocess.run(run, check=True, capture_output=True, text=True).stdout.strip()
            wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            first = first or busy
            print(f"  {name:<6} {wall:7.1f} s   processor {busy:7.1f} s  {busy / first:5.2f}   peak {peak} MB")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        CONTENDERS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
