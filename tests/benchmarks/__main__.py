"""Print every measurement: `python -m tests.benchmarks`."""

import platform
import sys
from importlib.metadata import version

from tests.benchmarks import against, appending, click_to_repaint, imports, measure_ratio, pages, sessions

if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]} on {platform.machine()}, polars {version('polars')}")
    measure_ratio.main(1_000_000)
    against.run(1_000_000)
    imports.main(1_000_000)
    appending.main(1_000_000)
    pages.main(1_000_000)
    click_to_repaint.main()
    sessions.main()
