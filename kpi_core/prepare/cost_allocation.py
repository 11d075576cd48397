"""The named allocation "spread by contacts": each cost shared out evenly over the contacts that it can belong to.

A cost belongs to the contacts of its period (its day where it bears a moment) with the same values of its own
segments; a segment that a cost row leaves blank is no condition. See `docs/decisions/facts.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from polars import col

from kpi_core.data import Rows
from kpi_core.model import Fact, Span, plain
from kpi_core.prepare.definitions_check import BY_TIME

NAME = "cost_share"
_N = "_contacts"
_NAMED = 4


@dataclass(frozen=True, eq=False)
class Shares:
    """What a contact takes of the costs: its part by the unit of cost and the segments that the cost names."""

    units: pl.DataFrame  # day, unit
    parts: tuple[tuple[tuple[str, ...], pl.DataFrame], ...]  # the columns to join on, and they with `part`


def cost_shares(
    contacts: Rows, costs: pl.DataFrame, span: Span, enums: Mapping[str, pl.Enum]
) -> tuple[Shares | None, str]:
    """Return how the costs are shared out over contacts with their `day`, or None and what is missing for it.

    A cost in a period with contacts that none of them can take would be lost, so nothing is spread then.
    """
    if "cost" not in costs.columns:
        return None, "cost rows"
    costs = costs.filter(col("cost").is_not_null())
    names = [s for s in span.segments if s in contacts.schema and s not in BY_TIME]
    rows = pl.concat([_counted(part, names, enums) for part in contacts.read(["day", *names])])
    rows = rows.group_by("day", *names).agg(col(_N).sum())
    units = _units(rows["day"].unique(), costs["day"].unique().sort(), span)
    rows = rows.join(units, on="day")
    parts, lost = [], 0
    costs = costs.filter(col("day").is_in(units["unit"].implode())).with_columns(unit="day")
    for key, part in (
        costs.group_by([col(n).is_not_null() for n in names], maintain_order=True) if names else [((), costs)]
    ):
        on = ("unit", *(n for n, known in zip(names, key, strict=True) if known))
        sums = part.group_by(on).agg(col("cost").sum(), booked=pl.len())
        both = sums.join(rows.group_by(on).agg(col(_N).sum()), on=on, how="left")
        lost += int(both.filter(col(_N).is_null())["booked"].sum())
        parts.append((on, both.select(*on, part=col("cost") / col(_N))))
    if lost:
        return None, f"cost rows that all fall on contacts, and {lost:,} of {costs.height:,} fall on none"
    return Shares(units, tuple(parts)), ""


def with_cost_share(contacts: pl.DataFrame, shares: Shares) -> pl.DataFrame:
    """Return the contacts with their `cost_share`; it is null where no cost reaches the contact."""
    rows = contacts.join(shares.units, on="day", how="left", maintain_order="left")
    share = pl.Series(NAME, [None], dtype=pl.Float64).new_from_index(0, contacts.height)
    for on, parts in shares.parts:
        mine = rows.select(on).join(parts, on=on, how="left", maintain_order="left")
        share = pl.DataFrame([share, mine["part"]]).select(
            pl.when(col("part").is_null()).then(col(NAME)).otherwise(col(NAME).fill_null(0.0) + col("part"))
            .alias(NAME)
        )[NAME]  # fmt: skip
    return contacts.with_columns(share)


def _counted(part: pl.DataFrame, names: Sequence[str], enums: Mapping[str, pl.Enum]) -> pl.DataFrame:
    """How many contacts each day has of each combination of segments."""
    return part.lazy().with_columns(col(n).cast(enums[n]) for n in names).group_by("day", *names).agg(
        pl.len().alias(_N)
    ).collect()  # fmt: skip


def _units(days: pl.Series, starts: pl.Series, span: Span) -> pl.DataFrame:
    """Return the unit of cost that each day of contacts belongs to, as `day, unit`; days without one are left out."""
    if not span.grain.coarse:
        return pl.DataFrame({"day": days, "unit": days}).filter(col("unit").is_in(starts.implode()))
    ends = pl.DataFrame(
        {"unit": starts, "end": [span.until(d) for d in starts]}, schema={"unit": pl.Date, "end": pl.Date}
    )
    found = pl.DataFrame({"day": days.sort()}).join_asof(ends, left_on="day", right_on="unit")
    return found.filter(col("day") <= col("end")).select("day", "unit")


def uneven_cost(tables: Mapping[Fact, pl.DataFrame], spans: Mapping[Fact, Span]) -> str:
    """Say whose cost ends before that of the others, so that a long range has contacts of theirs without their cost."""
    if Fact.COST not in tables or not spans[Fact.COST].grain.coarse or "cost" not in tables[Fact.COST].columns:
        return ""
    costs = tables[Fact.COST].filter(col("cost").is_not_null())
    said = []
    for segment in (s for s in spans[Fact.COST].segments if s != "agent"):
        ends = costs.drop_nulls(segment).group_by(segment).agg(col("day").max()).sort("day", segment)
        early = ends.filter(col("day") < costs["day"].max())
        said += [f"{plain(str(s))} in {d:%b %Y}" for s, d in early.iter_rows()]
    if not said:
        return ""
    more = f" and {len(said) - _NAMED} more" if len(said) > _NAMED else ""
    return (
        f"Some cost ends before the latest of {costs['day'].sort()[-1]:%b %Y}: "
        f"that of {', '.join(said[:_NAMED])}{more}. "
        "Later contacts of theirs are counted without it; end the range before that, or read it month by month."
    )
