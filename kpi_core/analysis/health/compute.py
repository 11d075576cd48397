"""Can this data be trusted: what became of every row, what is odd, what the rows cover, and what can be answered.

The counts come from the import report, which was written where the lines were still known; the words and the KPIs
that each oddity touches are said here. The whole dataset is judged, whatever the View keeps of it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from kpi_core.analysis.health.text import ADVICE, EMPTY_MEANS
from kpi_core.analysis.lineage import readers
from kpi_core.catalogue import CATALOGUE
from kpi_core.data import Prepared, Report, coverage, from_dict
from kpi_core.measure import ask
from kpi_core.model import Fact, count, day, several
from kpi_core.view import EVERYTHING, View

_SHOWN_KPIS = 6
_MOST_YEARS = 80  # beyond, months without rows are not drawn


@dataclass(frozen=True, slots=True)
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
        if not self.kpis:
            return "No KPI reads it."
        more = len(self.kpis) - _SHOWN_KPIS
        named = several(list(self.kpis[:_SHOWN_KPIS])) if more <= 0 else ", ".join(self.kpis[:_SHOWN_KPIS])
        return f"Touches {named}{f' and {more} more' if more > 0 else ''}."


@dataclass(frozen=True, eq=False)
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
    odd = _odd(data, report, span)
    asked = ask(data, CATALOGUE.values(), EVERYTHING)
    answers = tuple((k.name, asked.why(k) or "") for k in CATALOGUE.values())
    return Health(
        sentence=_sentence(report, odd, answers),
        account=_account(report) if report else "",
        dropped=tuple(report.dropped.items()) if report else (),
        odd=odd,
        refused=report.refused if report else 0,
        refusals=tuple((r.file, r.line, r.column or "", r.reason) for r in report.refusals) if report else (),
        covered=_covered(span),
        months=_months(span["months"]),
        gaps=tuple(f"No contacts {g['words']}." for g in span["gaps"]),
        columns=_columns(report),
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
        whole = check in ("refused", "duplicates", "legs", "gaps", "far")
        kpis = () if whole else tuple(k.name for k in readers(data, column))
        means = EMPTY_MEANS.get(column, advice.means) if check == "sister" else advice.means
        odd = Odd(advice.title, column, rows, share, sentence, example, means, kpis, advice.do)
        found.append((advice.weight * share, odd))

    for f in report.findings if report else ():
        example = f"{f.file}, line {count(f.line)}" if f.line is not None else ""
        add(f.check, f.column, f.count, f.of, f.sentence, example)
    if report and report.refused:
        first = report.refusals[0]
        said = f"{count(report.refused)} of {count(report.read)} rows were refused, the first since {first.reason}."
        add("refused", "", report.refused, report.read, said, f"{first.file}, line {count(first.line)}")
    if span["missing"]:
        first_gap = span["gaps"][0]["words"]
        said = f"{count(span['missing'])} of {count(span['expected'])} days that usually have contacts have none."
        add("gaps", "", span["missing"], span["expected"], said, f"the first {first_gap}")
    return tuple(odd for _, odd in sorted(found, key=lambda one: -one[0]))


def _account(report: Report) -> str:
    dropped = sum(report.dropped.values())
    return (
        f"{count(report.read)} rows read = {count(report.kept)} kept + {count(dropped)} dropped + "
        f"{count(report.refused)} refused."
    )


def _sentence(report: Report | None, odd: tuple[Odd, ...], answers: tuple[tuple[str, str], ...]) -> str:
    """The answer in one sentence."""
    able = sum(not lacks for _, lacks in answers)
    kept = "This dataset keeps no import report"
    if report and report.read:
        used = (
            f"all {count(report.read)}"
            if report.kept == report.read
            else f"{count(report.kept)} of {count(report.read)}"
        )
        kept = f"Every row is accounted for and {used} are used"
    what = f"{len(odd)} {'thing looks' if len(odd) == 1 else 'things look'} odd" if odd else "nothing looks odd"
    return f"{kept}; {what}; {able} of {len(answers)} KPIs can be answered."


def _covered(span: dict[str, Any]) -> str:
    first, last = date.fromisoformat(span["first"]), date.fromisoformat(span["last"])
    gaps = span["gap_count"]
    holes = f"{gaps} {'gap' if gaps == 1 else 'gaps'}" if gaps else "no gaps"
    return f"Contacts from {day(first)} to {day(last)}, with {holes} on days that usually have some."


def _months(months: list[dict[str, Any]]) -> pl.DataFrame:
    """The months with and without rows: a month that is missing altogether is a zero."""
    have = pl.DataFrame(months, schema={"month": pl.String, "rows": pl.Int64, "days": pl.Int64})
    have = have.with_columns(x=(pl.col("month") + "-01").str.to_date("%Y-%m-%d"))
    first, last = have["x"][0], have["x"][-1]
    if last.year - first.year > _MOST_YEARS:
        return have
    every = pl.DataFrame({"x": pl.date_range(first, last, "1mo", eager=True)})
    full = every.join(have, on="x", how="left").with_columns(
        pl.col("month").fill_null(pl.col("x").dt.strftime("%Y-%m")), pl.col("rows", "days").fill_null(0)
    )
    return full.select("month", "rows", "days", "x").sort("x")


def _columns(report: Report | None) -> pl.DataFrame:
    rows = [
        {
            "column": c.column,
            "source": c.source,
            "how": f"{c.kind}, {c.how}" if c.how else c.kind,
            "values": c.converted,
            "empty": c.missing,
            "not_understood": c.failed,
        }
        for c in (report.conversions if report else ())
    ]
    words = dict.fromkeys(("column", "source", "how"), pl.String)
    return pl.DataFrame(rows, schema={**words, **dict.fromkeys(("values", "empty", "not_understood"), pl.Int64)})
