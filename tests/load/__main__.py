"""How long visitors wait when many look at once: python -m tests.load [FOLDER] [SECONDS].

Each visitor opens a page with a random View every five seconds. Printed are, for each number of visitors, how long a
page takes (median and 95 of 100), what went wrong, the server's memory and its slowest answer about its health.
FOLDER is shown as KPI_DATA; without it, the sample is.
"""

import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles

from tests.attack.visitor import Visitor, health_s
from tests.benchmarks.click_to_repaint import server_memory
from tests.browser.server import serve

VISITORS = (1, 5, 10, 25, 50)
_EVERY_S = 5.0
_PAGES = ("trend", "segments", "tail", "pairing", "whatif", "health")
_KPIS = ("service_level", "abandonment_rate", "average_speed_of_answer", "csat", "first_contact_resolution")
_BY = ("channel", "queue", "team", "location", "reason", "vendor", "priority")


def _visit(url: str, seed: int, end: float) -> tuple[list[float], int]:
    """Open pages until the end; return how long each took and how many showed that something went wrong."""
    rng, took, wrong = random.Random(seed), [], 0
    time.sleep(rng.random() * _EVERY_S)
    with Visitor(url) as visitor:
        while time.monotonic() < end:
            start = time.monotonic()
            visitor.page = rng.choice(_PAGES)
            visitor.query = f"v=1&k={rng.choice(_KPIS)}&c={rng.choice(('week', 'month'))}&by={rng.choice(_BY)}"
            try:
                wrong += "Something unexpected" in visitor.run().words
            except (OSError, TimeoutError):
                wrong += 1
            took.append(time.monotonic() - start)
            time.sleep(max(0.0, start + _EVERY_S - time.monotonic()))
    return took, wrong


def main(folder: str = "", seconds: float = 60) -> None:
    """Print a line for each number of visitors."""
    data = {"KPI_DATA": folder} if folder else {}
    with tempfile.TemporaryDirectory() as scratch, serve(Path(scratch), **data) as url:
        port = int(url.rsplit(":", 1)[1])
        for visitors in VISITORS:
            end = time.monotonic() + seconds
            with ThreadPoolExecutor(visitors) as pool:
                going = [pool.submit(_visit, url, 1_000 * visitors + n, end) for n in range(visitors)]
                slowest = 0.0
                while not all(g.done() for g in going):
                    slowest = max(slowest, health_s(url))
                    time.sleep(0.5)
            found = [g.result() for g in going]
            took = sorted(t for times, _ in found for t in times)
            cuts = quantiles(took, n=20) if len(took) > 1 else took * 19
            print(
                f"{visitors:>3} visitors, {len(took):>4} pages: median {cuts[9]:.2f} s, 95 of 100 {cuts[18]:.2f} s, "
                f"{sum(w for _, w in found)} wrong, {server_memory(port)}, health {slowest:.2f} s",
                flush=True,
            )


if __name__ == "__main__":
    main(*sys.argv[1:2], *(float(s) for s in sys.argv[2:3]))
