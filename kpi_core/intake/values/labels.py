"""Labels to cut by: trimmed, variants in case or spaces joined with the commonest spelling, renamed as asked."""

from functools import partial

import polars as pl
from polars import col

from kpi_core.data import key
from kpi_core.intake.sources.repeated_text import each


def joined(labels: pl.Series, rename: dict[str, str]) -> tuple[pl.Series, int, int]:
    """Return the labels, how many rows changed their spelling, and how many spellings were joined.

    Nothing is renamed unless `rename` says so; a rename reaches every variant of its word, and what only differs from
    its new word in case or spaces joins that.
    """
    counts = (
        pl.DataFrame({"label": labels})
        .with_row_index("row")
        .drop_nulls()
        .group_by("label")
        .agg(n=pl.len(), row=col("row").min())
        .with_columns(col("label").cast(pl.String))
    )
    counts = counts.with_columns(key=key(col("label"))).sort("n", "row", descending=[True, False])
    common = counts.group_by("key", maintain_order=True).agg(spelling=col("label").first())
    words = pl.DataFrame(
        {"from": list(rename), "to": list(rename.values())}, schema={"from": pl.String, "to": pl.String}
    )
    words = words.with_columns(key=key(col("from")), new=key(col("to")))
    if rename:
        new = {n: to for n, to in words.select("new", "to").iter_rows() if n not in set(words["key"])}
        common = common.with_columns(
            spelling=pl.coalesce(col("key").replace_strict(new, default=None, return_dtype=pl.String), "spelling")
        )
    table = counts.join(common, on="key", how="left")
    changed = table.filter(col("label") != col("spelling"))
    rows, spellings = int(changed["n"].sum()), changed.height
    if rename:
        # A word that is spelled exactly like the label wins over one that only folds to it.
        exact = dict(zip(words["from"], words["to"], strict=True))
        folded = dict(zip(words["key"], words["to"], strict=True))
        to = pl.coalesce(
            col("label").replace_strict(exact, default=None, return_dtype=pl.String),
            col("key").replace_strict(folded, default=None, return_dtype=pl.String),
            col("spelling"),
        )
        table = table.with_columns(spelling=to)
    if table.height == 0:
        return labels, 0, 0
    spelled = partial(pl.Series.replace_strict, old=table["label"], new=table["spelling"], default=None)
    out = each(labels, partial(spelled, return_dtype=pl.String))
    return out.alias(labels.name), rows, spellings
