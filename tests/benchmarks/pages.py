"""Server time of each page's analysis after a changed control, in memory, without Streamlit's own part.

python -m tests.benchmarks.pages [CONTACTS]
"""

import sys
from collections.abc import Callable

from kpi_core.analysis.pairing import pairing
from kpi_core.analysis.segments import heat_map, segments
from kpi_core.analysis.tail import tail
from kpi_core.analysis.trend import trend
from kpi_core.analysis.whatif import whatif
from kpi_core.beside import DEFAULT_KPIS
from kpi_core.catalogue import CATALOGUE
from kpi_core.columns import Fact
from kpi_core.contacts import contacts as page_of
from kpi_core.dataset import Dataset
from kpi_core.defaults import complete
from kpi_core.distribution import distribution
from kpi_core.fit import default_view
from kpi_core.prepare import Prepared, prepare
from kpi_core.view import View
from tests.benchmarks.measure_ratio import contacts, timed


def runs(data: Prepared) -> dict[str, Callable[[], object]]:
    """Return what each page computes when a control changes."""
    view = default_view(data, DEFAULT_KPIS)
    by = View(kpis=DEFAULT_KPIS, by=("channel",), since=view.since, until=view.until)
    other = View(kpis=DEFAULT_KPIS, other_without=(("channel", ("voice",)),))
    wait = CATALOGUE["queue_delay"]
    return {
        "trend": lambda: trend(data, view),
        "trend by channel": lambda: trend(data, by),
        "segments": lambda: segments(data, CATALOGUE["service_level"], by),
        "segments: heat map": lambda: heat_map(data, CATALOGUE["service_level"], by),
        "segments: contacts": lambda: page_of(data, by),
        "tail": lambda: tail(data, wait, by),
        "tail: distribution": lambda: distribution(data, wait, by),
        "what-if": lambda: whatif(data, other.chosen(), other),
        "pairing": lambda: pairing(data, wait, CATALOGUE["csat"], by, shift=2),
    }


def main(n: int) -> None:
    """Print the milliseconds of each."""
    frame, assumptions = complete(contacts(n))
    data = prepare(Dataset("benchmark", "0" * 12, {Fact.CONTACT: frame}, (), assumptions))
    print(f"analysis of a changed control, {n:,} contacts (bar: page within 300 ms)")
    for name, run in runs(data).items():
        print(f"  {name:<20} {timed(run, 5):8.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
