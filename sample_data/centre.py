"""The made-up contact centre: its channels, reasons, teams, queues and agents."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sample_data.days import DAYS, Floats, Ints

Rows = dict[str, npt.NDArray[Any]]  # one array per attribute, all of one length: one place per contact


@dataclass(frozen=True, slots=True)
class Team:
    """A team at a site, with the seats that its agents fill one after the other."""

    name: str
    location: str
    vendor: str | None
    seats: int
    night: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue; its team and so its site and vendor follow from it. `share` is of its channel and hours."""

    name: str
    channel: str
    team: str
    share: float
    hours: str = "any"  # day, night or any
    outbound: bool = False


CHANNELS = ("Voice", "Chat", "E-mail", "Web form", "SMS", "Social")
VOICE, CHAT, EMAIL, FORM, SMS, SOCIAL = range(6)
REASONS = (
    "Billing",
    "Payments",
    "Technical fault",
    "Delivery",
    "Account change",
    "Cancellation",
    "New order",
    "Other",
)
BILLING, PAYMENTS, TECHNICAL, DELIVERY, ACCOUNT, CANCELLATION, NEW_ORDER, OTHER = range(8)
LANGUAGES = ("English", "Portuguese", "Spanish", "Polish")
PRIORITIES = ("Low", "Normal", "High", "Urgent")
VENDORS = ("Meridian Assist", "Tallis Support")

# The chance of each reason, by channel.
REASON_SHARES = np.array(
    [
        [0.20, 0.12, 0.18, 0.14, 0.09, 0.07, 0.12, 0.08],
        [0.14, 0.11, 0.22, 0.18, 0.10, 0.06, 0.12, 0.07],
        [0.22, 0.10, 0.15, 0.14, 0.17, 0.09, 0.06, 0.07],
        [0.12, 0.05, 0.14, 0.13, 0.14, 0.06, 0.28, 0.08],
        [0.10, 0.16, 0.10, 0.38, 0.08, 0.03, 0.07, 0.08],
        [0.13, 0.06, 0.24, 0.22, 0.06, 0.10, 0.08, 0.11],
    ]
)

TEAMS: tuple[Team, ...] = (
    Team("Leeds Voice", "Leeds", None, 8),
    Team("Leeds Digital", "Leeds", None, 6),
    Team("Porto Voice", "Porto", None, 8),
    Team("Porto Digital", "Porto", None, 6),
    Team("Belfast Sales", "Belfast", None, 6),
    Team("Belfast Digital", "Belfast", None, 6),
    Team("Meridian Day", "Manila", VENDORS[0], 7),
    Team("Meridian Night", "Manila", VENDORS[0], 4, night=True),
    Team("Tallis Digital", "Cluj", VENDORS[1], 6),
    Team("Tallis Night", "Cluj", VENDORS[1], 4, night=True),
)
LOCATIONS = tuple(dict.fromkeys(t.location for t in TEAMS))

QUEUES: tuple[Queue, ...] = (
    Queue("Voice service Leeds", "Voice", "Leeds Voice", 0.31, "day"),
    Queue("Voice service Porto", "Voice", "Porto Voice", 0.31, "day"),
    Queue("Voice sales Belfast", "Voice", "Belfast Sales", 0.12, "day"),
    Queue("Voice overflow Meridian", "Voice", "Meridian Day", 0.26, "day"),
    Queue("Voice night Meridian", "Voice", "Meridian Night", 0.60, "night"),
    Queue("Voice night Tallis", "Voice", "Tallis Night", 0.40, "night"),
    Queue("Chat Leeds", "Chat", "Leeds Digital", 0.34, "day"),
    Queue("Chat Porto", "Chat", "Porto Digital", 0.33, "day"),
    Queue("Chat Tallis", "Chat", "Tallis Digital", 0.33, "day"),
    Queue("Chat night Tallis", "Chat", "Tallis Night", 1.0, "night"),
    Queue("E-mail Porto", "E-mail", "Porto Digital", 0.45),
    Queue("E-mail Belfast", "E-mail", "Belfast Digital", 0.55),
    Queue("Web form Belfast", "Web form", "Belfast Digital", 0.70),
    Queue("Web form Leeds", "Web form", "Leeds Digital", 0.30),
    Queue("SMS Tallis", "SMS", "Tallis Digital", 1.0),
    Queue("Social Leeds", "Social", "Leeds Digital", 0.55),
    Queue("Social Meridian", "Social", "Meridian Day", 0.45),
    Queue("Outbound Belfast", "Voice", "Belfast Sales", 0.65, "day", outbound=True),
    Queue("Outbound Tallis", "Voice", "Tallis Digital", 0.35, "day", outbound=True),
)

_PACE_SD = 0.13  # of the log of the agents' handle times: contacts of one agent are then alike by about 0.05
_TEAM_NUMBER = {t.name: i for i, t in enumerate(TEAMS)}
QUEUE_TEAM = np.array([_TEAM_NUMBER[q.team] for q in QUEUES])
TEAM_LOCATION = np.array([LOCATIONS.index(t.location) for t in TEAMS])


def queue_number(name: str) -> int:
    """Return a queue's place in QUEUES."""
    return next(i for i, q in enumerate(QUEUES) if q.name == name)


@dataclass(frozen=True, eq=False, kw_only=True)
class Staff:
    """Who sits where and when: `agent[seat, day]`, and the seats on duty by team and weekday."""

    agent: Ints
    first_day: Ints  # by agent
    skill: Floats  # by agent, about -2 to 2, as those below it: what agents are good at goes together in part
    solving: Floats
    quality: Floats
    warmth: Floats
    pace: Floats  # by agent, multiplies handle time
    team: Ints  # by agent
    on_duty: Ints  # seats by team, weekday and place in the list
    duty_size: Ints


def of_agent(level: Floats, agent: Ints) -> Floats:
    """Return the agents' own level for each contact; 0 where no person took it (-1)."""
    return np.where(agent >= 0, level[agent], 0.0)


def staff(rng: np.random.Generator) -> Staff:
    """Hire the agents: two follow each other in most seats, and each seat has two days off a week."""
    seat_team = np.repeat(np.arange(len(TEAMS)), [t.seats for t in TEAMS])
    changes = rng.integers(60, DAYS - 60, size=seat_team.size)
    stays = rng.random(seat_team.size) < 0.06
    first = np.cumsum(np.where(stays, 1, 2)) - np.where(stays, 1, 2)
    later = (np.arange(DAYS) >= changes[:, None]) & ~stays[:, None]
    agent = first[:, None] + later
    agents = int(agent.max()) + 1
    first_day = np.full(agents, -400)
    first_day[first[~stays] + 1] = changes[~stays]
    team = np.zeros(agents, dtype=np.int64)
    team[agent[:, 0]] = seat_team
    team[agent[:, -1]] = seat_team
    on_duty = np.zeros((len(TEAMS), 7, max(t.seats for t in TEAMS)), dtype=np.int64)
    size = np.zeros((len(TEAMS), 7), dtype=np.int64)
    for seat, of_team in enumerate(seat_team):
        for weekday in range(7):
            if (seat + weekday) % 7 not in {0, 3}:
                on_duty[of_team, weekday, size[of_team, weekday]] = seat
                size[of_team, weekday] += 1
    skill, *own = rng.normal(size=(4, agents))
    solving, quality, warmth = (0.5 * skill + np.sqrt(0.75) * level for level in own)
    return Staff(
        agent=agent,
        first_day=first_day,
        skill=skill,
        solving=solving,
        quality=quality,
        warmth=warmth,
        pace=np.exp(rng.normal(0.0, _PACE_SD, agents)),
        team=team,
        on_duty=on_duty,
        duty_size=size,
    )
