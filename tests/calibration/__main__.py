"""Prints how often pages claim something of centres where nothing happens, and find what is planted; writes the table.

`python -m tests.calibration [RUNS] [FILE]`: 400 runs of each world, written to docs/calibration.md.
"""

import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from kpi_core.model import Cadence
from kpi_core.view import Selection
from tests.calibration.claims import (
    Claim,
    Rate,
    by_queue,
    cut_differs,
    first_queue_found,
    newest_moved,
    newest_of,
    place_named,
    rate,
)
from tests.calibration.worlds import World

_DOCUMENT = Path(__file__).parents[2] / "docs" / "calibration.md"
_KEYS = ("average_handle_time", "resolution_rate", "answer_rate", "contact_volume")
STABLE: dict[str, World] = {
    "8 queues, days vary by 0 %": World(day_cv=0.0),
    "8 queues, days vary by 7 %": World(day_cv=0.07),
    "8 queues, days vary by 14 %": World(),
    "8 queues, agents alike by 0.05": World(alike=0.05),
    "8 queues, agents alike by 0.2": World(alike=0.2),
    "8 queues, agents of one queue each, alike by 0.05": World(alike=0.05, nested=True),
    "8 queues, agents of one queue each, alike by 0.2": World(alike=0.2, nested=True),
    "20 queues": World(queues=20, contacts=12_000),
    "50 queues": World(queues=50, contacts=20_000),
    "200 queues": World(queues=200, contacts=40_000),
    "two queues, 50 : 50": World(queues=2),
    "two queues, 90 : 10": World(queues=2, first=0.9),
    "two queues, 99 : 1": World(queues=2, first=0.99, contacts=8_000),
    "8 queues, shares near 99 %": World(share=0.99),
    "8 queues, 6 contacts a customer, alike by 0.2": World(customers_each=6, customers_alike=0.2),
    "200 queues, agents alike by 0.05": World(queues=200, contacts=40_000, agents=400, alike=0.05),
    "200 queues, agents of one queue each, alike by 0.05": World(
        queues=200, contacts=40_000, agents=400, alike=0.05, nested=True
    ),
    "two queues, 6 of 3,000": World(queues=2, first=0.002, contacts=3_000),
    "two queues, 12 of 3,000": World(queues=2, first=0.004, contacts=3_000),
    "two queues, 30 of 3,000": World(queues=2, first=0.01, contacts=3_000),
}
REVIEWS: dict[str, World] = {
    "8 queues, reviews of 8 items, alike by 0.3": World(contacts=1_000, items=8, items_alike=0.3),
    "8 queues, the same, of 6 days": World(contacts=400, days=6, day_cv=0.0, items=8, items_alike=0.3),
}
HELD: dict[str, World] = {
    "8 queues, 85 % never on hold": World(),
    "two queues, 90 : 10, 85 % never on hold": World(queues=2, first=0.9),
}
PLANTED: dict[str, World] = {
    "20 queues, one 4 standard errors off, days vary by 0 %": World(queues=20, day_cv=0.0, planted=4.0),
    "20 queues, one 4 standard errors off, days vary by 14 %": World(queues=20, planted=4.0),
}
NEWEST: dict[str, World] = {
    "27 weeks, the newest 4 standard deviations off, days vary by 0 %": World(days=189, day_cv=0.0, newest=4.0),
    "27 weeks, the newest 4 standard deviations off, days vary by 14 %": World(days=189, newest=4.0),
}
_PAGES = ("average_handle_time", "resolution_rate", "answer_rate", "average_speed_of_answer")
_ALL = (*_PAGES, "contact_volume")
_ONE = (("queue", ("001",)),)
_FOUND = ("answer_rate", "average_handle_time")
_NEWEST = ("resolution_rate", "average_handle_time")
SEGMENTS: dict[str, Claim] = {k.replace("_", " "): by_queue(k) for k in _KEYS}
OTHERS: dict[str, Claim] = {
    "newest week, five KPIs": newest_moved(_ALL),
    "newest day, five KPIs": newest_moved(_ALL, Cadence.DAY),
    "without one queue": cut_differs(_PAGES, Selection(without=_ONE)),
    "one queue alone": cut_differs(_PAGES, Selection(where=_ONE)),
    "a place in the tail": place_named("average_handle_time"),
}
_HOW = (
    "Made by `python -m tests.calibration {runs}`: {runs} centres of each kind, 26 weeks, times lognormal with sigma "
    "1; in brackets the range of each share at 95 % (Clopper and Pearson)."
)
_FEW = " So few runs tell only large faults; `make calibration` makes 400."


@dataclass(frozen=True, kw_only=True)
class Part:
    """A table: worlds by claims."""

    title: str
    worlds: Mapping[str, World]
    claims: Mapping[str, Claim]


PARTS = (
    Part(
        title="Where nothing happens: pages that name any segment, as different or as changed",
        worlds=STABLE,
        claims=SEGMENTS,
    ),
    Part(
        title="Where nothing happens: trends that name the newest period, cuts that are called different, tails",
        worlds=STABLE,
        claims=OTHERS,
    ),
    *(
        Part(
            title=f"Where nothing happens: {title}",
            worlds=worlds,
            claims={
                "pages that name any queue": by_queue(k),
                "one queue alone": cut_differs((k,), Selection(where=_ONE)),
            },
        )
        for title, worlds, k in (
            ("items of reviews that were passed", REVIEWS, "qa_item_pass_rate"),
            ("average hold time", HELD, "average_hold_time"),
        )
    ),
    Part(
        title="Where something is planted: pages that name it",
        worlds=PLANTED,
        claims={k.replace("_", " "): first_queue_found(k) for k in _FOUND},
    ),
    Part(
        title="Where the newest week is off: trends that name it",
        worlds=NEWEST,
        claims={k.replace("_", " "): newest_of(k) for k in _NEWEST},
    ),
)


def main(runs: int, file: Path) -> None:
    """Print the tables and write them."""
    lines = ["# How often something is claimed", "", _HOW.format(runs=runs) + _FEW * (runs < 400)]
    with ProcessPoolExecutor() as pool:
        asked = [(p, [pool.submit(_rates, i, name, runs) for name in p.worlds]) for i, p in enumerate(PARTS)]
        for part, found in asked:
            heads = " | ".join(part.claims)
            lines += ["", f"## {part.title}", "", f"| Centre | {heads} |", f"| --- |{' --- |' * len(part.claims)}"]
            for name, rates in zip(part.worlds, found, strict=True):
                lines.append(f"| {name} | {' | '.join(map(_words, rates.result()))} |")
                print(lines[-1], flush=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _rates(part: int, world: str, runs: int) -> tuple[Rate, ...]:
    """The rates of one row of a table; named by its place, since claims cannot be sent to another process."""
    claims = list(PARTS[part].claims.values())
    return rate(PARTS[part].worlds[world], claims, runs)


def _words(found: Rate) -> str:
    low, high = found.ends
    return f"{100 * found.share:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 400, Path(sys.argv[2]) if sys.argv[2:] else _DOCUMENT)
