"""The time of agents that the voice contacts of each half hour required, by Erlang C.

Each half hour is one queue in balance: its inbound voice contacts, but those that customers finished alone or a bot
handled, arrive evenly, each takes as long as the answered ones of that day took on average (those of all days where
the day has few), and one group answers them. The smallest group that keeps the promised wait for `staffing_share` of
them is what was required. Its time is shared out evenly over the contacts of the half hour, so that the sum over any
period is that period's. Erlang C takes it that nobody hangs up, so where people do it asks for more agents than are
needed; breaks and meetings are not in it.
"""

from collections.abc import Collection
from datetime import time

import polars as pl
from polars import col

from kpi_core.data import Rows
from kpi_core.definitions import Definitions
from kpi_core.model import Fact
from kpi_core.statistics import agents_for_each

NAME = "erlang_s"
_CHANNEL = "voice"
_NEEDS = ("channel", "offered", "answered", "handle_s")
_MINUTES = 30
_SLOT = col("at").dt.truncate(f"{_MINUTES}m")
_FEW = 30  # answered voice contacts of a day that give a handle time of its own


def required(contacts: Rows, facts: Collection[Fact], definitions: Definitions) -> tuple[pl.DataFrame | None, str]:
    """Return the `share` in seconds that each voice contact of a half hour (`_slot`, `day`) has of the time required.

    Where it cannot be told, None and what is missing for it. `facts` are those that have rows.
    """
    lacks = _lacks(contacts, facts, definitions)
    if lacks:
        return None, lacks
    days, slots = [], []
    for part in contacts.read(["at", "day", *_NEEDS, *(c for c in ("self_served", "handler") if c in contacts.schema)]):
        voice = part.filter(_voice(part))
        handled = voice.filter(col("answered") & (col("handle_s") > 0))
        days.append(handled.group_by("day").agg(col("handle_s").sum(), _n=pl.len()))
        slots.append(voice.group_by(_SLOT.alias("_slot"), "day").agg(arrived=pl.len()))
    by_day = pl.concat(days).group_by("day").agg(col("handle_s").sum(), col("_n").sum())
    if by_day.is_empty():
        return None, "handle times of answered voice contacts"
    usual = by_day.select(col("handle_s").sum() / col("_n").sum()).item()
    of_day = by_day.filter(col("_n") >= _FEW).select("day", handle=col("handle_s") / col("_n"))
    found = pl.concat(slots).group_by("_slot", "day").agg(col("arrived").sum())
    found = found.join(of_day, on="day", how="left").with_columns(col("handle").fill_null(usual))
    agents = agents_for_each(
        (found["arrived"] * found["handle"] / (_MINUTES * 60)).to_numpy(),
        found["handle"].to_numpy(),
        definitions.staffing_share,
        dict(definitions.thresholds)[_CHANNEL],
    )
    share = pl.Series(agents, dtype=pl.Float64) * (_MINUTES * 60) / col("arrived")
    return found.select("_slot", "day", share=share), ""


def with_required(contacts: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """Return the contacts with each voice contact's `erlang_s` in seconds."""
    rows = contacts.select("day", _slot=_SLOT, _voice=_voice(contacts))
    found = rows.join(shares, on=["_slot", "day"], how="left", maintain_order="left")
    return contacts.with_columns(found.select(pl.when("_voice").then("share").alias(NAME)).to_series())


def _voice(contacts: pl.DataFrame) -> pl.Expr:
    """Whether a person was asked to answer by voice: the customer did not finish alone, and no bot handled it."""
    voice = (col("channel").cast(pl.String).str.to_lowercase() == _CHANNEL) & col("offered")
    served = col("self_served") if "self_served" in contacts.columns else pl.lit(value=False)
    bot = col("handler").str.to_lowercase() == "bot" if "handler" in contacts.columns else pl.lit(value=False)
    return (voice & ~(served.fill_null(value=False) | bot.fill_null(value=False))).fill_null(value=False)


def _lacks(contacts: Rows, facts: Collection[Fact], definitions: Definitions) -> str:
    """What is missing, in words; nothing where it can be told."""
    if Fact.AGENT_TIME not in facts:
        return "contacts and agent time"
    missing = [c for c in _NEEDS if c not in contacts.schema]
    if missing:
        return " and ".join(missing)
    if all((part["at"].dt.time() == time()).all() for part in contacts.read(["at"])):
        return "the time of day of its contacts"
    if definitions.date_basis != "arrival":
        return "contacts that count on the day of their arrival (date_basis)"
    return "" if _CHANNEL in dict(definitions.thresholds) else "a wait target for voice"
