"""The named allocation "spread by contacts": each cost shared out evenly over the contacts that it can belong to.

A cost belongs to the contacts of its period (its day where it bears a moment) with the same values of its own
segments; a segment that a cost row leaves blank is no condition. See `docs/decisions/facts.md`.
"""

from collections.abc import Mapping

import polars as pl
from polars import col

from kpi_core.columns import Fact
from kpi_core.facts import Span
from kpi_core.words import plain

_NAME = "cost_share"
_NAMED = 4


def with_cost_share(
    tables: dict[Fact, pl.DataFrame], spans: Mapping[Fact, Span]
) -> tuple[dict[Fact, pl.DataFrame], dict[str, str]]:
    """Return the tables with each contact's `cost_share`, or without it and what is missing for it.

    It is null where no cost reaches the contact. A cost in a period with contacts that none of them can take would
    be lost, so nothing is spread then.
    """
    if Fact.COST not in tables or Fact.CONTACT not in tables or "cost" not in tables[Fact.COST].columns:
        return tables, {_NAME: "cost rows"}
    contacts, span = tables[Fact.CONTACT], spans[Fact.COST]
    costs = tables[Fact.COST].filter(col("cost").is_not_null())
    units = _units(contacts["day"].unique(), costs["day"].unique().sort(), span)
    names = [s for s in span.segments if s in contacts.columns and s not in {"hour", "weekday", "time_band", "shift"}]
    rows = contacts.select("day", *names).join(units, on="day", how="left")
    share = pl.Series(_NAME, [None], dtype=pl.Float64).new_from_index(0, contacts.height)
    lost = 0
    costs = costs.filter(col("day").is_in(units["unit"].implode())).with_columns(unit="day")
    for key, part in (
        costs.group_by([col(n).is_not_null() for n in names], maintain_order=True) if names else [((), costs)]
    ):
        on = ["unit", *(n for n, known in zip(names, key, strict=True) if known)]
        sums = part.group_by(on).agg(col("cost").sum(), booked=pl.len())
        each = rows.filter(col("unit").is_not_null()).group_by(on).agg(contacts=pl.len())
        both = sums.join(each, on=on, how="left")
        lost += int(both.filter(col("contacts").is_null())["booked"].sum())
        mine = rows.join(both.select(*on, part=col("cost") / col("contacts")), on=on, how="left", maintain_order="left")
        share = pl.DataFrame([share, mine["part"]]).select(
            pl.when(col("part").is_null()).then(col(_NAME)).otherwise(col(_NAME).fill_null(0.0) + col("part"))
            .alias(_NAME)
        )[_NAME]  # fmt: skip
    if lost:
        return tables, {_NAME: f"cost rows that all fall on contacts, and {lost:,} of {costs.height:,} fall on none"}
    return tables | {Fact.CONTACT: contacts.with_columns(share)}, {}


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
