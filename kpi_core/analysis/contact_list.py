"""One page of contacts as a table lists it: words for headers, labels made plain."""

from dataclasses import dataclass

import polars as pl

from kpi_core.data import Prepared
from kpi_core.measure import PAGE, contacts
from kpi_core.model import plain
from kpi_core.view import View


@dataclass(frozen=True, eq=False)
class Listed:
    """`frame` is the View's page of contacts, `names` its headers; `total` counts contacts, `pages` pages."""

    frame: pl.DataFrame
    names: tuple[str, ...]
    total: int
    pages: int


def listed(data: Prepared, view: View) -> Listed:
    """Return the View's page of its contacts. Raises BadInput for a page that does not exist."""
    found, total = contacts(data, view, view.page)
    texts = [
        pl.Series(c, [None if v is None else plain(v) for v in found[c]], dtype=pl.String)
        for c, t in found.schema.items()
        if t == pl.String
    ]
    names = tuple(_named(c) for c in found.columns)
    columns = {c: f"c{i}" for i, c in enumerate(found.columns)}  # safe names: a segment may be called anything
    return Listed(found.with_columns(texts).rename(columns), names, total, max(-(-total // PAGE), 1))


def _named(column: str) -> str:
    """A column's name for people; durations say their unit."""
    words = {"at": "Arrived", "contact_id": "Contact"}.get(column) or plain(column.replace("_", " ").capitalize())
    return f"{words[:-2]} (s)" if column.endswith("_s") else words
