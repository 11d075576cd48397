"""The day that a contact counts on: of its arrival, its answer or its close (`docs/decisions/definitions.md`)."""

import polars as pl
from polars import col

from kpi_core.model import count, day

_NEEDS = {"answer": "wait_s", "close": "resolution_s"}


def undatable(basis: str, have: frozenset[str]) -> str | None:
    """Return why contacts cannot be dated on this basis, None where they can."""
    need = _NEEDS.get(basis)
    if need is None or need in have:
        return None
    return f"The definitions date contacts by their {basis}, which needs {need}; set date_basis to arrival."


def dated(frame: pl.DataFrame, basis: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return the contacts with the `day` they count on, sorted by it, and what must be said.

    An answer lies the wait after the arrival (for abandoned contacts: when they left), a close the resolution time
    after it. Contacts without such an instant keep their arrival: left out, they would flatter the rest. Contacts
    that it puts behind the last arrival are left out, since the data hold only a part of those days.
    """
    if basis not in _NEEDS:
        return frame, ()
    seconds = col("resolution_s" if basis == "close" else "wait_s")
    last = frame["day"].max()
    moment = col("at") + pl.duration(microseconds=(seconds * 1_000_000).round().cast(pl.Int64))
    unknown = int(frame[_NEEDS[basis]].null_count())
    moved = frame.with_columns(day=pl.coalesce(moment, col("at")).dt.date()).sort("day", maintain_order=True)
    kept = moved.filter(col("day") <= last)
    said = [f"Contacts count on the day of their {basis}; those of the first days arrived partly before the data."]
    if unknown:
        said.append(f"{count(unknown)} contacts have no time of {basis} and count on the day of their arrival.")
    late = moved.height - kept.height
    if late and isinstance(last, type(frame["day"][0])):
        said.append(f"{count(late)} contacts have their {basis} after the last arrival, {day(last)}, and are left out.")
    return kept, tuple(said)
