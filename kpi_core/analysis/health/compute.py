"""Can this data be trusted: what became of every row, what is odd, what the rows cover, and what can be answered.

The counts come from the import report, which was written where the lines were still known; which KPIs each oddity
touches, and how much that matters, is decided here. The whole dataset is judged, whatever the View keeps of it.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl

from kpi_core.analysis.health import frames
from kpi_core.analysis.health import text as words
from kpi_core.analysis.health.text import ADVICE, EMPTY_MEANS
from kpi_core.analysis.lineage import readers
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared, Report, coverage, from_dict
from kpi_core.measure import ask
from kpi_core.model import Fact, runs
from kpi_core.view import EVERYTHING, View

_WHOLE = frozenset(
    {"refused", "duplicates", "copies", "legs", "gaps", "far"}
)  # touch every KPI, not those that read a column


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """One oddity as the page tells it."""

    title: str
    column: str
    rows: int
    share: float
    sentence: str
    example: str
    means: str
    kpis: tuple[str, ...]
    do: str

    @property
    def touches(self) -> str:
        """The KPIs that it is about, in words."""
        return words.touches(self.kpis)


@dataclass(frozen=True, eq=False, kw_only=True)
class Health:
    """What is known about a dataset's rows. `months` holds month, x (its first day), rows and days."""

    sentence: str
    account: str  # read = kept + dropped + refused; "" where no report was kept
    dropped: tuple[tuple[str, int], ...]
    odd: tuple[Odd, ...]
    refused: int
    refusals: tuple[tuple[str, int, str, str], ...]  # file, line, column, reason; the first 1,000
    covered: str
    months: pl.DataFrame
    gaps: tuple[str, ...]
    columns: pl.DataFrame  # column, source, how, values, empty, not_understood
    notes: tuple[str, ...]
    unmapped: tuple[str, ...]
    suggestions: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]  # KPI and what it lacks; "" where it can be answered


def health(data: Prepared, _view: View) -> Health:
    """Return what is known about the rows of the data."""
    said = data.dataset.report
    report = from_dict(dict(said)) if said else None
    span = report.coverage if report and report.coverage else coverage(data.tables[Fact.CONTACT]["at"])
    whole = data.spans[Fact.CONTACT]
    odd = _odd(data, report, span)
    asked = ask(data, CATALOGUE.values(), EVERYTHING)
    answers = tuple((k.name, asked.why(k) or "") for k in CATALOGUE.values())
    return Health(
        sentence=words.sentence(report, len(odd), sum(not lacks for _, lacks in answers), len(answers)),
        account=words.account(report) if report else "",
        dropped=tuple(report.dropped.items()) if report else (),
        odd=odd,
        refused=report.refused if report else 0,
        refusals=tuple((r.file, r.line, r.column or "", r.reason) for r in report.refusals) if report else (),
        covered=words.covered(span, "" if whole.over else runs(Fact.CONTACT, whole)),
        months=frames.months(span["months"]),
        gaps=words.gaps(span),
        columns=frames.columns(report.conversions if report else ()),
        notes=report.notes if report else (),
        unmapped=report.unmapped if report else (),
        suggestions=tuple(report.suggestions.items()) if report else (),
        answers=answers,
    )


def _odd(data: Prepared, report: Report | None, span: dict[str, Any]) -> tuple[Odd, ...]:
    """Every oddity, worst first: how wrong it can make a number, times how much of the data it touches."""
    found: list[tuple[float, Odd]] = []

    def add(check: str, column: str, rows: int, of: int, sentence: str, example: str) -> None:
        advice, share = ADVICE[check], rows / of if of else 0.0
        odd = Odd(
            title=advice.title,
            column=column,
            rows=rows,
            share=share,
            sentence=sentence,
            example=example,
            means=EMPTY_MEANS.get(column, advice.means) if check == "sister" else advice.means,
            kpis=() if check in _WHOLE else tuple(k.name for k in readers(data, column)),
            do=advice.do,
        )
        found.append((advice.weight * share, odd))

    for f in report.findings if report else ():
        add(f.check, f.column, f.count, f.of, f.sentence, words.place(f.file, f.line))
    if report and report.refused:
        first = report.refusals[0]
        add("refused", "", report.refused, report.read, words.refused(report), words.place(first.file, first.line))
    if span["missing"]:
        add("gaps", "", span["missing"], span["expected"], words.missing(span), words.first_gap(span))
    return tuple(odd for _, odd in sorted(found, key=lambda one: -one[0]))
