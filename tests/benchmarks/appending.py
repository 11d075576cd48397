"""A last month appended to a dataset against importing everything anew, in processor seconds.

python -m tests.benchmarks.appending [CONTACTS]

The same command line in a process of its own each: import of all contacts, and import of the last month with --append
to a dataset of the others. Then cubes alone: of all days, and of those that changed.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from kpi_core.carried import carried
from kpi_core.data import Prepared
from kpi_core.kept import open_prepared
from kpi_core.rollup import roll_up
from tests.benchmarks.generate import mapping, write
from tests.benchmarks.used import children_busy


def main(n: int) -> None:
    """Print both, and what they have in common."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _, whole = write(n, folder)
        (folder / "map.toml").write_text(mapping(key=True), encoding="utf-8")
        rows = pl.read_csv(whole, infer_schema=False)
        last = rows["at"].str.slice(0, 7).max()
        month = pl.col("at").str.starts_with(str(last))
        rows.filter(~month).write_csv(folder / "first.csv")
        rows.filter(month).write_csv(folder / "last.csv")
        print(f"{n:,} contacts, of them {rows.filter(month).height:,} in {last}")
        del rows
        anew = run("all at once", folder, whole, "anew")
        run("the months before", folder, folder / "first.csv", "grown")
        old = open_prepared(folder / "grown")
        added = run("the last month, appended", folder, folder / "last.csv", "grown", "--append")
        print(f"  appended took {added / anew:.2f} of all at once")
        now = open_prepared(folder / "grown")
        print(f"  of {now.rows:,} contacts {now.lattice.grouped:,} were added up")
        cubes(now, old)


def run(what: str, folder: Path, path: Path, out: str, *more: str) -> float:
    """Import by the command line, print its times, and return the processor seconds."""
    command = [sys.executable, "-m", "kpi_core", "import", str(path), "--mapping", str(folder / "map.toml")]
    start, before = time.perf_counter(), children_busy()
    subprocess.run([*command, "--out", str(folder / out), *more], check=True, capture_output=True)
    wall, busy = time.perf_counter() - start, children_busy() - before
    print(f"  {what:<26} {wall:7.1f} s   processor {busy:7.1f} s")
    return busy


def cubes(now: Prepared, old: Prepared) -> None:
    """Print the processor seconds of the cubes alone."""
    for what, before in (("cubes of all days", None), ("cubes of changed days", old)):
        start = time.process_time()
        made = roll_up(now, before=carried(before, now))
        print(f"  {what:<26} processor {time.process_time() - start:7.1f} s, {made.grouped:,} contacts read")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
