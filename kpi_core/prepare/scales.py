"""Scores held to their scales: a value outside counts nowhere, and a column on another scale is not read at all.

The scales are those of the definitions. Looked over before anything is made of the scores, since what is left out
must be said, and since one answer does not show which scale it was given on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl
from polars import col

from kpi_core.definitions import Definitions, Scale
from kpi_core.model import count

_STRAY = 0.01  # so many values may lie outside before the scale is wrong ...
_SOME, _SHARE = 10, 0.2  # ... if they are some, or of a few values a good part
_ENOUGH, _FEW = 20, 5  # answers, of which hardly all lie in the lower half of their scale by chance, or may
_NO_ANSWER = "name the values that are no answer under missing in the mapping"
# What surveys write for no answer: never a sign of a longer scale, however many they are.
_CODES = (-99.0, -9.0, -1.0, 77.0, 88.0, 98.0, 99.0, 777.0, 888.0, 998.0, 999.0, 9999.0)


@dataclass(frozen=True, slots=True)
class _Score:
    """What the values of a column are called, and what to set where they are on another scale."""

    words: str
    scale: str
    marks: str = ""
    instead: str = ""  # where they are held against a mark: what else mends it

    @property
    def settings(self) -> str:
        """The scale and the marks that hang on it, in words."""
        return f"{self.scale}{self.marks}"


_SCORES: dict[str, _Score] = {
    "csat": _Score("satisfaction answers", "csat_scale", " and satisfied_from", "say in the mapping what they mean"),
    "nps": _Score(
        "recommendation answers", "nps_scale", ", promoters_from and detractors_to", "map the column as csat"
    ),
    "ces": _Score("effort answers", "effort_scale"),
    "call_quality": _Score("call ratings", "call_quality_scale"),
    "qa_score": _Score("review scores", "qa_scale", " and qa_pass_mark", "export them in percent"),
    "qa_second_score": _Score("second review scores", "qa_scale"),
    "expectation": _Score("expectation answers", "servqual_scale"),
    "perception": _Score("perception answers", "servqual_scale"),
    "engagement_score": _Score("engagement answers", "engagement_scale"),
}


@dataclass(frozen=True, slots=True)
class Scores:
    """What was found of the scores of one fact, each by its column, in sentences."""

    said: Mapping[str, str]  # how many values lie outside their scale, or that it may be another one
    refused: Mapping[str, str]  # what is needed instead, where the column is on another scale
    outside: frozenset[str] = frozenset()  # the columns with values outside their scale


NO_SCORES = Scores({}, {})


@dataclass(frozen=True, slots=True)
class _Seen:
    """The values of a column; those that stand for no answer are only among `known` and `outside`."""

    known: int = 0
    outside: int = 0
    strange: int = 0  # outside, and no sign for no answer
    lowest: float | None = None
    highest: float | None = None

    def __add__(self, other: "_Seen") -> "_Seen":
        lows = [v for v in (self.lowest, other.lowest) if v is not None]
        highs = [v for v in (self.highest, other.highest) if v is not None]
        return _Seen(
            self.known + other.known,
            self.outside + other.outside,
            self.strange + other.strange,
            min(lows, default=None),
            max(highs, default=None),
        )

    @property
    def answers(self) -> int:
        """How many values lie on the scale."""
        return self.known - self.outside

    @property
    def on_scale(self) -> bool:
        """Whether what lies outside is a slip here and there."""
        meant = self.known - self.outside + self.strange
        many = self.strange >= _SOME or self.strange >= _SHARE * meant
        alone = self.strange == 1 < meant
        return self.strange <= _STRAY * meant or alone or not many


def look(stretches: Iterable[pl.DataFrame], definitions: Definitions) -> Scores:
    """Look over the scores of a fact, of which the stretches hold the columns of `scored`."""
    seen: dict[str, _Seen] = {}
    for rows in stretches:
        for name, found in _seen(rows, definitions.scales):
            seen[name] = seen.get(name, _Seen()) + found
    refused = {n: why for n, s in seen.items() if (why := _off(n, s, definitions))}
    said = {n: why for n, s in seen.items() if n not in refused and (why := _said(n, s, definitions))}
    return Scores(said=said, refused=refused, outside=frozenset(n for n, s in seen.items() if s.outside))


def scored(columns: Iterable[str], definitions: Definitions) -> list[str]:
    """Return those of the columns that hold scores."""
    return [c for c in columns if c in definitions.scales]


def within(frame: pl.DataFrame, found: Scores, definitions: Definitions) -> pl.DataFrame:
    """Return the rows with every score outside its scale taken as unknown."""
    scales = {c: definitions.scales[c] for c in frame.columns if c in found.outside}
    return frame.with_columns(pl.when(col(c).is_between(*ends)).then(col(c)).alias(c) for c, ends in scales.items())


def _seen(rows: pl.DataFrame, scales: Mapping[str, Scale]) -> Iterator[tuple[str, _Seen]]:
    for name in (c for c, kind in rows.schema.items() if c in scales and kind.is_numeric()):
        low, high = scales[name]
        value = col(name).cast(pl.Float64)
        outside = (value < low) | (value > high)
        code = outside & value.is_in(_CODES)
        found = rows.lazy().select(
            value.count(), a=outside.sum(), b=(outside & ~code).sum(),
            c=value.filter(~code).min(), d=value.filter(~code).max(),
        )  # fmt: skip
        yield name, _Seen(*found.collect().row(0))


def _off(name: str, seen: _Seen, definitions: Definitions) -> str:
    """What is needed in place of values that are on another scale; nothing where they are on theirs."""
    (low, high), score = definitions.scales[name], _SCORES[name]
    needed = f"{score.words} from {low:g} to {high:g}"
    mend = f"{score.instead}, or set {score.settings} in the definitions"
    if not seen.on_scale and seen.lowest is not None and seen.highest is not None:
        ends = [f"down to {seen.lowest:g}"] if seen.lowest < low else []
        ends += [f"up to {seen.highest:g}"] if seen.highest > high else []
        return f"{needed} (here they go {' and '.join(ends)}: set {score.settings} in the definitions, or {_NO_ANSWER})"
    if seen.answers >= _ENOUGH and (most := _low(name, seen, definitions)) is not None:
        return f"{needed} (none of the {count(seen.answers)} is above {most:g}, so they are on another scale: {mend})"
    return ""


def _said(name: str, seen: _Seen, definitions: Definitions) -> str:
    """Say how many values lie outside their scale, or that a few answers look as on another one."""
    (low, high), score = definitions.scales[name], _SCORES[name]
    if seen.outside:
        lies, counts = ("lies", "counts") if seen.outside == 1 else ("lie", "count")
        return (
            f"{count(seen.outside)} of {count(seen.known)} {score.words} {lies} outside the scale from {low:g} to "
            f"{high:g} and {counts} nowhere; the scale is set by {score.scale} in the definitions."
        )
    if seen.answers >= _FEW and (most := _low(name, seen, definitions)) is not None:
        return (
            f"None of the {count(seen.answers)} {score.words} is above {most:g}: if they are not on the scale from "
            f"{low:g} to {high:g}, {score.instead}, or set {score.settings} in the definitions."
        )
    return ""


def _low(name: str, seen: _Seen, definitions: Definitions) -> float | None:
    """The highest answer, where it lies in the lower half of the scale and below the mark that it is held against."""
    marks = {
        "csat": definitions.satisfied_from,
        "nps": definitions.promoters_from,
        "qa_score": definitions.qa_pass_mark,
    }
    low, high = definitions.scales[name]
    most = seen.highest
    if name not in marks or most is None or most > (low + high) / 2 or most >= marks[name]:
        return None
    return most
