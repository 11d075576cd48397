"""What checking a dataset's files costs of opening it: python -m tests.benchmarks.checksums [FOLDER].

Without a folder the sample is opened. Times are the processor's; the least of five.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from kpi_core.analysis.trend import trend
from kpi_core.data import Maps, checked, open_dataset, seals
from kpi_core.definitions import DEFAULT
from kpi_core.measure import default_view
from kpi_core.rollup import FOLDER, open_ready
from sample_data.load import kept
from sample_data.make import ensure


def _least(work: Callable[[], object]) -> float:
    found = []
    for _ in range(5):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def main(folder: Path) -> None:
    """Print what opening takes, and what of it are the checksums."""
    first = open_ready(folder, DEFAULT)
    place = next(p for p in (folder / FOLDER).iterdir() if not p.name.startswith("."))

    def shown() -> None:
        data = open_ready(folder, DEFAULT)
        trend(data, default_view(data))

    def mapped() -> None:
        maps = Maps()
        for file in place.glob("*.arrow"):
            maps.read(file)

    whole, sums = _least(lambda: open_dataset(folder)), _least(lambda: checked(folder))
    print(f"{first.size}; rows read from Parquet: {whole * 1e3:.0f} ms, checksums {sums * 1e3:.1f} ms of it")
    opened, sums = _least(lambda: open_ready(folder, DEFAULT)), _least(lambda: seals(place, ".arrow"))
    print(
        f"mapped: {opened * 1e3:.0f} ms, checksums {sums * 1e3:.1f} ms of it, without any {_least(mapped) * 1e3:.0f} ms"
    )
    print(f"mapped and a first look at Trend: {_least(shown) * 1e3:.0f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else kept(ensure()))
