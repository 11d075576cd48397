"""Reads one import in a process of its own: `python -m kpi_core.intake.worker FOLDER`.

The folder's order says what to read; FOLDER/state.json is rewritten as it goes on; the result is FOLDER/dataset. The
process gives way to the server beside it, and a panic or a lack of memory ends it alone.
"""

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from kpi_core.data import save
from kpi_core.errors import DayOrder, KpiError
from kpi_core.intake import scratch
from kpi_core.intake.load import load
from kpi_core.intake.order import read_order
from kpi_core.intake.sources.read import Step

_EVERY_S = 0.1
_TRIES, _AGAIN_S = 200, 0.01


def main(folder: Path) -> int:
    """Do what the folder's job says."""
    if hasattr(os, "nice"):
        os.nice(5)
    order = read_order(folder)
    told = [0.0]

    def progress(step: Step) -> None:
        now = time.monotonic()
        if step.share >= 1:
            tell(folder, {"phase": "converting", "rows": step.rows, "share": 1.0})
        elif now - told[0] > _EVERY_S:
            told[0] = now
            tell(folder, {"phase": "reading", "rows": step.rows, "share": step.share})

    try:
        dataset = load(
            order.sources,
            order.mappings,
            name=order.name or None,
            progress=progress,
            limits=order.limits,
            packed=True,
        )
        tell(folder, {"phase": "keeping", "rows": dataset.report["read"], "share": 1.0})
        save(dataset, folder / "dataset")
        tell(folder, {"phase": "done", "rows": dataset.report["read"], "share": 1.0})
    except KpiError as error:
        said = scratch.FULL if scratch.full() else str(error)
        tell(folder, {"phase": "failed", "error": said, "asks": isinstance(error, DayOrder)})
        return error.status
    return 0


def tell(folder: Path, state: dict[str, Any]) -> None:
    """Put the state where the other process looks; it never sees half of one."""
    fresh = folder / "state.new"
    fresh.write_text(json.dumps(state), encoding="utf-8")
    for _ in range(_TRIES):
        with suppress(OSError):  # on Windows, while the other process reads it
            fresh.replace(folder / "state.json")
            return
        time.sleep(_AGAIN_S)
    fresh.replace(folder / "state.json")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
