"""Contacts that are not kind to us: nested teams, reasons by channel, a daily curve, seasons, nulls, repeats.

Days, weeks, agents and customers have levels of their own, as those of the sample do (`sample_data.variation`).

python -m tests.benchmarks.generate CONTACTS FOLDER

`write` streams the same seeded contacts to `contacts.parquet` and `contacts.csv`, in order of time but for a shuffle
within each day, as a platform exports them. Headers are canonical columns (`MAPPING`). Nothing larger than a stretch
of days is held.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from numpy.typing import NDArray

DAYS = 546
START = np.datetime64("2025-01-01T00:00:00", "s")
STRETCH = 250_000  # contacts held at once, about
CHANNELS = np.array(["voice", "chat", "email", "form", "sms", "callback"])
REASONS = np.array([f"reason {i:02}" for i in range(24)])
VENDORS, SITES, TEAMS, AGENTS = 4, 11, 40, 400
FLAGS = (
    "sla_met", "resolved", "escalated", "eligible", "reached_next_step", "reopened", "documentation_correct",
    "dropped_after_answer",
)  # fmt: skip
SEGMENTS = (
    "channel", "reason", "location", "team", "agent", "coverage", "vendor", "direction", "customer_type", "priority",
)  # fmt: skip
TIMES = ("wait_s", "talk_s", "hold_s", "wrap_s", "first_response_s", "resolution_s")
COUNTS = ("transfers", "compliance_required", "compliance_met", "handoffs", "handoffs_in_time")
SCORES = ("csat", "nps", "qa_score")
COLUMNS = ("contact_id", "at", "customer_key", "outcome", *SEGMENTS, *TIMES, *COUNTS, *SCORES, *FLAGS)

_UNITS = "\n".join(f'{c} = {{ column = "{c}", unit = "s" }}' for c in TIMES)
_REST = "\n".join(f'{c} = "{c}"' for c in COLUMNS if c not in {*TIMES, "customer_key"})
_KEY = 'customer_key = { column = "customer_key", personal = true }'


def mapping(*, key: bool) -> str:
    """Return the mapping of the export, with or without the customer key, which is kept as a keyed hash."""
    return (
        f'name = "benchmark"\n[file]\ntimezone = "Europe/London"\n[columns]\n{_REST}\n{_UNITS}\n{_KEY if key else ""}\n'
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Own:
    """What each day and each agent has of its own, as logs of times; agents' levels have a standard deviation of 1."""

    volume: NDArray[np.float64]  # by day
    waits: NDArray[np.float64]  # by day and channel
    handling: NDArray[np.float64]  # by day
    agents: NDArray[np.float64]  # speed, resolution, quality and satisfaction, by agent


def own(rng: np.random.Generator) -> Own:
    """Draw what days vary by: volume by 8 % and waits by 15 %, weeks among it by 3 to 4 %."""
    week, pressed, slow = (np.repeat(rng.normal(0, sd, DAYS // 7), 7) for sd in (0.03, 0.04, 0.03))
    waits = pressed[:, None] + rng.normal(0, 0.10, (DAYS, 1)) + rng.normal(0, 0.10, (DAYS, len(CHANNELS)))
    return Own(
        volume=week + rng.normal(0, 0.075, DAYS),
        waits=waits,
        handling=slow + rng.normal(0, 0.03, DAYS),
        agents=rng.normal(0, 1, (4, AGENTS)),
    )


def contacts(n: int, seed: int = 7) -> Iterator[pl.DataFrame]:
    """Yield n contacts over 18 months, a stretch of whole days at a time."""
    rng = np.random.default_rng(seed)
    day = np.arange(DAYS)
    weight = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.35, 0.2])[(day + 2) % 7]
    varies = own(rng)
    weight = weight * (1 + 0.25 * np.sin(2 * np.pi * day / 365)) * (1 + 0.3 * day / DAYS) * np.exp(varies.volume)
    each = rng.multinomial(n, weight / weight.sum())
    first, made = 0, 0
    while first < DAYS:
        last = first + 1
        while last < DAYS and each[first:last].sum() + each[last] <= STRETCH:
            last += 1
        days = np.repeat(day[first:last], each[first:last])
        if len(days):
            yield _stretch(rng, days, made, n, varies)
        made += len(days)
        first = last


def _stretch(rng: np.random.Generator, days: NDArray[np.int64], made: int, total: int, own: Own) -> pl.DataFrame:
    n = len(days)
    curve = np.exp(-(((np.arange(24) - 11) / 3.5) ** 2)) + 0.6 * np.exp(-(((np.arange(24) - 16) / 2.5) ** 2)) + 0.01
    second = rng.choice(24, n, p=curve / curve.sum()) * 3600 + rng.integers(0, 3600, n)
    channel = rng.choice(6, n, p=[0.46, 0.24, 0.16, 0.06, 0.05, 0.03])
    reason = (channel * 3 + rng.geometric(0.18, n)) % 24
    team = np.minimum(rng.geometric(0.06, n) - 1 + (channel > 1) * 4, TEAMS - 1)
    site, vendor = team * SITES // TEAMS, team * VENDORS // TEAMS
    customer = (rng.pareto(1.3, n) * total / 40).astype(np.int64) % max(total // 3, 1)
    back = rng.random(n) < 0.12  # somebody who was here a moment ago
    customer[back] = customer[np.maximum(np.arange(n)[back] - rng.integers(1, max(n // 20, 2), int(back.sum())), 0)]
    outcome = np.array(["answered", "abandoned", "voicemail", "callback", "flow_out", "self_served"])[
        rng.choice(6, n, p=[0.76, 0.13, 0.03, 0.03, 0.03, 0.02])
    ]
    outbound = rng.random(n) < 0.11
    order = np.lexsort((rng.random(n), days))
    agent = team * 10 + rng.integers(0, 10, n)
    speed, solving, quality, warmth = own.agents[:, agent]
    content = 0.25 * warmth + 0.5 * _level(customer) + 0.8 * rng.normal(0, 1, n)
    required = rng.integers(0, 5, n)
    handoffs = rng.poisson(0.5, n)

    def text(values: NDArray[np.int64], words: list[str], nulls: float = 0.0) -> pl.Series:
        codes = pl.Series(values).cast(pl.Int64)
        found = pl.Series(words).gather(codes)
        return found if not nulls else _some(found, rng.random(n) >= nulls)

    spread = 1 + 0.5 * np.sin(team)  # teams differ, and some contacts take very long
    columns = {
        "contact_id": pl.Series(np.arange(made, made + n)).cast(pl.String),
        "at": pl.Series((START + days * 86_400 + second).astype("datetime64[us]")),
        "customer_key": _some(pl.Series(customer).cast(pl.String), rng.random(n) < 0.9),
        "outcome": _some(pl.Series(outcome), ~outbound & (rng.random(n) > 0.01)),
        "channel": text(channel, CHANNELS.tolist()),
        "reason": text(reason, REASONS.tolist(), 0.04),
        "location": text(site, [f"site {i:02}" for i in range(SITES)]),
        "team": text(team, [f"team {i:02}" for i in range(TEAMS)]),
        "agent": _some(text(agent, [f"agent {i:03}" for i in range(AGENTS)]), outcome == "answered"),
        "coverage": text((vendor > 0).astype(np.int64), ["internal", "outsourced"]),
        "vendor": text(vendor, [f"vendor {i}" for i in range(VENDORS)]),
        "direction": text(outbound.astype(np.int64), ["inbound", "outbound"]),
        "customer_type": text((rng.random(n) < 0.3).astype(np.int64), ["existing", "new"], 0.08),
        "priority": text(rng.choice(4, n, p=[0.1, 0.5, 0.3, 0.1]), ["1 high", "2 normal", "3 low", "4 none"], 0.1),
        "transfers": _some(pl.Series(rng.poisson(0.2, n)), rng.random(n) < 0.9),
        "compliance_required": pl.Series(required),
        "compliance_met": pl.Series(np.round(required * rng.random(n)).astype(np.int64)),
        "handoffs": pl.Series(handoffs),
        "handoffs_in_time": pl.Series(np.round(handoffs * rng.random(n)).astype(np.int64)),
        "csat": _some(pl.Series(_scored(3.6 + 1.2 * content, 1, 5)), rng.random(n) < 0.2),
        "nps": _some(pl.Series(_scored(7.0 + 2.5 * content, 0, 10)), rng.random(n) < 0.1),
        "qa_score": _some(pl.Series(np.round(rng.normal(85 + 1.8 * quality, 8), 1)), rng.random(n) < 0.05),
    }
    for i, name in enumerate(TIMES):
        here = own.waits[days, channel] if name == "wait_s" else own.handling[days] + 0.25 * speed
        took = np.round(rng.lognormal(3.2 + 0.5 * (name == "resolution_s") * 6 + 0.2 * i + here, 1.1) * spread)
        columns[name] = _some(pl.Series(took.astype(np.int64)), rng.random(n) < 0.95)
    for i, name in enumerate(FLAGS):
        columns[name] = _some(pl.Series(rng.random(n) < 0.3 + 0.07 * i + 0.11 * solving), rng.random(n) < 0.92)
    return pl.DataFrame(columns).select(COLUMNS)[order]


def _level(customer: NDArray[np.int64]) -> NDArray[np.float64]:
    """Each customer's own level, with a standard deviation of 1: always the same, without being kept."""
    return np.asarray((customer * 2_654_435_761 % 2**32 / 2**32 - 0.5) * np.sqrt(12.0))


def _scored(answers: NDArray[np.float64], lowest: int, highest: int) -> NDArray[np.int64]:
    return np.clip(np.round(answers), lowest, highest).astype(np.int64)


def _some(values: pl.Series, keep: NDArray[np.bool_]) -> pl.Series:
    """The values where they are kept, else null."""
    return pl.select(pl.when(pl.Series(keep)).then(values)).to_series()


def write(n: int, folder: Path, seed: int = 7, *, csv: bool = True) -> tuple[Path, Path]:
    """Write the contacts as Parquet and CSV and return both paths."""
    parquet, text = folder / "contacts.parquet", folder / "contacts.csv"
    writer = None
    with text.open("wb") as file:
        for i, frame in enumerate(contacts(n, seed)):
            table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
            writer = writer or pq.ParquetWriter(parquet, table.schema, compression="zstd")
            writer.write_table(table)
            if csv:
                frame.write_csv(file, include_header=i == 0, datetime_format="%Y-%m-%d %H:%M:%S")
    if writer:
        writer.close()
    return parquet, text


if __name__ == "__main__":
    Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    for path in write(int(sys.argv[1]), Path(sys.argv[2])):
        print(f"{path} {path.stat().st_size / 1e6:,.0f} MB")
