"""Run every attack and print a table of what held: python -m tests.attack."""

import sys
from collections.abc import Sequence

import pytest


class _Told:
    """What became of each claim."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, float]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one claim once it is tried, or once it could not be."""
        if report.when == "call" or report.outcome != "passed":
            file, _, name = report.nodeid.rpartition("::")
            claim = name.removeprefix("test_").replace("_", " ")
            held = {"passed": "held", "failed": "BROKEN", "skipped": "not tried here"}[report.outcome]
            self.rows.append((f"{file.rpartition('/')[2].removesuffix('.py')[5:]}: {claim}", held, report.duration))


def main(words: Sequence[str]) -> int:
    """Try all and return how that ended."""
    told = _Told()
    status = pytest.main(["-q", "-p", "no:cacheprovider", "tests/attack", *words], plugins=[told])
    width = max((len(claim) for claim, _, _ in told.rows), default=0)
    print()
    for claim, held, seconds in told.rows:
        print(f"{claim:<{width}}  {held:<14}  {seconds:6.1f} s")
    return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
