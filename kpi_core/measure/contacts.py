"""The contacts behind a number, page by page, without anything that identifies a person."""

import polars as pl
from polars import col

from kpi_core.data import Prepared
from kpi_core.errors import BadInput, CannotAnswer
from kpi_core.measure.selection import cut, select
from kpi_core.model import BY_NAME, ColumnKind, Fact
from kpi_core.view import View

PAGE = 50
_FIRST = ("at", "contact_id", "outcome")
_HIDDEN_KINDS = (ColumnKind.KEY,)


def columns(data: Prepared) -> list[str]:
    """Return the columns that may be shown: no keys but the contact's number, no free text, nothing personal."""
    have = data.tables[Fact.CONTACT].columns
    shown = [c for c in _FIRST if c in have]
    for name in have:
        known = BY_NAME.get(name)
        shows = known is not None and not known.personal and known.kind not in _HIDDEN_KINDS
        if name not in shown and (shows or name in data.dataset.segments):
            shown.append(name)
    return shown


def contacts(data: Prepared, view: View, page: int = 1, size: int = PAGE) -> tuple[pl.DataFrame, int]:
    """Return one page of the View's contacts, the newest first, and how many there are in all.

    Raises BadInput for a page that does not exist, with the last that does, CannotAnswer where no contacts are there.
    """
    if Fact.CONTACT not in data.tables:
        raise CannotAnswer(f"This data holds {data.main} rows and no single contacts, so there are none to list.")
    unknown = [s for s, _ in view.selection.segments if s not in data.tables[Fact.CONTACT].columns]
    if unknown:
        raise CannotAnswer(f"The contacts cannot be listed for {unknown[0]}: contact rows do not know it.")
    rows = select(data, Fact.CONTACT, view.selection)
    hidden = cut(view.selection, outcomes=True)
    rows = rows.filter(*hidden) if hidden else rows
    total = int(rows.select(pl.len()).collect().item())
    pages = max(-(-total // size), 1)
    if not 1 <= page <= pages:
        raise BadInput(f"There is no page {page}; this selection has {pages}.")
    last = total - (page - 1) * size  # the rows are in order of time: the newest page is the last slice
    shown = rows.slice(max(last - size, 0), min(size, last)).select(columns(data)).collect().reverse()
    texts = [col(c).cast(pl.String) for c, t in shown.schema.items() if isinstance(t, pl.Enum)]
    full = [c for c in shown.columns if shown[c].null_count() < shown.height]
    return shown.with_columns(texts).select(full), total
