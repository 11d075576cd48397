"""Server time of each page after a changed control: the page's whole script run, widgets and words included.

python -m tests.benchmarks.pages [CONTACTS]

Every change is one that nobody has asked before, so that no kept answer is measured.
"""

import logging
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from streamlit.testing.v1 import AppTest

from kpi_core.data import Dataset, save
from kpi_core.intake.rows.defaults import complete
from kpi_core.model import Cadence, Fact
from tests.benchmarks.measure_ratio import contacts

APP = Path(__file__).parents[2] / "menu.py"
PAGES = ("trend", "segments", "tail", "pairing", "whatif", "definitions")
LINK = {"v": "1", "k": ["service_level", "average_handle_time", "csat", "abandonment_rate"], "d": "..", "vs": "none"}
CHANGES: tuple[tuple[str, Any], ...] = (
    ("v_cadence", Cadence.MONTH),
    ("v_by", "channel"),
    ("v_cadence", Cadence.QUARTER),
    ("v_kpis", ["abandonment_rate", "queue_delay", "first_contact_resolution", "csat"]),
    ("v_by", "weekday"),
    ("v_compare", "year"),
    ("v_cadence", Cadence.DAY),
)


def timed(page: str) -> list[tuple[str, float]]:
    """Return each change and the milliseconds of its script run."""
    app = AppTest.from_file(APP, default_timeout=120)
    for name, value in {**LINK, **({"bx": "channel=email"} if page == "whatif" else {})}.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    took = []
    for name, value in CHANGES:
        app.session_state[name] = value
        start = time.perf_counter()
        app.run()
        took.append((f"{name.removeprefix('v_')} {value}", (time.perf_counter() - start) * 1000))
        assert not app.exception, (page, app.exception)
    return took


def main(n: int) -> None:
    """Print the milliseconds of each page."""
    logging.disable(logging.WARNING)  # Streamlit's, that no browser is there
    frame, assumptions = complete(contacts(n))
    with tempfile.TemporaryDirectory() as folder:
        save(
            Dataset(name="benchmark", fingerprint="0" * 12, tables={Fact.CONTACT: frame}, assumptions=assumptions),
            Path(folder) / "benchmark",
        )
        os.environ["KPI_DATA"] = folder
        print(f"script run of a page after a changed control, {n:,} contacts (bar: 300 ms)")
        for page in PAGES:
            took = timed(page)
            worst = max(took, key=lambda t: t[1])
            print(f"  {page:<12} median {median(t for _, t in took):6.0f} ms   most {worst[1]:6.0f} ms ({worst[0]})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
