"""Who came back: first contacts, and contacts that were followed by another of the same key.

The rules are those of `docs/decisions/repeats.md`: an inbound contact of the same key within the window, edge
included, on any channel, abandoned ones included; ties in time go by contact id. The first window of the data
cannot tell first contacts, the last one cannot tell repeats, and blank keys tell nothing: those are unknown (null),
never false.
"""

from datetime import timedelta

import polars as pl
from polars import col

from kpi_core.definitions import Definitions

_KEYS = {"customer": ("customer_key",), "customer_reason": ("customer_key", "reason"), "issue": ("issue_id",)}
SIDE_BY_SIDE = {"24h": 24.0, "48h": 48.0, "7d": 168.0}  # windows that are always told, whatever the definitions say
MADE = tuple(f"{name}{s}" for s in ("", *(f"_{w}" for w in SIDE_BY_SIDE)) for name in ("no_repeat", "first_contact"))


def with_repeats(frame: pl.DataFrame, definitions: Definitions) -> tuple[pl.DataFrame, dict[str, str], tuple[str, ...]]:
    """Return the contacts with `no_repeat` and `first_contact`, what is missing for them, and notes.

    Both are made for the window of the definitions, and once more for each of `SIDE_BY_SIDE`, with its name behind.
    """
    keys = _KEYS[definitions.repeat_key]
    missing = [k for k in keys if k not in frame.columns]
    if missing:
        return frame, {name: " and ".join(missing) for name in MADE}, ()
    known = col("offered") & pl.all_horizontal(col(k).is_not_null() for k in keys)
    clock = "at_utc" if "at_utc" in frame.columns and not frame["at_utc"].null_count() else "at"  # DST-true if known
    start, end = frame[clock].min(), frame[clock].max()  # of the data, on the clock that windows are measured on
    order = [clock] + (["contact_id"] if "contact_id" in frame.columns else [])
    rows = frame.with_row_index("_row")
    inbound = rows.filter(known).select("_row", *keys, *order).sort([*keys, *order], maintain_order=True)
    same_next = pl.all_horizontal(col(k) == col(k).shift(-1) for k in keys)
    same_last = pl.all_horizontal(col(k) == col(k).shift(1) for k in keys)
    made: dict[str, pl.Expr] = {}
    hours = {"": definitions.repeat_window_h} | {f"_{name}": h for name, h in SIDE_BY_SIDE.items()}
    for name, h in hours.items():
        window = timedelta(hours=h)
        followed = (same_next & (col(clock).shift(-1) - col(clock) <= window)).fill_null(value=False)
        preceded = (same_last & (col(clock) - col(clock).shift(1) <= window)).fill_null(value=False)
        made[f"no_repeat{name}"] = pl.when(col(clock) <= pl.lit(end) - window).then(~followed)
        made[f"first_contact{name}"] = pl.when(col(clock) >= pl.lit(start) + window).then(~preceded)
    flags = inbound.select("_row", **made)
    found = rows.select("_row").join(flags, on="_row", how="left", maintain_order="left").select(MADE)
    blank = frame.select((col("offered") & ~known).sum()).item()
    notes = (
        (f"{blank:,} inbound contacts have no {' or '.join(keys)} and are left out of repeats and first contacts.",)
        if blank
        else ()
    )
    return frame.with_columns(found), {}, notes
