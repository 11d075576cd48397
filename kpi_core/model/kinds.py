"""What can be said of a KPI in one word: its category, its unit, which way is good, how its interval is made."""

from enum import StrEnum


class Category(StrEnum):
    """The six categories of the scorecard, experience and efficiency beside them."""

    ACCESS = "access"
    RESOLUTION = "resolution"
    QUALITY = "quality and compliance"
    COMMERCIAL = "commercial outcome"
    EXPERIENCE = "experience"
    EFFICIENCY = "efficiency"
    GOVERNANCE = "governance"


class Role(StrEnum):
    """Whether a KPI moves first or shows the result."""

    LEAD = "leading"
    LAG = "lagging"
    BOTH = "both"


class Pack(StrEnum):
    """The review in which a KPI is read."""

    DAILY = "daily huddle"
    WEEKLY = "weekly control"
    MONTHLY = "monthly pattern"
    QUARTERLY = "quarterly governance"


class Better(StrEnum):
    """Which way is good; in a band, too low is as bad as too high."""

    UP = "up"
    DOWN = "down"
    BAND = "band"
    CONTEXT = "context"


class Unit(StrEnum):
    """What the value is measured in. Percentages are kept as fractions, durations as seconds."""

    PERCENT = "%"
    SECONDS = "s"
    POINTS = "points"
    NPS = "points, -100 to 100"
    COUNT = "contacts"
    PER_CONTACT = "per contact"
    PER_AGENT = "per agent"
    PER_ACCOUNT = "per account"
    MONEY = "money"
    RATIO = "ratio"


class Kind(StrEnum):
    """How the two sides become a value."""

    RATIO = "ratio"
    COUNT = "count"
    DISTINCT = "distinct"


class Method(StrEnum):
    """How the interval of a value is made."""

    WILSON = "Wilson score interval"
    MEAN = "t interval of a mean, skewness taken out"
    RATIO = "delta method for a ratio"
    NPS = "adjusted Wald interval for a net score"
    COUNT = "Byar's interval for a count"
    NONE = "no interval: a distinct count adds no rows"
    TOTALS = "no interval: rows of totals do not say how single contacts differ"
    APART = "no interval: the two sides come from different rows"
