"""The same label on two facts is one value, also where one export writes it in other case or with other spaces."""

from collections.abc import Mapping, Sequence

import polars as pl
from polars import col

from kpi_core.columns import Fact
from kpi_core.words import count


def key(text: pl.Expr) -> pl.Expr:
    """Return what two spellings of one label have in common."""
    return text.str.to_lowercase().str.replace_all(r"\s+", " ")


def spelled_alike(
    tables: Mapping[Fact, pl.DataFrame], segments: Sequence[str]
) -> tuple[dict[Fact, pl.DataFrame], tuple[str, ...]]:
    """Return the tables with each segment spelled as on the first fact that holds it, and what was said otherwise."""
    found, notes = dict(tables), []
    order = [f for f in Fact if f in tables]
    for segment in segments:
        known: dict[str, str] = {}
        for fact in order:
            if not isinstance(found[fact].schema.get(segment), pl.String | pl.Enum):
                continue
            unlike = found[fact].select(col(segment).drop_nulls().unique().cast(pl.String).sort())
            labels = unlike.with_columns(_key=key(col(segment)))
            own = {label for label, _ in labels.iter_rows()}
            other = {a: known[k] for a, k in labels.iter_rows() if known.get(k, a) != a and known[k] not in own}
            if other:
                found[fact] = found[fact].with_columns(col(segment).cast(pl.String).replace(other))
                notes.append(f"{count(len(other))} {segment} labels of {fact} rows are spelled as on {order[0]} rows.")
            known = {k: a for a, k in labels.iter_rows()} | known
    return found, tuple(notes)
