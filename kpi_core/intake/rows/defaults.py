"""What is taken for granted where an export is silent, each with the sentence that says so (docs/rules.md, rule 3).

`complete` turns the mapped columns of contacts into columns that every KPI can rely on: one outcome per inbound
contact with its flags, handle time, resolved. It never overwrites what the export gave.
"""

import polars as pl
from polars import col

from kpi_core.data import Assumption
from kpi_core.model import OUTCOMES

_OUTBOUND_WORDS = ("outbound", "out", "outgoing", "outbound call")


def complete(contacts: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Assumption, ...]]:
    """Return the contacts with outcome, flags, handle time and resolved filled in, and what was assumed."""
    given = set(contacts.columns)
    frame, said = _direction(contacts)
    for step in (_outcome, _handle, _resolved, _queued):
        frame, more = step(frame, given)
        said += more
    return frame, said


def _direction(frame: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Assumption, ...]]:
    """Offered = inbound. Without a direction every contact is inbound."""
    outbound = pl.lit(value=False)
    if "direction" in frame.columns:  # looked up by label: of ten million rows there are a few
        labels = frame["direction"].unique().drop_nulls().cast(pl.String)
        out = labels.filter(labels.str.to_lowercase().is_in(_OUTBOUND_WORDS)).to_list()
        outbound = col("direction").is_in(out).fill_null(value=False)
    if "offered" in frame.columns:
        inbound = col("offered")
        said: tuple[Assumption, ...] = ()
    elif "direction" in frame.columns:
        inbound = ~outbound
        unknown = frame["direction"].null_count()
        said = (
            (Assumption("offered", f"{unknown:,} contacts without a direction are taken as inbound."),)
            if unknown
            else ()
        )
    else:
        inbound = pl.lit(value=True)
        said = (Assumption("offered", "No direction is given: every contact is taken as inbound and offered."),)
    return frame.with_columns(offered=inbound, outbound=outbound), said


def _outcome(frame: pl.DataFrame, given: set[str]) -> tuple[pl.DataFrame, tuple[Assumption, ...]]:
    """Give every inbound contact its one outcome, and the flags that follow from it."""
    known = [o for o in OUTCOMES if o in given]
    said: list[Assumption] = []
    if "outcome" in given:
        # A flag that is mapped beside the outcome has the last word where it is true.
        outcome = col("outcome").cast(pl.String)  # labels of a large export are codes
        outcome = pl.coalesce(*(_named(o) for o in known), outcome) if known else outcome
    elif "answered" in given and "abandoned" in given:
        outcome = pl.coalesce(*(_named(o) for o in known))
    elif "answered" in given:
        rest = pl.when(~col("answered")).then(pl.lit("abandoned"))
        outcome = pl.coalesce(*(_named(o) for o in known), rest)
        said.append(
            Assumption("abandoned", "No abandonment is given: a contact that was not answered counts as abandoned.")
        )
    elif "abandoned" in given:
        rest = pl.when(~col("abandoned")).then(pl.lit("answered"))
        outcome = pl.coalesce(*(_named(o) for o in known), rest)
        said.append(Assumption("answered", "No answer is given: a contact that was not abandoned counts as answered."))
    else:
        outcome = pl.coalesce(*(_named(o) for o in known), pl.lit("answered"))
        said.append(
            Assumption(
                "outcome",
                "Neither answered nor abandoned is given: every contact counts as handled, so answer rate, "
                "abandonment and service level cannot be told.",
            )
        )
    kind = pl.Enum(OUTCOMES) if isinstance(frame.schema.get("outcome"), pl.Enum) else pl.String()
    frame = frame.with_columns(outcome=pl.when(col("offered")).then(outcome).cast(kind))
    return frame.with_columns(_flag(o, given).alias(o) for o in OUTCOMES), tuple(said)


def _named(outcome: str) -> pl.Expr:
    """The outcome's name where its flag is true, else null."""
    return pl.when(col(outcome)).then(pl.lit(outcome))


def _flag(outcome: str, given: set[str]) -> pl.Expr:
    """True where the outcome is this one, false where it is another, unknown where the export says nothing.

    An answered or abandoned flag that is given as false stays false although the outcome itself is not known.
    """
    flag = col("outcome") == outcome
    if outcome in given:
        flag = flag.fill_null(col(outcome) & ~col(outcome))  # false stays false, unknown stays unknown
    return pl.when(col("offered")).then(flag).otherwise(pl.lit(value=False))


def _handle(frame: pl.DataFrame, given: set[str]) -> tuple[pl.DataFrame, tuple[Assumption, ...]]:
    """Handle time is talk, hold and after-call work of what is mapped; a missing part makes it partial."""
    parts = {"talk_s": "talk", "hold_s": "hold", "wrap_s": "after-call work"}
    have = [c for c in parts if c in given]
    if "handle_s" in given or "talk_s" not in given:
        return frame, ()
    rest = [col(c).fill_null(0.0) for c in have if c != "talk_s"]
    total = pl.sum_horizontal(col("talk_s"), *rest, ignore_nulls=False)
    lacking = [parts[c] for c in parts if c not in have]
    sentence = f"Handle time is {' + '.join(parts[c] for c in have)}" + (
        f" (partial: no {' or '.join(lacking)} is given)." if lacking else "."
    )
    gaps = frame.filter(col("talk_s").is_not_null() & pl.any_horizontal(col(c).is_null() for c in have)).height
    if gaps:
        sentence += f" {gaps:,} contacts lack one of these parts: theirs is the sum of the others."
    return frame.with_columns(handle_s=total), (Assumption("handle_s", sentence),)


def _resolved(frame: pl.DataFrame, given: set[str]) -> tuple[pl.DataFrame, tuple[Assumption, ...]]:
    """Resolved follows from a resolution time."""
    if "resolved" in given or "resolution_s" not in given:
        return frame, ()
    sentence = "A contact counts as resolved where it has a resolution time."
    return frame.with_columns(resolved=col("resolution_s").is_not_null()), (Assumption("resolved", sentence),)


def _queued(frame: pl.DataFrame, given: set[str]) -> tuple[pl.DataFrame, tuple[Assumption, ...]]:
    """Without a queue flag every inbound contact with a known wait counts as queued."""
    if "queued" in given or "wait_s" not in given:
        return frame, ()
    sentence = "No queue flag is given: every inbound contact with a known wait counts as queued."
    return frame.with_columns(queued=col("offered") & col("wait_s").is_not_null()), (Assumption("queued", sentence),)
