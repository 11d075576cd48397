"""The promised wait of each contact, by the definitions' wait targets."""

import polars as pl
from polars import col

from kpi_core.definitions import Definitions, WaitTarget
from kpi_core.definitions.value import rank


def promise(definitions: Definitions, have: frozenset[str]) -> pl.Expr:
    """Return the promised wait in seconds; null where there is none.

    The target that the export gives for the contact goes first, unless the definitions say otherwise; then the most
    special wait target that holds on the day of arrival (a queue's before a vendor's before a channel's), the latest
    of those; then the channel's threshold.
    """
    found: pl.Expr = pl.lit(None, dtype=pl.Float64)
    if "channel" in have:
        lower = col("channel").str.to_lowercase()
        found = lower.replace_strict(dict(definitions.thresholds), default=None, return_dtype=pl.Float64)
    for target in sorted(definitions.wait_targets, key=lambda t: rank(t.scope, t.since)):
        if all(s in have for s, _ in target.scope):
            found = pl.when(_within(target)).then(pl.lit(target.seconds)).otherwise(found)
    own = definitions.export_targets and "target_s" in have
    return pl.coalesce(col("target_s"), found) if own else found


def _within(target: WaitTarget) -> pl.Expr:
    """Whether a contact falls under a wait target."""
    hit = [col(s).str.to_lowercase() == v.lower() for s, v in target.scope]
    if target.since:
        hit.append(col("at").dt.date() >= target.since)
    return pl.all_horizontal(hit).fill_null(value=False)
