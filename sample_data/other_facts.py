"""The facts beside the contacts, under their canonical names: agent time, accounts, QA items, cost."""

from statistics import NormalDist

import numpy as np
import polars as pl
from polars import col

from sample_data import days
from sample_data.centre import TEAMS, Rows, Staff
from sample_data.days import DAYS
from sample_data.export import flag, numbered, words
from sample_data.variation import Variation

# The items that a reviewer checks, and how often each is passed.
ITEMS: dict[str, float] = {
    "Verification": 0.97,
    "Listening": 0.92,
    "Accuracy": 0.95,
    "Documentation": 0.90,
    "Disclosure": 0.96,
    "Next step": 0.88,
    "Disposition": 0.94,
}
_HOURLY = {None: 34.0, "Meridian Assist": 17.5, "Tallis Support": 21.0}
_ALIKE = 0.77  # how much of whether an item is passed is the review's; two items then go together by about 0.3


def of_team(team: np.typing.NDArray[np.int64]) -> dict[str, pl.Series]:
    """Return the segments that follow from a team."""
    return {
        "location": words(team, [t.location for t in TEAMS]),
        "team": words(team, [t.name for t in TEAMS]),
        "coverage": words(team, ["Outsourced" if t.vendor else "Internal" for t in TEAMS]),
        "vendor": pl.Series([t.vendor for t in TEAMS]).gather(pl.Series(team, dtype=pl.UInt32)),
    }


def agent_time(rng: np.random.Generator, rows: Rows, agents: Staff, own: Variation) -> pl.DataFrame:
    """Return a row per agent and day with contacts: time scheduled, kept, worked, paid and busy.

    Busy time comes from the contacts themselves, so that occupancy agrees with them; written contacts overlap.
    All of it is the part of the day that is planned for contacts: the agents have other work as well.
    """
    taken = rows["agent"] >= 0
    place = rows["agent"][taken] * DAYS + rows["day"][taken]
    overlap = np.where(rows["channel"][taken] == 0, 1.0, 0.8)
    found, at = np.unique(place, return_inverse=True)
    busy = np.bincount(at, weights=rows["handle"][taken] * overlap)
    talk = np.bincount(at, weights=np.nan_to_num(rows["talk"][taken]))
    hold = np.bincount(at, weights=np.nan_to_num(rows["hold"][taken]))
    agent, day = found // DAYS, found % DAYS
    fits = np.minimum(1.0, 0.95 * busy / np.maximum(talk + hold, 1.0))  # overlapping talk counts once
    size, team = found.size, agents.team[found // DAYS]
    usual = 0.76 - 0.10 * np.isin(team, _night_teams()) + 0.15 * np.log(own.volume[day])  # a full day leaves no pauses
    occupancy = np.clip(rng.normal(usual, 0.06), 0.35, 0.95)
    available = busy * (1 - occupancy) / occupancy
    logged_in = (busy + available) * rng.uniform(1.04, 1.12, size) + 300
    scheduled = logged_in * rng.uniform(1.0, 1.08, size)
    paid = scheduled * rng.uniform(1.08, 1.16, size)
    hour = np.where(np.isin(team, _night_teams()), 0, days.OPENS)
    numbers = {
        "scheduled_s": scheduled,
        "adherent_s": scheduled * np.clip(rng.normal(0.92, 0.04, size), 0.6, 1.0),
        "worked_s": logged_in * rng.uniform(0.97, 1.0, size),
        "paid_s": paid,
        "productive_s": np.minimum(busy + available * rng.uniform(0.3, 0.9, size), paid),
        "logged_in_s": logged_in,
        "talk_s": talk * fits,
        "hold_s": hold * fits,
        "busy_s": busy,
        "available_s": available,
        "required_s": (busy / 0.82) * np.exp(rng.normal(0.0, 0.06, size)),
    }
    return pl.DataFrame(
        {"at": pl.Series(days.moments(day, hour * 3600)), "agent": numbered("A-", agent, 3), **of_team(team)}
        | {name: pl.Series(np.round(values)) for name, values in numbers.items()}
    ).sort("at", "agent")


def _night_teams() -> list[int]:
    """Return the numbers of the teams that work at night."""
    return [i for i, t in enumerate(TEAMS) if t.night]


def costs(time: pl.DataFrame) -> pl.DataFrame:
    """Return the cost of every finished month by team; the books of the last month are still open."""
    rate = col("vendor").replace_strict(list(_HOURLY), list(_HOURLY.values()), return_dtype=pl.Float64)
    month = col("at").dt.truncate("1mo")
    return (
        time.filter(col("at") < pl.lit(days.END).dt.truncate("1mo").cast(pl.Datetime("us")))
        .group_by(month, "location", "team", "coverage", "vendor")
        .agg(cost=(col("paid_s").sum() / 3600 * rate.first() * 1.35).round(2))
        .sort("at", "team")
    )


def accounts(rng: np.random.Generator, rows: Rows) -> pl.DataFrame:
    """Return a row per account and finished month; an account whose issues come back is lost sooner."""
    number = max(int(rows["customer"].max() * 0.1), 20)
    months = days.months()
    first_days = np.array([max(days.number(m), 0) for m in months] + [DAYS])
    month_of_day = np.searchsorted(first_days, np.arange(DAYS), side="right") - 1
    known = (rows["customer"] < number) & (month_of_day[rows["day"]] < len(months))
    place = rows["customer"][known] * len(months) + month_of_day[rows["day"][known]]
    unhappy = np.bincount(place[rows["followed"][known]], minlength=number * len(months))
    opened = np.where(rng.random(number) < 0.7, -12, rng.integers(0, len(months), number))
    lost = rng.random((number, len(months))) < 0.011 + 0.012 * np.minimum(unhappy.reshape(number, -1), 3)
    before = np.cumsum(lost & (np.arange(len(months)) >= opened[:, None]), axis=1) - lost > 0
    active = (np.arange(len(months)) >= opened[:, None]) & ~before
    account, month = np.nonzero(active)
    margin = np.exp(rng.normal(3.4, 0.7, number))[account] * np.exp(rng.normal(0.0, 0.2, account.size))
    churned = lost[account, month]
    return pl.DataFrame(
        {
            "at": pl.Series(months).cast(pl.Datetime("us")).gather(pl.Series(month, dtype=pl.UInt32)),
            "customer_key": numbered("C", account, 6),
            "customer_type": pl.Series(np.where(month - opened[account] < 3, "New", "Existing")),
            "active_at_start": pl.repeat(value=True, n=account.size, eager=True),
            "retained": flag(~churned),
            "churned": flag(churned),
            "margin": pl.Series(np.round(margin, 2)),
        }
    ).sort("at", "customer_key")


def qa_items(rng: np.random.Generator, contacts: pl.DataFrame) -> pl.DataFrame:
    """Return a row per item of each reviewed contact, from the contacts as exported; a few items did not apply.

    The items of one review go together, and with its score.
    """
    reviewed = contacts.filter(col("QA score").is_not_null()).select(
        "Contact ID", "Arrived", "Channel", "Queue", "Team", "Agent", "Coverage", "QA score"
    )
    place = np.repeat(np.arange(reviewed.height), len(ITEMS))
    item = np.tile(np.arange(len(ITEMS)), reviewed.height)
    usual = np.array([NormalDist().inv_cdf(share) for share in ITEMS.values()])[item]
    score = reviewed["QA score"].to_numpy()
    good = 0.8 * (score - score.mean()) / score.std() + 0.6 * rng.normal(size=score.size)
    passed = usual + _ALIKE * good[place] + np.sqrt(1 - _ALIKE**2) * rng.normal(size=place.size) > 0
    rows = reviewed.drop("QA score").gather(pl.Series(place, dtype=pl.UInt32))
    return rows.rename(
        {"Contact ID": "contact_id", "Arrived": "at"} | {c: c.lower() for c in rows.columns[2:]}
    ).with_columns(item=words(item, list(ITEMS)), passed=flag(np.where(rng.random(place.size) < 0.04, -1, passed)))
