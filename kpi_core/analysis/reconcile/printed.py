"""Figures as a platform prints them: text in any writing as a value in the KPI's unit, with what rounding hides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from kpi_core.catalogue import CATALOGUE
from kpi_core.errors import BadInput, unknown
from kpi_core.intake import DurationUnit as Written
from kpi_core.intake import decimal_comma, numbers, to_seconds
from kpi_core.model import Unit

MOST = 60  # figures of one call
_HAIR = 1e-9
_SIZES = (
    (r"(?i)\s*(ms|milliseconds?)$", 0.001), (r"(?i)\s*(s|secs?|seconds?)$", 1.0),
    (r"(?i)\s*(m|mins?|minutes?)$", 60.0), (r"(?i)\s*(h|hrs?|hours?)$", 3600.0), (r"(?i)\s*(d|days?)$", 86_400.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One total of another system: a KPI's key, the text as given, its number and half of its last digit.

    Durations are in seconds already; whether a number is a percentage depends on what it is compared with.
    """

    kpi: str
    text: str
    number: float
    half: float
    percent: bool = False  # a percent sign stands behind it

    def within(self, unit: Unit) -> tuple[float, float]:
        """Return value and slack in a unit: a percentage is a share, with its sign or above 1 without."""
        size = 0.01 if unit is Unit.PERCENT and (self.percent or abs(self.number) > 1) else 1.0
        return self.number * size, self.half * size

    def fits(self, value: float, unit: Unit) -> bool:
        """Whether a value in this unit rounds to the figure at the digits that are given."""
        if self.percent and unit is not Unit.PERCENT:
            return False
        number, slack = self.within(unit)
        return abs(value - number) <= slack + _HAIR


def figure(kpi: str, text: str) -> Figure:
    """Read one figure. A percentage may be `81.08 %`, `81.08` or, up to 1, a share like `0.8108`."""
    key = _key(kpi)
    bare = text.strip()
    unit = CATALOGUE[key].unit
    size = 1.0
    if unit is Unit.SECONDS:
        clock = to_seconds(pl.Series([bare]), Written.CLOCK)[0]
        if clock is not None and re.search(r"[:a-zA-Z]", bare) and not re.fullmatch(r"[\d.,]+\s*[a-zA-Z]+", bare):
            return Figure(key, bare, float(clock), 0.5)
        for ending, seconds in _SIZES:
            if re.search(ending, bare):
                bare, size = re.sub(ending, "", bare), seconds
                break
    value = numbers(pl.Series([bare]))[0]
    if value is None:
        raise BadInput(f"'{text[:40]}' for {CATALOGUE[key].name} is not a number; write it like 1,234 or 81.08 %.")
    return Figure(key, text.strip(), value * size, 0.5 * 10 ** -_decimals(bare) * size, bare.endswith("%"))


def figures(rows: Sequence[Sequence[str]]) -> tuple[tuple[Figure, ...], tuple[str, ...]]:
    """Read a table of KPI and figure; return the figures and a sentence for each line that is none."""
    found, wrong = [], []
    for row in rows[:MOST]:
        cells = [c.strip() for c in row[:2]]
        if len(cells) < 2 or not all(cells):
            continue
        try:
            found.append(figure(*cells))
        except BadInput as problem:
            wrong.append(str(problem))
    if len(rows) > MOST:
        wrong.append(f"Only the first {MOST} figures are compared.")
    return tuple(found), tuple(wrong)


def pasted(text: str) -> list[tuple[str, str]]:
    """Return KPI and figure of each line: a tab, a semicolon or the first comma stands between them."""
    rows = []
    for line in text.splitlines():
        mark = next((m for m in ("\t", ";", ",") if m in line), None)
        kpi, _, number = line.partition(mark) if mark else line.strip().rpartition(" ")
        if line.strip():
            rows.append((kpi or line, number or "-"))
    return rows


def _key(word: str) -> str:
    """A KPI by its key or its name."""
    names = {k.name.casefold(): k.key for k in CATALOGUE.values()}
    folded = " ".join(word.split()).casefold()
    key = folded.replace(" ", "_")
    if key in CATALOGUE:
        return key
    if folded in names:
        return names[folded]
    raise BadInput(unknown("KPI", word[:60], [k.name for k in CATALOGUE.values()]))


def _decimals(text: str) -> int:
    """How many digits stand behind the decimal mark."""
    mark = "," if decimal_comma(pl.Series([text])) else "."
    _, _, rest = text.rpartition(mark) if mark in text else ("", "", "")
    return len(re.sub(r"\D", "", rest))
