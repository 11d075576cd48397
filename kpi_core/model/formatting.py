"""Numbers and names as people read them."""

import unicodedata
from collections.abc import Sequence
from datetime import date

from kpi_core.model.cadence import Cadence
from kpi_core.model.kinds import Method, Unit

BLANK = "(blank)"
NOTHING = "-"
_LONGEST = 120
_NAMED = 6  # values of a segment that a sentence names

METHODS: dict[Method, str] = {
    Method.WILSON: "Wilson score interval: shares of few contacts get a wide range, which never leaves 0 to 100%",
    Method.MEAN: "t interval of a mean, skewness taken out: the more the single contacts differ, the wider the range",
    Method.RATIO: "delta method for a ratio: both sides of the ratio are taken as uncertain",
    Method.NPS: "adjusted Wald interval for a net score: happy minus unhappy answers, few answers give a wide range",
    Method.COUNT: "Byar's interval for a count: how far a count of this size wanders by itself",
    Method.NONE: "none: a count of different agents or accounts has no range of this kind",
    Method.TOTALS: "none: rows of totals do not say how much single contacts differ",
    Method.APART: "none: its two sides come from different rows, a booked amount and a count",
}


def percent(share: float) -> str:
    """Return a fraction as a percentage: 0.8108 is `81.1%`."""
    return f"{share * 100:.1f}%"


def count(number: float) -> str:
    """Return a count with thousands apart: `12,345`."""
    return f"{number:,.0f}"


def duration(seconds: float) -> str:
    """Return seconds as people say them: `4.2 s`, `42 s`, `1 m 12 s`, `2 h 5 m`, `3 d 4 h`."""
    sign, s = ("-", -seconds) if seconds < 0 else ("", seconds)
    if s < 9.95:
        return f"{sign}{s:.1f} s"
    whole = round(s)
    minutes, hours = round(s / 60), round(s / 3600)
    if whole < 60:
        return f"{sign}{whole} s"
    if whole < 3600:
        return sign + _two(whole, 60, "m", "s")
    return sign + (_two(minutes, 60, "h", "m") if minutes < 24 * 60 else _two(hours, 24, "d", "h"))


def _two(amount: int, size: int, big: str, small: str) -> str:
    """An amount in two units, the second left out where it is nothing."""
    first, rest = divmod(amount, size)
    return f"{first} {big} {rest} {small}" if rest else f"{first} {big}"


def value_text(value: float | None, unit: Unit) -> str:
    """Return a KPI's value in its unit; what is not known is `-`."""
    if value is None:
        return NOTHING
    if unit is Unit.PERCENT:
        return percent(value)
    if unit is Unit.SECONDS:
        return duration(value)
    if unit is Unit.COUNT:
        return count(value)
    return f"{value:,.1f}" if unit is Unit.NPS else f"{value:,.2f}"


def unit_word(unit: Unit) -> str:
    """Return a unit as pages and documents spell it: `%`, `seconds`, `per contact`."""
    return "seconds" if unit is Unit.SECONDS else str(unit)


def change_text(change: float | None, unit: Unit) -> str:
    """Return a difference with its sign: `+2.5 points` between percentages, `-12 s`, `+1,204`."""
    if change is None:
        return NOTHING
    if unit is Unit.PERCENT:
        return f"{change * 100:+.{1 if abs(change) >= 0.01 else 2}f} points"
    if unit is Unit.SECONDS:
        return f"{change:+.2f} s" if abs(change) < 1 else f"{'+' if change > 0 else ''}{duration(change)}"
    return f"{change:+,.0f}" if unit is Unit.COUNT else f"{change:+,.{1 if unit is Unit.NPS else 2}f}"


def choice_words(verb: str, cut: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """Return a part of a cut in words, one text a segment: `only channel Chat or Voice`."""
    said = []
    for segment, values in cut:
        named = [plain(v) if v else BLANK for v in values[:_NAMED]]
        more = f" and {len(values) - _NAMED} more" if len(values) > _NAMED else ""
        said.append(f"{verb} {plain(segment.replace('_', ' '))} {' or '.join(named)}{more}")
    return said


def several(names: list[str] | tuple[str, ...]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def day(d: date) -> str:
    """Return a date without doubt about its order: `6 Jan 2026`."""
    return f"{d.day} {d:%b %Y}"


def every(cadence: Cadence) -> str:
    """Return `week by week`; for the whole, `over the whole range`."""
    return "over the whole range" if cadence.whole else f"{cadence.noun} by {cadence.noun}"


def plain(label: str) -> str:
    """Return a label as one short line without characters that turn or hide the text around them."""
    seen = "".join(" " if c.isspace() else "\ufffd" if unseen(c) else c for c in label)
    return seen if len(seen) <= _LONGEST else seen[: _LONGEST - 1] + "\u2026"


def unseen(c: str) -> bool:
    """Return whether a character is a control, or turns the direction of the text."""
    category = unicodedata.category(c)
    return category == "Cc" or (category == "Cf" and c not in "\u200c\u200d\u2060")
