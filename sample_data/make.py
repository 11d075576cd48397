"""Make the sample data: `python -m sample_data.make [--contacts N] [--out FOLDER] [--seed S] [--force]`.

Does nothing where the folder already holds what this generator would make with these arguments. Files are written
aside and then renamed, so that two processes that start at once do not disturb each other. The app's own sample is
read and prepared as well, so that a server that starts only opens it.
"""

import argparse
import hashlib
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from kpi_core.definitions import DEFAULT
from kpi_core.rollup import open_ready
from sample_data import contacts, export, other_facts, surveys
from sample_data.load import BESIDE, kept

HERE = Path(__file__).parent
MADE = HERE / "made"
CONTACTS, SEED = 200_000, 20_260_624
FEWEST = 1_000
_STAMP = "stamp.json"


def frames(size: int = CONTACTS, seed: int = SEED) -> dict[str, pl.DataFrame]:
    """Return every table of the sample by the name of its file; the same arguments give the same content."""
    rows, agents, own = contacts.make(seed, size)
    rng = [np.random.default_rng([seed, 100 + n]) for n in range(5)]
    worked = other_facts.agent_time(rng[1], rows, agents, own)
    exported = export.contacts(rng[0], rows)
    return {
        "contacts": exported,
        "agent_time": worked,
        "surveys": surveys.surveys(rng[2], agents, own.customers),
        "costs": other_facts.costs(worked),
        "accounts": other_facts.accounts(rng[3], rows),
        "qa_items": other_facts.qa_items(rng[4], exported),
    }


def ensure(size: int = CONTACTS, out: Path = MADE, seed: int = SEED) -> Path:
    """Return the folder with the sample data, made first where it is missing or of another generator."""
    if not _is_made(out, size, seed):
        write(size, out, seed)
    return out


def write(size: int, out: Path, seed: int) -> None:
    """Make the files and put them into the folder, the stamp last."""
    tables = frames(size, seed)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=out) as aside:
        for name, table in tables.items():
            table.write_parquet(Path(aside) / f"{name}.parquet")
        (Path(aside) / _STAMP).write_text(_stamp(size, seed), encoding="utf-8")
        for name in (*(f"{t}.parquet" for t in tables), _STAMP):
            (Path(aside) / name).replace(out / name)


def _is_made(out: Path, size: int, seed: int) -> bool:
    """Tell whether the folder holds the files of this generator and these arguments."""
    names = ("contacts", *BESIDE)
    try:
        stamped = (out / _STAMP).read_text(encoding="utf-8")
    except OSError:
        return False
    return stamped == _stamp(size, seed) and all((out / f"{n}.parquet").is_file() for n in names)


def _stamp(size: int, seed: int) -> str:
    """Return what the sample was made by: the generator's own text is its version."""
    source = hashlib.sha256()
    for path in sorted(HERE.glob("*.py")):
        source.update(path.read_bytes())
    return json.dumps({"generator": source.hexdigest()[:16], "contacts": size, "seed": seed}, sort_keys=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the sample data from the command line."""
    parser = argparse.ArgumentParser(prog="python -m sample_data.make", description="Make the sample data.")
    parser.add_argument("--contacts", type=int, default=CONTACTS, help=f"how many, {CONTACTS:,} by default")
    parser.add_argument("--out", type=Path, default=MADE, help="the folder, sample_data/made by default")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed gives the same contacts")
    parser.add_argument("--force", action="store_true", help="make it anew although it is there")
    given = parser.parse_args(arguments)
    if given.contacts < FEWEST:
        parser.error(f"--contacts must be at least {FEWEST:,}, and {given.contacts:,} is fewer.")
    if given.seed < 0:
        parser.error("--seed must not be negative.")
    there = not given.force and _is_made(given.out, given.contacts, given.seed)
    began = time.perf_counter()
    try:
        if not there:
            write(given.contacts, given.out, given.seed)
        if (given.contacts, given.out, given.seed) == (CONTACTS, MADE, SEED):
            open_ready(kept(MADE), DEFAULT)
    except OSError as error:
        parser.error(f"{given.out} cannot be written: {error.strerror}.")
    if there:
        print(f"{given.out} already holds {given.contacts:,} contacts.")
        return 0
    print(f"Made {given.contacts:,} contacts in {given.out} ({time.perf_counter() - began:.1f} s).")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
