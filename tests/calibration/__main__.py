"""Prints how often pages claim something of centres where nothing happens, and find what is planted; writes the table.

`python -m tests.calibration [RUNS] [FILE]`: 400 runs of each world, written to docs/calibration.md.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from kpi_core.model import Cadence
from kpi_core.view import Selection
from tests.calibration.claims import Rate, by_queue, cut_differs, first_queue_found, newest_moved, rate
from tests.calibration.worlds import World

_DOCUMENT = Path(__file__).parents[2] / "docs" / "calibration.md"
_KEYS = ("average_handle_time", "resolution_rate", "answer_rate", "contact_volume")
STABLE: dict[str, World] = {
    "8 queues, days vary by 0 %": World(day_cv=0.0),
    "8 queues, days vary by 7 %": World(day_cv=0.07),
    "8 queues, days vary by 14 %": World(),
    "8 queues, agents alike by 0.05": World(alike=0.05),
    "8 queues, agents of one queue each, alike by 0.05": World(alike=0.05, nested=True),
    "8 queues, agents of one queue each, alike by 0.2": World(alike=0.2, nested=True),
    "20 queues": World(queues=20, contacts=12_000),
    "50 queues": World(queues=50, contacts=20_000),
    "200 queues": World(queues=200, contacts=40_000),
    "two queues, 90 : 10": World(queues=2, first=0.9),
    "two queues, 99 : 1": World(queues=2, first=0.99, contacts=8_000),
    "8 queues, shares near 99 %": World(share=0.99),
}
PLANTED: dict[str, World] = {
    "20 queues, one 4 standard errors off, days vary by 0 %": World(queues=20, day_cv=0.0, planted=4.0),
    "20 queues, one 4 standard errors off, days vary by 14 %": World(queues=20, planted=4.0),
}
_PAGES = ("average_handle_time", "resolution_rate", "answer_rate", "average_speed_of_answer")
_ALL = (*_PAGES, "contact_volume")
OTHERS = ("newest week, five KPIs", "newest day, five KPIs", "without one queue", "one queue alone")
_HOW = (
    "Made by `make calibration`: {runs} centres of each kind, 26 weeks, times lognormal with sigma 1; in brackets the "
    "range of each share at 95 % (Clopper and Pearson)."
)
_FOUND = ("answer_rate", "average_handle_time")


def main(runs: int, file: Path) -> None:
    """Print the table and write it."""
    lines = [
        "# How often something is claimed",
        "",
        _HOW.format(runs=runs),
        "",
        "## Where nothing happens: pages that name any segment, as different or as changed",
        "",
        f"| Centre | {' | '.join(k.replace('_', ' ') for k in _KEYS)} |",
        f"| --- |{' --- |' * len(_KEYS)}",
    ]
    with ProcessPoolExecutor() as pool:
        stable = [pool.submit(_stable, w, runs) for w in STABLE.values()]
        others = [pool.submit(_others, w, runs) for w in STABLE.values()]
        planted = [pool.submit(_planted, w, runs) for w in PLANTED.values()]
        for name, found in zip(STABLE, stable, strict=True):
            lines.append(f"| {name} | {' | '.join(map(_words, found.result()))} |")
            print(lines[-1], flush=True)
        lines += [
            "",
            "## Where nothing happens: trends that name the newest period, and cuts that are called different",
            "",
            f"| Centre | {' | '.join(OTHERS)} |",
            f"| --- |{' --- |' * len(OTHERS)}",
        ]
        for name, found in zip(STABLE, others, strict=True):
            lines.append(f"| {name} | {' | '.join(map(_words, found.result()))} |")
            print(lines[-1], flush=True)
        lines += [
            "",
            "## Where something is planted: pages that name it",
            "",
            f"| Centre | {' | '.join(k.replace('_', ' ') for k in _FOUND)} |",
            f"| --- |{' --- |' * len(_FOUND)}",
        ]
        for name, found in zip(PLANTED, planted, strict=True):
            lines.append(f"| {name} | {' | '.join(map(_words, found.result()))} |")
            print(lines[-1], flush=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _stable(world: World, runs: int) -> tuple[Rate, ...]:
    return rate(world, [by_queue(k) for k in _KEYS], runs)


def _others(world: World, runs: int) -> tuple[Rate, ...]:
    one = (("queue", ("001",)),)
    claims = [
        newest_moved(_ALL),
        newest_moved(_ALL, Cadence.DAY),
        cut_differs(_PAGES, Selection(without=one)),
        cut_differs(_PAGES, Selection(where=one)),
    ]
    return rate(world, claims, runs)


def _planted(world: World, runs: int) -> tuple[Rate, ...]:
    return rate(world, [first_queue_found(k) for k in _FOUND], runs)


def _words(found: Rate) -> str:
    low, high = found.ends
    return f"{100 * found.share:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 400, Path(sys.argv[2]) if sys.argv[2:] else _DOCUMENT)
