"""Figures from outside the project that tests hold it to; `data/published/README.md` says where each comes from."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "published"


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one file of figures, each cell as it is written there."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))
