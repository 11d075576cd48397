"""Fuzz the intake: `python -m tests.fuzz [--minutes N] [--seed S]`. Each fault is told with the seed that makes it."""

import argparse
import os
import random
import sys
import time
import traceback

import polars as pl

from tests.fuzz.targets import TARGETS


def main() -> int:
    """Run every target in turn until the time is over; status 1 where one found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, help="run this seed alone")
    given = parser.parse_args()
    os.environ.setdefault("KPI_SECRET", "fuzz")
    began, faults, rounds = time.monotonic(), 0, 0
    first = given.seed if given.seed is not None else random.SystemRandom().randrange(10**9)
    while True:
        for name, target in TARGETS.items():
            try:
                target(random.Random(f"{name} {first + rounds}"))
            except (Exception, pl.exceptions.PanicException):  # noqa: BLE001 - whatever comes out is a fault
                faults += 1
                print(f"{name}: --seed {first + rounds}\n{traceback.format_exc(limit=-2)}")
        rounds += 1
        over = time.monotonic() - began > given.minutes * 60
        if given.seed is not None or over or faults >= 20:
            break
    print(f"{rounds:,} rounds of {', '.join(TARGETS)} in {time.monotonic() - began:.0f} s: {faults} faults.")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
