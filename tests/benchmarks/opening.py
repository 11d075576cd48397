"""The first opening of a dataset folder, in a process that does nothing else: seconds, processor seconds and peak.

python -m tests.benchmarks.opening FOLDER

What was prepared there before is removed. `python -m tests.benchmarks.folder CONTACTS FOLDER` makes such a folder.
"""

import shutil
import sys
import time
from pathlib import Path

from kpi_core.kept import FOLDER, open_prepared
from tests.benchmarks.used import most_held


def main(folder: Path) -> None:
    """Open it once to prepare it and once more."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    for name in ("first", "again"):
        start, busy = time.perf_counter(), time.process_time()
        data = open_prepared(folder)
        took, peak = time.perf_counter() - start, most_held()
        print(f"{data.size}, {name}: {took:.2f} s, processor {time.process_time() - busy:.2f} s, peak {peak:,.0f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
