"""The time of agents that the voice contacts of each half hour required, by Erlang C.

Each half hour is one queue in balance: its inbound voice contacts, but those that customers finished alone or a bot
handled, arrive evenly, each takes as long as the answered ones of that day took on average (those of all days where
the day has few), and one group answers them. The smallest group that keeps the promised wait for `staffing_share` of
them is what was required. Its time is shared out evenly over the contacts of the half hour, so that the sum over any
period is that period's. Erlang C takes it that nobody hangs up, so where people do it asks for more agents than are
needed; breaks and meetings are not in it.
"""

from collections.abc import Mapping
from datetime import time

import polars as pl
from polars import col

from kpi_core.columns import Fact
from kpi_core.definitions import Definitions
from kpi_core.statistics.erlang import agents_for_each

NAME = "erlang_s"
_VOICE = "voice"
_MINUTES = 30
_FEW = 30  # answered voice contacts of a day that give a handle time of its own


def with_required(
    tables: dict[Fact, pl.DataFrame], definitions: Definitions
) -> tuple[dict[Fact, pl.DataFrame], dict[str, str]]:
    """Return the tables with each voice contact's `erlang_s` in seconds, or without it and what is missing for it."""
    lacks = _lacks(tables, definitions)
    if lacks:
        return tables, {NAME: lacks}
    contacts = tables[Fact.CONTACT]
    slot = col("at").dt.truncate(f"{_MINUTES}m")
    voice = (col("channel").cast(pl.String).str.to_lowercase() == _VOICE) & col("offered") & ~_alone(contacts)
    rows = contacts.select("at", "day", "answered", "handle_s", _voice=voice.fill_null(value=False), _slot=slot)
    handled = rows.filter(col("_voice") & col("answered") & (col("handle_s") > 0))
    if handled.is_empty():
        return tables, {NAME: "handle times of answered voice contacts"}
    usual = handled["handle_s"].mean()
    of_day = handled.group_by("day").agg(handle=col("handle_s").mean(), _n=pl.len()).filter(col("_n") >= _FEW)
    slots = rows.filter("_voice").group_by("_slot", "day").agg(arrived=pl.len())
    slots = slots.join(of_day, on="day", how="left").with_columns(col("handle").fill_null(usual))
    agents = agents_for_each(
        (slots["arrived"] * slots["handle"] / (_MINUTES * 60)).to_numpy(),
        slots["handle"].to_numpy(),
        definitions.staffing_share,
        dict(definitions.thresholds)[_VOICE],
    )
    slots = slots.select("_slot", "day", share=pl.Series(agents, dtype=pl.Float64) * (_MINUTES * 60) / col("arrived"))
    found = rows.join(slots, on=["_slot", "day"], how="left", maintain_order="left")
    each = found.select(pl.when("_voice").then("share").alias(NAME)).to_series()
    return tables | {Fact.CONTACT: contacts.with_columns(each)}, {}


def _alone(contacts: pl.DataFrame) -> pl.Expr:
    """Whether nobody was asked to answer: the customer finished alone, or a bot handled it."""
    served = col("self_served") if "self_served" in contacts.columns else pl.lit(value=False)
    bot = col("handler").str.to_lowercase() == "bot" if "handler" in contacts.columns else pl.lit(value=False)
    return served.fill_null(value=False) | bot.fill_null(value=False)


def _lacks(tables: Mapping[Fact, pl.DataFrame], definitions: Definitions) -> str:
    """What is missing, in words; nothing where it can be told."""
    if Fact.CONTACT not in tables or Fact.AGENT_TIME not in tables:
        return "contacts and agent time"
    contacts = tables[Fact.CONTACT]
    missing = [c for c in ("channel", "offered", "answered", "handle_s") if c not in contacts.columns]
    if missing:
        return " and ".join(missing)
    if bool((contacts["at"].dt.time() == time()).all()):
        return "the time of day of its contacts"
    if definitions.date_basis != "arrival":
        return "contacts that count on the day of their arrival (date_basis)"
    return "" if _VOICE in dict(definitions.thresholds) else "a wait target for voice"
