"""The words of a link become values of a View. What cannot be used is named in a sentence and left out."""

from datetime import date

from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import unknown
from kpi_core.view.choice import Choice, Found

_YEARS = (1900, 2199)
_HIGHEST = 1e12


def short(text: str) -> str:
    """Return a word of a link as it may be shown: bounded, without control characters."""
    clean = "".join(c if c.isprintable() else "?" for c in text)
    return clean if len(clean) <= 60 else clean[:57] + "..."


def nothing(_choice: Choice, _words: list[str], _problems: list[str]) -> Found:
    """Read what sets no field."""
    return {}


def text(choice: Choice, words: list[str], _problems: list[str]) -> Found:
    """Read free text, cut where it is too long."""
    return {choice.fields[0]: words[0][: choice.longest]} if words else {}


def word(choice: Choice, words: list[str], problems: list[str]) -> Found:
    """Read one of the words that are offered."""
    if not words:
        return {}
    known = {w: w for w in choice.offered}
    if words[0] not in known:
        problems.append(f"From the link: {unknown(choice.named, short(words[0]), known)}")
        return {}
    return {choice.fields[0]: known[words[0]]}


def words(choice: Choice, words: list[str], problems: list[str]) -> Found:
    """Read several of the words that are offered, each once."""
    good = []
    for w in words:
        if w not in choice.offered:
            problems.append(f"From the link: {unknown(choice.named, short(w), choice.offered)}")
        elif w not in good:
            good.append(w)
    return {choice.fields[0]: tuple(good)}


def variants(choice: Choice, words: list[str], problems: list[str]) -> Found:
    """Read `kpi:variant` for each KPI that is counted in another way."""
    good: dict[str, str] = {}
    for w in words:
        key, _, name = w.partition(":")
        if key not in CATALOGUE:
            problems.append(f"From the link: {unknown('KPI', short(key), CATALOGUE)}")
        elif name not in CATALOGUE[key].variants:
            problems.append(f"From the link: {unknown(f'variant of {key}', short(name), CATALOGUE[key].variants)}")
        else:
            good[key] = name
    return {choice.fields[0]: tuple(sorted(good.items()))}


def days(choice: Choice, words: list[str], problems: list[str]) -> Found:
    """Read a range of days, `2026-01-01..2026-01-31`; either end may be open."""
    if not words:
        return {}
    first, dots, last = words[0].partition("..")
    found: Found = {}
    for field, said in zip(choice.fields, (first, last), strict=True):
        try:
            day = date.fromisoformat(said) if said else None
        except ValueError:
            problems.append(f"The link's date '{short(said)}' is not a date like 2026-01-31; it was left out.")
            continue
        if day and not _YEARS[0] <= day.year <= _YEARS[1]:
            problems.append(f"The link's date {day} is out of range; it was left out.")
            continue
        found[field] = day
    if not dots:
        problems.append("The link's date range must read like 2026-01-01..2026-01-31; its end was left out.")
    return found


def segments(choice: Choice, words: list[str], problems: list[str]) -> Found:
    """Read names of segments, each once; only data know which there are."""
    if any(len(w) > choice.longest for w in words):
        problems.append("The link names a segment that is too long to be one; it was left out.")
    return {choice.fields[0]: tuple(dict.fromkeys(w for w in words if len(w) <= choice.longest))}


def cut(choice: Choice, words: list[str], problems: list[str]) -> Found:
    """Read `segment=value` for each value of a part of a cut."""
    kept: dict[str, list[str]] = {}
    for w in words:
        segment, equals, value = w.partition("=")
        if not equals or not segment:
            problems.append(f"The link's filter '{short(w)}' does not read like segment=value; it was left out.")
        elif value not in kept.setdefault(segment, []):
            kept[segment].append(value)
    return {choice.fields[0]: tuple((s, tuple(vs)) for s, vs in kept.items())}


def quantiles(choice: Choice, words: list[str], problems: list[str]) -> Found:
    """Read percentiles as numbers between 0 and 1, in order, each once."""
    good = []
    for w in words:
        q = _number(w)
        if not 0 < q < 1:
            problems.append(f"The link's percentile '{short(w)}' is not a number between 0 and 1; it was left out.")
        elif q not in good:
            good.append(q)
    return {choice.fields[0]: tuple(sorted(good))}


def whole(choice: Choice, words: list[str], problems: list[str]) -> Found:
    """Read a whole number between the lowest and the highest that can be chosen."""
    if not words:
        return {}
    low, high, said = choice.low, choice.high, words[0]
    if not said.isascii() or not said.isdigit() or not low <= int(said[:9]) <= high:
        problems.append(f"The link's {choice.named} '{short(said)}' is not a whole number from {low} to {high:,}.")
        return {}
    return {choice.fields[0]: int(said[:9])}


def amount(choice: Choice, words: list[str], problems: list[str]) -> Found:
    """Read a number from 0 up."""
    if not words:
        return {}
    number = _number(words[0])
    if not 0 <= number < _HIGHEST:
        problems.append(f"The link's {choice.named} '{short(words[0])}' is not a number from 0 up; it was left out.")
        return {}
    return {choice.fields[0]: number}


def _number(said: str) -> float:
    """The number that a word says, not a number where it says none."""
    try:
        return float(said)
    except ValueError:
        return float("nan")
