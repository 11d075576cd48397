"""One row for each leg becomes one row for each contact: a call that was passed on is one contact, not two.

The contact arrives with its first leg. Its wait runs until the first answer; a queue entered by a transfer is no
wait for an answer, and leaving that queue is a contact dropped after its answer, not an abandoned one. Work adds up.
"""

import polars as pl
from polars import col

from kpi_core.intake.sources.read import FILE
from kpi_core.intake.sources.records import LINE
from kpi_core.model import BY_NAME, OUTCOMES, ColumnKind

_LAST = {"disposition", "resolution_s", "resolved", "resolved_marked", "resolved_confirmed"}
_FIRST = {"first_response_s", "callback_s", "target_s", "sla_met", "answered_in_target", "offered"}
_ADDED = {ColumnKind.SECONDS, ColumnKind.COUNT, ColumnKind.MONEY}
_BEFORE, _SPOKEN, _ALONE = "__before", "__spoken", "__alone"


def stitched(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return one row for each value of `key`, in the order of arrival; rows without one stay as they are."""
    spoken = _spoken(frame).fill_null(value=False)
    alone = pl.when(col(key).is_null()).then(pl.int_range(pl.len()))
    legs = frame.with_columns(spoken.alias(_SPOKEN), alone.alias(_ALONE)).sort("at", FILE, LINE)
    group = [key, _ALONE]
    before = col(_SPOKEN).cast(pl.Int8).cum_max().shift(1, fill_value=0).over(group) == 1
    legs = legs.with_columns(before.alias(_BEFORE))
    made = [_combined(name).alias(name) for name in frame.columns if name != key]
    if "transfers" not in frame.columns:
        made.append((pl.len() - 1).cast(pl.Int64).alias("transfers"))
    lost = _lost(frame)
    if lost is not None and "dropped_after_answer" not in frame.columns:
        made.append(lost.alias("dropped_after_answer"))
    order = [*frame.columns, *(c for c in ("transfers", "dropped_after_answer") if c not in frame.columns)]
    found = legs.group_by(group, maintain_order=True).agg(made)
    return found.select(c for c in order if c in found.columns)


def _spoken(frame: pl.DataFrame) -> pl.Expr:
    """Whether somebody answered on a leg; where nothing tells, on each."""
    if "answered" in frame.columns:
        return col("answered")
    return col("outcome") == "answered" if "outcome" in frame.columns else pl.lit(value=True)


def _lost(frame: pl.DataFrame) -> pl.Expr | None:
    """Whether the customer left in a leg after the first answer; unknown on contacts that nobody answered."""
    if "abandoned" in frame.columns:
        left = col("abandoned")
    elif "outcome" in frame.columns:
        left = col("outcome") == "abandoned"
    else:
        return None
    return pl.when(col(_SPOKEN).any()).then((left.fill_null(value=False) & col(_BEFORE)).any())


def _combined(name: str) -> pl.Expr:
    """How the legs' values of a column become the contact's; blank where no leg has one."""
    value = col(name)
    known = value.drop_nulls()
    if name == "outcome":
        return pl.when(col(_SPOKEN).any()).then(pl.lit("answered")).otherwise(known.last())
    if name in OUTCOMES and name != "answered":
        return pl.when(value.is_not_null().any()).then(value.any() & ~col(_SPOKEN).any())
    if name == "wait_s":
        waits = value.filter(~col(_BEFORE)).drop_nulls()
        return pl.when(waits.len() > 0).then(waits.sum())
    kind = BY_NAME[name].kind if name in BY_NAME else ColumnKind.SEGMENT
    if name in _FIRST:
        return known.first()
    if name in _LAST or kind in {ColumnKind.NUMBER, ColumnKind.TEXT}:
        return known.last()
    if kind is ColumnKind.FLAG:
        return pl.when(known.len() > 0).then(known.any())
    if kind in _ADDED:
        return pl.when(known.len() > 0).then(known.sum())
    return known.first()
