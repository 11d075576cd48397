"""Which program made a file: what it makes otherwise after a change must not be found."""

import hashlib
from functools import cache
from pathlib import Path

import polars as pl


@cache
def program(*packages: str) -> str:
    """Return what stands for these packages of the core: their text, and the Polars version that they ran with.

    A word changed in any other package changes nothing.
    """
    here = Path(__file__).parents[1]
    whole = hashlib.sha256(pl.__version__.encode())
    for source in sorted(p for name in packages for p in (here / name).rglob("*.py")):
        whole.update(source.relative_to(here).as_posix().encode() + source.read_bytes())
    return whole.hexdigest()
