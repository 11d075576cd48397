"""The same label on two facts is one value, also where one export writes it in other case or with other spaces."""

from collections.abc import Mapping, Sequence

import polars as pl
from polars import col

from kpi_core.model import Fact, count


def key(text: pl.Expr) -> pl.Expr:
    """Return what two spellings of one label have in common."""
    seen = text.str.normalize("NFC").str.replace_all(r"\p{Cf}", "")  # two labels that look the same are the same
    folded = seen.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    return folded.str.replace(r"^(-?(?:0|[1-9]\d*))\.0+$", "${1}")  # programs that hold numbers write 12 as 12.0


def spelled_alike(
    tables: Mapping[Fact, pl.DataFrame], segments: Sequence[str], contacts: Mapping[str, pl.Series] | None = None
) -> tuple[dict[Fact, pl.DataFrame], tuple[str, ...]]:
    """Return the tables with each segment spelled as on the first fact that holds it, and what was said otherwise.

    `contacts` are the labels of contacts that are not among the tables, by segment: theirs come first.
    """
    found, notes = dict(tables), []
    order = ([] if contacts is None else [Fact.CONTACT]) + [f for f in Fact if f in tables]
    for segment in segments:
        known: dict[str, str] = {}
        for fact in order:
            labels = _labels(found[fact], segment) if fact in found else (contacts or {}).get(segment)
            if labels is None:
                continue
            keys = dict(zip(labels, pl.select(key(pl.lit(labels))).to_series(), strict=True))
            other = {a: known[k] for a, k in keys.items() if known.get(k, a) != a and known[k] not in keys}
            if other:
                found[fact] = found[fact].with_columns(col(segment).cast(pl.String).replace(other))
                notes.append(f"{count(len(other))} {segment} labels of {fact} rows are spelled as on {order[0]} rows.")
            known = {k: a for a, k in keys.items()} | known
    return found, tuple(notes)


def _labels(table: pl.DataFrame, segment: str) -> pl.Series | None:
    """What a segment holds; None where the table has no such labels."""
    if not isinstance(table.schema.get(segment), pl.String | pl.Enum):
        return None
    return table[segment].drop_nulls().unique().cast(pl.String).sort()
