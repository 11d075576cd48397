"""The promised wait of each contact, by the definitions' wait targets."""

import polars as pl
from polars import col

from kpi_core.definitions import Definitions, WaitTarget, rank
from kpi_core.model import count


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


def unpromised(frame: pl.DataFrame) -> str | None:
    """Return one sentence on the contacts that service level leaves out since nothing was promised to them.

    `frame` holds contacts with `promise_s`. Only waits that are known count: e-mail has none to compare.
    """
    if not {"promise_s", "wait_s", "channel"} <= set(frame.columns):
        return None
    judged = frame.lazy().filter((col("answered") | col("abandoned")) & col("wait_s").is_not_null())
    by_channel = judged.group_by("channel").agg(n=pl.len(), without=col("promise_s").null_count()).collect()
    names = by_channel.filter(col("without") > 0).with_columns(col("channel").cast(pl.String).fill_null("(blank)"))
    if names.is_empty():
        return None
    names = names.sort("without", "channel", descending=[True, False])
    listed = ", ".join(f"{name} ({count(n)})" for name, n in names.head(4).select("channel", "without").rows())
    more = f" and {names.height - 4} more" if names.height > 4 else ""
    whole, left = int(by_channel["n"].sum()), int(names["without"].sum())
    return (
        f"Service level leaves out {count(left)} of {count(whole)} contacts with a known wait, since "
        f"their channel has no wait target: {listed}{more}. Give it one on the page Definitions, or rename the channel "
        "in the mapping to one that has."
    )


def _within(target: WaitTarget) -> pl.Expr:
    """Whether a contact falls under a wait target."""
    hit = [col(s).str.to_lowercase() == v.lower() for s, v in target.scope]
    if target.since:
        hit.append(col("at").dt.date() >= target.since)
    return pl.all_horizontal(hit).fill_null(value=False)
